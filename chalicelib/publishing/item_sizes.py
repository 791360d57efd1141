"""Sizes of items: whether an upload fits into the items that hold it.

An item of the table holds 400 kB. So an upload that takes more is refused before anything is written; names that would be too
long for a key of the table, or for the metadata of a redirect, are refused when they are read (`content.addresses.addresses`). A
record holds, beside the post, what this version and the one before it owe. What an older version still owes is queued first where
there is no room for it (`is_too_full`).
"""

import json
from collections.abc import Iterable

from chalicelib import codec
from chalicelib.content.limits import limit
from chalicelib.errors import Refusal
from chalicelib.publishing.owed import owed_by
from chalicelib.record import Owed, Record

FACTS = limit("facts of a record")
OWED = limit("owed by a version")
ITEM = limit("record")
FOUND = limit("found in a record")


def check(record: Record) -> None:
    """Refuse the record of an upload that holds or owes more than there is room for, as if there was no record before it."""
    owed = owed_by(None, record)
    facts, owing = len(codec.dumps(record.settled()).encode()), size_of(owed)
    if facts > FACTS or owing > OWED:
        raise Refusal("too-many", f"{facts:,} bytes about itself, {owing:,} bytes it leads to")


def size_of(owed: Iterable[Owed]) -> int:
    """Return the bytes that these entries take in a record."""
    return len(json.dumps([codec.plain(entry) for entry in owed], ensure_ascii=False).encode())


def is_too_full(record: Record) -> bool:
    """Return whether the record is larger than an item may be."""
    return len(codec.dumps(record).encode()) > ITEM
