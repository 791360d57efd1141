"""YAML, read with the line of each key, and only what is literally there."""

from collections.abc import Iterator
from dataclasses import dataclass

import yaml

from chalicelib.content.frontmatter.parsed_values import DEPTH_LIMIT, Keys, Scalar, Value, meaning
from chalicelib.content.frontmatter.yaml_hints import mistake_in
from chalicelib.content.plain_text import short
from chalicelib.errors import Refusal


def read_yaml(text: str, first_line: int = 1) -> Keys:
    """Return the keys of one YAML mapping. Aliases, tags, duplicate keys and deep nesting are refused."""
    try:
        return YamlReading(yaml.parse(text, Loader=yaml.CSafeLoader), first_line).document()
    except yaml.YAMLError as error:
        number, line, found = mistaken(error, text)
        raise Refusal(mistake_in(line), found, first_line + number) from error


def until(events: Iterator[yaml.Event], end: type[yaml.Event]) -> Iterator[yaml.Event]:
    """Yield the events before the end of a list or a mapping, each once those of the one before are taken."""
    return iter(lambda: None if isinstance(event := next(events), end) else event, None)


def mistaken(error: yaml.YAMLError, text: str) -> tuple[int, str, str]:
    """Return the number of the line that isn't YAML (from 0), the line, and what to quote of it."""
    mark = getattr(error, "problem_mark", None)
    lines = text.split("\n")
    number = min(mark.line if mark else 0, len(lines) - 1)
    return number, lines[number], short(lines[number]) or getattr(error, "problem", "")


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
                return tuple(self.value(part, depth + 1) for part in until(self.events, yaml.SequenceEndEvent))
            case yaml.AliasEvent():
                raise self.refusal(event, f"*{event.anchor}")
        return self.mapping(event, depth).values

    def mapping(self, event: yaml.Event, depth: int) -> Keys:
        if not isinstance(event, yaml.MappingStartEvent):
            raise self.refusal(event, getattr(event, "value", "a list"))
        values: dict[str, Value] = {}
        lines: dict[str, int] = {}
        for key in until(self.events, yaml.MappingEndEvent):
            name = getattr(key, "value", None)
            if name is None or name in values:
                raise self.refusal(key, f"a second `{name}`" if name else "a key that isn't a word")
            lines[name] = self.line(key)
            values[name] = self.value(next(self.events), depth + 1)
        return Keys(values, lines)

    def line(self, event: yaml.Event) -> int:
        return self.first_line + (event.start_mark.line if event.start_mark else 0)

    def refusal(self, event: yaml.Event, found: str) -> Refusal:
        return Refusal("front-matter", short(found), self.line(event))


NO_TAG = (None, "!", "tag:yaml.org,2002:str")
