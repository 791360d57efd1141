"""Running programs: measuring one (wall clock, the processor's time, memory), and exchanging lines with one while it works."""

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from subprocess import PIPE
from typing import Any, Self

# A process of its own waits for the program: what Linux reports of a child's memory begins with that of the parent it was
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
    """Seconds of wall clock and of all processors, and the most memory of any of its processes, in bytes."""

    wall: float
    cpu: float
    memory: int


def spent(command: Sequence[str], folder: Path, good: Sequence[int] = (0,)) -> Spent:
    """Run a program to its end in a folder; `good` are the exit statuses it may end with."""
    done = subprocess.run([sys.executable, "-S", "-c", LAUNCHER, str(folder), *command], stdout=subprocess.PIPE, check=True)
    wall, cpu, memory, status = json.loads(done.stdout)
    if status % 256 or status // 256 not in good:
        raise RunError(f"{' '.join(map(str, command))} ended with {status}")
    return Spent(wall, cpu, memory)


SMALL = "import subprocess, sys; sys.exit(subprocess.run(sys.argv[1:]).returncode)"  # waits for the program, as above


class Answering:
    """A program that answers each line of JSON with a line of JSON; it is a context, which ends the program."""

    def __init__(self, command: Sequence[str], settings: Mapping[str, str]) -> None:
        small = [sys.executable, "-I", "-S", "-c", SMALL, *command]
        self._name = " ".join(command)
        self._process = subprocess.Popen(small, env=dict(settings), stdin=PIPE, stdout=PIPE, text=True, bufsize=1)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate()

    def ask(self, asked: Any) -> Any:
        """Return its answer."""
        if self._process.stdin is None or self._process.stdout is None:
            raise RunError(f"{self._name} has no pipes")
        self._process.stdin.write(json.dumps(asked) + "\n")
        answer = self._process.stdout.readline()
        if not answer:
            raise RunError(f"{self._name} ended with {self._process.wait()}")
        return json.loads(answer)
