"""The machine that a figure comes from; keeping figures and showing them."""

import json
import os
import platform
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from bench.targets import Target

RESULTS = Path(__file__).parent / "results"
LIBRARIES = ("markdown", "pymdown-extensions", "pygments", "jinja2", "feedgen", "lxml", "nh3", "babel", "pillow", "pillow-heif")


def described() -> Mapping[str, str]:
    """The machine, in words, and how busy it is: the load before, in processes that want to run."""
    return {
        "processor": _processor(),
        "cores": str(len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()),
        "memory": f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2**30:.1f} GiB",
        "system": platform.platform(),
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        "load": f"{os.getloadavg()[0]:.1f}",
        "libraries": ", ".join(f"{name} {version(name)}" for name in LIBRARIES),
    }


def _processor() -> str:
    """Return the processor's name as Linux reports it, else as Python does."""
    cpuinfo = Path("/proc/cpuinfo")
    lines = cpuinfo.read_text().splitlines() if cpuinfo.exists() else []
    return next((line.partition(": ")[2] for line in lines if line.startswith("model name")), platform.processor())


def keep(name: str, rows: Sequence[Mapping[str, Any]], **about: Any) -> None:
    """Keep a benchmark's figures beside the machine they come from, in `bench/results`."""
    RESULTS.mkdir(exist_ok=True)
    kept = {"at": datetime.now(UTC).isoformat(timespec="seconds"), "machine": described(), **about, "rows": list(rows)}
    (RESULTS / f"{name}.json").write_text(json.dumps(kept, ensure_ascii=False, indent=2) + "\n")


def show(title: str, rows: Sequence[Mapping[str, Any]], notes: Iterable[str] = ()) -> None:
    """Print a table: a line for each row, numbers to the right."""
    print(f"\n{title}\n")
    columns = list(rows[0])
    cells = [columns, *([_text(row[column]) for column in columns] for row in rows)]
    widths = [max(len(line[place]) for line in cells) for place in range(len(columns))]
    for number, line in enumerate(cells):
        print(
            "  ".join(_placed(cell, width, right=place > 0) for place, (cell, width) in enumerate(zip(line, widths, strict=True)))
        )
        if number == 0:
            print("  ".join("-" * width for width in widths))
    for note in notes:
        print(note)


def _text(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:,.2f}"
    return f"{value:,}" if isinstance(value, int) else str(value)


def _placed(cell: str, width: int, *, right: bool) -> str:
    return cell.rjust(width) if right else cell.ljust(width)


def judged(what: str, value: float, most: float) -> str:
    """Return a target and the measured value, on one line."""
    return str(Target(what, value, most))
