"""Troubles: what goes wrong is told once, on one line, and stands with its traceback in a file.

A page that can't be made fails again each time it is tried, and one cause may fail a thousand pages: whoever watches the
terminal needs to know which page and why, and whoever mends it needs the traceback.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from chalicelib.model import Page
from infra.local import private

OF_PAGES = ("chalicelib.publishing.render_batch", "chalicelib.publishing.write")  # who tells of a page that could not be made
FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
LONGEST = 300  # characters of a reason


class Troubles(logging.Handler):
    """What was logged: each line is told when it is new, all of it is written down."""

    def __init__(self, file: TextIO, tell: Callable[[str], object]) -> None:
        super().__init__(logging.WARNING)
        self._written, self._tell = logging.StreamHandler(file), tell
        self._written.setFormatter(logging.Formatter(FORMAT))
        self._told: dict[str, logging.LogRecord] = {}

    def emit(self, record: logging.LogRecord) -> None:
        self._written.emit(record)
        said = line(record)
        if said not in self._told:
            self._told[said] = record
            self._tell(said)

    def __str__(self) -> str:
        """How many pages could not be made, and what else failed; empty if all is well."""
        failed = [record for record in self._told.values() if record.levelno >= logging.ERROR]
        pages = sum(record.name in OF_PAGES for record in failed)
        rows = ((pages, "page", "could not be made"), (len(failed) - pages, "other thing", "failed"))
        return " and ".join(f"{count} {what}{'s' * (count > 1)} {became}" for count, what, became in rows if count)


def line(record: logging.LogRecord) -> str:
    """A record on one line: what failed, and why."""
    given = record.args if isinstance(record.args, tuple) else ()
    what = str(record.msg) % tuple(map(name, given)) if given else record.getMessage()
    error = record.exc_info[1] if record.exc_info else None
    return " ".join(f"{what}: {reason(error)}".split()) if error else " ".join(what.split())


def name(thing: object) -> object:
    """A page by what it is; anything else as it stands."""
    return " ".join(filter(None, ("the page", thing.kind, thing.of, thing.at))) if isinstance(thing, Page) else thing


def reason(error: BaseException) -> str:
    said = " ".join(str(error).split())
    return f"{type(error).__name__}: {said}"[:LONGEST] if said else type(error).__name__


@contextmanager
def noted(path: Path, tell: Callable[[str], object]) -> Iterator[Troubles]:
    """While open, whatever is logged is told by lines, and written into this file."""
    root = logging.getLogger()
    before = root.handlers[:]
    with private.opened(path) as file:
        troubles = Troubles(file, tell)
        root.handlers[:] = [troubles]
        try:
            yield troubles
        finally:
            root.handlers[:] = before


class Brief(logging.Formatter):
    """On the terminal of a command, an error of the system (a full disk, a folder that can't be written) needs no traceback."""

    def format(self, record: logging.LogRecord) -> str:
        error = record.exc_info[1] if record.exc_info else None
        return f"presswork: {line(record)}" if isinstance(error, OSError) else super().format(record)


def on_terminal() -> logging.Handler:
    """How a command tells what is logged."""
    handler = logging.StreamHandler()
    handler.setFormatter(Brief("%(levelname)s %(name)s: %(message)s"))
    return handler
