"""The path of a file as it is seen from another folder."""

import os
from pathlib import Path
from types import ModuleType


def relative(path: str | Path, start: str | Path = ".", system: ModuleType = os.path) -> str:
    """Return the path from `start`; the whole path where none leads there, as between two drives of Windows."""
    try:
        return str(system.relpath(path, start))
    except ValueError:
        return str(system.abspath(path))
