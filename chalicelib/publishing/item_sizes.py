"""Whether what is known of an upload fits into the items that hold it.

An item of the table holds 400 kB. So an upload that would need more is refused before anything is written; names that would be
too long for a key of the table, or for the metadata of a redirect, are refused when they are read (`content.addresses`). A record
holds, beside the post, what this version and the one before it owe; what a still older one left unpaid is paid first where there
is no room for it (`is_too_full`).
"""

import json
from collections.abc import Iterable

from chalicelib import codec
from chalicelib.content.limits import limit
from chalicelib.errors import Refusal
from chalicelib.publishing.invalidation import owed_by
from chalicelib.record import Owed, Record

FACTS = limit("facts of a record")
OWED = limit("owed by a version")
ITEM = limit("record")
FOUND = limit("found in a record")


def check(record: Record) -> None:
    """Refuse a record, as nothing stands beside it yet, that holds or owes more than there is room for."""
    owed = owed_by(None, record)
    facts, debts = len(codec.dumps(record.settled()).encode()), size_of(owed)
    if facts > FACTS or debts > OWED:
        raise Refusal("too-many", f"{facts:,} bytes of names, addresses and links, which lead to {debts:,} bytes of others")


def size_of(owed: Iterable[Owed]) -> int:
    """The bytes that these take in a record."""
    return len(json.dumps([codec.plain(one) for one in owed], ensure_ascii=False).encode())


def is_too_full(record: Record) -> bool:
    """Whether the record must not be written, because no item would hold it."""
    return len(codec.dumps(record).encode()) > ITEM
