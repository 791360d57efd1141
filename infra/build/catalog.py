"""The catalog of a build: the table, kept in the cache, with what the next build has to know.

pk              sk          what
BUILD           -           what the site was built with (`fingerprint`), the time it was built for (`now`), how many pages
                            and other files there are (`pages`, `files`), what the whole site lacks (`lacks`), whether pages could
                            not be made (`failed`), and the folder it was built from, as a path from the output folder (`source`)
BUILD#sources   key         how a source looked, the digest of its bytes, whether it is a dated post, and what is to be said of it
BUILD#comments  key         how a file of comments looked, the source that it belongs to, and what isn't used of it
BUILD#owed      digest      a page that still has to be made right

What was ingested and what it owes are written in one transaction, and so are the writes of a batch of pages and what it owes in
turn. So a build that was killed at any moment goes on at the next one.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Self

from chalicelib.cloud.items import At, Condition, Item, Value
from chalicelib.cloud.sqlite import SqliteTable
from chalicelib.frozen import Frozen
from chalicelib.model import Page
from chalicelib.store import item_keys
from infra.build.comment_changes import NotedFile
from infra.build.fingerprint import CHANGES
from infra.files.blog_folder import Look

STATE, SOURCES, COMMENTS, OWED = At("BUILD"), "BUILD#sources", "BUILD#comments", "BUILD#owed"
FILLING_KIB = 16 << 10  # of a table's pages, kept in memory while it is filled


class RebuildError(Exception):
    """The site has to be built from nothing; the message says why, as half a sentence."""


class Source(Frozen):
    """A source as it was read: its look, the digest of its bytes, whether it is a dated post, and what is to be said of it."""

    look: Look
    etag: str
    is_dated: bool = False
    findings: str = ""


class BuildTable(SqliteTable):
    """A table that notes unconditional writes instead of making them, while pages are rendered.

    Processes that render read it side by side; what each of them would write is written by the one that started them.
    """

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self._writes: dict[At, Item | None] | None = None

    @contextmanager
    def fill(self) -> Iterator[None]:
        """Write everything in one transaction, as fast as it goes: only for a new table, which nobody opens after a crash."""
        connection = self._connection()
        for setting in ("journal_mode = MEMORY", "synchronous = OFF", f"cache_size = -{FILLING_KIB}"):
            connection.execute(f"PRAGMA {setting}")
        with self.together():
            yield
        self.close()  # the next connection has the settings of every other
        self._connection().execute("PRAGMA journal_mode = WAL")

    @contextmanager
    def recording(self) -> Iterator[Mapping[At, Item | None]]:
        """Note writes; what is read meanwhile is the table as it was at the first read."""
        connection = self._connection()
        connection.execute("BEGIN")
        self._writes = {}
        try:
            yield self._writes
        finally:
            self._writes = None
            connection.execute("COMMIT")

    def put_many(self, items: Iterable[Item]) -> None:
        if self._writes is None:
            super().put_many(items)
        else:
            self._writes.update({item.at: item for item in items})

    def delete(self, at: At, when: Condition | None = None) -> bool:
        if self._writes is None:
            return super().delete(at, when)
        if when is None:
            self._writes[at] = None
        return True  # under a condition only pointers are deleted that lead nowhere, and they may stay

    def catch_up(self, writes: Mapping[At, Item | None]) -> None:
        with self.together():
            super().put_many(item for item in writes.values() if item)
            for at, item in writes.items():
                if item is None:
                    super().delete(at)


class Catalog:
    """The catalog of an output folder."""

    def __init__(self, path: Path) -> None:
        self.path, self.table = path, BuildTable(path)

    @classmethod
    def create(cls, path: Path) -> Self:
        """Create a catalog beside its place, which is empty from now on: a build that is killed leaves none."""
        aside = path.with_name(f"{path.name}.new")
        for former in (path, aside):
            remove_table(former)
        return cls(aside)

    @classmethod
    def open(cls, path: Path, made_with: Mapping[str, str], now: str) -> Self:
        """Open the catalog of the last build, if this one can go on from it; raise `RebuildError`."""
        if not path.exists():
            raise RebuildError("the last build left no catalog, or didn't finish")
        catalog = cls(path)
        try:
            catalog.check(made_with, now)
        except BaseException:
            catalog.close()
            raise
        return catalog

    def check(self, made_with: Mapping[str, str], now: str) -> None:
        """Raise `RebuildError` if a build of this kind at this time can't go on from here."""
        if why := _rebuild_reason(self.state(), made_with, now):
            raise RebuildError(why)

    def close(self) -> None:
        self.table.close()

    def save(self, sources: Mapping[str, Source], state: Mapping[str, Value], path: Path) -> None:
        """Give a new catalog its place; it appears whole or not at all."""
        self.put_sources(sources)
        self.table.put(Item(STATE, state))
        self.close()
        self.path.replace(path)

    # ---- what was read

    def state(self) -> Mapping[str, Value]:
        item = self.table.get(STATE)
        return item.has if item else {}

    def sources(self) -> Mapping[str, Source]:
        return {item.at.sk: _source_in(item) for item in self.table.query(SOURCES)}

    def due(self, until: str) -> frozenset[str]:
        """Return the sources that say something else by this time."""
        items = self.table.query(item_keys.DUE, before=f"{until}~")
        return frozenset(item.at.sk.partition("#")[2] for item in items)

    def put_sources(self, sources: Mapping[str, Source]) -> None:
        self.table.put_many(_source_items(sources))

    def drop_source(self, key: str) -> None:
        self.table.delete(At(SOURCES, key))

    def comment_files(self) -> Mapping[str, NotedFile]:
        return {item.at.sk: _noted_in(item) for item in self.table.query(COMMENTS)}

    def note_comment_files(self, files: Mapping[str, NotedFile], gone: Iterable[str] = ()) -> None:
        """Note these files of comments, and forget those that are gone."""
        for key in gone:
            self.table.delete(At(COMMENTS, key))
        self.table.put_many(
            Item(At(COMMENTS, key), {**file.look._asdict(), "thread": file.thread, "findings": file.findings})
            for key, file in files.items()
        )

    def note(self, **changes: Value) -> None:
        """Change the state."""
        self.table.put(Item(STATE, {**self.state(), **changes}))

    # ---- what is owed

    def owed(self) -> frozenset[Page]:
        return frozenset(Page(*json.loads(item.text("page"))) for item in self.table.query(OWED))

    def owe(self, pages: Iterable[Page]) -> None:
        self.table.put_many(_owed_item(page) for page in pages)

    def settle(self, pages: Iterable[Page]) -> None:
        for page in pages:
            self.table.delete(_owed_item(page).at)


