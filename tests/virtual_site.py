"""A site in virtual time: the real handlers and the local Lambda, on memory keepers and an SQS whose time is a test's.

The queues are those of the stack: they hide what was received for as long, and put away what was received as often. Nothing
waits: the clock jumps to the next message that can be received, or to the next minute, at which the schedule ticks.
"""

import itertools
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from msgspec.structs import replace

from bench.watching import Around, watched
from chalicelib import batch, schedule
from chalicelib.cloud.aws import AwsQueue
from chalicelib.cloud.memory import FixedClock
from chalicelib.cloud.ports import Cloud
from chalicelib.newsletter import consumers as newsletter
from chalicelib.publishing import consumers as publishing
from infra.demo import loop_counter
from infra.demo.functions import TRIGGERS, Functions
from infra.demo.loop_counter import MAY_LOOP
from infra.stack.queues import QUEUES, Queue
from tests.function_rights import granted
from tests.letters.blog import LetterBlog
from tests.publishing.blog import TellingBucket

A_MINUTE = timedelta(minutes=1)
ROWS: Mapping[str, Queue] = {f"https://queues.example/{row.full_name}": row for row in QUEUES}
URL_OF: Mapping[str, str] = {row.function.name: url for url, row in ROWS.items()}
"""The address of the queue whose messages a function handles."""


@dataclass
class Kept:
    """A message in a queue: when it can be received next, how often it was, and the receipt of the last time."""

    id: str
    entry: Mapping[str, Any]
    visible: datetime
    times: int = 0
    receipt: str = ""

    @property
    def body(self) -> str:
        return str(self.entry["MessageBody"])

    @property
    def group(self) -> str:
        return str(self.entry.get("MessageGroupId", ""))

    def received(self) -> Mapping[str, Any]:
        attributes = {"ApproximateReceiveCount": str(self.times), "MessageGroupId": self.group}
        named = {"MessageAttributes": self.entry.get("MessageAttributes", {})}
        return {"MessageId": self.id, "Body": self.body, "ReceiptHandle": self.receipt, "Attributes": attributes, **named}


