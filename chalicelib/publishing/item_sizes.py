"""Whether what is known of an upload fits into the items that hold it.

An item of the table holds 400 kB, a key of it 2,048 bytes, and the metadata of an object 2 kB. So an upload that would need more
is refused before anything is written. A record holds, beside the post, what this version and the one before it owe; what a
still older one left unpaid is paid first where there is no room for it (`is_too_full`).
"""

import json
from collections.abc import Iterable

from chalicelib import codec
from chalicelib.errors import Refusal
from chalicelib.publishing.invalidation import owed_by
from chalicelib.record import Owed, Pointer, Record
from chalicelib.rendering.absolute_urls import uri

FACTS = 80_000  # bytes of a post: lists of posts are read whole
OWED = 80_000  # bytes of what one version of a source owes; a link takes about 60 of them and the length of both paths
ITEM = 390_000  # bytes of a record: the post, its former addresses, what two versions owe, and some room
KEY = 1_900  # bytes of what a pointer leads from: it is a key of the table, behind a short word
ADDRESS = 1_900  # bytes of an address as links spell it: a page that points on keeps it in its metadata
FOUND = 500  # characters of what a refusal quotes


def check(record: Record) -> None:
    """Refuse a record, as nothing stands beside it yet, that holds or owes more than there is room for."""
    owed = owed_by(None, record)
    for pointer in sorted(one for one in owed if isinstance(one, Pointer)):
        if len(pointer.of.encode()) > KEY:
            raise Refusal("too-long", f"{pointer.of[:60]}…, {len(pointer.of.encode()):,} bytes")
    if len(uri(record.address)) > ADDRESS:
        raise Refusal("too-long", f"{record.address[:60]}…, {len(uri(record.address)):,} bytes as a link")
    facts, debts = len(codec.dumps(record.settled()).encode()), size_of(owed)
    if facts > FACTS or debts > OWED:
        raise Refusal("too-many", f"{facts:,} bytes of names, addresses and links, which lead to {debts:,} bytes of others")


def size_of(owed: Iterable[Owed]) -> int:
    """The bytes that these take in a record."""
    return len(json.dumps([codec.plain(one) for one in owed], ensure_ascii=False).encode())


def is_too_full(record: Record) -> bool:
    """Whether the record must not be written, because no item would hold it."""
    return len(codec.dumps(record).encode()) > ITEM
