"""Front matter: the block of keys before the text of a source, split off and parsed.

There are three notations, one row each in `NOTATIONS`: YAML between `---`, TOML between `+++`, and Pelican's bare `Title: …`
lines. In all of them a value is a `Scalar`, a tuple of values, or a mapping of values. A scalar keeps its literal text and its
meaning, so `tags: [3.10, no]` are the tags "3.10" and "no", while `hero: no` is false for a template. The meaning of each key is
in `front_matter_keys`.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, time
from typing import Any, NamedTuple, TypeAlias

import yaml

from chalicelib.content.limits import limit
from chalicelib.content.plain_text import clean, short
from chalicelib.content.yaml_slips import mistake_in
from chalicelib.errors import Refusal

FRONT_MATTER_LIMIT = limit("front matter")
DEPTH_LIMIT = limit("front matter depth")

Plain: TypeAlias = "bool | int | float | str | list[Plain] | dict[str, Plain] | None"
Value: TypeAlias = "Scalar | tuple[Value, ...] | Mapping[str, Value]"


@dataclass(frozen=True, slots=True)
class Scalar:
    """One word or text: its literal text, its meaning, and its line."""

    text: str
    means: bool | int | float | str | None
    line: int = 0


class Keys(NamedTuple):
    """Keys with their values, and the line of each key."""

    values: Mapping[str, Value]
    lines: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """A source split into its keys, the line of each, and the text with its first line (lines count from 1)."""

    body: str
    body_line: int = 1
    keys: Mapping[str, Value] = field(default_factory=dict)
    lines: Mapping[str, int] = field(default_factory=dict)


def split(text: str) -> FrontMatter:
    """Return the keys and the text of a source; a source without front matter has no keys."""
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    start = next((number for number, line in enumerate(lines) if line.strip()), 0)
    for notation in NOTATIONS:
        if notation.begins(lines, start):
            block, body = notation.bounds(lines, start)
            keys = notation.read(bounded("\n".join(lines[block]), start + 1), block.start + 1)
            return FrontMatter("\n".join(lines[body:]), body + 1, *keys)
    return FrontMatter("\n".join(lines))


def bounded(text: str, line: int) -> str:
    """Return the text; refuse it if it is too long for front matter."""
    if len(text) > FRONT_MATTER_LIMIT:
        raise Refusal("front-matter", f"{len(text):,} characters, but the limit is {FRONT_MATTER_LIMIT:,}", line)
    return text


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


# ---- the meaning of a text without quotes: by the first row that fits, else the text itself


MEANINGS: tuple[tuple[re.Pattern[str], Callable[[str], bool | int | float | None]], ...] = (
    (re.compile(r"|~|null|Null|NULL"), lambda _: None),
    (re.compile(r"(?i:true|yes|on)"), lambda _: True),
    (re.compile(r"(?i:false|no|off)"), lambda _: False),
    (re.compile(r"[-+]?(0|[1-9][0-9]{0,14})"), int),
    (re.compile(r"[-+]?[0-9]{1,15}\.[0-9]{1,15}([eE][-+]?[0-9]{1,2})?"), float),
)


def meaning(text: str) -> bool | int | float | str | None:
    """Return the meaning of a text without quotes."""
    return next((read(text) for pattern, read in MEANINGS if pattern.fullmatch(text)), text)


# ---- YAML


def read_yaml(text: str, first_line: int = 1) -> Keys:
    """Return the keys of one YAML mapping. Aliases, tags, duplicate keys and deep nesting are refused."""
    try:
        return YamlReading(yaml.parse(text, Loader=yaml.CSafeLoader), first_line).document()
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        lines = text.split("\n")
        number = min(mark.line if mark else 0, len(lines) - 1)
        found = short(lines[number]) or getattr(error, "problem", "")
        raise Refusal(mistake_in(lines[number]), found, first_line + number) from error


@dataclass(frozen=True, slots=True)
class YamlReading:
    """Reads values from YAML's events: only what is literally there is built, so small input can't become large."""

    events: Iterator[yaml.Event]
    first_line: int

    def document(self) -> Keys:
        """Return the only mapping of the stream; an empty stream has no keys."""
        next(self.events)  # the stream's start
        if isinstance(next(self.events), yaml.StreamEndEvent):
            return Keys({}, {})
        first = next(self.events)
        keys = Keys({}, {}) if getattr(first, "value", None) == "" else self.mapping(first, 0)
        next(self.events)  # the document's end
        after = next(self.events)
        if not isinstance(after, yaml.StreamEndEvent):
            raise self.refusal(after, "a second document")
        return keys

    def value(self, event: yaml.Event, depth: int) -> Value:
        if depth > DEPTH_LIMIT:
            raise self.refusal(event, f"more than {DEPTH_LIMIT} lists inside each other")
        if getattr(event, "tag", None) not in NO_TAG:
            raise self.refusal(event, getattr(event, "tag", ""))
        match event:
            case yaml.ScalarEvent():
                return Scalar(event.value, meaning(event.value) if event.implicit[0] else event.value, self.line(event))
            case yaml.SequenceStartEvent():
                return tuple(self.value(part, depth + 1) for part in self.until(yaml.SequenceEndEvent))
            case yaml.AliasEvent():
                raise self.refusal(event, f"*{event.anchor}")
        return self.mapping(event, depth).values

    def mapping(self, event: yaml.Event, depth: int) -> Keys:
        if not isinstance(event, yaml.MappingStartEvent):
            raise self.refusal(event, getattr(event, "value", "a list"))
        values: dict[str, Value] = {}
        lines: dict[str, int] = {}
        for key in self.until(yaml.MappingEndEvent):
            name = getattr(key, "value", None)
            if name is None or name in values:
                raise self.refusal(key, f"a second `{name}`" if name else "a key that isn't a word")
            lines[name] = self.line(key)
            values[name] = self.value(next(self.events), depth + 1)
        return Keys(values, lines)

    def until(self, end: type[yaml.Event]) -> Iterator[yaml.Event]:
        return iter(lambda: None if isinstance(event := next(self.events), end) else event, None)

    def line(self, event: yaml.Event) -> int:
        return self.first_line + (event.start_mark.line if event.start_mark else 0)

    def refusal(self, event: yaml.Event, found: str) -> Refusal:
        return Refusal("front-matter", short(found), self.line(event))


NO_TAG = (None, "!", "tag:yaml.org,2002:str")


# ---- TOML


def read_toml(text: str, first_line: int = 1) -> Keys:
    """Return the keys of a TOML document."""
    import tomllib  # noqa: PLC0415 - few sources have TOML

    _check_dots(text, first_line)
    try:
        document = tomllib.loads(text, parse_float=lambda number: Scalar(number, meaning(number)))
        lines = toml_lines(text, first_line)
        return Keys({key: toml_value(value, lines.get(key, first_line), 0) for key, value in document.items()}, lines)
    except (ValueError, RecursionError) as error:  # a number of 5,000 digits is a ValueError, too
        named = re.search(r"line (\d+)", str(error))
        written = text.split("\n")
        number = int(named[1]) if named else len(written)
        raise Refusal("front-matter", short(written[number - 1]) or short(str(error)), first_line + number - 1) from error


def _check_dots(text: str, first_line: int) -> None:
    """Refuse a key of very many parts before `tomllib` reads it, which stores all beginnings of each key."""
    bare = TOML_QUIET.sub(lambda quiet: "_" + "\n" * quiet[0].count("\n"), text)
    if deep := TOML_DEEP.search(bare):
        line = bare.count("\n", 0, deep.start())
        raise Refusal("front-matter", short(text.split("\n")[line]), first_line + line)


TOML_QUIET = re.compile(
    r'''"""(?:[^\\]|\\.)*?"""|"(?:[^"\\\n]|\\.)*+"|''' + r"""'''.*?'''|'[^'\n]*+'|#[^\n]*+""", re.DOTALL
)  # texts and comments, in which dots don't separate
TOML_DEEP = re.compile(rf"(?<![\w-])[\w-]++(?:[ \t]*+\.[ \t]*+[\w-]++){{{DEPTH_LIMIT}}}")


