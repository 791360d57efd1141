"""Lines that wait until nothing was written for a moment: then the last one of a file says how many other pages have changed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import Protocol
from urllib.parse import unquote, urlsplit

from infra.authoring.push_events import Event, Tell

QUIET = 0.4  # seconds without a page written, until a change has done its work on this machine
QUIET_AFAR = 1.5  # the same on a stack, whose pages are looked at now and then
LONGEST = 5.0  # seconds that a line waits for other pages


class Pages(Protocol):
    """What knows how many other pages a save has changed, and adds that to the lines of a watch."""

    def begin(self, paths: Sequence[Path]) -> None:
        """Count what changes from now on; these files are about to be uploaded."""

    def tell(self, event: Event) -> None:
        """Tell this once the lines of files before it are complete."""

    def look(self) -> None:
        """Tell what is complete."""


@dataclass
class Held:
    """The lines, and the pages that were written since their work began, each by any name that is its own.

    A change has done its work after so many seconds that were `quiet`.
    """

    tell: Tell
    now: Callable[[], float] = monotonic
    quiet: float = QUIET
    written: set[str] = field(default_factory=set)
    _last: float = 0.0
    _lines: list[tuple[Event, str, float]] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not self._lines

    @property
    def is_quiet(self) -> bool:
        """Whether nothing was written, and nothing has begun, for a moment."""
        return self.now() - self._last >= self.quiet

    def begin(self) -> None:
        """Count what is written from now on, unless there are lines that wait for it, too."""
        if not self._lines:
            self.written.clear()
        self.touch()

    def touch(self) -> None:
        """Note that something is under way."""
        self._last = self.now()

    def wrote(self, page: str) -> None:
        """Note that a page was written or removed."""
        self.touch()
        self.written.add(page)

    def take(self, event: Event) -> None:
        """Hold the line of a file that is live, and what comes after it; tell anything else."""
        is_live = event["event"] == "live"
        if is_live:
            self.touch()
        if is_live or self._lines:
            self.hold(event, unquote(urlsplit(event["address"]).path) if is_live else "")
        else:
            self.tell(event)

    def hold(self, event: Event, page: str = "") -> None:
        """Tell this later; `page` is its own, if it is of a file."""
        self._lines.append((event, page, self.now()))

    def look(self) -> None:
        """Tell what is complete."""
        if self._lines and (self.is_quiet or self.now() - self._lines[0][2] >= LONGEST):
            self.release()

    def release(self) -> None:
        """Tell all that is held, and in the last line of a file, how many pages were written that are no file's own."""
        lines, self._lines = self._lines, []
        others = len(self.written - {page for _, page, _ in lines})
        self.written.clear()
        last = max((number for number, (event, _, _) in enumerate(lines) if event["event"] == "live"), default=None)
        for number, (event, _, _) in enumerate(lines):
            self.tell({**event, "pages": others} if number == last else event)
