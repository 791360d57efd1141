"""A new file, whole or not at all, and never over one that is there."""

from pathlib import Path


def put_new(path: Path, content: bytes) -> bool:
    """Write a file, unless it is there; return whether it was written. Raise `OSError`, and leave no part of it."""
    try:
        file = path.open("xb")
    except FileExistsError:
        return False
    try:
        with file:
            file.write(content)
    except OSError as error:
        path.unlink()
        error.filename = error.filename or str(path)
        raise
    return True
