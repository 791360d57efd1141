"""Reads in the table: how often pages were read, one item an hour, and when the clock has to look at them.

READS           2026-11-25T12   what was read in this hour, packed, and the files that told so; it expires
CLOCK           top             when the most read posts are looked for again

Both are replaced only where their nonce is still the one that was read.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from chalicelib.analytics.hours import LONGEST, Hour, counted, ends, mark, name, pack, unpack
from chalicelib.cloud.ports import At, Item, Same, Table
from chalicelib.store import timers
from chalicelib.store.update import Kind, update, write

READS = "READS"
TIMER = timers.at("top")


def add(table: Table, file: str, hours: Mapping[str, Mapping[str, int]]) -> None:
    """Add what this file says of each hour, once however often it is said."""
    for hour, reads in sorted(hours.items()):
        update(table, At(READS, hour), hours_until(ends(hour)), partial(_added, reads, mark(file)))


def _added(reads: Mapping[str, int], file: str, standing: Hour | None) -> Hour:
    return counted(standing or Hour(), reads, file)


def hours_until(expires: int) -> Kind[Hour]:
    """Hours that are forgotten then, in seconds since 1970."""
    return Kind(_hour_in, lambda hour: {"z": pack(hour), "expires": expires})


def _hour_in(item: Item) -> Hour:
    packed = item.has["z"]
    assert isinstance(packed, bytes)  # noqa: S101 - for the type checker: hours are written by `add` alone
    return unpack(packed)


def read(table: Table, now: datetime, hours: int) -> tuple[Hour, ...]:
    """The last so many hours, the one that has begun included, as far as anything was read in them."""
    return tuple(_hour_in(item) for item in table.query(READS, after=name(now - timedelta(hours=hours))))


def any_kept(table: Table, now: datetime) -> bool:
    """Whether anything was read in any hour that may still be asked for."""
    return bool(table.query(READS, after=name(now - timedelta(hours=LONGEST)), limit=1))


# ---- when to look at them


@dataclass(frozen=True, slots=True)
class Look:
    """The alarm: from when on it rings, and its nonce; without one it is written anew."""

    time: str
    nonce: str = ""


KIND = Kind(
    lambda item: Look(str(item.has["look"]), str(item.has["nonce"])), lambda look: {"nonce": look.nonce, "look": look.time}
)


def look(table: Table, time: str) -> None:
    """Let the clock look at this time, unless it knows of another; and if it has just looked, let it not think that was all."""
    update(table, TIMER, KIND, lambda standing: Look(standing.time if standing else time))


def ring(table: Table) -> None:
    """Let the clock look in its next tick, if it is to look at all: what is asked for has changed."""
    update(table, TIMER, KIND, lambda standing: standing and Look(""))


def put_off(table: Table, read: str, time: str) -> str:
    """The nonce of the alarm that rings at this time, in place of the one whose nonce was read; empty: another came."""
    new = write(table, TIMER, KIND, Look(time), read)
    return new.nonce if new else ""


def look_no_more(table: Table, read: str) -> None:
    """Let the clock look no more, unless something was read since."""
    table.delete(TIMER, Same("nonce", read))
