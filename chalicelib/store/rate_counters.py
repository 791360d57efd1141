"""Counters: how many requests were let through in a window of time.

LIMIT#name#who#window   -   a number, which expires with its window
LIMIT#proof#name        -   a proof of work, which counts once
"""

from datetime import datetime

from chalicelib.cloud.items import At
from chalicelib.cloud.ports import Table
from chalicelib.newsletter.rules.rate_limits import LIMITS, window
from chalicelib.partitions import LIMIT


def lets_through(table: Table, name: str, who: str, now: datetime, most: int | None = None) -> bool:
    """Count one more, unless the window has let through all that it may, or `most` of it."""
    return _add(table, name, who, now, LIMITS[name].most if most is None else most) is not None


def count(table: Table, name: str, who: str, now: datetime) -> int:
    """Count one more, however many there are; how many that is."""
    return _add(table, name, who, now, None) or 1


def give_back(table: Table, name: str, who: str, now: datetime) -> None:
    """Count one less, which was counted in vain."""
    table.add(_at(name, who, now), {"count": -1}, expires=window(LIMITS[name], now)[1])


def is_new(table: Table, proof: str, expires: int) -> bool:
    """Count a proof of work; return whether it was never counted before. It is remembered until then, in seconds since 1970."""
    return table.add(At(f"{LIMIT}proof#{proof}"), {"count": 1}, most=1, expires=expires) is not None


def room(table: Table, name: str, who: str, now: datetime) -> int:
    """How many more the window lets through."""
    item = table.get(_at(name, who, now))
    return max(LIMITS[name].most - (item.number("count") if item else 0), 0)


def _add(table: Table, name: str, who: str, now: datetime, most: int | None) -> int | None:
    added = table.add(_at(name, who, now), {"count": 1}, most=most, expires=window(LIMITS[name], now)[1])
    return None if added is None else added["count"]


def _at(name: str, who: str, now: datetime) -> At:
    return At(f"{LIMIT}{name}#{who}#{window(LIMITS[name], now)[0]}")
