"""The table in a file, for one machine: SQLite in WAL mode, shared by any number of processes and threads.

An item is a row: its key, its attributes as JSON, and its bytes, if it has any, one after another in a column of their own; the
JSON says where each of them begins and ends, and has a set of text as an object. SQLite compares text by its bytes of UTF-8, so
the order is the cloud's own.

Each process and thread has a connection of its own: a connection that came through a fork is left alone, since closing it would
disturb the parent. Every write is one transaction: a process that dies in the middle leaves the table as it was. A condition is
checked in the transaction that writes, which no other writer can enter. The file is made aside and then linked to its name, so
nobody ever finds half of it.
"""

import os
import sqlite3
import weakref
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import get_ident
from typing import Any, TypeAlias

import msgspec

from chalicelib.cloud.items import At, Condition, Edit, Item, Value, edited, holds, number_in
from chalicelib.cloud.limits import check_at, check_item, check_range

Has: TypeAlias = Mapping[str, Value]
Row: TypeAlias = tuple[str, str, str, bytes | None]

PATIENCE = 60.0  # seconds that a writer waits for the others
READ_MOST = 500  # keys in one statement
SCHEMA = """
PRAGMA journal_mode = WAL;
CREATE TABLE item (pk TEXT NOT NULL, sk TEXT NOT NULL, has TEXT NOT NULL, bytes BLOB, PRIMARY KEY (pk, sk));
"""
ONE = "SELECT has, bytes FROM item WHERE pk = ? AND sk = ?"
PUT = "INSERT OR REPLACE INTO item VALUES (?, ?, ?, ?)"
DELETE = "DELETE FROM item WHERE pk = ? AND sk = ?"

INHERITED: list[object] = []  # connections of parent processes, kept so that nothing ever closes them here


class SqliteTable:
    """A table in a file; its user closes it."""

    def __init__(self, path: str | Path) -> None:
        self._path = Path(path)
        self._process = os.getpid()
        self._connections: dict[int, sqlite3.Connection] = {}
        create(self._path)

    def close(self) -> None:
        """Close the connections of this process; the next call opens one again."""
        self._leave_inherited()
        close_all(self._connections)

    def close_at_last(self) -> None:
        """Let the table close itself once nothing refers to it any more, where nobody knows when they are done with it."""
        weakref.finalize(self, close_all, self._connections)

    def get(self, at: At) -> Item | None:
        check_at(at)
        return one(self._connection(), at)

    def get_many(self, at: Iterable[At]) -> Mapping[At, Item]:
        asked = tuple(dict.fromkeys(at))
        for key in asked:
            check_at(key)
        stretches = (asked[start : start + READ_MOST] for start in range(0, len(asked), READ_MOST))
        by_key = {item.at: item for stretch in stretches for item in self._read(stretch)}
        return {key: by_key[key] for key in asked if key in by_key}

    def query(
        self, pk: str, *, after: str = "", before: str = "", newest_first: bool = False, limit: int | None = None
    ) -> Sequence[Item]:
        check_range(pk, after, before)
        bounds = {" AND sk > ?": after, " AND sk < ?": before}
        bound = {text: sk for text, sk in bounds.items() if sk}
        order = "DESC" if newest_first else "ASC"
        statement = f"SELECT sk, has, bytes FROM item WHERE pk = ?{''.join(bound)} ORDER BY sk {order} LIMIT ?"  # noqa: S608
        rows = self._connection().execute(statement, (pk, *bound.values(), -1 if limit is None else limit))
        return tuple(Item(At(pk, sk), unpack(has, packed)) for sk, has, packed in rows)

    def items(self, begin: str) -> Iterator[Item]:
        """Yield the items of all partitions whose names begin so, in order; only a table on one machine can."""
        statement = "SELECT * FROM item WHERE pk >= ? AND pk < ? ORDER BY pk, sk"
        rows = self._connection().execute(statement, (begin, f"{begin}\U0010ffff"))
        return (Item(At(pk, sk), unpack(has, packed)) for pk, sk, has, packed in rows)

    def put(self, item: Item, when: Condition | None = None) -> bool:
        check_item(item)
        return self._write(PUT, item.at, row_of(item), when)

    def delete(self, at: At, when: Condition | None = None) -> bool:
        check_at(at)
        return self._write(DELETE, at, at, when)

    def put_many(self, items: Iterable[Item]) -> None:
        rows = []
        for item in items:
            check_item(item)
            rows.append(row_of(item))
        if rows:
            with self._alone() as connection:
                connection.executemany(PUT, rows)

    def add(self, at: At, by: Mapping[str, int], *, most: int | None = None, expires: int = 0) -> Mapping[str, int] | None:
        check_at(at)
        with self._alone() as connection:
            stands = one(connection, at)
            has: Has = stands.has if stands else {}
            numbers = {name: number_in(has, name) + more for name, more in by.items()}
            if most is not None and numbers[next(iter(by))] > most:
                return None
            end = {"expires": expires} if expires else {}
            connection.execute(PUT, row_of(Item(at, {**end, **has, **numbers})))
        return numbers

    def change(self, at: At, edit: Edit, when: Condition | None = None) -> Item | None:
        check_at(at)
        with self._alone() as connection:
            current = one(connection, at)
            if when is not None and not holds(when, current.has if current else None):
                return None
            item = Item(at, edited(current.has if current else {}, edit))
            check_item(item)
            connection.execute(PUT, row_of(item))
        return item

    def _read(self, asked: Sequence[At]) -> Iterator[Item]:
        wanted = ", ".join(["(?, ?)"] * len(asked))
        statement = f"SELECT * FROM item WHERE (pk, sk) IN (VALUES {wanted})"  # noqa: S608
        rows = self._connection().execute(statement, [part for at in asked for part in at])
        return (Item(At(pk, sk), unpack(has, packed)) for pk, sk, has, packed in rows)

    def _write(self, statement: str, at: At, arguments: Sequence[Any], when: Condition | None) -> bool:
        if when is None:
            self._connection().execute(statement, arguments)
            return True
        with self._alone() as connection:
            stands = one(connection, at)
            may = holds(when, stands.has if stands else None)
            if may:
                connection.execute(statement, arguments)
        return may

    @contextmanager
    def together(self) -> Iterator[None]:
        """Everything that this thread writes is kept, or nothing of it after an error; other writers wait meanwhile."""
        with self._alone():
            yield

    @contextmanager
    def _alone(self) -> Iterator[sqlite3.Connection]:
        """Let no other writer in; everything written is kept, or nothing of it after an error."""
        connection = self._connection()
        if connection.in_transaction:
            yield connection
            return
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield connection
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:  # a full disk has rolled it back already
                connection.execute("ROLLBACK")
            raise

    def _connection(self) -> sqlite3.Connection:
        self._leave_inherited()
        thread = get_ident()
        if thread not in self._connections:
            self._connections[thread] = connect(self._path)
        return self._connections[thread]

    def _leave_inherited(self) -> None:
        if self._process != os.getpid():
            INHERITED.append(self._connections)
            self._connections, self._process = {}, os.getpid()


