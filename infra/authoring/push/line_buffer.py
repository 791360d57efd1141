"""Lines that wait until nothing was written for a moment: then the last one of a file says how many other pages have changed.

A change of very many pages isn't waited for: its line says how many have changed so far, and another one, in the end, how many.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import Protocol
from urllib.parse import unquote, urlsplit

from infra.authoring.push.push_events import Event, Tell
from infra.build.counted_pages import is_page

QUIET = 0.4  # seconds without a page written, until a change has done its work on this machine
QUIET_AFAR = 1.5  # the same on a stack, whose pages are looked at now and then
LONGEST = 5.0  # seconds that a line waits for other pages
STALE = 15.0  # seconds after which what was written is no part of what is told next


class Pages(Protocol):
    """What knows how many other pages a save has changed, and adds that to the lines of a watch."""

    def begin(self, paths: Sequence[Path], *, goes_on: bool = False) -> None:
        """Count what changes from now on: these files are about to go up. It `goes_on` where earlier ones aren't live yet."""

    def tell(self, event: Event) -> None:
        """Tell this once the lines of files before it are complete."""

    def look(self) -> None:
        """Tell what is complete."""


@dataclass
class Held:
    """The lines, and the pages that were written since their work began, each by its address or any name that is its own.

    A change has done its work after so many seconds that were `quiet`, unless it is known that something `is_working` still. Only
    where that can be known, what goes on after its line is followed to its end.
    """

    tell: Tell
    now: Callable[[], float] = monotonic
    quiet: float = QUIET
    is_working: Callable[[], bool] | None = None
    written: set[str] = field(default_factory=set)
    _last: float = 0.0
    _lines: list[tuple[Event, float]] = field(default_factory=list)
    _goes_on: bool = False
    _own: set[str] = field(default_factory=set)

    @property
    def is_empty(self) -> bool:
        return not self._lines

    @property
    def is_quiet(self) -> bool:
        """Whether nothing was written, and nothing has begun, for a moment."""
        return self.now() - self._last >= self.quiet

    def begin(self, *, goes_on: bool = False) -> None:
        """Count what is written from now on, unless there is something that waits for it, too."""
        if not (goes_on or self._lines or self._goes_on):
            self._forget()
        self.touch()

    def touch(self) -> None:
        """Note that something is under way."""
        self._last = self.now()

    def wrote(self, page: str) -> None:
        """Note that a page was written or removed."""
        if not (self._lines or self._goes_on) and self.now() - self._last >= STALE:
            self._forget()
        self.touch()
        self.written.add(page)

    def take(self, event: Event) -> None:
        """Hold the line of a file that is live, and what comes after it; tell anything else."""
        if event["event"] == "live":
            self.touch()
            self.hold(event)
        elif self._lines:
            self.hold(event)
        else:
            self.tell(event)

    def hold(self, event: Event) -> None:
        """Tell this later."""
        self._lines.append((event, self.now()))

    def look(self) -> None:
        """Tell what is complete."""
        if not (self._lines or self._goes_on):
            return
        if self._is_complete():
            self._release()
            if self._goes_on and self._others:
                self.tell({"event": "changed", "pages": self._others})
            self._forget()
        elif self._lines and self.now() - self._lines[0][1] >= LONGEST:
            self._release(so_far=True)

    def release(self) -> None:
        """Tell all that is held, since no more will be known."""
        self._release(so_far=True)
        self._forget()

    def _is_complete(self) -> bool:
        if not self.is_quiet:
            return False
        if self.is_working and self.is_working():
            self.touch()  # it is asked again after a while
            return False
        return True

    def _release(self, *, so_far: bool = False) -> None:
        """Tell all that is held, and in the last line of a file, how many pages were written that are no file's own."""
        lines, self._lines = [event for event, _ in self._lines], []
        self._own.update(*map(own_pages, lines))
        last = max((number for number, event in enumerate(lines) if event["event"] == "live"), default=None)
        for number, event in enumerate(lines):
            self.tell({**event, "pages": self._others, **SO_FAR[so_far]} if number == last else event)
        if last is not None:
            self._goes_on = so_far and self.is_working is not None
        if not self._goes_on:
            self._forget()

    @property
    def _others(self) -> int:
        return others_of(self.written, self._own)

    def _forget(self) -> None:
        self._goes_on = False
        self.written.clear()
        self._own.clear()


SO_FAR = {True: {"so_far": True}, False: {}}


def others_of(written: Iterable[str], own: Collection[str]) -> int:
    """Return how many pages at these addresses are no file's own; a person reads neither feeds nor images nor previews there."""
    return len({page for page in written if is_page(page)}.difference(own))


def own_pages(event: Event) -> frozenset[str]:
    """Return the addresses of the pages that are a file's own: at its address, and at the one before."""
    address = {unquote(urlsplit(event["address"]).path)} if event.get("address") else set()
    left = {event[name] for name in ("moved_from", "was") if name in event}
    file = {f"/{event['file']}"} if "file" in event else set()
    return frozenset(address | left | file)
