"""Values by their keys, as each notation gives them: a `Scalar`, a tuple of values, or a mapping of values.

A scalar keeps its literal text and its meaning, so `tags: [3.10, no]` are the tags "3.10" and "no", while `hero: no` is false for
a template.
"""

import json
import re
from collections.abc import Callable, Mapping
from typing import NamedTuple, TypeAlias

from chalicelib.content.limits import limit
from chalicelib.content.plain_text import clean, short
from chalicelib.frozen import Frozen

DEPTH_LIMIT = limit("front matter depth")

Plain: TypeAlias = "bool | int | float | str | list[Plain] | dict[str, Plain] | None"
Value: TypeAlias = "Scalar | tuple[Value, ...] | Mapping[str, Value]"


class Scalar(Frozen):
    """One word or text: its literal text, its meaning, and its line."""

    text: str
    means: bool | int | float | str | None
    line: int = 0


class Keys(NamedTuple):
    """Keys with their values, and the line of each key."""

    values: Mapping[str, Value]
    lines: Mapping[str, int]


def plain(value: Value) -> Plain:
    """Return the value as JSON values."""
    if isinstance(value, Scalar):
        return clean(value.means) if isinstance(value.means, str) else value.means
    if isinstance(value, tuple):
        return [plain(part) for part in value]
    return {key: plain(part) for key, part in value.items()}


def quoted(name: str, value: Value) -> str:
    """Return a quotation of a key and its value for a report: `landing: "ten"`."""
    return short(f"{name}: {json.dumps(plain(value), ensure_ascii=False)}")


def line_of(value: Value) -> int:
    """Return the first line of a value; 0 if the notation doesn't give it."""
    if isinstance(value, Scalar):
        return value.line
    parts = value if isinstance(value, tuple) else value.values()
    return next(filter(None, map(line_of, parts)), 0)


MEANINGS: tuple[tuple[re.Pattern[str], Callable[[str], bool | int | float | None]], ...] = (
    (re.compile(r"|~|null|Null|NULL"), lambda _: None),
    (re.compile(r"(?i:true|yes|on)"), lambda _: True),
    (re.compile(r"(?i:false|no|off)"), lambda _: False),
    (re.compile(r"[-+]?(0|[1-9][0-9]{0,14})"), int),
    (re.compile(r"[-+]?[0-9]{1,15}\.[0-9]{1,15}([eE][-+]?[0-9]{1,2})?"), float),
)
"""The meaning of a text without quotes: by the first row that fits, else the text itself."""


def meaning(text: str) -> bool | int | float | str | None:
    """Return the meaning of a text without quotes."""
    return next((read(text) for pattern, read in MEANINGS if pattern.fullmatch(text)), text)
