"""A copy of the code in which some lines read otherwise, and what histories find in it."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

PROJECT = Path(__file__).parents[2]


class Edit(NamedTuple):
    """A line of a module below `chalicelib`, and how it reads in the copy."""

    file: str
    code: str
    instead: str


FEW = Edit("rendering/summaries.py", "FITS = 100", "FITS = 2")
"""So few posts fit on a page that the listings of a history are divided."""


def copied(copy: Path, edits: Iterable[Edit], *besides: str) -> None:
    """Make a copy with these edits."""
    for name in ("bench", "chalicelib", "templates", "tests", *besides):
        if (PROJECT / name).is_dir():
            shutil.copytree(PROJECT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(PROJECT / name, copy / name)
    for edit in edits:
        file = copy / "chalicelib" / edit.file
        assert edit.code in file.read_text()
        file.write_text(file.read_text().replace(edit.code, edit.instead))


def searched(copy: Path, edits: Iterable[Edit], *arguments: str) -> str:
    """What `tests.histories.search` reports in a copy with these edits."""
    copied(copy, edits)
    command = [sys.executable, "-m", "tests.histories.search", *arguments]
    env = {**os.environ, "PYTHONHASHSEED": "0"}  # the order of sets is that of the last run, so the histories are, too
    found = subprocess.run(command, cwd=copy, env=env, capture_output=True, text=True, check=False)  # noqa: S603 - our own module
    return found.stdout or found.stderr[-2000:]
