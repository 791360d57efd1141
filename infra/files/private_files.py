"""Private files: readable only by their owner from the moment they exist."""

import os
from pathlib import Path
from typing import TextIO

from chalicelib.cloud.windows_files import replace

ONLY_MINE, MINE_TO_ENTER = 0o600, 0o700


def folder(path: Path) -> Path:
    """Return the folder, created if it is missing, which only its owner may enter."""
    path.mkdir(MINE_TO_ENTER, exist_ok=True)
    path.chmod(MINE_TO_ENTER)
    return path


def create(path: Path) -> TextIO:
    """Open a new file of this name for writing; an earlier one is removed."""
    path.unlink(missing_ok=True)
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, ONLY_MINE), "w", encoding="utf-8")


def open_to_append(path: Path) -> TextIO:
    """Open a file for writing at its end; it is created if it is missing."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, ONLY_MINE), "a", encoding="utf-8")


def write(path: Path, text: str) -> None:
    """Write the whole text under this name at once."""
    aside = path.with_name(f"{path.name}.{os.getpid()}")
    with create(aside) as file:
        file.write(text)
    replace(str(aside), str(path))
