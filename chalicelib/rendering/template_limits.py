"""The cost of operations in templates: the size of a result is estimated before it is made.

Jinja2's sandbox keeps templates away from Python, but lets `"x".center(10**9)` fill the memory, and thirty lines that double a
list do the same. So each operation of a template is weighed: filters, tests, methods, operators, lists, joined texts and output.
An operation that would make more than `WIDEST` characters or items is refused before it runs, and each costs steps. The weights
depend only on the template and its values, not on the machine. The numbers are rows of `content.limits`.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from jinja2.exceptions import SecurityError
from jinja2.utils import Namespace

from chalicelib.content.limits import limit

WIDEST = limit("value in a template")
ITEMS = limit("items in a template")
WIDTH = limit("width in a template")
BITS = limit("bits in a template")
A_STEP = 50  # characters that are processed in the time of a step
FORMAT = re.compile(
    r"%(?:\([^)]*\))?[^%a-zA-Z]*(?:\*|[0-9]{5})|\{[^{}]*:[^{}]*(?:\{|[0-9]{5})"
)  # a width that is an argument, or large

Size = Callable[..., float]
N = TypeVar("N", int, float)


def weight(value: Any) -> int:
    """Return how many characters and items a value has, nested values included; refuse too many."""
    if isinstance(value, str | bytes):
        return _held(len(value))
    total, items, ahead = 0, 0, [value]
    while ahead:
        part = ahead.pop()
        total, items = _held(total + _own(part)), _held(items + 1, ITEMS)
        ahead += _within(part)
    return total


def _own(value: Any) -> int:
    if isinstance(value, str | bytes | range):
        return len(value) + 1
    if isinstance(value, int) and value.bit_length() > BITS:
        raise SecurityError("a number gets too large")
    return 1


def _within(value: Any) -> list[Any]:
    if isinstance(value, list | tuple | set | frozenset):
        _held(len(value), ITEMS)
        return list(value)
    if isinstance(value, Namespace):
        return list(object.__getattribute__(value, "_Namespace__attrs").values())
    return [part for pair in value.items() for part in pair] if isinstance(value, dict) else []


def _held(size: N, most: int = WIDEST) -> N:
    if size > most:
        raise SecurityError("this produces too much")
    return size


# ---- the size of the result of an operation, for operations that can make much more than they get


def _indented(text: Any, width: Any = 4, *_: Any, **__: Any) -> float:
    lines: int = str(text).count("\n") + 1
    return lines * (width if isinstance(width, int) else len(str(width)))


def _wrapped(
    text: str, width: int = 79, _break_words: object = None, wrapstring: str | None = None, *_: Any, **named: Any
) -> float:
    lines = len(text) / max(1, width) + text.count("\n") + text.count(" ") + 1
    return lines * (len(named.get("wrapstring") or wrapstring or "") + 30)


def _replaced(text: Any, old: Any, new: Any = "", *_: Any, **__: Any) -> float:
    times: int = str(text).count(str(old))  # an empty text is found between all letters
    return times * len(str(new))


def _joined(items: Any, between: Any = "", *_: Any, **__: Any) -> float:
    times: int = len(items) if hasattr(items, "__len__") else WIDTH
    return times * len(str(between))


def _between(between: Any, items: Any, *_: Any, **__: Any) -> float:
    return _joined(items, between)


def _tabs(text: str, tabsize: int = 8, *_: Any, **__: Any) -> float:
    return text.count("\t") * tabsize


def _formatted(text: Any, *args: Any, **named: Any) -> float:
    """Return the size of a formatted text, in either notation (`%` or `{}`)."""
    text = str(text)
    if FORMAT.search(text):
        raise SecurityError("a format has a width that is too large or not literal")
    longest: int = max((weight(value) for value in (*args, *named.values())), default=0)
    fields = str(text).count("%") + str(text).count("{")
    return float(fields * (longest + WIDTH / 10))


def _summed(_items: Any, _attribute: Any = None, start: Any = 0) -> float:
    if not isinstance(start, int | float):
        raise SecurityError("`sum` only adds numbers, not lists")
    return 0


def _many(_value: Any, number: Any = 0, *_: Any, **__: Any) -> float:
    return number * 10 if isinstance(number, int) else 0


MAKES: Mapping[str, Size] = {
    **dict.fromkeys(("batch", "center", "ljust", "rjust", "slice", "zfill"), _many),
    "expandtabs": _tabs,
    "format": _formatted,
    "format_map": _formatted,
    "indent": _indented,
    "join": _joined,
    "replace": _replaced,
    "sum": _summed,
    "wordwrap": _wrapped,
}
OF_METHODS: Mapping[str, Size] = {**MAKES, "join": _between}
SLOW: Mapping[str, int] = {
    "pprint": 100,
    **dict.fromkeys(("urlize", "wordwrap"), 60),
    **dict.fromkeys(("dictsort", "groupby", "sort", "unique"), 20),
    **dict.fromkeys(("tojson", "wordcount", "xmlattr"), 5),
}
"""How many times longer than a plain operation these take, as measured."""
FREE_NUMBERS = frozenset({"d", "default", "float", "get", "int", "sum"})
"""Operations whose numbers are neither widths nor counts."""
METHODS_OF_TEXTS = """
    capitalize casefold center count encode endswith expandtabs find format format_map index isalnum isalpha isascii
    isdecimal isdigit isidentifier islower isnumeric isprintable isspace istitle isupper join ljust lower lstrip partition
    removeprefix removesuffix replace rfind rindex rjust rpartition rsplit rstrip split splitlines startswith strip
    swapcase title upper zfill escape striptags unescape
