"""Front matter and configuration of other systems: YAML, TOML and JSON as they write them.

The values are those of `content.frontmatter.parsed_values`, with the line of each key. More is read than in a source of
Presswork, because an old blog was written for another program: YAML's aliases and merges, keys that occur twice (the last one
counts), tags, and JSON. What an alias means is counted each time, so a small file never becomes a large one.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import yaml
from msgspec import Struct, field

from chalicelib.content.frontmatter.frontmatter import NOTATIONS, FrontMatter, bounded, split
from chalicelib.content.frontmatter.parsed_values import Keys, Scalar, Value, meaning, plain
from chalicelib.content.frontmatter.toml_keys import read_toml, toml_value
from chalicelib.content.frontmatter.yaml_keys import mistaken, until
from chalicelib.content.limits import limit
from chalicelib.content.plain_text import short
from chalicelib.errors import Refusal
from infra.importers.parsing.valid_chars import json_value, writable

ROOM = 20_000  # how much more aliases may stand for than twice the length of the text
DEEPEST = limit("front matter depth")
LONGEST = 1 << 20  # characters of a configuration
TEXTUAL = "tag:yaml.org,2002:str"


def split_old(text: str) -> FrontMatter:
    """Return the keys and the text of an old source, whichever of the notations it has."""
    if text.lstrip().startswith("{") and (front_matter := _json_block(text)):
        return front_matter
    if not text.startswith("---"):
        return split(text)
    lines = text.split("\n")
    block, body = NOTATIONS[0].bounds(lines, 0) if lines[0].rstrip() == "---" else (slice(0, 0), 0)
    if not body:
        return split(text)
    keys = read_yaml(bounded("\n".join(lines[block]), 1), 2)
    return FrontMatter("\n".join(lines[body:]), body + 1, *keys)


def _json_block(text: str) -> FrontMatter | None:
    """Return the JSON object at the beginning of a text and what follows; None if it is no object."""
    start = len(text) - len(text.lstrip())
    try:
        document, end = json.JSONDecoder().raw_decode(text, start)
    except (ValueError, RecursionError):
        return None
    if not isinstance(document, dict) or text[end : end + 1] not in ("\n", ""):
        return None
    bounded(text[start:end], 1)
    keys = _from_json(text[start:end], writable(document))
    return FrontMatter(text[end:].removeprefix("\n"), text.count("\n", 0, end) + 2, *keys)


def read_config(name: str, text: str) -> Keys:
    """Return the keys of a configuration, by the ending of its name."""
    if len(text) > LONGEST:
        raise Refusal("front-matter", f"{len(text):,} characters", 1)
    if name.endswith(".toml"):
        return read_toml(text)
    if name.endswith(".json"):
        return read_json(text)
    return read_yaml(text)


def read_json(text: str) -> Keys:
    """Return the keys of one JSON object."""
    try:
        document = json_value(text)
    except (ValueError, RecursionError) as error:
        raise Refusal("front-matter", short(str(error)), getattr(error, "lineno", 1)) from error
    return _from_json(text, document if isinstance(document, dict) else {"": document})


def _from_json(text: str, values: Mapping[str, Any]) -> Keys:
    lines = {key: text.count("\n", 0, max(text.find(json.dumps(key)), 0)) + 1 for key in values}
    try:
        return Keys({key: _json_value(value, lines[key], 0) for key, value in values.items()}, lines)
    except RecursionError as error:
        raise Refusal("front-matter", "too many lists inside each other", 1) from error


def _json_value(value: Any, line: int, depth: int) -> Value:
    if value is None:
        return Scalar("", None, line)
    if isinstance(value, float):
        return Scalar(json.dumps(value), value, line)
    if isinstance(value, dict | list) and depth > DEEPEST:
        raise RecursionError
    if isinstance(value, dict):
        return {key: _json_value(part, line, depth + 1) for key, part in value.items()}
    if isinstance(value, list):
        return tuple(_json_value(part, line, depth + 1) for part in value)
    return toml_value(value, line, depth)


# ---- YAML


def read_yaml(text: str, first_line: int = 1) -> Keys:
    """Return the keys of one YAML mapping; of a list, its parts as the value of an empty key."""
    reading = OldYaml(iter(()), first_line, room=ROOM + 2 * len(text))
    try:
        reading.events = yaml.parse(text, Loader=yaml.CSafeLoader)
        return reading.document()
    except yaml.YAMLError as error:
        number, _, excerpt = mistaken(error, text)
        raise Refusal("front-matter", excerpt, first_line + number) from error


class OldYaml(Struct):
    """Reads values from YAML's events, with what its anchors stand for and how many values that is."""

    events: Iterator[Any]
    first_line: int
    anchors: dict[str, Value] = field(default_factory=dict)
    sizes: dict[str, int] = field(default_factory=dict)
    room: int = ROOM

    def document(self) -> Keys:
        for event in self.events:
            if isinstance(event, yaml.MappingStartEvent):
                return self.mapping(0)
            if isinstance(event, yaml.SequenceStartEvent):
                return Keys({"": self.value(event, 0)}, {"": self.line(event)})
            if isinstance(event, yaml.ScalarEvent) and event.value:
                raise Refusal("front-matter", short(event.value), self.line(event))
        return Keys({}, {})

    def value(self, event: Any, depth: int) -> Value:
        room = self.room
        result = self._value(event, depth)
        if getattr(event, "anchor", None) and not isinstance(event, yaml.AliasEvent):
            self.anchors[event.anchor], self.sizes[event.anchor] = result, room - self.room
        return result

    def _value(self, event: Any, depth: int) -> Value:
        self._take(1 + len(getattr(event, "value", None) or ""), event)
        if depth > DEEPEST:
            raise Refusal("front-matter", f"more than {DEEPEST} lists inside each other", self.line(event))
        if isinstance(event, yaml.AliasEvent):
            name = str(event.anchor)
            self._take(self.sizes.get(name, 0), event)
            return self.anchors.get(name, Scalar(f"*{name}", f"*{name}", self.line(event)))
        if isinstance(event, yaml.SequenceStartEvent):
            return tuple(self.value(part, depth + 1) for part in until(self.events, yaml.SequenceEndEvent))
        if isinstance(event, yaml.MappingStartEvent):
            return self.mapping(depth).values
        literal = not event.implicit[0] or event.tag == TEXTUAL
        return Scalar(event.value, event.value if literal else meaning(event.value), self.line(event))

    def mapping(self, depth: int) -> Keys:
        values: dict[str, Value] = {}
        lines: dict[str, int] = {}
        for key in until(self.events, yaml.MappingEndEvent):
            name = self._name(key, depth)
            value = self.value(next(self.events), depth + 1)
            if name == "<<":
                values = {**_merged(value), **values}
            else:
                values[name], lines[name] = value, self.line(key)
        return Keys(values, lines)

    def _name(self, key: Any, depth: int) -> str:
        name = self.value(key, depth + 1)
        return name.text.removeprefix(":") if isinstance(name, Scalar) else json.dumps(plain(name), ensure_ascii=False)

    def _take(self, many: int, event: Any) -> None:
        self.room -= many
        if self.room < 0:
            raise Refusal("front-matter", "aliases that stand for too much", self.line(event))

    def line(self, event: Any) -> int:
        return int(self.first_line + (event.start_mark.line if event.start_mark else 0))


