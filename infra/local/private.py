"""Private files: what nobody else on this machine may read, from the moment it is there."""

import os
from pathlib import Path
from typing import TextIO

ONLY_MINE, MINE_TO_ENTER = 0o600, 0o700


def folder(path: Path) -> Path:
    """The folder, made if need be, which nobody else may enter."""
    path.mkdir(MINE_TO_ENTER, exist_ok=True)
    path.chmod(MINE_TO_ENTER)
    return path


def opened(path: Path) -> TextIO:
    """A new file of this name to write into; one that was there is gone."""
    path.unlink(missing_ok=True)
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, ONLY_MINE), "w", encoding="utf-8")


def write(path: Path, text: str) -> None:
    """Put the whole text under this name at once."""
    aside = path.with_name(f"{path.name}.{os.getpid()}")
    with opened(aside) as file:
        file.write(text)
    aside.replace(path)
