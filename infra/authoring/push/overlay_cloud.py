"""A site to rehearse on: everything is read from the real one, and what would be written stays in memory.

So whatever decides on an upload can be run as it is, and its outcome looked at, without a trace.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from msgspec.structs import replace

from chalicelib.cloud.folder import FolderBucket
from chalicelib.cloud.items import At, Condition, Edit, Item, holds
from chalicelib.cloud.memory import FixedClock, MemoryBucket, MemoryMail, MemoryQueue
from chalicelib.cloud.memory_table import MemoryTable
from chalicelib.cloud.ports import Cloud, Table
from chalicelib.record import SEQUENCE_WIDTH

LATEST = "F" * SEQUENCE_WIDTH  # of all sequences; an upload that is rehearsed is the last one


class OverlaidTable:
    """A table in memory over another one, which is only read."""

    def __init__(self, under: Table) -> None:
        self._under, self._over = under, MemoryTable()
        self._gone: set[At] = set()

    def get(self, at: At) -> Item | None:
        if at in self._gone:
            return None
        return self._over.get(at) or self._under.get_many([at]).get(at)  # as authors may read it

    def get_many(self, at: Iterable[At]) -> Mapping[At, Item]:
        asked = tuple(dict.fromkeys(at))
        over = self._over.get_many(asked)
        rest = [key for key in asked if key not in over and key not in self._gone]
        items = {**(self._under.get_many(rest) if rest else {}), **over}
        return {key: items[key] for key in asked if key in items}

    def query(
        self, pk: str, *, after: str = "", before: str = "", newest_first: bool = False, limit: int | None = None
    ) -> Sequence[Item]:
        most = None if limit is None else limit + sum(at.pk == pk for at in self._gone)
        under, over = (
            table.query(pk, after=after, before=before, newest_first=newest_first, limit=most)
            for table in (self._under, self._over)
        )
        items = {item.at: item for item in (*under, *over) if item.at not in self._gone}
        return sorted(items.values(), key=lambda item: item.at.sk, reverse=newest_first)[:limit]

    def put(self, item: Item, when: Condition | None = None) -> bool:
        if not self._may(item.at, when):
            return False
        self._gone.discard(item.at)
        return self._over.put(item)

    def delete(self, at: At, when: Condition | None = None) -> bool:
        if not self._may(at, when):
            return False
        self._gone.add(at)
        return self._over.delete(at)

    def put_many(self, items: Iterable[Item]) -> None:
        for item in items:
            self.put(item)

    def add(self, at: At, by: Mapping[str, int], *, most: int | None = None, expires: int = 0) -> Mapping[str, int] | None:
        self._lay_over(at)
        return self._over.add(at, by, most=most, expires=expires)

    def change(self, at: At, edit: Edit, when: Condition | None = None) -> Item | None:
        self._lay_over(at)
        return self._over.change(at, edit, when)

    def _lay_over(self, at: At) -> None:
        """Copy the item, so that parts of it can be changed."""
        item = self.get(at)
        if item and not self._over.get(at):
            self._over.put(item)
        self._gone.discard(at)

    def _may(self, at: At, when: Condition | None) -> bool:
        item = self.get(at)
        return when is None or holds(when, item.has if item else None)


def dry_run_cloud(cloud: Cloud, blog: Path, now: datetime) -> Cloud:
    """Return a cloud that has the blog's folder as its content, and keeps to itself what is written, queued and sent."""
    return replace(
        cloud,
        table=OverlaidTable(cloud.table),
        content=FolderBucket(blog),
        public=MemoryBucket(),
        uploads=MemoryQueue(),
        press=MemoryQueue(),
        letters=MemoryQueue(),
        encoder=MemoryQueue(),
        encoded=MemoryBucket(),
        mail=MemoryMail(),
        clock=FixedClock(now),
        hub=None,
    )
