"""One build of a folder at a time: a lock on a file in its cache.

The system lets go of it when its process and all that were forked from it are gone, so a build that was killed locks nobody out,
and none of its processes can still write when the next one begins.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import sleep

try:
    from fcntl import LOCK_EX, LOCK_NB, flock

    def lock(file: int) -> None:
        """Lock the file; raise `OSError` if another process has locked it."""
        flock(file, LOCK_EX | LOCK_NB)

except ImportError:  # on Windows
    from msvcrt import LK_NBLCK, locking  # type: ignore[attr-defined]

    def lock(file: int) -> None:
        """Lock the file; raise `OSError` if another process has locked it."""
        locking(file, LK_NBLCK, 1)


PAUSE = 0.1  # seconds between two tries


@contextmanager
def locked(path: Path, waits: Callable[[], None]) -> Iterator[None]:
    """Hold the lock while the context is open; call `waits` before waiting for another process that holds it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    file = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
    try:
        if not _takes(file):
            waits()
            while not _takes(file):
                sleep(PAUSE)
        yield
    finally:
        os.close(file)


def _takes(file: int) -> bool:
    """Take the lock, unless another process has it; return whether it is taken."""
    try:
        lock(file)
    except (BlockingIOError, PermissionError):
        return False
    return True
