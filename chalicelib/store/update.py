"""Changing an item: it is read, a pure decision says what should stand there, and that is written if nobody came between.

Every item that changes has a **version**: a nonce, which is another one after each write, or the stamp of the record that
put it, which names one content alone. A write asks for the version that was read, so of two workers that read the same only
one writes; the other decides again, on what stands now.

A write whose answer was lost on the way is asked for again by the client, and then refused, for it is done already. So a
refusal is looked into: where the item has the version that was to be written, it was written.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, NamedTuple, Protocol, TypeVar

from chalicelib.cloud.ports import Absent, At, Condition, Item, Same, Table, Value
from chalicelib.store.nonces import nonce

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
TRIES = 30  # as many workers may come between, and more than ever do
NONCE, VERSION = "nonce", "stamp"


class OvertakenError(Exception):
    """Others came between again and again: what this was for is to be told once more, later."""


@dataclass(frozen=True, slots=True)
class Kind(Generic[T]):
    """How values of one kind stand in items: how they are read, the attributes they are written as, and the version's name.

    The nonce of a value that has one is among its attributes; the value is written with a fresh one.
    """

    read: Callable[[Item], T]
    has: Callable[[T], Mapping[str, Value]]
    version: str = NONCE

    def item(self, at: At, value: T) -> Item:
        """The item that a value is written as."""
        fresh = {NONCE: nonce()} if self.version == NONCE else {}
        return Item(at, {**self.has(value), **fresh})

    def unchanged(self, read: Item | None) -> Condition:
        """What must hold of the item that was read, when it is written."""
        return Same(self.version, read.has[self.version]) if read else Absent()


class Change(NamedTuple, Generic[T]):
    """What stood there before, and what stands there now: the same where there was nothing to do."""

    before: T | None
    now: T | None

    @property
    def changed(self) -> bool:
        return self.before != self.now


class Decision(Protocol[T_co]):
    """A decision that says more than what should stand, which is `new`."""

    @property
    def new(self) -> T_co | None: ...


V = TypeVar("V", bound=Decision[Any])


class Unread:
    """Nobody has read the item yet."""


UNREAD = Unread()


def update(
    table: Table,
    at: At,
    kind: Kind[T],
    decide: Callable[[T | None], T | None],
    *,
    first: Callable[[T], object] = lambda _: None,
    seen: T | Unread | None = UNREAD,
) -> Change[T]:
    """Let what is decided on the standing value (None: nothing stands) stand in its place; None removes it.

    A decision for the standing value writes nothing. `first` is what must be done before each try to write; `seen` is the
    value where it was read before. Raises `OvertakenError`. A removal leaves no nonce to be known by: where its answer was
    lost, it is decided again, on nothing.
    """
    read = table.get(at) if isinstance(seen, Unread) else Item(at, kind.has(seen)) if seen is not None else None
    for _ in range(TRIES):
        standing = kind.read(read) if read else None
        new = decide(standing)
        if new == standing:
            return Change(standing, standing)
        if new is None:
            done, read = _removed(table, at, kind.unchanged(read))
        else:
            first(new)
            done, read = _written(table, kind.item(at, new), kind.unchanged(read), kind.version)
        if done:
            return Change(standing, kind.read(read) if read else None)
    raise OvertakenError(f"another came between {TRIES} times at {at}")


def carry_out(table: Table, at: At, kind: Kind[T], decide: Callable[[T | None], V], *, seen: T | Unread | None = UNREAD) -> V:
    """`update` for decisions that say more than what should stand: the one that is in force."""
    decisions: list[V] = []

    def new(standing: T | None) -> T | None:
        decisions.append(decide(standing))
        wanted: T | None = decisions[-1].new
        return wanted

    update(table, at, kind, new, seen=seen)
    return decisions[-1]


def write(table: Table, at: At, kind: Kind[T], new: T, read: str) -> T | None:
    """Write the value once, in place of the one whose version was read (empty: of nothing), for who doesn't decide again.

    The value as it stands now; None where another came between.
    """
    item = kind.item(at, new)
    done, _ = _written(table, item, Same(kind.version, read) if read else Absent(), kind.version)
    return kind.read(item) if done else None


def _written(table: Table, item: Item, when: Condition, version: str) -> tuple[bool, Item | None]:
    """Whether the item is written, and what stands there."""
    if table.put(item, when):
        return True, item
    standing = table.get(item.at)
    return standing is not None and standing.has.get(version) == item.has[version], standing


def _removed(table: Table, at: At, when: Condition) -> tuple[bool, Item | None]:
    """Whether the item is removed, and what stands there."""
    return (True, None) if table.delete(at, when) else (False, table.get(at))
