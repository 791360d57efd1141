"""Reads in the table: how often pages were read, one item an hour, and when the clock has to look at them.

READS           2026-11-25T12   what was read in this hour, packed, and the files that told so; it expires
CLOCK           top             when the most read posts are looked for again

Both are replaced only where their nonce is still the one that was read.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial

from chalicelib.catalog import alarms
from chalicelib.catalog.nonces import nonce, replaced, until_done
from chalicelib.cloud.ports import At, Item, Same, Table, Value
from chalicelib.reads.hours import LONGEST, Hour, counted, ends, mark, name, pack, unpack

READS = "READS"
ALARM = alarms.at("top")


def add(table: Table, file: str, hours: Mapping[str, Mapping[str, int]]) -> None:
    """Add what this file says of each hour, once however often it is said."""
    for hour, reads in sorted(hours.items()):
        until_done(partial(_added, table, hour, reads, mark(file)))


def _added(table: Table, hour: str, reads: Mapping[str, int], file: str) -> bool:
    """Whether the hour has counted the file now; not where another file came between."""
    at = At(READS, hour)
    item = table.get(at)
    before = _hour_in(item) if item else Hour()
    if file in before.files:
        return True
    has: dict[str, Value] = {"nonce": nonce(), "z": pack(counted(before, reads, file)), "expires": ends(hour)}
    return replaced(table, at, has, str(item.has["nonce"]) if item else "")


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


def look(table: Table, time: str) -> None:
    """Let the clock look at this time, unless it knows of another; and if it has just looked, let it not think that was all."""

    def noted() -> bool:
        item = table.get(ALARM)
        at, read = (str(item.has["look"]), str(item.has["nonce"])) if item else (time, "")
        return bool(put_off(table, read, at))

    until_done(noted)


def ring(table: Table) -> None:
    """Let the clock look in its next tick, if it is to look at all: what is asked for has changed."""

    def rung() -> bool:
        item = table.get(ALARM)
        return item is None or bool(put_off(table, str(item.has["nonce"]), ""))

    until_done(rung)


def put_off(table: Table, read: str, time: str) -> str:
    """The nonce of the alarm that rings at this time, in place of the one whose nonce was read; empty: another came."""
    new = nonce()
    return new if replaced(table, ALARM, {"nonce": new, "look": time}, read) else ""


def look_no_more(table: Table, read: str) -> None:
    """Let the clock look no more, unless something was read since."""
    table.delete(ALARM, Same("nonce", read))
