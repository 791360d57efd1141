"""Changing an item: read it, let a pure decision say what it should become, and write that if the item is unchanged.

Every item that changes has a **version**: a nonce, which is new with each write, or the version of the record that put the item,
which names one content alone. A write is conditional on the version that was read, so of two workers that read the same item only
one writes; the other decides again, on what stands now.

If the answer of a write is lost, the client repeats the write, and the table refuses it, because it is done already. So after a
refusal the item is read: if it has the version that was to be written, it was written.
"""

from collections.abc import Callable, Mapping
from typing import Any, Generic, NamedTuple, Protocol, TypeVar
from uuid import uuid4

from chalicelib.cloud.items import Absent, At, Condition, Item, Same, Value
from chalicelib.cloud.ports import Table
from chalicelib.frozen import Frozen

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
TRIES = 30  # writes by other workers in between; more never happen
NONCE, VERSION = "nonce", "stamp"


def nonce() -> str:
    """A version that no item has."""
    return uuid4().hex


class OvertakenError(Exception):
    """Other workers changed the item again and again: the message has to come again later."""


class ItemType(Frozen, Generic[T]):
    """How values of one kind are stored: how an item is read, the attributes a value is written as, and which is the version.

    If the version is a nonce, it is among the attributes, and each write sets a new one.
    """

    read: Callable[[Item], T]
    has: Callable[[T], Mapping[str, Value]]
    version: str = NONCE

    def item(self, at: At, value: T) -> Item:
        """The item that a value is written as."""
        fresh = {NONCE: nonce()} if self.version == NONCE else {}
        return Item(at, {**self.has(value), **fresh})

    def unchanged(self, read: Item | None) -> Condition:
        """The condition under which the item is written: it is the one that was read."""
        return Same(self.version, read.has[self.version]) if read else Absent()


class Change(NamedTuple, Generic[T]):
    """The value before and the value now; the same if nothing was written."""

    before: T | None
    now: T | None

    @property
    def changed(self) -> bool:
        return self.before != self.now


class Decision(Protocol[T_co]):
    """A decision that says more than the new value."""

    @property
    def new(self) -> T_co | None: ...


V = TypeVar("V", bound=Decision[Any])


class Unread:
    """Says that the item was not read yet."""


UNREAD = Unread()


def update(
    table: Table,
    at: At,
    kind: ItemType[T],
    decide: Callable[[T | None], T | None],
    *,
    first: Callable[[T], object] = lambda _: None,
    seen: T | Unread | None = UNREAD,
) -> Change[T]:
    """Replace the current value (None: there is no item) by the value that is decided from it; None removes the item.

    If the decision is the current value, nothing is written. `first` is called before each try to write; `seen` is the value if
    it was read before. Raises `OvertakenError`. A removal leaves no nonce: if its answer is lost, it is decided again, on None.
    """
    read = table.get(at) if isinstance(seen, Unread) else Item(at, kind.has(seen)) if seen is not None else None
    for _ in range(TRIES):
        current = kind.read(read) if read else None
        new = decide(current)
        if new == current:
            return Change(current, current)
        if new is None:
            done = table.delete(at, kind.unchanged(read))
            read = None if done else table.get(at)
        else:
            first(new)
            done, read = _written(table, kind.item(at, new), kind.unchanged(read), kind.version)
        if done:
            return Change(current, kind.read(read) if read else None)
    raise OvertakenError(f"another worker changed the item {TRIES} times: {at}")


def carry_out(table: Table, at: At, kind: ItemType[T], decide: Callable[[T | None], V], *, seen: T | Unread | None = UNREAD) -> V:
    """`update` for decisions that say more than the new value; the decision that was carried out."""
    decisions: list[V] = []

    def new(current: T | None) -> T | None:
        decisions.append(decide(current))
        wanted: T | None = decisions[-1].new
        return wanted

    update(table, at, kind, new, seen=seen)
    return decisions[-1]


def write(table: Table, at: At, kind: ItemType[T], new: T, read: str) -> T | None:
    """Write the value once, in place of the one whose version was read (empty: there was none), without deciding again.

    The value as it is now; None if another worker changed the item meanwhile.
    """
    item = kind.item(at, new)
    done, _ = _written(table, item, Same(kind.version, read) if read else Absent(), kind.version)
    return kind.read(item) if done else None


def _written(table: Table, item: Item, when: Condition, version: str) -> tuple[bool, Item | None]:
    """Whether the item is written, and what is there."""
    if table.put(item, when):
        return True, item
    stored = table.get(item.at)
    return stored is not None and stored.has.get(version) == item.has[version], stored
