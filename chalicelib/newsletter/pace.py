"""The pace: one token bucket for all functions, as a row of slots at which letters may leave, as far apart as the rate asks.

A letter keeps its worker for longer than the next slot is away, so a worker that took neighbours would be late for all but
the first. So the slots are dealt to **tracks** in turn, and a worker takes some that follow each other on one track. However
many workers there are, together they are as fast as the service allows, and in no second faster.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import ceil

ASKED_EVERY = 60.0  # seconds for which what the service allows is believed
UNLIMITED = -1
A_LETTER = 0.07  # seconds that a letter keeps its worker where all is well: the send, and two writes
MOST_TRACKS = 64  # as many as there can be workers; all of them stand in one small item


@dataclass(frozen=True, slots=True)
class Pace:
    """Times are seconds since 1970: `free` the next free slot of each track, `asked` when the service was asked last.

    `left` are the letters of today.
    """

    free: tuple[float, ...]
    rate: float
    left: int = UNLIMITED
    asked: float = 0.0


@dataclass(frozen=True, slots=True)
class Slots:
    """Times at which letters may leave: the first one, and the seconds between them."""

    first: float
    apart: float
    many: int

    def __iter__(self) -> Iterator[float]:
        return (self.first + number * self.apart for number in range(self.many))


def is_stale(pace: Pace | None, now: float) -> bool:
    """Whether the service has to be asked again what it allows."""
    return pace is None or now - pace.asked >= ASKED_EVERY


def allowed(standing: Pace | None, rate: float, left: int, now: float) -> Pace:
    """The pace with what the service allows now; where the rate has changed, new tracks begin after all slots that are taken."""
    if standing and standing.rate == rate:
        return replace(standing, left=left, asked=now)
    return Pace(tracks(rate, max(now, *standing.free) if standing else now), rate, left, now)


def tracks(rate: float, begin: float) -> tuple[float, ...]:
    """The first slot of each track."""
    return tuple(begin + number / rate for number in range(max(1, min(MOST_TRACKS, ceil(rate * A_LETTER)))))


def taken(pace: Pace, many: int, now: float) -> tuple[Pace, Slots] | None:
    """The pace once so many slots are taken, and the slots, as early as may be; None where the day's letters are used up."""
    if pace.left != UNLIMITED and pace.left < many:
        return None
    free = pace.free if max(pace.free) > now else tracks(pace.rate, now)
    apart = len(free) / pace.rate
    first, track = min((time + max(0, ceil((now - time) / apart)) * apart, track) for track, time in enumerate(free))
    left = pace.left if pace.left == UNLIMITED else pace.left - many
    later = (*free[:track], first + many * apart, *free[track + 1 :])
    return replace(pace, free=later, left=left), Slots(first, apart, many)


SECONDS_PER_LETTER = 0.15  # a letter keeps its worker about so long where the service is slow


def parallel_shards(rate: float, shards: int) -> int:
    """How many shards are walked side by side to send so many letters a second; more would only wait for each other."""
    return max(1, min(shards, int(rate * SECONDS_PER_LETTER) + 2))


PAGE = 20  # subscribers held at once
AHEAD = 3.0  # seconds of slots that a worker takes at most: whoever comes next, with a confirmation, waits no longer


def page_of(rate: float) -> int:
    """How many subscribers are read, and slots taken, at once."""
    return max(2, min(PAGE, int(rate * AHEAD)))
