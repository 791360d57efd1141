"""The ledger: whether a letter was sent to each subscriber.

    LEDGER#id#07    reader    the entry of a letter for a subscriber of this shard; it expires

An entry is written only if its nonce is still the one that was read. `newsletter.rules.ledger` has the rules.
"""

from collections.abc import Callable, Sequence
from datetime import datetime

from chalicelib import codec
from chalicelib.cloud.items import At, Item
from chalicelib.cloud.ports import Table
from chalicelib.newsletter.rules import ledger
from chalicelib.newsletter.rules.ledger import KEPT, Entry
from chalicelib.newsletter.rules.subscriber import shard_of
from chalicelib.partitions import LEDGER
from chalicelib.store import update
from chalicelib.store.update import Change, ItemType


def partition(letter: str, shard: int) -> str:
    return f"{LEDGER}{letter}#{shard:02d}"


def at_entry(letter: str, reader: str) -> At:
    return At(partition(letter, shard_of(reader)), reader)


def entry_in(item: Item) -> Entry:
    _, letter, _ = item.at.pk.split("#")
    return codec.loads(Entry, item.text("facts"), letter=letter, reader=item.at.sk, nonce=item.text("nonce"))


def kept_from(now: datetime) -> ItemType[Entry]:
    """How entries are stored that are written now."""
    expires = int((now + KEPT).timestamp())
    return ItemType(entry_in, lambda entry: {"nonce": entry.nonce, "facts": codec.dumps(entry), "expires": expires})


def read(table: Table, letter: str, reader: str) -> Entry | None:
    item = table.get(at_entry(letter, reader))
    return entry_in(item) if item else None


def write(table: Table, entry: Entry, now: datetime) -> Entry | None:
    """The entry as it is now; None if another worker changed it. An entry without a nonce must not exist yet."""
    return update.write(table, at_entry(entry.letter, entry.reader), kept_from(now), entry, entry.nonce)


def claim(table: Table, new: Entry, now: datetime) -> Change[Entry]:
    """Enter a claim, or claim an open entry again; an entry that another worker has claimed or sent stays as it is."""
    at = at_entry(new.letter, new.reader)
    return update.update(table, at, kept_from(now), lambda entry: ledger.claim(entry, new), seen=None)


def change(table: Table, letter: str, reader: str, decide: Callable[[Entry], Entry], now: datetime) -> Change[Entry]:
    """Change an existing entry; nothing happens if there is none."""
    return update.update(table, at_entry(letter, reader), kept_from(now), lambda entry: entry and decide(entry))


def page(table: Table, letter: str, shard: int, after: str = "", limit: int = 100) -> Sequence[Entry]:
    return tuple(entry_in(item) for item in table.query(partition(letter, shard), after=after, limit=limit))
