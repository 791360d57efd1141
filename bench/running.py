"""Running a program and telling what it took: wall clock, the processor's time, and memory."""

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

# A process of its own waits for the program: what Linux tells of a child's memory begins with that of the parent it was
# forked from, so the parent has to be small.
LAUNCHER = """
import json, os, subprocess, sys, time
began = time.monotonic()
child = subprocess.Popen(sys.argv[2:], cwd=sys.argv[1], stdout=subprocess.DEVNULL)
_, status, used = os.wait4(child.pid, 0)
wall = time.monotonic() - began
print(json.dumps([wall, used.ru_utime + used.ru_stime, used.ru_maxrss * (1 if sys.platform == "darwin" else 1024), status]))
"""


class RunError(Exception):
    """The program ended badly."""


@dataclass(frozen=True, slots=True)
class Spent:
    """Seconds of wall clock and of all processors, and the most memory that one of its processes had, in bytes."""

    wall: float
    cpu: float
    memory: int


def spent(command: Sequence[str], folder: Path, good: Sequence[int] = (0,)) -> Spent:
    """Run a program to its end in a folder; `good` are the exit statuses it may end with."""
    told = subprocess.run([sys.executable, "-S", "-c", LAUNCHER, str(folder), *command], stdout=subprocess.PIPE, check=True)
    wall, cpu, memory, status = json.loads(told.stdout)
    if status % 256 or status // 256 not in good:
        raise RunError(f"{' '.join(map(str, command))} ended with {status}")
    return Spent(wall, cpu, memory)
