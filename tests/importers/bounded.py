"""An import in a process with little memory and time: `python -m tests.importers.bounded FILE INTO`.

It prints one JSON document: why it was refused (empty if it wasn't), its notes, the most memory it took, and its seconds of CPU.
"""

import json
import re
import resource
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

MEMORY = 700 << 20  # bytes of address space; the interpreter and the libraries take 250 MB of it
SECONDS = 120
NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)


def bounded(source: Path, into: Path, memory: int = MEMORY) -> dict[str, Any]:
    """Import in such a process; return what it printed. Raise if it died."""
    command = [sys.executable, "-m", "tests.importers.bounded", str(source), str(into), str(memory)]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own module
    if ran.returncode:
        raise AssertionError(f"it died with {ran.returncode}: {ran.stderr[-2_000:]}")
    outcome: dict[str, Any] = json.loads(ran.stdout)
    return outcome


def main(source: str, into: str, memory: str) -> None:
    from infra.importers.blog import UnreadableError  # noqa: PLC0415
    from infra.importers.output.writer import write  # noqa: PLC0415
    from infra.importers.wordpress import reader  # noqa: PLC0415 - after the limits

    resource.setrlimit(resource.RLIMIT_AS, (int(memory), int(memory)))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    why, notes = "", []
    try:
        report = write(reader.read(Path(source)), Path(into), NOW)
        notes = [(note.outcome, note.what[:200], note.why[:200]) for note in report.notes]
    except UnreadableError as error:
        why = str(error)
    most = int(re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())[1]) * 1024  # type: ignore[index]
    print(json.dumps({"why": why, "notes": notes, "memory": most, "seconds": time.process_time()}))  # noqa: T201 - its answer


if __name__ == "__main__":
    main(*sys.argv[1:])
