"""Blocks: visitors whose comments are dropped, by the keyed hash of their address or network.

LIMIT#blocked#hash   -   a block, until it expires
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from chalicelib.cloud.items import At, Item
from chalicelib.cloud.ports import Table
from chalicelib.partitions import LIMIT

LASTS = timedelta(days=30)


def put(table: Table, who: str, now: datetime) -> None:
    table.put(Item(_at(who), {"expires": int((now + LASTS).timestamp())}))


def remove(table: Table, who: str, now: datetime) -> bool:
    """End a block; return whether there was one."""
    was_blocked = any_of(table, (who,), now)
    table.delete(_at(who))
    return was_blocked


def any_of(table: Table, visitor: Iterable[str], now: datetime) -> bool:
    """Return whether a visitor is blocked, by one of these hashes; empty ones are nobody's."""
    items = [table.get(_at(who)) for who in visitor if who]
    return any(item.number("expires") > now.timestamp() for item in items if item)


def _at(who: str) -> At:
    return At(f"{LIMIT}blocked#{who}")
