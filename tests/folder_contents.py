"""The files of a folder, with their bytes."""

from collections.abc import Mapping
from pathlib import Path


def files_of(folder: Path) -> Mapping[str, bytes]:
    """Return every file of a folder, the hidden ones, too."""
    paths = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}
