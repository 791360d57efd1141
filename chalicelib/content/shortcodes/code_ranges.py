"""Where a Markdown text holds code: fenced and indented blocks, spans, math, raw `<pre>` and `<code>`, comments.

The default dialect's parser says where each event begins and ends, in bytes (`markdown_events`).
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from chalicelib.content.markdown.markdown_events import events_of

Range = tuple[int, int]

KINDS = {"CodeBlock": "code", "Code": "code", "InlineMath": "code", "DisplayMath": "code", "Html": "block", "InlineHtml": "tag"}
RAW = re.compile(r"<!--|-->|<(/?)(pre|code|script|style)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Ranges:
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
    found = _by_kind(text)
    blocks = _ranges(found["block"])
    return _ranges([*found["code"], *_raw(text, _ranges([*found["block"], *found["tag"]]))]), blocks


def html_in(text: str) -> Ranges:
    """Return the parts of the text that are raw HTML: its blocks, and the tags within paragraphs."""
    found = _by_kind(text)
    return _ranges([*found["block"], *found["tag"]])


def _by_kind(text: str) -> dict[str, list[Range]]:
    """Return the code that Markdown marks, the lines of blocks of HTML, and the tags within paragraphs."""
    found: dict[str, list[Range]] = {"code": [], "block": [], "tag": []}
    for event, where in events_of(text):
        if not isinstance(event, dict):
            continue
        kind, value = next(iter(event.items()))
        if kind == "Start" and isinstance(value, dict) and "CodeBlock" in value:
            kind = "CodeBlock"
        if kind in KINDS:
            found[KINDS[kind]].append((where["start"], where["end"]))
    return found if text.isascii() else _in_characters(text, found)


def _in_characters(text: str, found: dict[str, list[Range]]) -> dict[str, list[Range]]:
    """Return ranges of bytes as ranges of characters."""
    raw = text.encode()
    characters, last, counted = {}, 0, 0
    for at in sorted({offset for ranges in found.values() for pair in ranges for offset in pair}):
        counted += len(raw[last:at].decode())
        characters[at], last = counted, at
    return {kind: [(characters[start], characters[end]) for start, end in ranges] for kind, ranges in found.items()}


def _raw(text: str, html: Ranges) -> Iterator[Range]:
    """Yield the elements and comments whose text is not Markdown, from their begin to their end tag; not those without end."""
    marks = [(found, (found[2] or "comment").lower()) for found in RAW.finditer(text)]
    last = {name: found.start() for found, name in marks if found[0] == "-->" or found[1]}
    name, begun = "", 0
    for found, this in marks:
        closing = bool(found[1]) or found[0] == "-->"
        if name == this and closing:
            yield begun, found.end()
            name = ""
        elif not name and not closing and found.start() in html and last.get(this, 0) > found.start():
            name, begun = this, found.start()


def _ranges(pairs: list[Range]) -> Ranges:
    """Return the ranges, merged where they touch."""
    starts: list[int] = []
    ends: list[int] = []
    for start, end in sorted(pairs):
        if ends and start <= ends[-1]:
            ends[-1] = max(ends[-1], end)
        else:
            starts.append(start)
            ends.append(end)
    return Ranges(tuple(starts), tuple(ends))
