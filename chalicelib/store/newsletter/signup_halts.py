"""Mails about signing up: how many were sent and came back in a day, and those that wait because too many came back.

LIMIT#signups#who#2026-11-30   -     the counts of a day (UTC): to a provider, by its hash, or of the whole `site`
HALTS                          who   the mails to this provider, or of the whole site, wait until a time
"""

from collections.abc import Collection, Sequence
from datetime import UTC, datetime, timedelta
from typing import Literal, NamedTuple, TypeAlias

from chalicelib.cloud.items import Absent, At, Item, Same, Value
from chalicelib.cloud.ports import Table
from chalicelib.partitions import HALTS, LIMIT
from chalicelib.times import in_utc

SITE = "site"
KEPT = timedelta(days=2)  # the counts of a day, which may be looked at until it is over
Counted: TypeAlias = Literal["sent", "bounced", "complained"]


class Counts(NamedTuple):
    """How many mails were sent in a day, and how many of them bounced or brought complaints."""

    sent: int = 0
    bounced: int = 0
    complained: int = 0


class Halt(NamedTuple):
    """Mails to a provider, or of the whole site (`SITE`), wait until a time, and why."""

    who: str
    until: str
    why: str


def count(table: Table, who: str, what: Counted, now: datetime) -> Counts:
    """Count one more of this day; return all its counts."""
    return _add(table, who, what, 1, now)


def give_back(table: Table, who: str, what: Counted, now: datetime) -> None:
    """Count one less of this day, which was counted in vain."""
    _add(table, who, what, -1, now)


def _add(table: Table, who: str, what: Counted, number: int, now: datetime) -> Counts:
    expires = int((now + KEPT).timestamp())
    added = table.add(_at(who, now), {name: number * (name == what) for name in Counts._fields}, expires=expires)
    return Counts(**added) if added else Counts()


def begin(table: Table, halt: Halt, now: datetime) -> bool:
    """Let these mails wait; False if they do already."""
    item = table.get(At(HALTS, halt.who))
    if item and item.text("until") > in_utc(now):
        return False
    has: dict[str, Value] = {"until": halt.until, "why": halt.why, "expires": int(datetime.fromisoformat(halt.until).timestamp())}
    return table.put(Item(At(HALTS, halt.who), has), Same("until", item.has["until"]) if item else Absent())


def any_of(table: Table, who: Collection[str], now: datetime) -> bool:
    """Whether the mails of any of these wait."""
    items = table.get_many(At(HALTS, one) for one in who)
    return any(item.text("until") > in_utc(now) for item in items.values())


def in_force(table: Table, now: datetime) -> Sequence[Halt]:
    """Return all that wait."""
    halts = [Halt(item.at.sk, item.text("until"), item.text("why")) for item in table.query(HALTS)]
    return [halt for halt in halts if halt.until > in_utc(now)]


def end(table: Table, halt: Halt, now: datetime) -> None:
    """Let these mails be sent again, and count this day's anew."""
    table.delete(_at(halt.who, now))
    table.delete(At(HALTS, halt.who))


def _at(who: str, now: datetime) -> At:
    return At(f"{LIMIT}signups#{who}#{now.astimezone(UTC):%Y-%m-%d}")
