"""Timers: what the schedule has to do at a time. They share one partition, so that a tick in which none is due is one query.

CLOCK    kind, or kind#of   a timer: its row in `schedule.TIMERS`, and what it is of; it is due from the time in `look` on
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal, TypeAlias, cast

from chalicelib.cloud.items import At, Item
from chalicelib.cloud.ports import Table
from chalicelib.partitions import CLOCK
from chalicelib.times import in_utc

MOST = 1_000  # timers that one query reads
TimerKind: TypeAlias = Literal["letter", "followers", "digest", "top", "hub", "waiting", "comment", "moderation"]


def at(kind: TimerKind, of: str = "") -> At:
    return At(CLOCK, f"{kind}#{of}" if of else kind)


def kind_and_of(timer: Item) -> tuple[TimerKind, str]:
    kind, _, of = timer.at.sk.partition("#")
    return cast(TimerKind, kind), of


def scheduled(table: Table) -> Sequence[Item]:
    """Return the timers; of very many, as letters may be, the first and the last ones: the others have their turn after these."""
    first = table.query(CLOCK, limit=MOST)
    if len(first) < MOST:
        return first
    last = table.query(CLOCK, after=first[-1].at.sk, newest_first=True, limit=MOST)
    return (*first, *reversed(last))


def is_due(timer: Item, now: datetime) -> bool:
    """Whether the timer is due; a timer without a time is due at once."""
    return str(timer.has.get("look", "")) <= in_utc(now)
