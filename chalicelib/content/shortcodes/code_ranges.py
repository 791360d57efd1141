"""Where a Markdown text holds code: fenced and indented blocks, spans, math, raw `<pre>` and `<code>`, comments.

The default dialect's parser says where each event begins and ends, in bytes (`markdown_events`).
"""

import re
from bisect import bisect_right
from collections.abc import Iterator

from chalicelib.content.markdown.markdown_events import events_of
from chalicelib.frozen import Frozen

Range = tuple[int, int]

KINDS = {"CodeBlock": "code", "Code": "code", "InlineMath": "code", "DisplayMath": "code", "Html": "block", "InlineHtml": "tag"}
RAW = re.compile(r"<!--|-->|<(/?)(pre|code|script|style)\b", re.IGNORECASE)


class Ranges(Frozen):
    """Sorted ranges of characters that do not overlap."""

    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def __contains__(self, at: object) -> bool:
        """Return whether the character at this offset is in a range."""
        assert isinstance(at, int)  # noqa: S101 - for the type checker
        index = bisect_right(self.starts, at) - 1
        return index >= 0 and at < self.ends[index]


def code_and_html(text: str) -> tuple[Ranges, Ranges]:
    """Return the parts of the text that are code, and its blocks of raw HTML, in which no Markdown is read."""
    ranges = _by_kind(text)
    html = _merged([*ranges["block"], *ranges["tag"]])
    return _merged([*ranges["code"], *_raw(text, html)]), _merged(ranges["block"])


def html_in(text: str) -> Ranges:
    """Return the parts of the text that are raw HTML: its blocks, and the tags within paragraphs."""
    ranges = _by_kind(text)
    return _merged([*ranges["block"], *ranges["tag"]])


def _by_kind(text: str) -> dict[str, list[Range]]:
    """Return the code that Markdown marks, the lines of blocks of HTML, and the tags within paragraphs."""
    ranges: dict[str, list[Range]] = {"code": [], "block": [], "tag": []}
    for event, where in events_of(text):
        if not isinstance(event, dict):
            continue
        kind, value = next(iter(event.items()))
        if kind == "Start" and isinstance(value, dict) and "CodeBlock" in value:
            kind = "CodeBlock"
        if kind in KINDS:
            ranges[KINDS[kind]].append((where["start"], where["end"]))
    return ranges if text.isascii() else _in_characters(text, ranges)


def _in_characters(text: str, by_kind: dict[str, list[Range]]) -> dict[str, list[Range]]:
    """Return ranges of bytes as ranges of characters."""
    raw = text.encode()
    characters, last, number = {}, 0, 0
    for offset in sorted({offset for ranges in by_kind.values() for range_ in ranges for offset in range_}):
        number += len(raw[last:offset].decode())
        characters[offset], last = number, offset
    return {kind: [(characters[start], characters[end]) for start, end in ranges] for kind, ranges in by_kind.items()}


def _raw(text: str, html: Ranges) -> Iterator[Range]:
    """Yield the elements and comments whose text is not Markdown, from their begin to their end tag; not those without end."""
    tags = [(tag, (tag[2] or "comment").lower(), bool(tag[1]) or tag[0] == "-->") for tag in RAW.finditer(text)]
    last_end = {name: tag.start() for tag, name, closes in tags if closes}
    open_name, start = "", 0
    for tag, name, closes in tags:
        if open_name == name and closes:
            yield start, tag.end()
            open_name = ""
        elif not open_name and not closes and tag.start() in html and last_end.get(name, 0) > tag.start():
            open_name, start = name, tag.start()


def _merged(ranges: list[Range]) -> Ranges:
    """Return the ranges, merged where they touch."""
    starts: list[int] = []
    ends: list[int] = []
    for start, end in sorted(ranges):
        if ends and start <= ends[-1]:
            ends[-1] = max(ends[-1], end)
        else:
            starts.append(start)
            ends.append(end)
    return Ranges(tuple(starts), tuple(ends))
