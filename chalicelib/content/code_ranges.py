"""Where a Markdown text holds code: fenced and indented blocks, spans, math, raw `<pre>` and `<code>`, comments.

pyromark reads the text as CommonMark does and says where each event begins and ends, in bytes.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

import pyromark

Range = tuple[int, int]

OPTIONS = (
    pyromark.Options.ENABLE_TABLES
    | pyromark.Options.ENABLE_FOOTNOTES
    | pyromark.Options.ENABLE_TASKLISTS
    | pyromark.Options.ENABLE_DEFINITION_LIST
    | pyromark.Options.ENABLE_GFM
    | pyromark.Options.ENABLE_MATH
)
SPANS = ("Code", "InlineMath", "DisplayMath")
HTML = ("Html", "InlineHtml")
RAW = re.compile(r"<!--|-->|<(/?)(pre|code|script|style)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class CodeRanges:
    """Sorted ranges of characters that do not overlap."""

    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def __contains__(self, at: object) -> bool:
        """Return whether the character at this offset is within code."""
        assert isinstance(at, int)  # noqa: S101 - for the type checker
        index = bisect_right(self.starts, at) - 1
        return index >= 0 and at < self.ends[index]


def code_ranges(text: str) -> CodeRanges:
    """Return the parts of the text that are code."""
    code, html = _blocks_and_spans(text)
    merged = list(_merged(sorted([*code, *_raw(text, html)])))
    return CodeRanges(tuple(start for start, _ in merged), tuple(end for _, end in merged))


def _blocks_and_spans(text: str) -> tuple[list[Range], list[Range]]:
    """Return the code that Markdown marks, and the raw HTML."""
    code, html = [], []
    for event, where in pyromark.events_with_range(text, options=OPTIONS):
        if not isinstance(event, dict):
            continue
        kind, value = next(iter(event.items()))
        if kind in SPANS or (kind == "Start" and isinstance(value, dict) and "CodeBlock" in value):
            code.append((where["start"], where["end"]))
        elif kind in HTML:
            html.append((where["start"], where["end"]))
    return (code, html) if text.isascii() else (_in_characters(text, code), _in_characters(text, html))


def _in_characters(text: str, ranges: list[Range]) -> list[Range]:
    """Return ranges of bytes as ranges of characters."""
    raw = text.encode()
    characters, last, counted = {}, 0, 0
    for at in sorted({offset for pair in ranges for offset in pair}):
        counted += len(raw[last:at].decode(errors="replace"))
        characters[at], last = counted, at
    return [(characters[start], characters[end]) for start, end in ranges]


def _raw(text: str, html: list[Range]) -> Iterator[Range]:
    """Yield the elements and comments whose text is not Markdown, from their begin to their end tag; not those without end."""
    starts, ends = zip(*_merged(sorted(html)), strict=True) if html else ((), ())
    within = CodeRanges(starts, ends)
    marks = [(found, (found[2] or "comment").lower()) for found in RAW.finditer(text)]
    last = {name: found.start() for found, name in marks if found[0] == "-->" or found[1]}
    name, begun = "", 0
    for found, this in marks:
        closing = bool(found[1]) or found[0] == "-->"
        if name == this and closing:
            yield begun, found.end()
            name = ""
        elif not name and not closing and found.start() in within and last.get(this, 0) > found.start():
            name, begun = this, found.start()


def _merged(ranges: list[Range]) -> Iterator[Range]:
    begun: Range | None = None
    for start, end in ranges:
        if begun is None or start > begun[1]:
            if begun is not None:
                yield begun
            begun = start, end
        else:
            begun = begun[0], max(begun[1], end)
    if begun is not None:
        yield begun