def close_all(connections: dict[int, sqlite3.Connection]) -> None:
    while connections:
        connections.popitem()[1].close()


def create(path: Path) -> None:
    """Make an empty table that only its owner can read, unless the file exists; of several that make it at once, one does."""
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f"{path.name}.{os.getpid()}-{get_ident()}")
    aside.unlink(missing_ok=True)  # what a killed process with the same number left
    os.close(os.open(aside, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    connection = sqlite3.connect(aside)
    try:
        connection.executescript(SCHEMA)
        connection.close()
        os.link(aside, path)
    except FileExistsError:
        pass
    finally:
        connection.close()
        aside.unlink()


def connect(path: Path) -> sqlite3.Connection:
    """Open a table that exists; a commit survives the death of any process, but the last ones may be lost with the power."""
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode=rw", uri=True, timeout=PATIENCE, isolation_level=None, check_same_thread=False
    )
    try:
        connection.execute("PRAGMA synchronous = NORMAL")
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def one(connection: sqlite3.Connection, at: At) -> Item | None:
    row = connection.execute(ONE, at).fetchone()
    return row and Item(at, unpack(*row))


def row_of(item: Item) -> Row:
    packed = bytearray()

    def placed(value: Value) -> Any:
        if isinstance(value, frozenset):
            return dict.fromkeys(sorted(value), 1)
        if isinstance(value, bytes):
            packed.extend(value)
            return [len(packed) - len(value), len(packed)]
        return value

    has = msgspec.json.encode({name: placed(value) for name, value in item.has.items()}).decode()
    return (*item.at, has, bytes(packed) if packed else None)


def unpack(has: str, packed: bytes | None) -> Has:
    """Return the attributes; a list among them is the place of bytes, and an object has the elements of a set as its names."""
    values = msgspec.json.decode(has)
    for name, value in values.items():
        if isinstance(value, list):
            values[name] = (packed or b"")[slice(*value)]
        elif isinstance(value, dict):
            values[name] = frozenset(value)
    native: Has = values
    return native
