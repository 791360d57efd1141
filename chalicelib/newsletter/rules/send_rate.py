"""The pace: one token bucket for all functions, as send slots whose distance follows from the allowed rate.

A letter occupies its worker for longer than the time to the next slot, so a worker that took neighbouring slots would be late for
all but the first. So the slots are dealt to **tracks** in turn, and a worker takes consecutive slots of one track. However many
workers there are, together they are as fast as the service allows, and in no second faster.
"""

from collections.abc import Iterator
from math import ceil

from msgspec.structs import replace

from chalicelib.frozen import Frozen

ASKED_EVERY = 60.0  # seconds for which an allowance is used before the service is asked again
UNLIMITED = -1
A_LETTER = 0.07  # seconds that a letter takes when all is well: the send, and two writes
MOST_TRACKS = 64  # as many as there can be workers; all of them are in one small item


class Pace(Frozen):
    """The stored state. Times are seconds since 1970: of the next free slot of each track, and when the service was `asked` last.

    `left` is how many letters may still be sent today.
    """

    free: tuple[float, ...]
    rate: float
    left: int = UNLIMITED
    asked: float = 0.0


class Slots(Frozen):
    """Times at which letters may be sent: the first one, and the seconds between them."""

    first: float
    apart: float
    many: int

    def __iter__(self) -> Iterator[float]:
        return (self.first + number * self.apart for number in range(self.many))


def is_stale(pace: Pace | None, now: float) -> bool:
    """Return whether the service has to be asked again for its allowance."""
    return pace is None or now - pace.asked >= ASKED_EVERY


def allowed(pace: Pace | None, rate: float, left: int, now: float) -> Pace:
    """Return the pace with the service's present allowance; if the rate has changed, new tracks begin after all taken slots."""
    if pace and pace.rate == rate:
        return replace(pace, left=left, asked=now)
    return Pace(tracks(rate, max(now, *pace.free) if pace else now), rate, left, now)


def tracks(rate: float, begin: float) -> tuple[float, ...]:
    return tuple(begin + number / rate for number in range(max(1, min(MOST_TRACKS, ceil(rate * A_LETTER)))))


def taken(pace: Pace, many: int, now: float) -> tuple[Pace, Slots] | None:
    """Return the pace after so many slots are taken, and the earliest such slots; None where the day's letters are used up."""
    if pace.left != UNLIMITED and pace.left < many:
        return None
    free = pace.free if max(pace.free) > now else tracks(pace.rate, now)
    apart = len(free) / pace.rate
    first, track = min((time + max(0, ceil((now - time) / apart)) * apart, track) for track, time in enumerate(free))
    left = pace.left if pace.left == UNLIMITED else pace.left - many
    later = (*free[:track], first + many * apart, *free[track + 1 :])
    return replace(pace, free=later, left=left), Slots(first, apart, many)


SECONDS_PER_LETTER = 0.15  # a letter takes about so long where the service is slow


def parallel_shards(rate: float, shards: int) -> int:
    """Return how many shards are delivered side by side at this rate; more would only wait for each other."""
    return max(1, min(shards, int(rate * SECONDS_PER_LETTER) + 2))


PAGE = 20  # subscribers held at once
AHEAD = 3.0  # seconds of slots that a worker takes at most: the next mail, such as a confirmation, waits no longer


def page_of(rate: float) -> int:
    """Return how many subscribers are read, and slots taken, at once."""
    return max(2, min(PAGE, int(rate * AHEAD)))
