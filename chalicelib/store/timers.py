"""Alarms: what the clock has to look at stands in one partition, so that a tick in which nothing rings is one query.

CLOCK    kind, or kind#of   an alarm: its row in `clock.ALARMS`, and what it is of; `look` says from when on it rings
"""

from collections.abc import Sequence
from datetime import datetime

from chalicelib.cloud.ports import At, Item, Table
from chalicelib.times import in_utc

CLOCK = "CLOCK"


def at(kind: str, of: str = "") -> At:
    """Where the alarm stands."""
    return At(CLOCK, f"{kind}#{of}" if of else kind)


def kind_and_of(alarm: Item) -> tuple[str, str]:
    """What `at` was told."""
    kind, _, of = alarm.at.sk.partition("#")
    return kind, of


def standing(table: Table) -> Sequence[Item]:
    """All that there are, whether they ring or not."""
    return table.query(CLOCK)


def rings(alarm: Item, now: datetime) -> bool:
    """Whether it is time to look; one that says no time rings at once."""
    return str(alarm.has.get("look", "")) <= in_utc(now)