@dataclass
class VirtualSqs:
    """The calls of SQS that the site makes, in virtual time."""

    clock: FixedClock
    lines: dict[str, list[Kept]] = field(default_factory=lambda: {url: [] for url in ROWS})
    dead: dict[str, list[Kept]] = field(default_factory=lambda: {url: [] for url in ROWS})
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def send_message_batch(self, QueueUrl: str, Entries: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:  # noqa: N803
        carried = {"MessageAttributes": loop_counter.attributes()}
        for entry in Entries:
            visible = self.clock.now() + timedelta(seconds=entry.get("DelaySeconds", 0))
            self.lines[QueueUrl].append(Kept(str(next(self.numbers)), {**entry, **carried}, visible))
        return {}

    def receive_message(self, QueueUrl: str, MaxNumberOfMessages: int, **_: Any) -> Mapping[str, Any]:  # noqa: N803
        now, row, line = self.clock.now(), ROWS[QueueUrl], self.lines[QueueUrl]
        for spent in [one for one in line if one.times >= row.tries and one.visible <= now]:
            line.remove(spent)
            self.dead[QueueUrl].append(spent)
        held = {one.group for one in line if one.group and one.times and one.visible > now}
        taken = [one for one in line if one.visible <= now and one.group not in held][:MaxNumberOfMessages]
        for one in taken:
            one.times += 1
            one.visible, one.receipt = now + timedelta(seconds=row.hidden), f"{one.id} {one.times}"
        return {"Messages": [one.received() for one in taken]} if taken else {}

    def delete_message_batch(self, QueueUrl: str, Entries: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:  # noqa: N803
        gone = {entry["ReceiptHandle"] for entry in Entries}
        self.lines[QueueUrl][:] = [one for one in self.lines[QueueUrl] if one.receipt not in gone]
        return {}

    def change_message_visibility_batch(self, QueueUrl: str, Entries: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:  # noqa: N803
        now, failed = self.clock.now(), []
        in_flight = {one.receipt: one for one in self.lines[QueueUrl] if one.times and one.visible > now}
        for entry in Entries:
            if one := in_flight.get(entry["ReceiptHandle"]):
                one.visible = now + timedelta(seconds=entry["VisibilityTimeout"])
            else:
                failed.append({"Id": entry["Id"], "SenderFault": True, "Code": "MessageNotInflight"})
        return {"Failed": failed} if failed else {}

    def next_visible(self) -> datetime | None:
        """When the next message can be received that can't be now."""
        waiting = [one.visible for line in self.lines.values() for one in line if one.visible > self.clock.now()]
        return min(waiting, default=None)


HANDLERS: Mapping[str, Callable[[Cloud, batch.Bodies], Collection[str]]] = {
    "ingest": publishing.uploads,
    "press": publishing.pages,
    "letters": newsletter.jobs,
}
TICK = {"tick": lambda *_: None}  # the site calls the schedule itself, in its own time


class VirtualSite(LetterBlog):
    """A site whose functions are run by the local Lambda, in virtual time."""

    def __init__(
        self,
        around: Around = lambda _port, _method, _args, act: act(),
        *,
        may_loop: Collection[str] = MAY_LOOP,
        **differs: Any,
    ) -> None:
        """`around` goes around each call of a function; what the author, the visitor and the schedule do is left alone. The
        fields of the cloud may differ from those of other sites in tests."""
        super().__init__()
        self.mail = differs.get("mail", self.mail)
        self.cloud = replace(self.cloud, **differs)
        self.sqs = VirtualSqs(self.clock)
        uploads, press, letters = (self._queue(function) for function in HANDLERS)
        self.cloud = replace(self.cloud, uploads=uploads, press=press, letters=letters, content=TellingBucket(uploads), grace=0)
        self.go_around(around)
        settings = {row.queue: URL_OF[row.function] for row in TRIGGERS if row.function in URL_OF}
        handlers = {name: self._handler(name) for name in HANDLERS}
        self.functions = Functions(self.sqs, {**handlers, **TICK}, settings, may_loop=may_loop)

    def _queue(self, function: str) -> AwsQueue:
        return AwsQueue(self.sqs, URL_OF[function], fifo=URL_OF[function].endswith(".fifo"))

    def _handler(self, function: str) -> Callable[[Any, Any], batch.Answer]:
        own, handle = self._queue(function), HANDLERS[function]
        return lambda event, _context: batch.handled(event["Records"], lambda bodies: handle(self._watched, bodies), lambda: own)

    def go_around(self, around: Around) -> None:
        """Let this go around each call of a function from now on."""
        self._watched = watched(self.cloud, around)

    def settle(self) -> None:
        self.functions.settle()

    def seconds_until(self, done: Callable[[], object], patience: timedelta = timedelta(days=1)) -> float:
        """Let the functions work and time pass until this is so; return the seconds that this took."""
        began = self.clock.now()
        while not done():
            if not self.functions.step():
                self._pass_time()
            assert self.clock.now() - began < patience
        return (self.clock.now() - began).total_seconds()

    def _pass_time(self) -> None:
        """Let time pass until something comes, or until the next minute, which ticks."""
        now = self.clock.now()
        minute = now.replace(second=0, microsecond=0) + A_MINUTE
        visible = self.sqs.next_visible()
        self.clock.time = min(minute, visible or minute)
        if self.clock.time == minute:
            schedule.tick(granted(self.cloud, "tick"))

    def waiting(self) -> int:
        """How many messages there are that are not put away."""
        return sum(map(len, self.sqs.lines.values()))

    def put_away(self) -> list[str]:
        """The messages that have become dead letters."""
        return [one.body for line in self.sqs.dead.values() for one in line]
