"""Failures on the terminal: each is reported once, on one line, and logged with its traceback in a file.

A page that can't be made fails again each time it is tried, and one cause may fail a thousand pages. On the terminal an author
needs to know which page and why; to correct the cause takes the traceback.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from chalicelib.model import Page
from infra.files import private_files
from infra.terminal.streams import counted
from infra.terminal.writer import escaped

OF_PAGES = ("chalicelib.publishing.render_batch", "chalicelib.publishing.write")  # these log pages that could not be made
FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
LONGEST = 300  # characters of a reason
OURS = ("app", "chalicelib", "infra")  # the packages whose warnings are addressed to the person at the terminal


def is_for_people(record: logging.LogRecord) -> bool:
    """Return whether a record is worth a line on a terminal: any error, and warnings of Presswork's own.

    A warning of a library, such as urllib3's of a full pool of connections, is addressed to programmers.
    """
    return record.levelno >= logging.ERROR or record.name.partition(".")[0] in OURS


class FailureLog(logging.Handler):
    """The logged failures: each line for people is reported when it is new, and everything is written to the file."""

    def __init__(self, file: TextIO, report: Callable[[str], object]) -> None:
        super().__init__(logging.WARNING)
        self._written, self._report = logging.StreamHandler(file), report
        self._written.setFormatter(logging.Formatter(FORMAT))
        self._reported: dict[str, logging.LogRecord] = {}

    def emit(self, record: logging.LogRecord) -> None:
        self._written.emit(record)
        text = line(record)
        if text not in self._reported and is_for_people(record):
            self._reported[text] = record
            self._report(text)

    def __str__(self) -> str:
        """Return how many pages could not be made, and what else failed; empty if nothing did."""
        failed = [record for record in self._reported.values() if record.levelno >= logging.ERROR]
        pages = sum(record.name in OF_PAGES for record in failed)
        rows = ((pages, "page", "could not be made"), (len(failed) - pages, "other thing", "failed"))
        return " and ".join(f"{counted(count, what)} {outcome}" for count, what, outcome in rows if count)


def line(record: logging.LogRecord) -> str:
    """Return a record on one line: what failed, and why."""
    arguments = record.args if isinstance(record.args, tuple) else ()
    what = str(record.msg) % tuple(map(name, arguments)) if arguments else record.getMessage()
    error = record.exc_info[1] if record.exc_info else None
    return " ".join(f"{what}: {reason(error)}".split()) if error else " ".join(what.split())


def name(thing: object) -> object:
    """Return a page's short name; anything else as it is."""
    return " ".join(filter(None, ("the page", thing.kind, thing.of, thing.at))) if isinstance(thing, Page) else thing


def reason(error: BaseException) -> str:
    text = " ".join(str(error).split())
    return f"{type(error).__name__}: {text}"[:LONGEST] if text else type(error).__name__


@contextmanager
def failure_log(path: Path, report: Callable[[str], object]) -> Iterator[FailureLog]:
    """While the context is open, report log records as lines, and write them into this file."""
    root = logging.getLogger()
    handlers = root.handlers[:]
    with private_files.create(path) as file:
        failures = FailureLog(file, report)
        root.handlers[:] = [failures]
        try:
            yield failures
        finally:
            root.handlers[:] = handlers


class Brief(logging.Formatter):
    """Formats errors of a command for the terminal; an error of the system (a full disk, a read-only folder) needs no
    traceback."""

    def format(self, record: logging.LogRecord) -> str:
        error = record.exc_info[1] if record.exc_info else None
        return escaped(f"presswork: {line(record)}" if isinstance(error, OSError) else super().format(record))


def on_terminal() -> logging.Handler:
    """Return the handler that prints what a command logs."""
    handler = logging.StreamHandler()
    handler.addFilter(is_for_people)
    handler.setFormatter(Brief("%(levelname)s %(name)s: %(message)s"))
    return handler
