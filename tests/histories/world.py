"""A world in which everything happens that a cloud may do: the real handlers, on memory keepers, under a scheduler.

Each worker is a greenlet that stops at every cloud call; between two calls any other worker may run. The scheduler picks the
worker that runs next, doubles and reorders events, and kills workers before or after a call (the message then comes again). Each
message carries how often each function has run in the chain that led to it, and a run too many is refused, as by Lambda.
"""

import json
import random
from collections import defaultdict, deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple
from urllib.parse import quote_plus

from greenlet import getcurrent, greenlet
from msgspec.structs import replace

from bench.watching import watched
from chalicelib import schedule
from chalicelib.cloud.memory import FixedClock, MemoryBucket, MemoryMail, MemoryQueue
from chalicelib.cloud.memory_table import MemoryTable
from chalicelib.cloud.ports import Cloud, Message, Object
from chalicelib.publishing import consumers, previews
from chalicelib.store import ingests
from infra.demo import loop_counter as lineage
from infra.demo.loop_counter import MAY_LOOP, Lineage
from tests.encoding import jobs_of_encoder
from tests.function_rights import granted
from tests.histories.plans import KEYS

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
AT_ONCE = 10
TICKS = 4
MOST_DEATHS = 400  # each doubles what its worker had sent: without an end to them, a long walk over the site may never end


class Killed(BaseException):
    """A worker dies here; not an Exception, so that no handler catches it."""


class Sent(NamedTuple):
    """A message in a queue, and the lineage that it carries."""

    body: str
    lineage: Lineage


@dataclass
class Uploads:
    """A queue that gives messages in any order, some of them twice."""

    chance: random.Random
    waiting: list[Sent]

    def send(self, messages: Iterable[Message]) -> None:
        for message in messages:
            self.waiting += [Sent(message.body, lineage.current())] * self.chance.choice((1, 1, 2))

    def take(self) -> Sent:
        return self.waiting.pop(self.chance.randrange(len(self.waiting)))


class Press:
    """A FIFO queue: the messages of a group are handled one after another."""

    def __init__(self) -> None:
        self.groups: dict[str, deque[Sent]] = defaultdict(deque)
        self.busy: set[str] = set()

    def send(self, messages: Iterable[Message]) -> None:
        for message in messages:
            self.groups[message.group].append(Sent(message.body, lineage.current()))

    def free(self) -> list[str]:
        return sorted(group for group, waiting in self.groups.items() if waiting and group not in self.busy)


@dataclass
class Worker:
    """A function under way: its lineage, the call it waits for, how to give its messages back if it dies, and after how many
    calls of all workers it began."""

    run: greenlet
    lineage: Lineage
    call: Callable[[], Any]
    messages: frozenset[str]
    give_back: Callable[[frozenset[str]], None]
    began: int


def gated(cloud: Cloud) -> Cloud:
    """Return the same cloud; whoever calls it hands the call to the scheduler, which this is called by, and waits."""
    scheduler = getcurrent()
    return watched(cloud, lambda _port, _method, _args, call: scheduler.switch(call))


