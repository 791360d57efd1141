"""What a template made of a shortcode, as Markdown: HTML around parts of Markdown, at the place of the call.

A template marks the Markdown in its result with `as_markdown`. An HTML block ends at a blank line, so HTML has none, and each
part of Markdown stands between two.
"""

import re
from typing import NamedTuple

BEGIN, END = "\ue000", "\ue001"  # signs for private use, which no text has
MARKED = re.compile(f"{BEGIN}([^{END}]*){END}")
BLOCK = re.compile(
    r"(?i)\s*<(?:address|article|aside|audio|blockquote|center|details|dialog|div|dl|fieldset|figure|footer|form|h[1-6]|header|hr"
    r"|iframe|main|menu|nav|object|ol|p|picture|pre|section|script|style|svg|table|ul|video)\b"
)
MARGIN = re.compile(r"[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)?")
EMPTY = re.compile(r"""\s(?:width|height|alt|title|class|id|style)=(?:""|'')(?=[\s/>])""")


class Place(NamedTuple):
    """The place of a call: the margin of its line, and whether its lines hold nothing else."""

    margin: str
    alone: bool


def place_of(text: str, start: int, end: int) -> Place:
    """Return the place of what stands between these offsets."""
    begun = text.rfind("\n", 0, start) + 1
    margin = MARGIN.match(text, begun, start)
    written = margin[0] if margin else ""
    behind = text[end : text.find("\n", end) if "\n" in text[end:] else len(text)]
    return Place(written, begun + len(written) == start and not behind.strip())


def as_markdown(text: str) -> str:
    """Return the text marked as Markdown in the result of a template."""
    return f"{BEGIN}{text.strip(chr(10))}{END}"


def placed(html: str, place: Place) -> str:
    """Return what a template made, as it is written at this place."""
    if not (BLOCK.match(html) or BEGIN in html):
        return _in_line(html)
    parts = MARKED.split(html)
    written = (_in_lines(part) if index % 2 == 0 else part for index, part in enumerate(parts))
    whole = "\n\n".join(part for part in written if part)
    margin = re.sub(r"[^\s>]", " ", place.margin)
    return whole.replace("\n", f"\n{margin}") if place.alone else f"\n\n{whole}\n\n"


def _in_line(html: str) -> str:
    return _tidy(" ".join(html.split()))


def _in_lines(html: str) -> str:
    """Return HTML without blank lines and indents, which Markdown would read; code keeps its lines."""
    if "<pre" in html.lower():
        return _tidy(re.sub(r"\n(?=[ \t]*\n)", "\n&#10;", html.strip()))
    return _tidy("\n".join(line.strip() for line in html.split("\n") if line.strip()))


def _tidy(html: str) -> str:
    return EMPTY.sub(lambda match: match[0] if " alt=" in match[0] else "", html)
