"""The versions that a release was tested with, as a file of constraints that pip, pipx and uv take.

It has what the locks of the demo and of a deployment name, without the hashes: with them, pip would ask for one of Presswork.
`python -m infra.package.constraints FILE` writes it.
"""

import re
import sys
from collections.abc import Iterable
from pathlib import Path

NAME = "presswork-constraints.txt"
LOCKS = tuple(Path(__file__).resolve().parents[2] / "locks" / name for name in ("demo.txt", "deploy.txt"))
HEADER = "# The versions that this release of Presswork was tested with, for pip, pipx and uv\n"
PIN = re.compile(r"^[a-z0-9.-]+==[^\\\n]*[^\\\s]", re.MULTILINE)


def constraints(locks: Iterable[str]) -> str:
    """Return the pins of these locks, each once, in the order of their names."""
    return HEADER + "".join(f"{pin}\n" for pin in sorted({pin for lock in locks for pin in PIN.findall(lock)}))


def of_locks() -> str:
    """Return the constraints of the locks as they are now."""
    return constraints(path.read_text("utf-8") for path in LOCKS)


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(of_locks(), "utf-8")
