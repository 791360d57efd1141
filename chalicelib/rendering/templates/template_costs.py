"""What each operation of a template costs: one row for every filter, test, method and global that a template can name.

The cost of most is in proportion to what they get. A row says how much longer than that an operation takes, how much its result
may be larger than what it gets, and which work is done again for each item, tag or word. What has no row can't be called.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sized
from typing import Any

from jinja2.exceptions import SecurityError
from jinja2.runtime import BlockReference, LoopContext, Macro, Undefined
from jinja2.utils import Cycler, Joiner

from chalicelib.content.limits import limit
from chalicelib.frozen import Frozen
from chalicelib.rendering.templates.template_keys import of_pairs, of_unique
from chalicelib.rendering.templates.template_weights import A_STEP, ITEMS, WIDEST, depth, effort, held, weight

WIDTH = limit("width in a template")
COPIED = 10_000  # characters that are copied, and not looked at, in the time of a step
PASSED = 1_000  # characters that are compared with a single one in the time of a step
WIDE_NUMBER = re.compile("[0-9]{5}")
PERCENT = re.compile(r"%(?:\([^()%]*\))?[^%a-zA-Z]*(?:\*|[0-9]{5})|%\((?![^()%]{0,1000}\))")
"""A width that is an argument or large in `%`, or a long or open name, behind which it could stand."""
BRACES = re.compile(r"\{([^{}]*)(\{?)")

Size = Callable[..., float]


def nothing(*_: Any, **__: Any) -> float:
    return 0


class Cost(Frozen):
    """One row. `times`: how many times longer than a plain operation it takes, as measured.

    `makes`: how many characters its result may have besides those that it gets. `items`: how many items its result or what it
    works on has. `again`: the steps of work that is done again and again. Each is a function of the operation's arguments.
    `counts`: whether its numbers may be widths or counts, which are limited.
    """

    times: float = 1
    makes: Size = nothing
    items: Size = nothing
    again: Size = nothing
    counts: bool = True


# ---- how much a result may be larger


def indented(text: Any, width: Any = 4, *_: Any, **__: Any) -> float:
    lines: int = str(text).count("\n") + 1
    return lines * (width if isinstance(width, int) else len(str(width)))


def wrapped(
    text: str, width: int = 79, _break_words: object = None, wrapstring: str | None = None, *_: Any, **named: Any
) -> float:
    lines = len(text) / max(1, width) + text.count("\n") + text.count(" ") + 1
    return lines * (len(named.get("wrapstring") or wrapstring or "") + 30)


def replaced(text: Any, old: Any, new: Any = "", *_: Any, **__: Any) -> float:
    times: int = str(text).count(str(old))  # an empty text is found between all letters
    return times * len(str(new))


def joined(items: Any, between: Any = "", *_: Any, **__: Any) -> float:
    return count(items) * len(str(between))


def joined_by(between: Any, items: Any, *_: Any, **__: Any) -> float:
    return joined(items, between)


def tabs(text: str, tabsize: int = 8, *_: Any, **__: Any) -> float:
    return text.count("\t") * tabsize


def formatted(text: Any, *args: Any, **named: Any) -> float:
    """Return the size of a formatted text, in either notation (`%` or `{}`)."""
    text = str(text)
    if PERCENT.search(text) or any(map(is_wide, BRACES.finditer(text))):
        raise SecurityError("a format has a width that is too large or not literal")
    longest: int = max((weight(value) for value in (*args, *named.values())), default=0)
    fields = str(text).count("%") + str(text).count("{")
    return float(fields * (longest + WIDTH / 10))


def is_wide(field: re.Match[str]) -> bool:
    """Return whether a field in braces has a width that is a field itself, or large."""
    _, colon, form = field[1].partition(":")
    return bool(colon) and (bool(field[2]) or WIDE_NUMBER.search(form) is not None)


def summed(_items: Any, _attribute: Any = None, start: Any = 0) -> float:
    if not isinstance(start, int | float):
        raise SecurityError("`sum` only adds numbers, not lists")
    return 0


def nested(value: Any, indent: Any = 1, *_: Any, **__: Any) -> float:
    """Return the size of the blanks before each line, where each value has one, and each level is indented."""
    return weight(value) * depth(value) * indent if isinstance(indent, int) else 0


def indented_json(value: Any, indent: Any = None) -> float:
    return nested(value, indent)


def filled(_value: Any, number: Any = 0, filling: Any = None) -> float:
    return number * (10 + weight(filling)) if isinstance(number, int) else 0


def many(_value: Any, number: Any = 0, *_: Any, **__: Any) -> float:
    return number * 10 if isinstance(number, int) else 0


def encoded(_text: str, encoding: Any = "utf-8", errors: Any = "strict") -> float:
    if str(encoding).lower() not in ("utf-8", "utf8", "ascii") or errors not in ("strict", "ignore", "replace"):
        raise SecurityError("`encode` only knows UTF-8 and ASCII here")
    return 0


# ---- how many items


def count(items: Any, *_: Any, **__: Any) -> float:
    """Return the number of items, or of the letters of a text, which become items."""
    return len(items) if isinstance(items, Sized) else 0


def split(text: str, separator: str | None = None, *_: Any, **__: Any) -> float:
    return text.count(separator) + 1 if separator else len(text) / 2


def lines(text: str, *_: Any, **__: Any) -> float:
    return len(LINE_END.findall(text)) + 1


LINE_END = re.compile("[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")

# ---- work that is done again and again, in steps


def for_each_item(items: Any, *_: Any, **__: Any) -> float:
    """Return the steps of copying the whole result for each item."""
    return count(items) * weight(items) / COPIED


def for_each_part(items: Any, *args: Any, **named: Any) -> float:
    """Return the steps of asking for each item, or letter, and of following an attribute of it (`a.b.c`), or several."""
    parts = sum(1 + name.count(".") + name.count(",") for name in (*args, *named.values()) if isinstance(name, str))
    return count(items) * (1 + parts)


def for_each_default(items: Any, attribute: Any, default: Any = None, *_: Any, **__: Any) -> float:
    """Return the steps of following an attribute of each item, and of a copy of the default for each."""
    return for_each_part(items, attribute) + count(items) * effort(default)


def for_each_letter(text: Any, *_: Any, **__: Any) -> float:
    """Return the steps of copying a text for each of its letters."""
    return float(len(str(text)) ** 2 / COPIED)


def for_each_word(text: Any, *_: Any, **__: Any) -> float:
    """Return the steps of looking at each word again for each of its letters."""
    return sum((match.end() - match.start()) ** 2 for match in WORD.finditer(str(text))) / A_STEP


def for_each_line(text: Any, width: Any = 79, *_: Any, **__: Any) -> float:
    """Return the steps of copying the rest of a word for each line that it is broken into."""
    broken = sum((match.end() - match.start()) ** 2 for match in WORD.finditer(str(text)))
    return broken / max(1, width) / COPIED if isinstance(width, int) else 0


WORD = re.compile(r"\S+")


def for_each_image(html: Any, address: Any = "", *_: Any, **__: Any) -> float:
    """Return the steps of reading an address for each image of a text."""
    return str(html).count("<img") * (len(str(address)) * 10 / A_STEP + 1)


def for_each_end(text: Any, letters: Any = None, *_: Any, **named: Any) -> float:
    """Return the steps of looking for each letter of a text, beginning at its ends, among those that are to be removed."""
    letters = named.get("chars", letters)
    return len(str(text)) * len(letters) / PASSED if isinstance(letters, str) else 0


def backwards(text: str, part: str | None = None, *_: Any, **__: Any) -> float:
    """Return the steps of a search from the end, in which each place may be compared with the whole part."""
    return len(text) * len(part or "") / A_STEP


# ---- the rows

PLAIN = Cost()
WITHOUT_COUNTS = Cost(counts=False)
WITH_ATTRIBUTES = Cost(items=count, again=for_each_part)
SORTED = Cost(20, items=count, again=for_each_part)
WIDE = Cost(makes=many)
WITHOUT_TAGS = Cost(5)
STRIPPED = Cost(again=for_each_end)
TABLE = Cost(again=of_pairs, counts=False)


def rows(names: str, row: Cost) -> dict[str, Cost]:
    return dict.fromkeys(names.split(), row)


FILTERS: Mapping[str, Cost] = {
    **rows(
        "abs attr capitalize count first forceescape e escape filesizeformat items last length lower reverse round safe", PLAIN
    ),
    **rows("string truncate upper title", PLAIN),
    **rows("d default float int", WITHOUT_COUNTS),
    **rows("map reject rejectattr select selectattr max min", WITH_ATTRIBUTES),
    "groupby": Cost(20, items=count, again=for_each_default),
    "sort": SORTED,
    **rows("center", WIDE),
    **rows("batch slice", Cost(makes=filled, items=count)),
    "dictsort": Cost(20),
    "format": Cost(makes=formatted),
    "indent": Cost(makes=indented),
    "join": Cost(makes=joined, items=count, again=for_each_part),
    "list": Cost(items=count),
    "pprint": Cost(100, makes=nested),
    "replace": Cost(makes=replaced),
    "striptags": WITHOUT_TAGS,
    "sum": Cost(makes=summed, items=count, again=for_each_part, counts=False),
    "tojson": Cost(5, makes=indented_json),
    "trim": STRIPPED,
    "unique": Cost(20, items=count, again=of_unique),
    "urlencode": Cost(5, items=count),
    "urlize": Cost(60, again=for_each_word),
    "wordcount": Cost(5),
    "wordwrap": Cost(60, makes=wrapped, again=for_each_line),
    "xmlattr": Cost(5),
    # Presswork's own
    **rows("href absolute sized", Cost(5)),
    "initial": Cost(5, again=for_each_letter),
    "listed": Cost(5, items=count, again=for_each_item),
    "number": Cost(5, again=for_each_letter),
    "shows": Cost(5, again=for_each_image),
}

OF_TESTS = """
    != < <= == > >= boolean callable defined divisibleby eq equalto escaped even false filter float ge greaterthan gt in integer
    iterable le lessthan lower lt mapping ne none number odd sameas sequence string test true undefined upper
