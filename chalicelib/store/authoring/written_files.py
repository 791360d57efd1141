"""Which file the authoring API wrote for an address, and what came of requests that may be sent again.

WRITTEN#address   -   the source that the API wrote, moved or deleted there: found before its ingest, as a draft, and once deleted
WRITTEN#upload    -   the file that these bytes were uploaded as: `file:`, a folder, and the digest of the bytes
REPEATS#digest    -   a request that makes a post: when it came first, the file and the address that it got; it expires

An address is taken here before the file is written, so of two new posts only one can get it. Where there is no file, another may
take it over: at once after a deletion, else after a minute, in which the file may still be written. Claims (`store.claims`) say
who owns an address of the site, and come before these items.
"""

from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from chalicelib.cloud.items import Absent, At, Either, Item, Same
from chalicelib.cloud.ports import Table
from chalicelib.frozen import Frozen
from chalicelib.partitions import REPEATS, WRITTEN

LASTS = timedelta(days=1)
WRITING = 60  # seconds, in which a function that took an address has written its file or is dead


class Holder(NamedTuple):
    """The file that an address, or the bytes of an upload, is taken for, and the time until which it may still be written."""

    key: str = ""
    until: int = 0


NOBODY = Holder()


def holder_of(table: Table, address: str) -> Holder:
    item = table.get(At(f"{WRITTEN}{address}"))
    return Holder(item.text("key"), item.number("until", 0)) if item else NOBODY


def take(table: Table, address: str, holder: Holder, instead_of: str = "") -> Holder:
    """Take the address for a file, if it is free, or that of `instead_of`; return the holder that it has now."""
    free = Either((Absent(), Same("key", holder.key), Same("key", instead_of)))
    taken = table.put(Item(At(f"{WRITTEN}{address}"), {"key": holder.key, "until": holder.until}), free)
    return holder if taken else holder_of(table, address)


class Repeat(Frozen):
    """A request that creates a post: its digest, when it first came, and the file and address that it got, if it got that far."""

    digest: str
    moment: str
    key: str = ""
    address: str = ""


def begin(table: Table, digest: str, now: datetime, lasts: timedelta = LASTS) -> Repeat:
    """Note a request with this digest, or return the request that was noted before; the note expires after `lasts`."""
    at = At(f"{REPEATS}{digest}")
    repeat = Repeat(digest, now.astimezone(UTC).isoformat(timespec="seconds"))
    for _ in range(2):
        item = table.get(at)
        if item and item.number("expires") > now.timestamp():
            return Repeat(digest, item.text("moment"), item.text("key", ""), item.text("address", ""))
        if table.put(_item(at, repeat, lasts), Same("moment", item.text("moment")) if item else Absent()):
            break
    return repeat


def decided(table: Table, repeat: Repeat, lasts: timedelta = LASTS) -> None:
    """Note the file and the address that a request gets."""
    at = At(f"{REPEATS}{repeat.digest}")
    table.put(_item(at, repeat, lasts), Same("moment", repeat.moment))


def _item(at: At, repeat: Repeat, lasts: timedelta) -> Item:
    expires = int((datetime.fromisoformat(repeat.moment) + lasts).timestamp())
    return Item(at, {"moment": repeat.moment, "key": repeat.key, "address": repeat.address, "expires": expires})
