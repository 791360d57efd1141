"""Which file the authoring API wrote for an address, and what came of requests that may be sent again.

WRITTEN#address   -   the source that the API wrote, moved or deleted there: found before its ingest, as a draft, and once deleted
WRITTEN#upload    -   the file that these bytes were uploaded as: `file:`, a folder, and the digest of the bytes
REPEATS#digest    -   a request that makes a post: when it came first, the file and the address that it got; it expires in a day

An address is taken here before the file is written, so of two new posts only one can get it; once its file is gone, another may
take it over. Claims (`store.claims`) say who owns an address of the site, and come before these items.
"""

from datetime import UTC, datetime, timedelta

from chalicelib.cloud.items import Absent, At, Either, Item, Same
from chalicelib.cloud.ports import Table
from chalicelib.frozen import Frozen
from chalicelib.partitions import REPEATS, WRITTEN

LASTS = timedelta(days=1)


def source_at(table: Table, address: str) -> str:
    """Return the key of the file that was written for this address, or for these bytes; empty if there is none."""
    item = table.get(At(f"{WRITTEN}{address}"))
    return item.text("key") if item else ""


def take(table: Table, address: str, key: str, instead_of: str = "") -> str:
    """Take the address for this file, if it is free, or was that of `instead_of`; return the file that has it now."""
    free = Either((Absent(), Same("key", key), Same("key", instead_of)))
    taken = table.put(Item(At(f"{WRITTEN}{address}"), {"key": key}), free)
    return key if taken else source_at(table, address)


class Repeat(Frozen):
    """A request that makes a post: its digest, when it came first, and the file and address that it got, if it got so far."""

    digest: str
    moment: str
    key: str = ""
    address: str = ""


def begin(table: Table, digest: str, now: datetime) -> Repeat:
    """Note a request with this digest, or return what is noted of it."""
    at = At(f"{REPEATS}{digest}")
    repeat = Repeat(digest, now.astimezone(UTC).isoformat(timespec="seconds"))
    for _ in range(2):
        item = table.get(at)
        if item and item.number("expires") > now.timestamp():
            return Repeat(digest, item.text("moment"), item.text("key", ""), item.text("address", ""))
        if table.put(_item(at, repeat), Same("moment", item.text("moment")) if item else Absent()):
            break
    return repeat


def decided(table: Table, repeat: Repeat) -> None:
    """Note the file and the address that a request gets."""
    at = At(f"{REPEATS}{repeat.digest}")
    table.put(_item(at, repeat), Same("moment", repeat.moment))


def _item(at: At, repeat: Repeat) -> Item:
    expires = int((datetime.fromisoformat(repeat.moment) + LASTS).timestamp())
    return Item(at, {"moment": repeat.moment, "key": repeat.key, "address": repeat.address, "expires": expires})
