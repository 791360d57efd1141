"""Records, bodies and pointers: reads, and the conditional writes that keep them right."""

import zlib
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from chalicelib import codec
from chalicelib.cloud.items import Absent, At, AtMost, Either, Item, Same
from chalicelib.cloud.ports import Table
from chalicelib.model import Body
from chalicelib.record import Pointer, PointerKind, Record
from chalicelib.store import item_keys
from chalicelib.text_cache import cached_texts

REMEMBERED = 4096  # decoded records kept by a warm function: about 12 MB
SMALL, FAST = 6, 1  # levels of compression; the first where each byte is stored for a price
BODIES = 256  # decoded bodies: the newest are in many feeds, one after another


def item_of(record: Record) -> Item:
    return Item(item_keys.at_record(record.key), {"stamp": record.version, "facts": codec.dumps(record)})


@lru_cache(maxsize=REMEMBERED)
def _decoded(key: str, version: str, facts: str) -> Record:
    return codec.loads(Record, facts, key=key, version=version)


def record_in(item: Item) -> Record:
    key = item.at.pk.partition("#")[2]
    return _decoded(key, item.text("stamp"), item.text("facts"))


def read(table: Table, key: str) -> Record | None:
    item = table.get(item_keys.at_record(key))
    return record_in(item) if item else None


def read_many(table: Table, keys: Iterable[str]) -> Mapping[str, Record]:
    wanted = [item_keys.at_record(key) for key in keys]
    items = table.get_many(wanted) if wanted else {}
    return {record.key: record for record in map(record_in, items.values())}


def accept(table: Table, record: Record, current: Record | None) -> bool:
    """Put the record in place of the one that was read; False if another worker has replaced that meanwhile.

    `store.update` doesn't fit: the whole upload has to be decided again, which reads objects and claims an address.
    """
    return table.put(item_of(record), Same("stamp", current.version) if current else Absent())


def settle(table: Table, record: Record) -> bool:
    """Note that the record owes nothing any more, if it is still the current one."""
    return table.put(item_of(record.settled()), Same("stamp", record.version))


# ---- bodies


def body_items(key: str, name: str, body: str, words: Iterable[str], level: int = SMALL) -> Sequence[Item]:
    """Return the body, as text, and, in an item of its own, the words it can be found by."""
    texts = {item_keys.at_body(key, name): body, item_keys.at_words(key, name): " ".join(words)}
    return [Item(at, {"z": zlib.compress(text.encode(), level)}) for at, text in texts.items()]


def body_in(item: Item) -> Body:
    return _body(item.packed("z"))


@cached_texts(BODIES)
def _body(packed: bytes) -> Body:
    return codec.loads(Body, _unpacked(packed))


def words_in(item: Item) -> tuple[str, ...]:
    return tuple(_unpacked(item.packed("z")).split())


def _unpacked(packed: bytes) -> str:
    return zlib.decompress(packed).decode()


def drop_body(table: Table, key: str, name: str) -> None:
    table.delete(item_keys.at_words(key, name))
    table.delete(item_keys.at_body(key, name))


# ---- pointers


def not_newer(version: str) -> Either:
    return Either((Absent(), AtMost("stamp", version)))


def pointer_item(pointer: Pointer, version: str) -> Item:
    return Item(item_keys.at_pointer(pointer), {"stamp": version})


def put_pointer(table: Table, pointer: Pointer, version: str) -> None:
    """Put the pointer, unless there is one with a newer version."""
    table.put(pointer_item(pointer, version), not_newer(version))


def drop_pointer(table: Table, at: At, version: str) -> None:
    """Remove the pointer, unless it has a newer version."""
    table.delete(at, not_newer(version))


def followers(table: Table, kind: PointerKind, of: str) -> tuple[str, ...]:
    """The keys of the sources that pointers of this kind lead to."""
    partition, sort = item_keys.POINTERS[kind]
    items = table.query(partition + of, after=sort, before=sort and sort + "\U0010ffff")
    return tuple(item_keys.key_in(kind, item.at.sk) for item in items)


def successor(table: Table, key: str) -> Record | None:
    """The record of this source, or, once it is removed, of the one that it was renamed to."""
    record = read(table, key)
    if record is None or record.state != "removed" or not record.digest:
        return record
    twins = read_many(table, followers(table, "twin", record.digest)).values()
    return next((twin for twin in sorted(twins, key=lambda one: one.key) if twin.post), record)