def remove_table(path: Path) -> None:
    """Remove the file of a table, with those that SQLite keeps beside it."""
    for end in ("", "-wal", "-shm"):
        path.with_name(path.name + end).unlink(missing_ok=True)


def _rebuild_reason(state: Mapping[str, Value], made_with: Mapping[str, str], now: str) -> str:
    """Return why a site with this state can't be brought up to date; empty if it can."""
    if not state:
        return "its catalog is damaged"
    changed = [why for name, why in CHANGES.items() if state.get(name) != made_with[name]]
    if changed:
        return changed[0]
    if str(state["now"]) > now:
        return "it was built for a later time"
    return "some of its pages couldn't be made" if state["failed"] else ""


def _source_in(item: Item) -> Source:
    look = Look(item.number("size"), item.number("changed"))
    return Source(look, item.text("etag"), bool(item.has["dated"]), item.text("findings", ""))


def _noted_in(item: Item) -> NotedFile:
    look = Look(item.number("size"), item.number("changed"))
    return NotedFile(look, item.text("thread"), item.text("findings"))


def _source_items(sources: Mapping[str, Source]) -> Iterable[Item]:
    for key, source in sources.items():
        has: Mapping[str, Value] = {**source.look._asdict(), "etag": source.etag, "dated": source.is_dated}
        yield Item(At(SOURCES, key), {**has, **({"findings": source.findings} if source.findings else {})})


def _owed_item(page: Page) -> Item:
    said = json.dumps([page.kind, page.of, page.at])
    return Item(At(OWED, hashlib.sha256(said.encode()).hexdigest()), {"page": said})
