"""A new file, written whole or not at all, and never over an existing one."""

from pathlib import Path


def put_new(path: Path, content: bytes) -> bool:
    """Write a file, unless it exists; return whether it was written. Raise `OSError`, and leave no part of it."""
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
