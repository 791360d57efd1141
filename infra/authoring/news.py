"""What the demo tells of its own: a line for each file that was saved, once readers find it, and for each letter.

The files are watched as a push watches them (`going_live`). How many other pages a save has changed is known once nothing was
written for a moment; then its line is complete.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import UTC
from functools import partial
from threading import Event, Lock
from time import monotonic

from chalicelib.cloud.ports import Cloud
from chalicelib.content import files
from chalicelib.publishing.parse import digest_of, looked_at
from chalicelib.rendering.paths import object_key
from chalicelib.store import site_files
from chalicelib.times import in_utc
from infra.authoring import going_live, push_events
from infra.authoring.going_live import Arrival, Awaited, Before, Waiting
from infra.authoring.mailed import Mailed
from infra.authoring.push_events import Tell
from infra.local.stopping import beside

TURN = 0.1  # seconds between two looks while something is on its way
LETTERS = 1.0  # seconds between two looks at the letters
QUIET = 0.4  # seconds without a page written, until a save has done its work
LONGEST = 5.0  # seconds that a line waits for other pages
GIVEN_UP = 300.0  # seconds after which a file isn't watched any more


def awaited(key: str, body: bytes | None, before: Before) -> Awaited:
    """Return what has to be accepted of a file with these bytes; None: it was removed."""
    if body is None:
        return Awaited(key, after=before.sequence, address=before.address, is_removed=True)
    digest = digest_of(body[: looked_at(key)]) if files.sort_of(key) == "source" else ""
    etag = hashlib.md5(body, usedforsecurity=False).hexdigest()
    return Awaited(key, digest, etag, before.sequence, before.address)


@dataclass
class News:
    """Watches what was saved, in a thread of its own, and tells when it is live."""

    cloud: Cloud
    tell: Tell
    now: Callable[[], float] = monotonic
    _waiting: Waiting = field(init=False)
    _since: dict[str, float] = field(default_factory=dict)
    _written: set[str] = field(default_factory=set)
    _last: float = 0.0
    _lock: Lock = field(default_factory=Lock)

    def __post_init__(self) -> None:
        self._waiting = Waiting(self.cloud)
        self._ready: list[tuple[Arrival, float, float]] = []
        self._mailed, self._looked = Mailed(self.cloud, in_utc(self.cloud.clock.now().astimezone(UTC))), self.now()

    def wrote(self, key: str) -> None:
        """Note that an object of the public bucket was written or removed."""
        with self._lock:
            self._written.add(key)
            self._last = self.now()

    def before(self, keys: Iterable[str]) -> Mapping[str, Before]:
        """Return what stands before these files are uploaded; what is written from now on counts as their work."""
        with self._lock:
            self._written.clear()
        return going_live.before(self.cloud, keys)

    def saved(self, key: str, body: bytes | None, before: Mapping[str, Before]) -> None:
        """Watch a file that was uploaded, or removed; what was never there can't be removed."""
        if files.is_ignored(key) or (body is None and key not in before):
            return
        with self._lock:
            self._waiting.expect([awaited(key, body, before.get(key, Before()))], {})
            self._since[key] = self.now()

    def telling(self, stop: Event) -> AbstractContextManager[None]:
        """Tell while the context is open."""
        return beside(partial(self._run, stop), "news", stop)

    def _run(self, stop: Event) -> None:
        while not stop.wait(TURN):
            self.look()

    def look(self) -> None:
        """Look once, and tell what is complete."""
        with self._lock:
            self._ready += [(one, self.now() - self._since.pop(one.key), self.now()) for one in self._arrivals()]
            if self._ready and (self.now() - self._last >= QUIET or self.now() - self._ready[0][2] >= LONGEST):
                self._tell_ready()
        if self.now() - self._looked >= LETTERS:
            self._looked = self.now()
            for event in self._mailed.look():
                self.tell(event)

    def _arrivals(self) -> Iterable[Arrival]:
        """Return what has arrived, without refusals: the demo prints their reports."""
        for key in [key for key, since in self._since.items() if self.now() - since > GIVEN_UP]:
            self._waiting.left.pop(key, None)
            self._since.pop(key)
        arrivals = self._waiting.look() if self._waiting.left else []
        for one in arrivals:
            if one.refusal:
                self._since.pop(one.key)
        return [one for one in arrivals if not one.refusal]

    def _tell_ready(self) -> None:
        """Tell of each file; of the last one, how many other pages have changed as well."""
        ready, self._ready = self._ready, []
        own = {object_key(one.address) for one, _, _ in ready if one.address}
        others = len(self._written - own)
        site = site_files.read(self.cloud).site
        for number, (one, seconds, _) in enumerate(ready, 1):
            event = push_events.arrived(one, site.url, seconds, site.zone)
            self.tell({**event, "pages": others} if number == len(ready) else event)
        self._written.clear()