def _merged(value: Value) -> Mapping[str, Value]:
    """Return the keys that `<<` brings along: those of a mapping, or of several, of which the first counts."""
    parts = value if isinstance(value, tuple) else (value,)
    return {name: child for part in reversed(parts) if isinstance(part, Mapping) for name, child in part.items()}


# ---- looking values up


def text_at(keys: Mapping[str, Value], *names: str) -> str:
    """Return the text at the first of these names (`a.b` is `b` in table `a`, in any case of letters) that has one."""
    return next(filter(None, (_text(value_at(keys, name)) for name in names)), "")


def value_at(keys: Mapping[str, Value], name: str) -> Value | None:
    """Return the value at a name; None if there is none."""
    value: Value | None = keys
    for part in name.lower().split("."):
        if not isinstance(value, Mapping):
            return None
        value = next((child for key, child in value.items() if key.lower() == part), None)
    return value


def _text(value: Value | None) -> str:
    return value.text.strip() if isinstance(value, Scalar) and value.means is not None else ""


def parts_of(value: Value | None) -> tuple[Value, ...]:
    """Return the parts of a list; one value is a list of itself, and none is empty."""
    return value if isinstance(value, tuple) else () if value is None or value == Scalar("", None) else (value,)


def texts_at(keys: Mapping[str, Value], name: str) -> tuple[str, ...]:
    """Return the texts at a name, of a list or of one value; empty ones are left out."""
    return tuple(part.text for part in parts_of(value_at(keys, name)) if isinstance(part, Scalar) and part.text)


def table(value: Value | None) -> Mapping[str, Value]:
    """Return the value if it is a table; an empty one otherwise."""
    return value if isinstance(value, Mapping) else {}
