"""A dictionary that is read in the order of its keys, for the table and the bucket in memory.

The order is made when it is first needed, and kept from then on. Python orders text by code points, as the bytes of UTF-8 do, so
the order is the cloud's own. Not safe for threads.
"""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterator
from typing import Generic, TypeVar

V = TypeVar("V")


class SortedMap(Generic[V]):
    """A dictionary that can be read in the order of its keys."""

    __slots__ = ("by_key", "order")

    def __init__(self) -> None:
        self.by_key: dict[str, V] = {}
        self.order: list[str] | None = None

    def put(self, key: str, value: V) -> None:
        if self.order is not None and key not in self.by_key:
            insort(self.order, key)
        self.by_key[key] = value

    def drop(self, key: str) -> None:
        """Remove the key; nothing happens where it is missing."""
        if self.by_key.pop(key, None) is not None and self.order is not None:
            del self.order[bisect_left(self.order, key)]

    def between(self, after: str = "", before: str = "", *, backwards: bool = False) -> Iterator[str]:
        """Return the keys strictly between the two (empty: no bound); read them before anything changes."""
        if self.order is None:
            self.order = sorted(self.by_key)
        start = bisect_right(self.order, after) if after else 0
        end = bisect_left(self.order, before) if before else len(self.order)
        sort_keys = range(end - 1, start - 1, -1) if backwards else range(start, end)
        return map(self.order.__getitem__, sort_keys)
