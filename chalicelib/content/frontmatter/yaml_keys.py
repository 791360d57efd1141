"""YAML, read with the line of each key; aliases and tags are refused, so values are literal."""

import re
from collections.abc import Iterator

import yaml

from chalicelib.content.frontmatter.parsed_values import DEPTH_LIMIT, Keys, Scalar, Value, meaning
from chalicelib.content.plain_text import short, short_line
from chalicelib.errors import Refusal
from chalicelib.frozen import Frozen


def read_yaml(text: str, first_line: int = 1) -> Keys:
    """Return the keys of one YAML mapping. Aliases, tags, duplicate keys and deep nesting are refused."""
    try:
        return YamlReader(yaml.parse(text, Loader=yaml.CSafeLoader), first_line, text).document()
    except yaml.YAMLError as error:
        number, line, quotation = mistaken(error, text)
        raise Refusal(mistake_in(line), quotation, first_line + number) from error


def until(events: Iterator[yaml.Event], end: type[yaml.Event]) -> Iterator[yaml.Event]:
    """Yield the events before the end of a list or a mapping; the events within each item have to be consumed before the next."""
    return iter(lambda: None if isinstance(event := next(events), end) else event, None)


OPEN = ("while scanning a quoted scalar", "while parsing a flow", "while scanning a simple key")
"""How YAML begins to speak of a quotation, a list or a key that has no end: the fault is where that begins."""


def mistaken(error: yaml.YAMLError, text: str) -> tuple[int, str, str]:
    """Return the number of the line that isn't YAML (from 0), the line, and a quotation of it."""
    is_open = str(getattr(error, "context", "")).startswith(OPEN)
    mark = getattr(error, "context_mark" if is_open else "problem_mark", None)
    lines = text.split("\n")
    number = min(mark.line if mark else 0, len(lines) - 1)
    return number, lines[number], short_line(lines[number]) or getattr(error, "problem", "")


class YamlReader(Frozen):
    """Reads values from YAML's events: only literal values are built, so small input can't become large."""

    events: Iterator[yaml.Event]
    first_line: int
    text: str = ""

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
            raise self.refusal(event, self.written(event) if isinstance(event, yaml.ScalarEvent) else "a list")
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

    def written(self, event: yaml.Event) -> str:
        """Return the line in which a value begins, as its author wrote it."""
        lines = self.text.split("\n")
        return lines[event.start_mark.line] if event.start_mark and event.start_mark.line < len(lines) else ""

    def refusal(self, event: yaml.Event, quotation: str) -> Refusal:
        return Refusal("front-matter", short(quotation), self.line(event))


NO_TAG = (None, "!", "tag:yaml.org,2002:str")


# ---- the commonest slips: a tab in front of a line, and a value that needs quotes (`title: Bread: the first year`)


def mistake_in(line: str) -> str:
    """Return the code for a line that YAML can't read: a tab in front, a value without quotes, or any other fault."""
    if TAB.match(line):
        return "front-matter-tab"
    value = VALUE.match(line)
    closing = {"[": "]", "{": "}"}.get(value[1][0], "") if value else ""
    is_list = value and closing and (closing not in value[1] or value[1].rstrip().endswith(closing))
    if not value or is_list or reads_alone(line):
        return "front-matter"
    return "front-matter-quotes"


TAB = re.compile(" *\t")
VALUE = re.compile(r" *(?:- +)*[\w.-]+:[ \t]+(\S.*)")


def reads_alone(line: str) -> bool:
    """Return whether YAML can read the line without the others, so that the fault is in their order."""
    try:
        return bool(list(yaml.parse(line.strip(), Loader=yaml.CSafeLoader)))
    except yaml.YAMLError:
        return False
