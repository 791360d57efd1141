"""Watching a blog: each file is pushed as it is saved, and told once it is live; so is a letter, and a post that came due.

A save goes up at once, also while earlier ones are still waited for: those are looked at in turn, between two saves.
What couldn't be pushed, because the network was gone, is tried again after a while, and with the next save.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Protocol, TypeAlias

from msgspec import Struct, field

from chalicelib.comments.rules.comment_file_names import is_comment_file
from infra.authoring.push import local_files
from infra.authoring.push.push_events import Event, Tell
from infra.authoring.target.connection import DeniedError, LostError, ask_service
from infra.files.file_watch import FileChange
from infra.terminal.exit_codes import INTERRUPTED
from infra.terminal.streams import CannotError

AFTER = 5.0  # seconds without a save, until it is asked what else happens, and what failed is tried again
URL = re.compile(r"https?://\S+")  # which names any of the files that can't be pushed
BY_HAND = re.compile(r", then run the same command again( to do the rest)?$")
AT_THE_END = "done"  # the event that one push ends with, and that is too much at each save


class UnderWay(Protocol):
    """A push whose files are uploaded, and not all live."""

    @property
    def left(self) -> Mapping[str, object]:
        """What is waited for, by key."""

    def turn(self) -> bool:
        """Look if it is time to, without waiting; return whether there is nothing left to wait for. Raise `LostError`."""

    def leave(self, keys: Iterable[str]) -> None:
        """Wait no more for these files, which a later push waits for."""

    def note(self) -> None:
        """Note what is done."""

    def end(self) -> object:
        """Tell what became of everything."""


class Happenings(Protocol):
    """What happens on the site without a save, such as letters that are sent."""

    def look(self) -> Sequence[Event]:
        """Return what has happened since the last look."""


Push: TypeAlias = Callable[[tuple[Path, ...], Tell], UnderWay | None]
"""Push these files (none: the whole blog), and return what is to be waited for, if anything is. Raise `CannotError`."""


class Watching(Struct):
    """The state of a watch: how to push, whom to tell, what else is told, and the files that could not be pushed yet.

    `said` puts a problem into words; the same one is told once, until a push succeeds.
    """

    blog: Path
    push: Push
    tell: Tell
    others: Iterable[Happenings] = ()
    said: Callable[[Exception], str] = lambda error: of_a_watch(str(error))
    _problem: str = ""
    _left: set[Path] = field(default_factory=set)
    _under_way: list[UnderWay] = field(default_factory=list)

    def expect(self, pushed: UnderWay | None) -> None:
        """Wait for this push as well. Earlier pushes stop waiting for the files that it replaces."""
        if pushed:
            for earlier in self._under_way:
                earlier.leave(pushed.left)
            self._under_way.append(pushed)
            self.turn()

    def turn(self) -> None:
        """Tell what is live by now."""
        for pushed in list(self._under_way):
            try:
                is_over = pushed.turn()
            except LostError as error:  # report it and retry
                self._tell_problem(error)
                self._left |= {self.blog / key for key in pushed.left}
                self._under_way.remove(pushed)
                pushed.note()
                continue
            if is_over:
                self._under_way.remove(pushed)
                pushed.note()
                pushed.end()

    def note(self) -> None:
        """Note what is done, before the watch ends."""
        for pushed in self._under_way:
            pushed.note()

    def follow(self, batches: Iterable[frozenset[FileChange]], is_replaced: Callable[[], bool] = lambda: False) -> None:
        """Push what was saved, batch by batch, until another site takes the place of this one.

        An empty batch is a while in which nothing was saved.
        """
        self._tell_others()  # events from before the watch started aren't reported
        for batch in batches:
            if is_replaced():
                return
            self._left |= {self.blog / change.key for change in batch if is_pushed(change.key)}
            if self._left:
                self._push()
            if not batch:
                self._tell_others()

    def _push(self) -> None:
        try:
            pushed = self.push(tuple(sorted(self._left)), self._tell_briefly)
        except CannotError as error:  # report it and retry
            if error.status == INTERRUPTED:
                raise
            self._tell_problem(error)
            return
        self._left.clear()
        self._problem = ""
        self.expect(pushed)

    def _tell_problem(self, error: Exception) -> None:
        text = f"presswork: {self.said(error)}"
        if URL.sub("", text) != self._problem:
            self.tell({"event": "note", "text": text})
        self._problem = URL.sub("", text)

    def _tell_briefly(self, event: Event) -> None:
        if event["event"] != AT_THE_END:
            self.tell(event)

    def _tell_others(self) -> None:
        """Report what else has happened. Sources that we have no permission to read are skipped."""
        for one in tuple(self.others):
            try:
                events = ask_service(one.look)
            except LostError:  # the next look tells
                continue
            except DeniedError:
                self.others = tuple(other for other in self.others if other is not one)
                continue
            for event in events:
                self.tell(event)


def is_pushed(key: str) -> bool:
    """Return whether a push takes this file along: it is its author's, or has comments."""
    return is_comment_file(key) or local_files.is_authors(key)


def of_a_watch(problem: str) -> str:
    """Return an error in the words of a watch, which retries by itself."""
    return BY_HAND.sub("; it is tried again by itself", problem)
