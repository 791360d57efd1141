"""Watching a blog: each file is pushed as it is saved, and told once it is live; letters are told once they are sent.

What couldn't be pushed, because the network was gone, is tried again after a while, and with the next save.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from infra.authoring import reading
from infra.authoring.mailed import Mailed
from infra.authoring.push_events import Event, Tell
from infra.authoring.uploading import DeniedError, LostError, lost_or
from infra.exits import INTERRUPTED
from infra.local.watch import Change
from infra.terminal import CannotError

AFTER = 5.0  # seconds without a save, until letters are asked for, and what failed is tried again
AT_THE_END = ("done", "gone")  # events that one push ends with, and that are too much at each save

Push: TypeAlias = Callable[[tuple[Path, ...], Tell], object]
"""Push these files. Raise `CannotError`."""


@dataclass
class Watching:
    """The state of a watch: how to push, whom to tell, and the files that could not be pushed yet."""

    blog: Path
    push: Push
    tell: Tell
    mailed: Mailed | None = None
    _left: set[Path] = field(default_factory=set)

    def follow(self, batches: Iterable[frozenset[Change]]) -> None:
        """Push what was saved, batch by batch; an empty batch is a while in which nothing was saved."""
        for batch in batches:
            self._left |= {self.blog / change.key for change in batch if reading.is_authors(change.key)}
            if self._left:
                self._push()
            if not batch:
                self._tell_letters()

    def _push(self) -> None:
        try:
            self.push(tuple(sorted(self._left)), self._tell_briefly)
        except CannotError as error:  # it is told, and tried again
            if error.status == INTERRUPTED:
                raise
            self.tell({"event": "note", "text": f"presswork: {error}"})
        else:
            self._left.clear()

    def _tell_briefly(self, event: Event) -> None:
        if event["event"] not in AT_THE_END:
            self.tell(event)

    def _tell_letters(self) -> None:
        """Tell which letters were sent; who may not read the table hears of none."""
        if self.mailed is None:
            return
        try:
            events = lost_or(self.mailed.look)
        except LostError:  # the next look tells
            return
        except DeniedError:
            self.mailed = None
            return
        for event in events:
            self.tell(event)
