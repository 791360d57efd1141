"""What the demo reports by itself: a line for each file that is published, once readers find it, and for each letter.

Every ingest is seen here: uploads by anyone, and posts that came due. What an ingest has changed is watched as a push watches it
(`liveness`), so its line says how many other pages have changed. Of very many files at once, the first are told
one by one, and the others by their number.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import UTC
from functools import partial
from queue import SimpleQueue
from threading import Event
from time import monotonic
from typing import Any, TypeAlias

from chalicelib.cloud.ports import Cloud
from chalicelib.content.site.site import Site
from chalicelib.frozen import Frozen
from chalicelib.publishing import messages
from chalicelib.publishing.progress import Awaited
from chalicelib.record import Record
from chalicelib.store import records, site_files
from chalicelib.times import in_utc
from infra.authoring.push import push_events
from infra.authoring.push.liveness import Arrival, Waiting
from infra.authoring.push.push_events import Tell
from infra.authoring.watch.sent_letters import LetterWatcher
from infra.terminal.shutdown import in_thread

TURN = 0.1  # seconds between two looks while something is on its way
PAUSE = 5  # a pause is so many times as long as a look, so looking can't slow down the demo
LETTERS = 1.0  # seconds between two looks at the letters
GIVEN_UP = 300.0  # seconds after which a file isn't watched any more
MOST = 20  # files that are told one by one

Handler: TypeAlias = Callable[[Any, Any], Any]


class Ingested(Frozen):
    """A source that an ingest has changed: its records before and after, and when its message was sent."""

    before: Record | None
    after: Record
    since: float

    @property
    def is_new(self) -> bool:
        """Whether there is anything to tell: an upload, a removal, or another state, as of a post that came due."""
        if self.before is None or self.after.state == "removed":
            return self.after.state != (self.before.state if self.before else "removed")
        return (self.before.sequence, self.before.state) != (self.after.sequence, self.after.state)

    @property
    def due(self) -> str:
        """When it came due, if that has changed it, and no upload; else empty."""
        return self.before.wake if self.before and self.before.sequence == self.after.sequence else ""

    @property
    def awaited(self) -> Awaited:
        record = self.after
        etag = record.media.etag if record.media else ""
        address = self.before.address if self.before else ""
        return Awaited(record.key, record.digest, etag, address=address, is_removed=record.state == "removed")


@dataclass
class IngestReporter:
    """Watches what is ingested, in a thread of its own, and reports when it is live."""

    cloud: Cloud
    tell: Tell
    now: Callable[[], float] = monotonic
    _heard: SimpleQueue[Ingested] = field(default_factory=SimpleQueue)
    _expected: dict[str, Ingested] = field(default_factory=dict)
    _more: int = 0

    def __post_init__(self) -> None:
        self._waiting = Waiting(self.cloud, self.now)
        self._mailed, self._looked = LetterWatcher(self.cloud, in_utc(self.cloud.clock.now().astimezone(UTC))), self.now()

    # ---- hearing, in any thread

    def hearing(self, ingest: Handler) -> Handler:
        """Return a handler that does the same, and notes which sources it has changed."""

        def heard(event: Any, context: Any) -> Any:
            sent = {key: self._sent(message) for message in event["Records"] for key in keys_in(message["body"])}
            previous = records.read_many(self.cloud.table, sent)
            try:
                return ingest(event, context)
            finally:
                after = records.read_many(self.cloud.table, sent)
                for key, record in after.items():
                    self._heard.put(Ingested(previous.get(key), record, sent[key]))

        return heard

    def _sent(self, message: Mapping[str, Any]) -> float:
        sent = message.get("attributes", {}).get("SentTimestamp")
        age = self.cloud.clock.now().timestamp() - int(sent) / 1000 if sent else 0.0
        return self.now() - max(0.0, age)

    # ---- telling, in one thread

    def telling(self, stop: Event) -> AbstractContextManager[None]:
        """Tell while the context is open."""
        return in_thread(partial(self._run, stop), "news", stop)

    def _run(self, stop: Event) -> None:
        pause = TURN
        while not stop.wait(pause):
            began = self.now()
            self.look()
            pause = max(TURN, PAUSE * (self.now() - began))

    def look(self) -> None:
        """Look once, and tell what is complete."""
        while not self._heard.empty():
            heard = self._heard.get()
            if heard.is_new:
                self._expect(heard)
        self._tell_of(self._arrivals())
        if self._more and not self._expected:
            self.tell({"event": "more", "files": self._more})
            self._more = 0
        if self.now() - self._looked >= LETTERS:
            self._looked = self.now()
            for event in self._mailed.look():
                self.tell(event)

    def _expect(self, one: Ingested) -> None:
        if one.after.key not in self._expected and (self._more or len(self._expected) >= MOST):
            self._more += 1
            return
        self._waiting.expect([one.awaited])
        self._expected[one.after.key] = one

    def _arrivals(self) -> Sequence[Arrival]:
        """Return what has arrived, without refusals: the demo prints their reports."""
        for key in [key for key, one in self._expected.items() if self.now() - one.since > GIVEN_UP]:
            self._forget(key)
        arrivals = self._waiting.look() if self._waiting.left else []
        for one in arrivals:
            if one.refusal:
                self._forget(one.key)
        return [one for one in arrivals if not one.refusal]

    def _forget(self, key: str) -> None:
        self._waiting.left.pop(key, None)
        self._expected.pop(key)

    def _tell_of(self, arrivals: Sequence[Arrival]) -> None:
        site = site_files.read(self.cloud).site if arrivals else Site()
        for one in arrivals:
            ingested = self._expected.pop(one.key)
            seconds = None if ingested.due else one.live_at - ingested.since
            self.tell(push_events.arrived(one, site.url, seconds, site.zone, ingested.due))


def keys_in(body: str) -> tuple[str, ...]:
    """Return the sources that a message of the uploads queue is about; none if it can't be read, which its function tells."""
    try:
        return tuple(change.key for change in messages.changes_in(body))
    except (ValueError, KeyError, TypeError, AttributeError):
        return ()
