"""Weighing the memory of workers, without that of the table.

Python reports how much is allocated and how much was at most. The table gets copies of its own of all that is put into it, made
while its growth is measured; so what it keeps is known to the byte, and the rest is what the workers hold.
"""

import gc
import pickle
import tracemalloc
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from chalicelib.cloud.items import At, Condition, Edit, Item
from chalicelib.cloud.ports import Table


@dataclass(slots=True)
class Scales:
    """Return the most bytes that were held at once since the weighing began, without the growth of the table."""

    most: int = 0
    empty: int = field(default_factory=lambda: tracemalloc.get_traced_memory()[0])

    @contextmanager
    def growing(self) -> Iterator[None]:
        """Count memory that is allocated in this context, and stays, as the table's."""
        gc.disable()  # garbage that goes in here is not the table's
        before, most = tracemalloc.get_traced_memory()
        self.most = max(self.most, most - self.empty)
        yield
        self.empty += tracemalloc.get_traced_memory()[0] - before
        tracemalloc.reset_peak()
        gc.enable()


class WeighedTable:
    """A table whose growth is set apart."""

    def __init__(self, table: Table, scales: Scales) -> None:
        self._table, self._scales = table, scales

    def get(self, at: At) -> Item | None:
        return self._table.get(at)

    def get_many(self, at: Iterable[At]) -> Mapping[At, Item]:
        return self._table.get_many(at)

    def query(
        self, pk: str, *, after: str = "", before: str = "", newest_first: bool = False, limit: int | None = None
    ) -> Sequence[Item]:
        return self._table.query(pk, after=after, before=before, newest_first=newest_first, limit=limit)

    def put(self, item: Item, when: Condition | None = None) -> bool:
        packed = pickle.dumps(item)
        with self._scales.growing():
            return self._table.put(pickle.loads(packed), when)  # noqa: S301 - packed just now

    def delete(self, at: At, when: Condition | None = None) -> bool:
        with self._scales.growing():
            return self._table.delete(at, when)

    def put_many(self, items: Iterable[Item]) -> None:
        for item in items:
            self.put(item)

    def add(self, at: At, by: Mapping[str, int], *, most: int | None = None, expires: int = 0) -> Mapping[str, int] | None:
        packed = pickle.dumps((at, by))
        with self._scales.growing():
            own, numbers = pickle.loads(packed)  # noqa: S301 - packed just now
            return self._table.add(own, numbers, most=most, expires=expires)

    def change(self, at: At, edit: Edit, when: Condition | None = None) -> Item | None:
        packed = pickle.dumps((at, edit))
        with self._scales.growing():
            own, parts = pickle.loads(packed)  # noqa: S301 - packed just now
            return self._table.change(own, parts, when)


@contextmanager
def weighing() -> Iterator[Scales]:
    """Scales that weigh while open."""
    tracemalloc.start()
    try:
        yield Scales()
    finally:
        tracemalloc.stop()
