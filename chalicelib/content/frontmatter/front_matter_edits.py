"""Changes to single keys of front matter, which leave the rest of a file as its author wrote it: comments, order, line ends.

That holds for YAML with a key on each line. TOML, bare lines, and YAML in one pair of braces are written anew as YAML.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import yaml

from chalicelib.content.frontmatter.front_matter_writer import RARE_ENDS, as_yaml
from chalicelib.content.frontmatter.frontmatter import FrontMatter, split
from chalicelib.content.frontmatter.parsed_values import Plain, plain

Changes = Mapping[str, Plain]
"""New values by key; None removes a key."""
LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z")
ENDS = "\r\n"
COMMENT = re.compile(r"\s+(#.*)")


class Span(NamedTuple):
    """Where a key and its value stand in a block of YAML: the first line, the last one, and the column where the value ends."""

    first: int
    last: int
    end: int


class Divided(NamedTuple):
    """A file: what is before its front matter's keys, these, and what follows, as lines with their ends; and its line end."""

    before: Sequence[str]
    block: Sequence[str]
    after: Sequence[str]
    newline: str


def with_keys(text: str, changes: Changes) -> str:
    """Return the file with these keys changed, and all else as it was."""
    front = split(text)
    keys = {name: plain(value) for name, value in front.keys.items()}
    wanted = {**keys, **changes}
    effective = {name: value for name, value in changes.items() if value != keys.get(name) or (value is None and name in keys)}
    if not effective:
        return text
    kept = {name: value for name, value in wanted.items() if value is not None or name not in changes}
    edited = edited_yaml(text, effective)
    return edited if edited is not None and says(edited, kept) else written_anew(text, front, kept)


def says(text: str, wanted: Mapping[str, Plain]) -> bool:
    """Return whether the file has these keys and no others."""
    return {name: plain(value) for name, value in split(text).keys.items()} == dict(wanted)


def text_of(text: str, front: FrontMatter) -> str:
    """Return the part of a file after its front matter, as it is written."""
    return "".join(LINE.findall(text)[front.body_line - 1 :]) if front.body_line > 1 else text.removeprefix("\ufeff")


def newline_of(text: str) -> str:
    """Return the line end of the file's first line."""
    first = LINE.match(text)
    return first[0][len(first[0].rstrip(ENDS)) :] or "\n" if first else "\n"


def written_anew(text: str, front: FrontMatter, keys: Mapping[str, Plain]) -> str:
    newline = newline_of(text)
    rest = text_of(text, front)
    gap = "" if not rest or rest.startswith(("\n", "\r")) else newline
    block = f"---\n{as_yaml(keys)}---\n".replace("\n", newline) if keys else ""
    return block + (gap if keys else "") + rest


# ---- YAML


def divided(text: str) -> Divided | None:
    """Return the parts of a file whose front matter is between `---`; None for any other file."""
    lines = LINE.findall(text)
    start = next((number for number, line in enumerate(lines) if line.strip("\ufeff \t\r\n")), 0)
    if not lines or lines[start].removeprefix("\ufeff").rstrip() != "---":
        return None
    close = next((number for number, line in enumerate(lines[start + 1 :], start + 1) if line.rstrip() in ("---", "...")), None)
    newline = newline_of(lines[start])
    return None if close is None else Divided(lines[: start + 1], lines[start + 1 : close], lines[close:], newline)


def edited_yaml(text: str, changes: Changes) -> str | None:
    """Return the file with the keys changed in their places, and new ones below the others; None where that isn't possible."""
    parts = divided(text)
    spans = spans_in("".join(f"{line.rstrip(ENDS)}\n" for line in parts.block)) if parts else None
    if parts is None or spans is None or any(RARE_ENDS & {*line} for line in parts.block):
        return None
    block, indent = list(parts.block), " " * next((column for _, column in spans.values()), 0)
    present = sorted((name for name in changes if name in spans), key=lambda name: spans[name][0].first, reverse=True)
    for name in present:  # from the last one, so that the lines above keep their numbers
        span = spans[name][0]
        lines = lines_of(name, changes[name], indent, parts.newline)
        block[span.first : span.last + 1] = with_comment(lines, block[span.last], span, parts.newline)
    added = (lines_of(name, value, indent, parts.newline) for name, value in changes.items() if name not in spans)
    return "".join([*parts.before, *block, *(line for lines in added for line in lines), *parts.after])


def lines_of(name: str, value: Plain, indent: str, newline: str) -> list[str]:
    """Return a key with its value as lines; none for None, which removes a key."""
    return [] if value is None else [f"{indent}{line}{newline}" for line in as_yaml({name: value}).split("\n")[:-1]]


def with_comment(lines: list[str], last: str, span: Span, newline: str) -> list[str]:
    """Return the new lines of a key with the comment that stood behind its value: behind it, or above several lines."""
    comment = COMMENT.match(last.rstrip(ENDS), span.end)
    if comment is None or not lines:
        return lines
    if len(lines) == 1:
        return [f"{lines[0].rstrip(ENDS)}{comment[0].rstrip()}{newline}"]
    return [f"{comment[1]}{newline}", *lines]


def spans_in(block: str) -> Mapping[str, tuple[Span, int]] | None:
    """Return where each key of the block stands, and its column; None unless each begins a line."""
    lines = block.split("\n")
    events = yaml.parse(block, Loader=yaml.CSafeLoader)
    root = next((event for event in events if not isinstance(event, yaml.StreamStartEvent | yaml.DocumentStartEvent)), None)
    if isinstance(root, yaml.StreamEndEvent):
        return {}
    if not isinstance(root, yaml.MappingStartEvent) or root.flow_style:
        return None
    spans: dict[str, tuple[Span, int]] = {}
    for key in iter(lambda: next(events), None):
        if not isinstance(key, yaml.ScalarEvent):
            break
        mark, end = key.start_mark, end_of_value(events)
        assert mark  # noqa: S101 - parsed from a text
        spans[key.value] = (span_of(lines, mark.line, end), mark.column)
    return spans


def span_of(lines: Sequence[str], first: int, end: tuple[int, int]) -> Span:
    """Return the lines of a key, without the blank ones that a text in several lines ends with."""
    line, column = end
    if column == 0 and line > first:
        line -= 1
        while line > first and not lines[line].strip():
            line -= 1
        column = len(lines[line])
    return Span(first, line, column)


def end_of_value(events: Iterator[yaml.Event]) -> tuple[int, int]:
    """Consume the events of one value; return the line and column where the last word of it ends."""
    depth, end = 0, (0, 0)
    open_flows: list[bool] = []
    for event in events:
        is_end = isinstance(event, yaml.SequenceEndEvent | yaml.MappingEndEvent)
        if isinstance(event, yaml.SequenceStartEvent | yaml.MappingStartEvent):
            depth += 1
            open_flows.append(bool(event.flow_style))
        elif (not is_end or open_flows.pop()) and event.end_mark:
            end = max(end, (event.end_mark.line, event.end_mark.column))
        depth -= is_end
        if depth == 0:
            break
    return end