def toml_lines(text: str, first_line: int) -> Mapping[str, int]:
    """Return the line of each key and table at the top level; if a text contains a line like a key, the first counts."""
    found: dict[str, int] = {}
    table = False
    for number, line in enumerate(text.split("\n"), first_line):
        head = TOML_TABLE.match(line) or (None if table else TOML_KEY.match(line))
        table = table or line.startswith("[")
        if head:
            found.setdefault(head[1], number)
    return found


TOML_KEY = re.compile(r"""\s*["']?([\w-]+)["']?\s*[.=]""")
TOML_TABLE = re.compile(r"""\s*\[+\s*["']?([\w-]+)""")


def toml_value(value: Any, line: int, depth: int) -> Value:
    """Return a TOML value as a `Value`; dates become ISO text."""
    if depth > DEPTH_LIMIT:
        raise RecursionError(f"more than {DEPTH_LIMIT} tables inside each other")
    match value:
        case dict():
            return {key: toml_value(part, line, depth + 1) for key, part in value.items()}
        case list():
            return tuple(toml_value(part, line, depth + 1) for part in value)
        case Scalar():
            return replace(value, line=line)
        case date() | time():
            return Scalar(value.isoformat(), value.isoformat(), line)
        case bool() | int():
            return Scalar(json.dumps(value), value, line)
    return Scalar(value, value, line)


