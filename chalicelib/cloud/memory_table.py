"""The table in memory: for tests, and for building a whole site without a cloud.

An item is packed into one tuple (the names of its attributes, which all items of its kind share, and the values), and values that
are put again and again (a post's sort key, its pointers' version) are kept once: a site of 100,000 posts has more than a million
items. Not safe for threads.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from sys import getsizeof, intern
from typing import Any, TypeAlias

from chalicelib.cloud.items import At, Attributes, Condition, Edit, Item, Value, edited, holds, number_in
from chalicelib.cloud.limits import check_at, check_item, check_range
from chalicelib.cloud.sorted_map import SortedMap

Packed: TypeAlias = tuple[Any, ...]


class Utf8(bytes):
    """A long text, kept as UTF-8: one curly quote makes Python use two bytes for every letter."""

    __slots__ = ()


def lean(value: Value) -> Value:
    """Return the value in fewer bytes of memory; `full` restores it."""
    if not isinstance(value, str) or value.isascii():
        return value
    short = Utf8(value.encode())
    return short if getsizeof(short) < getsizeof(value) else value


def full(value: Value) -> Value:
    return value.decode() if isinstance(value, Utf8) else value


class MemoryTable:
    """A table in memory; every operation takes a few microseconds, whatever the number of items."""

    def __init__(self) -> None:
        self._partitions: dict[str, SortedMap[Packed]] = {}
        self._names: dict[tuple[str, ...], tuple[str, ...]] = {}
        self._last: Packed = ()

    def get(self, at: At) -> Item | None:
        has = self._has(at)
        return None if has is None else Item(at, has)

    def get_many(self, at: Iterable[At]) -> Mapping[At, Item]:
        pairs = ((key, self._has(key)) for key in dict.fromkeys(at))
        return {key: Item(key, has) for key, has in pairs if has is not None}

    def query(
        self, pk: str, *, after: str = "", before: str = "", newest_first: bool = False, limit: int | None = None
    ) -> Sequence[Item]:
        check_range(pk, after, before)
        partition = self._partitions.get(pk)
        if partition is None:
            return ()
        keys = islice(partition.between(after, before, backwards=newest_first), limit)
        return tuple(Item(At(pk, sk), unpack(partition.by_key[sk])) for sk in keys)

    def put(self, item: Item, when: Condition | None = None) -> bool:
        check_item(item)
        if when is not None and not holds(when, self._has(item.at)):
            return False
        pk, sk = item.at
        partition = self._partitions.get(pk) or self._partitions.setdefault(pk, SortedMap())
        partition.put(intern(sk), self._pack(item.has))
        return True

    def delete(self, at: At, when: Condition | None = None) -> bool:
        check_at(at)
        if when is not None and not holds(when, self._has(at)):
            return False
        partition = self._partitions.get(at.pk)
        if partition is not None:
            partition.drop(at.sk)
            if not partition.by_key:
                del self._partitions[at.pk]
        return True

    def put_many(self, items: Iterable[Item]) -> None:
        for item in items:
            self.put(item)

    def add(self, at: At, by: Mapping[str, int], *, most: int | None = None, expires: int = 0) -> Mapping[str, int] | None:
        has = self._has(at) or {}
        numbers = {name: number_in(has, name) + more for name, more in by.items()}
        if most is not None and numbers[next(iter(by))] > most:
            return None
        end = {"expires": expires} if expires else {}
        self.put(Item(at, {**end, **has, **numbers}))
        return numbers

    def change(self, at: At, edit: Edit, when: Condition | None = None) -> Item | None:
        has = self._has(at)
        if when is not None and not holds(when, has):
            return None
        item = Item(at, edited(has or {}, edit))
        self.put(item)
        return item

    def items(self) -> Iterator[Item]:
        """Yield every item, in no order; nothing may be written meanwhile."""
        for pk, partition in self._partitions.items():
            for sk, packed in partition.by_key.items():
                yield Item(At(pk, sk), unpack(packed))

    def _has(self, at: At) -> Attributes | None:
        check_at(at)
        partition = self._partitions.get(at.pk)
        packed = partition.by_key.get(at.sk) if partition else None
        return None if packed is None else unpack(packed)

    def _pack(self, has: Attributes) -> Packed:
        names = tuple(has)
        packed = (self._names.setdefault(names, names), *map(lean, has.values()))
        if packed != self._last or types(packed) != types(self._last):
            self._last = packed
        return self._last


def types(packed: Packed) -> tuple[type, ...]:
    """Return what distinguishes packed values that are equal in Python, such as 1 and True."""
    return tuple(map(type, packed))


def unpack(packed: Packed) -> Attributes:
    names, *values = packed
    return dict(zip(names, map(full, values), strict=True))
