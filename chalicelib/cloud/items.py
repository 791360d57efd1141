"""The items of the table as values: an item with its key, the condition of a write, and an edit of parts of an item.

An attribute is text, a whole number, a flag, bytes or a set of text. Every keeper of the table (`ports.Table`) takes and returns
these values.
"""

from collections.abc import Mapping
from typing import NamedTuple, TypeAlias

from msgspec import field

from chalicelib.frozen import Frozen

Value: TypeAlias = str | int | bool | bytes | frozenset[str]
"""What an attribute holds. A set of text is never empty: an attribute without elements is missing."""


Attributes: TypeAlias = Mapping[str, Value]


class At(NamedTuple):
    """The key of an item in the table."""

    pk: str
    sk: str = "-"


class Item(Frozen):
    """One item: its key and its flat attributes."""

    at: At
    has: Mapping[str, Value] = field(default_factory=dict)

    def text(self, name: str, default: str | None = None) -> str:
        """Return an attribute that holds text; without a default it must be there."""
        return str(self.has[name] if default is None else self.has.get(name, default))

    def number(self, name: str, default: int | None = None) -> int:
        """Return an attribute that holds a whole number; without a default it must be there."""
        value = self.has[name] if default is None else self.has.get(name, default)
        if isinstance(value, frozenset):
            raise TypeError(f"no number in {name} of {self.at}")
        return int(value)

    def packed(self, name: str) -> bytes:
        """Return an attribute that holds bytes; raises `TypeError` where it holds something else."""
        value = self.has[name]
        if not isinstance(value, bytes):
            raise TypeError(f"no bytes in {name} of {self.at}")
        return value

    def texts(self, name: str) -> frozenset[str]:
        """Return an attribute that holds a set of text, empty where it is missing; raises `TypeError` for anything else."""
        value = self.has.get(name, frozenset())
        if not isinstance(value, frozenset):
            raise TypeError(f"no set in {name} of {self.at}")
        return value


# ---- conditions: a write happens only where its condition holds of the stored item


class Absent(Frozen):
    """There is no item."""


class Same(Frozen):
    """There is an item, and its attribute `name` has this value."""

    name: str
    value: Value


class AtMost(Frozen):
    """There is an item, and its attribute `name` is this value or a lower one (text compares by its bytes)."""

    name: str
    value: Value


class Either(Frozen):
    """At least one of these conditions holds."""

    of: tuple["Condition", ...]


class Both(Frozen):
    """All of these conditions hold."""

    of: tuple["Condition", ...]


Condition: TypeAlias = Absent | Same | AtMost | Either | Both


class Edit(Frozen):
    """A change to parts of an item: attributes to put, elements of sets to add or to take away, and attributes to drop.

    An attribute is in one of these only. A set that loses its last element is dropped.
    """

    put: Mapping[str, Value] = field(default_factory=dict)
    add: Mapping[str, frozenset[str]] = field(default_factory=dict)
    take: Mapping[str, frozenset[str]] = field(default_factory=dict)
    drop: tuple[str, ...] = ()


# ---- how the tables on this machine check a condition and make an edit


def holds(when: Condition, has: Attributes | None) -> bool:
    """Return whether the condition holds for the attributes (None: no item).

    Values of two types are neither equal nor ordered.
    """
    match when:
        case Absent():
            return has is None
        case Same(name, value):
            return comparable(value, has, name) == (value,)
        case AtMost(name, value):
            return () < comparable(value, has, name) <= (value,)
        case Either(of):
            return any(holds(condition, has) for condition in of)
        case Both(of):
            return all(holds(condition, has) for condition in of)


def comparable(value: Value, has: Attributes | None, name: str) -> tuple[Value, ...]:
    """Return the attribute as a tuple, empty where it is missing or of another type than the value."""
    stands = (has or {}).get(name)
    return () if stands is None or type(stands) is not type(value) else (stands,)


def edited(has: Attributes, edit: Edit) -> Attributes:
    """Return the attributes after an edit; raise an error where one that is no set is to gain or lose elements."""
    sets = {name: elements_in(has, name) | more for name, more in edit.add.items()}
    sets |= {name: elements_in(has, name) - fewer for name, fewer in edit.take.items()}
    after = {**has, **edit.put, **sets}
    dropped = {*edit.drop, *(name for name, elements in sets.items() if not elements)}
    return {name: value for name, value in after.items() if name not in dropped}


def elements_in(has: Attributes, name: str) -> frozenset[str]:
    elements = has.get(name, frozenset())
    if not isinstance(elements, frozenset):
        raise TypeError(f"{name} is no set, but {elements!r}")
    return elements


def number_in(has: Attributes, name: str) -> int:
    """Return the number, 0 where there is none; raise an error for anything else, which can't be added to."""
    number = has.get(name, 0)
    if type(number) is not int:
        raise TypeError(f"{name} is no number, but {number!r}")
    return number