"""
METHODS: Mapping[type, frozenset[str]] = {
    str: frozenset(METHODS_OF_TEXTS.split()),
    bytes: frozenset(),
    int: frozenset({"bit_length"}),
    float: frozenset({"is_integer"}),
    dict: frozenset({"get", "items", "keys", "values"}),
    list: frozenset({"count", "index"}),
    tuple: frozenset({"count", "index"}),
}
"""The methods of plain values that a template may call."""


def cost(name: str, value: Any, args: tuple[Any, ...], named: Mapping[str, Any], makes: Mapping[str, Size] = MAKES) -> float:
    """Return the steps of a filter; refuse it if it would make too much."""
    given = (*args, *named.values())
    if name not in FREE_NUMBERS and any(isinstance(number, int) and abs(number) > WIDTH for number in given):
        raise SecurityError(f"`{name}` of such a large number produces too much")
    held = weight(value) + sum(map(weight, given))
    made = _held(makes[name](value, *args, **named)) if name in makes else 0
    return SLOW.get(name, 1) * (held + made) / A_STEP


def call_cost(called: Any, args: tuple[Any, ...], named: Mapping[str, Any]) -> float:
    """Return the steps of a call; refuse it if it would make too much, or if its method isn't known to be harmless."""
    method = getattr(called, "__wrapped__", called)  # the sandbox wraps what formats
    owner, name = getattr(method, "__self__", None), getattr(method, "__name__", "")
    kind = next((kind for kind in METHODS if isinstance(owner, kind)), None)
    if kind is not None:
        if name not in METHODS[kind]:
            raise SecurityError(f"`{name}` can't be called here")
        return cost(name, owner, args, named, OF_METHODS)
    if getattr(called, "__module__", "") == "jinja2.ext":  # phrases are formats
        return sum(_held(_formatted(phrase, *named.values())) for phrase in args if isinstance(phrase, str)) / A_STEP
    return sum(map(weight, (*args, *named.values()))) / A_STEP


def check_operator(operator: str, left: Any, right: Any) -> float:
    """Return the steps of an operator; refuse it if it would make too much."""
    if operator == "%" and isinstance(left, str):
        return _held(len(left) + _formatted(left, right)) / A_STEP
    if operator == "**":
        bits = abs(left).bit_length() * abs(right) if isinstance(left, int) and isinstance(right, int) else 0
        return _number(operator, bits)
    if operator == "*":
        many, times = (left, right) if isinstance(right, int) else (right, left)
        if isinstance(times, int) and not isinstance(many, int | float):
            size = weight(many) * times
            if size > WIDEST:
                raise SecurityError("`*` produces too much here")
            return size / A_STEP
        bits = abs(left).bit_length() + abs(right).bit_length() if isinstance(left, int) and isinstance(right, int) else 0
        return _number(operator, bits)
    return _held(weight(left) + weight(right)) / A_STEP


def _number(operator: str, bits: int) -> float:
    if bits > BITS:
        raise SecurityError(f"`{operator}` produces too much here")
    return 1
