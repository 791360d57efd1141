"""The weight of values in templates: how many characters and items a value has, nested values included.

A value that is too heavy is refused where it is made, so no operation ever gets it. The numbers are rows of `content.limits`.
"""

from collections.abc import ItemsView, Iterable, Iterator, KeysView, ValuesView
from typing import Any, TypeVar

from jinja2.exceptions import SecurityError
from jinja2.runtime import LoopContext
from jinja2.utils import Namespace

from chalicelib.content.limits import limit

WIDEST = limit("value in a template")
ITEMS = limit("items in a template")
BITS = limit("bits in a template")
WORD_BITS = 64
A_STEP = 50  # characters that are processed in the time of a step
AN_ITEM = 50  # characters that are processed in the time of an item

N = TypeVar("N", int, float)


def weight(value: Any) -> int:
    """Return how many characters and items a value has, nested values included; refuse too many."""
    return sum(_measured(value))


def effort(value: Any) -> float:
    """Return the steps of going through a value once."""
    characters, items = _measured(value)
    return (characters + items * AN_ITEM) / A_STEP


def depth(value: Any) -> int:
    """Return how many levels of values within values there are."""
    levels, level = 0, [value]
    while level:
        levels, level = levels + 1, [part for outer in level for part in _within(outer)]
        held(len(level), ITEMS)
    return levels


def _measured(value: Any) -> tuple[int, int]:
    """Return the number of characters of a value, and of its items."""
    if isinstance(value, str | bytes):
        return held(len(value)), 0
    characters, items, ahead = 0, 0, [value]
    while ahead:
        part = ahead.pop()
        characters, items = held(characters + _own(part)), held(items + 1, ITEMS)
        ahead += _within(part)
    held(characters + items)
    return characters, items


def _own(value: Any) -> int:
    if isinstance(value, str | bytes):
        return len(value)
    if isinstance(value, range):
        return len(value) * (1 + max(_digits(value.start), _digits(value.stop)))
    return _digits(value) if isinstance(value, int) else 0


def _digits(number: int) -> int:
    """Return how many characters a number of more than a machine's word has at most; a smaller number counts as an item only."""
    bits = number.bit_length()
    if bits > BITS:
        raise SecurityError("a number gets too large")
    return bits // 3 if bits > WORD_BITS else 0


def _within(value: Any) -> list[Any]:
    if isinstance(value, list | tuple | set | frozenset | KeysView | ValuesView | ItemsView):
        held(len(value), ITEMS)
        return list(value)
    if isinstance(value, Namespace):
        return list(object.__getattribute__(value, "_Namespace__attrs").values())
    return [part for pair in value.items() for part in pair] if isinstance(value, dict) else []


def held(size: N, most: int = WIDEST) -> N:
    """Return the size; refuse one that is larger than `most`."""
    if size > most:
        raise SecurityError("this produces too much")
    return size


def is_lazy(value: Any) -> bool:
    """Return whether the value makes its items only when they are asked for; so its weight isn't known before."""
    return isinstance(value, Iterator) and not isinstance(value, LoopContext)


def read(items: Iterable[Any]) -> list[Any]:
    """Return the items as a list; refuse them as soon as they are too many or too heavy."""
    total, values = 0, []
    for item in items:
        total = held(total + weight(item) + 1)
        values.append(item)
        held(len(values), ITEMS)
    return values
