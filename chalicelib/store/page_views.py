"""Page views: how often pages were read, one item for each hour, and the timer for the most read posts.

READS           2026-11-25T12   the pages read in this hour, packed, and the log files that were counted; it expires
CLOCK           top             the timer: when the most read posts are determined again

Both are replaced only if their nonce is still the one that was read.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial

from chalicelib.analytics.hours import LONGEST, Hour, Views, counted, ends, mark, name, pack, unpack
from chalicelib.cloud.items import At, Item, Same
from chalicelib.cloud.ports import Table
from chalicelib.frozen import Frozen
from chalicelib.partitions import READS
from chalicelib.store import timers
from chalicelib.store.update import ItemType, update, write

TIMER = timers.at("top")


def add(table: Table, file: str, hours: Mapping[str, Mapping[str, Views]]) -> None:
    """Add the page views that this file has for each hour; a file that was added before changes nothing."""
    for hour, views in sorted(hours.items()):
        update(table, At(READS, hour), hours_until(ends(hour)), partial(_added, views, mark(file)))


def _added(views: Mapping[str, Views], file: str, hour: Hour | None) -> Hour:
    return counted(hour or Hour(), views, file)


def hours_until(expires: int) -> ItemType[Hour]:
    """How hours are stored that expire at this time, in seconds since 1970."""
    return ItemType(_hour_in, lambda hour: {"z": pack(hour), "expires": expires})


def _hour_in(item: Item) -> Hour:
    return unpack(item.packed("z"))


def read(table: Table, now: datetime, hours: int) -> tuple[Hour, ...]:
    """The last so many hours, including the current one, as far as any page was read in them."""
    return tuple(_hour_in(item) for item in table.query(READS, after=name(now - timedelta(hours=hours))))


def any_kept(table: Table, now: datetime) -> bool:
    """Whether any page was read in the longest period that a list of the most read posts covers."""
    return bool(table.query(READS, after=name(now - timedelta(hours=LONGEST)), limit=1))


# ---- the timer


class Timer(Frozen):
    """The timer: from when on it is due, and its nonce; a timer without a nonce is written again."""

    time: str
    nonce: str = ""


KIND = ItemType(
    lambda item: Timer(item.text("look"), item.text("nonce")), lambda timer: {"nonce": timer.nonce, "look": timer.time}
)


def look(table: Table, time: str) -> None:
    """Set the timer to this time, unless it is set; its new nonce keeps a run that has just begun from removing it."""
    update(table, TIMER, KIND, lambda timer: Timer(timer.time if timer else time))


def make_due(table: Table) -> None:
    """Make the timer due, if there is one, because the site's settings have changed."""
    update(table, TIMER, KIND, lambda timer: timer and Timer(""))


def put_off(table: Table, read: str, time: str) -> str:
    """Set the timer to this time, if its nonce is the one that was read; its new nonce, empty if another worker changed it."""
    new = write(table, TIMER, KIND, Timer(time), read)
    return new.nonce if new else ""


def look_no_more(table: Table, read: str) -> None:
    """Remove the timer, unless page views were added since it was read."""
    table.delete(TIMER, Same("nonce", read))