class World:
    """The clouds and queues of one history, and the workers in it."""

    rounds = TICKS

    def __init__(self, seed: int, crash: float, may_loop: Collection[str] = MAY_LOOP) -> None:
        self.may_loop = may_loop
        self.dead: list[Sent] = []
        self.chance = random.Random(seed)  # noqa: S311 - it must be repeatable
        self.crash = self.chance.choice((0.0, crash / 4, crash, crash * 3))
        self.haste = self.chance.choice((1, 4))
        self.pace = self.chance.choice((0.01, 0.1, 1.0))  # how soon the author goes on, while there is work under way
        self.clock = FixedClock(NOW)
        self.uploads, self.press, self.encoder = Uploads(self.chance, []), Press(), Uploads(self.chance, [])
        self.table, self.content, self.public = MemoryTable(), MemoryBucket(), MemoryBucket()
        self.cloud = Cloud(
            table=self.table,
            content=self.content,
            public=self.public,
            uploads=self.uploads,
            press=self.press,
            letters=MemoryQueue(),
            mail=MemoryMail(),
            clock=self.clock,
            url="http://site.example",
            encoder=self.encoder,
            encoded=MemoryBucket(),
        )
        self.gated = gated(self.cloud)
        self.keys, self.ticks = ("a first key",), [Sent("{}", {})]
        self.workers: list[Worker] = []
        self.running: Worker | None = None
        self.sequence = self.calls = self.deaths = 0

    # ---- what happens outside

    def upload(self, key: str, body: bytes | None) -> None:
        """Put (or, with None, delete) an object, whose event may come twice; or let links be signed by another key."""
        if key == KEYS:
            self.keys = ((body or b"").decode(),)
            self.ticks.append(Sent("{}", {}))
            return
        self.sequence += 1
        if body is None:
            self.content.delete(key)
        else:
            self.content.write(key, Object(body, "text/markdown"))
        event = {"s3": {"object": {"key": quote_plus(key), "sequencer": f"{self.sequence:04X}"}}}
        self.uploads.send([Message(json.dumps({"Records": [event]}))])

    def run(self, plan: Sequence[tuple[str, bytes | None]]) -> None:
        """Carry out the plan until nothing is queued and no worker runs; then let the schedule repair what it can."""
        ahead = deque(plan)
        for _ in range(self.rounds):
            while choices := list(self._choices(ahead)):
                self.chance.choice(choices)()
            self.clock.time += ingests.PATIENCE + timedelta(minutes=1)
            if not schedule.tick(granted(replace(self.cloud, keys=self.keys), "tick")) and not self.is_waiting():
                return

    def is_waiting(self) -> bool:
        """Whether anything is queued, or will be."""
        return bool(self.press.free())

    def _choices(self, ahead: deque[tuple[str, bytes | None]]) -> Iterator[Callable[[], None]]:
        busy = self.uploads.waiting or self.press.free() or self.encoder.waiting or self.ticks or self.workers
        if ahead and (not busy or self.chance.random() < self.pace):
            yield from [lambda: self.upload(*ahead.popleft())] * 2
        if self.uploads.waiting and len(self.workers) < 6:
            yield self._start_ingest
        if self.press.free() and len(self.workers) < 9:
            yield self._start_render
        if self.encoder.waiting and len(self.workers) < 9:
            yield self._start_encode
        if self.ticks:
            yield self._start_tick
        if self.workers:
            yield from [self._step] * self.haste

    # ---- workers

    def _start_ingest(self) -> None:
        taken = {"m": self.uploads.take()}

        def back(failed: frozenset[str]) -> None:
            self.uploads.waiting.extend(taken[one] for one in failed)

        self._start("ingest", consumers.uploads, taken, back)

    def _start_tick(self) -> None:
        """Start the part of a tick that has keys, with those of now; one that died comes again, as the next minute does."""
        tick, keys = self.ticks.pop(), self.keys

        def renew(cloud: Cloud, _bodies: Mapping[str, str]) -> frozenset[str]:
            previews.renew(replace(cloud, keys=keys))
            return frozenset()

        self._start("tick", renew, {"t": tick}, lambda failed: self.ticks.extend([tick] * len(failed)))

    def _start_encode(self) -> None:
        """Start the encoder with one job, as a service that hands it over: a job that failed comes again."""
        job = self.encoder.take()

        self._start("images", jobs_of_encoder, {"j": job}, lambda failed: self.encoder.waiting.extend([job] * len(failed)))

    def _start_render(self) -> None:
        free = self.press.free()
        groups = self.chance.sample(free, self.chance.randint(1, min(AT_ONCE, len(free))))
        taken = {group: self.press.groups[group].popleft() for group in groups}
        self.press.busy.update(groups)

        def back(failed: frozenset[str]) -> None:
            self.press.busy.difference_update(groups)
            for group in failed:
                self.press.groups[group].appendleft(taken[group])

        self._start("press", consumers.pages, taken, back)

    def _start(
        self,
        function: str,
        handle: Callable[[Cloud, Mapping[str, str]], frozenset[str]],
        taken: Mapping[str, Sent],
        give_back: Callable[[frozenset[str]], None],
    ) -> None:
        """Start the function with these messages; one too many in its chain is refused until its messages are dead letters."""
        run = lineage.of_run((one.lineage for one in taken.values()), function)
        if function not in self.may_loop and lineage.is_loop(run, function):
            self.dead += taken.values()
            give_back(frozenset())
            return
        bodies = {name: one.body for name, one in taken.items()}
        begun = greenlet(lambda: handle(granted(self.gated, function), bodies))
        worker = Worker(begun, run, lambda: None, frozenset(taken), give_back, self.calls)
        self.workers.append(worker)
        self._go_on(worker, worker.run.switch())

    def _step(self) -> None:
        worker = self.chance.choice(self.workers)
        if self.deaths < MOST_DEATHS and self.chance.random() < self.crash:
            self._kill(worker)
        else:
            self._go_on(worker, worker.run.switch(self._called(worker)))

    def _called(self, worker: Worker) -> Any:
        """Carry out the call that the worker waits for; return its answer."""
        self.running, self.calls = worker, self.calls + 1
        with lineage.run_with(worker.lineage):
            return worker.call()

    def _go_on(self, worker: Worker, reached: Any) -> None:
        """Note the call that the worker has reached, or that it has ended."""
        if not worker.run.dead:
            worker.call = reached
            return
        self.workers.remove(worker)
        worker.give_back(reached)

    def _kill(self, worker: Worker) -> None:
        """Let it die before or after its call; all its messages come again."""
        self.deaths += 1
        if self.chance.random() < 0.5:
            self._called(worker)
        self.workers.remove(worker)
        try:
            worker.run.throw(Killed)
        except Killed:
            worker.give_back(worker.messages)