"""
TESTS: Mapping[str, Cost] = rows(OF_TESTS, PLAIN)

OF_TEXTS = """
    capitalize casefold count endswith find index isalnum isalpha isascii isdecimal isdigit isidentifier islower isnumeric
    isprintable isspace istitle isupper lower partition removeprefix removesuffix startswith swapcase title upper escape unescape
"""
METHODS: Mapping[type, Mapping[str, Cost]] = {
    str: {
        **rows(OF_TEXTS, PLAIN),
        **rows("center ljust rjust zfill", WIDE),
        **rows("rfind rindex rpartition", Cost(again=backwards)),
        **rows("format format_map", Cost(makes=formatted)),
        "encode": Cost(makes=encoded),
        "expandtabs": Cost(makes=tabs),
        "join": Cost(makes=joined_by),
        "replace": Cost(makes=replaced),
        "rsplit": Cost(items=split, again=backwards),
        "split": Cost(items=split),
        "splitlines": Cost(items=lines),
        **rows("lstrip rstrip strip", STRIPPED),
        "striptags": WITHOUT_TAGS,
    },
    bytes: {},
    int: {"bit_length": PLAIN},
    float: {"is_integer": PLAIN},
    dict: {"get": WITHOUT_COUNTS, **rows("items keys values", PLAIN)},
    list: rows("count index", PLAIN),
    tuple: rows("count index", PLAIN),
}
"""The methods of plain values that a template may call."""

GLOBALS: Mapping[str, Cost] = {
    **rows("range", WITHOUT_COUNTS),  # Jinja2's own sandbox limits it
    **rows("cycler joiner", WITHOUT_COUNTS),
    **rows("dict namespace", TABLE),
    **rows("_ gettext ngettext plurals", Cost(makes=formatted, counts=False)),
}


SELVES = (Macro, BlockReference, LoopContext, Cycler, Joiner, Undefined)
"""What a template calls besides: its own macros and blocks, its loops, what the globals made. An unknown name says so itself."""


def row_of_call(called: Any, globals: Mapping[int, str]) -> tuple[str, Cost, tuple[Any, ...]]:
    """Return the name and the row of a call, and the value whose method it is; refuse a call without a row.

    `globals` are the names of the globals by their identity.
    """
    method = getattr(called, "__wrapped__", called)  # the sandbox wraps what formats
    owner, name = getattr(method, "__self__", None), getattr(method, "__name__", "")
    kind = next((kind for kind in METHODS if isinstance(owner, kind)), None)
    if kind is not None and name in METHODS[kind]:
        return name, METHODS[kind][name], (owner,)
    if id(called) in globals:
        return globals[id(called)], GLOBALS[globals[id(called)]], ()
    if kind is None and isinstance(owner or called, SELVES):
        return name, WITHOUT_COUNTS, ()
    raise SecurityError(f"`{name}` can't be called here")


def steps(name: str, row: Cost, args: tuple[Any, ...], named: Mapping[str, Any]) -> Iterator[float]:
    """Yield the steps of an operation, those that are known soonest first; refuse one that would make too much."""
    if row.counts and any(isinstance(number, int) and abs(number) > WIDTH for number in (*args[1:], *named.values())):
        raise SecurityError(f"`{name}` of such a large number produces too much")
    held(row.items(*args, **named), ITEMS)
    result_size = held(row.makes(*args, **named), WIDEST)
    yield 1 + row.times * (sum(map(effort, (*args, *named.values()))) + result_size / A_STEP)
    yield row.again(*args, **named)
