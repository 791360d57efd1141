"""One build of a folder at a time: a lock on a file in its cache.

The system lets go of it when its process and all that were forked from it are gone, so a build that was killed locks nobody out,
and none of its processes can still write when the next one begins.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

try:
    import fcntl
except ImportError:  # a system without such locks: there, nobody should build twice at once
    fcntl = None  # type: ignore[assignment]


@contextmanager
def locked(path: Path, waits: Callable[[], None]) -> Iterator[None]:
    """Hold the lock while the context is open; call `waits` before waiting for another process that holds it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    file = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
    try:
        if fcntl:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                waits()
                fcntl.flock(file, fcntl.LOCK_EX)
        yield
    finally:
        os.close(file)
