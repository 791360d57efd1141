"""Simulated time: workers side by side, as the cloud would run them, in one process and as fast as it can compute.

Each worker is a greenlet. Wherever it would wait, for the answer of a call or because it sleeps, it gives way, and time jumps
to the one whose wait is over first. So an hour takes no longer than what is computed in it, and every run is the same.
"""

from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from heapq import heappop, heappush
from itertools import count
from typing import Any

from greenlet import getcurrent, greenlet
from msgspec.structs import replace

from bench.watching import Watched, watched
from chalicelib.cloud.limits import check_delay
from chalicelib.cloud.ports import Cloud, Message


class Simulation:
    """A clock whose sleepers let the others work meanwhile; `seconds` have passed since it began."""

    def __init__(self, began: datetime) -> None:
        self.seconds = 0.0
        self._began, self._numbers, self._scheduler = began, count(), getcurrent()
        self._waits: list[tuple[float, int, Callable[[], object]]] = []

    def now(self) -> datetime:
        return self._began + timedelta(seconds=self.seconds)

    def sleep(self, seconds: float) -> None:
        if seconds > 0:
            self._wake(seconds, getcurrent().switch)
            self._scheduler.switch()

    def start(self, work: Callable[[], object], after: float = 0) -> None:
        """Let a worker begin to do this so many seconds from now."""
        self._wake(after, greenlet(work, self._scheduler).switch)

    def run(self) -> None:
        """Let time pass until no worker waits; an error in a worker is raised here."""
        while self._waits:
            self.seconds, _, go_on = heappop(self._waits)
            go_on()

    def _wake(self, seconds: float, go_on: Callable[[], object]) -> None:
        heappush(self._waits, (self.seconds + seconds, next(self._numbers), go_on))


class Workers:
    """A queue that gives each message, once its delay is over, at once to a worker; beyond `most` of them, messages wait."""

    def __init__(self, clock: Simulation, most: int, handle: Callable[[str], object]) -> None:
        self.busy = self.busiest = 0
        self._clock, self._most, self._handle = clock, most, handle
        self._waiting: deque[str] = deque()

    def send(self, messages: Iterable[Message]) -> None:
        for message in messages:
            check_delay(message)
            self._clock.start(partial(self._come, message.body), message.delay)

    def _come(self, body: str) -> None:
        """Wait for a worker, or become one, which works until no message waits."""
        self._waiting.append(body)
        if self.busy == self._most:
            return
        self.busy += 1
        self.busiest = max(self.busiest, self.busy)
        while self._waiting:
            self._handle(self._waiting.popleft())
        self.busy -= 1


@dataclass(frozen=True, slots=True)
class Takes:
    """Seconds that a call takes: of the mail service, and of anything else."""

    mail: float = 0.050
    other: float = 0.005


def late(cloud: Cloud, clock: Simulation, takes: Takes) -> Cloud:
    """Return the same cloud in simulated time; every call takes its time."""
    seconds = {"table": takes.other, "letters": takes.other, "mail": takes.mail}

    def wait(port: str, _method: str, _args: tuple[Any, ...], call: Callable[[], Any]) -> Any:
        clock.sleep(seconds.get(port, 0))
        return call()

    return watched(replace(cloud, clock=clock), wait, Watched)