# ---- bare lines


def read_bare(text: str, first_line: int = 1) -> Keys:
    """Return the keys of `Title: …` lines; an indented line continues the line before. Names become lower case."""
    values: dict[str, Value] = {}
    lines: dict[str, int] = {}
    name = ""
    for number, line in enumerate(text.split("\n"), first_line):
        head = BARE_KEY.match(line)
        if head and (name := head[1].lower()) in values:
            raise Refusal("front-matter", f"a second `{name}`", number)
        before = values.get(name)
        text_so_far = f"{before.text} {line.strip()}" if isinstance(before, Scalar) else line.partition(":")[2].strip()
        lines.setdefault(name, number)
        values[name] = Scalar(text_so_far, meaning(text_so_far), lines[name])
    return Keys(values, lines)


BARE_KEY = re.compile(r"([A-Za-z][\w-]*):(?:\s|$)")
BARE_GOES_ON = re.compile(r"[ \t]+\S")
BARE_WITNESS = re.compile(r"(?i:title|date):")  # a block without one of these is part of the text


# ---- the bounds of the block of keys


class Bounds(NamedTuple):
    """The lines of the block, and the first line of the text."""

    block: slice
    body: int


def fence(line: str) -> Callable[[Sequence[str], int], bool]:
    """Return a test whether a block between fences begins in a line."""
    return lambda lines, start: lines[start].rstrip() == line


def bare(lines: Sequence[str], start: int) -> bool:
    """Return whether a block of bare lines begins here; without a title or a date it is only text with colons."""
    begins = BARE_KEY.match(lines[start])
    return begins is not None and any(map(BARE_WITNESS.match, lines[unfenced(lines, start).block]))


def fenced(*ends: str) -> Callable[[Sequence[str], int], Bounds]:
    """Return a function that finds the block between two fences, each alone on its line."""

    def bounds(lines: Sequence[str], start: int) -> Bounds:
        for number in range(start + 1, len(lines)):
            if lines[number].rstrip() in ends:
                return Bounds(slice(start + 1, number), number + 1)
        raise Refusal("front-matter-open", short(lines[start]), start + 1)

    return bounds


def unfenced(lines: Sequence[str], start: int) -> Bounds:
    """Return the block up to the first line that is neither a key nor a continuation."""
    for number in range(start, len(lines)):
        if not (BARE_KEY.match(lines[number]) or BARE_GOES_ON.match(lines[number])):
            return Bounds(slice(start, number), number)
    return Bounds(slice(start, len(lines)), len(lines))


@dataclass(frozen=True, slots=True)
class Notation:
    """One notation: whether it begins in a line, its bounds, and its reader."""

    begins: Callable[[Sequence[str], int], bool]
    bounds: Callable[[Sequence[str], int], Bounds]
    read: Callable[[str, int], Keys]


NOTATIONS: tuple[Notation, ...] = (
    Notation(fence("---"), fenced("---", "..."), read_yaml),
    Notation(fence("+++"), fenced("+++"), read_toml),
    Notation(bare, unfenced, read_bare),
)
