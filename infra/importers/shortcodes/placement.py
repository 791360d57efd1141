"""The result of a template of a shortcode, as Markdown: HTML around parts of Markdown, at the place of the call.

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
    line = text.rfind("\n", 0, start) + 1
    match = MARGIN.match(text, line, start)
    margin = match[0] if match else ""
    behind = text[end : text.find("\n", end) if "\n" in text[end:] else len(text)]
    return Place(margin, line + len(margin) == start and not behind.strip())


def as_markdown(text: str) -> str:
    """Return the text marked as Markdown in the result of a template."""
    return f"{BEGIN}{text.strip(chr(10))}{END}"


def placed(html: str, place: Place) -> str:
    """Return what a template wrote, as it is written at this place."""
    if not (BLOCK.match(html) or BEGIN in html):
        return _without_empty_attributes(" ".join(html.split()))
    parts = [_in_lines(part) if index % 2 == 0 else part for index, part in enumerate(MARKED.split(html))]
    whole = "\n\n".join(filter(None, parts))
    margin = re.sub(r"[^\s>]", " ", place.margin)
    return whole.replace("\n", f"\n{margin}") if place.alone else f"\n\n{whole}\n\n"


def _in_lines(html: str) -> str:
    """Return HTML without blank lines and indents, which Markdown would read; code keeps its lines."""
    if "<pre" in html.lower():
        return _without_empty_attributes(re.sub(r"\n(?=[ \t]*\n)", "\n&#10;", html.strip()))
    return _without_empty_attributes("\n".join(line.strip() for line in html.split("\n") if line.strip()))


def _without_empty_attributes(html: str) -> str:
    return EMPTY.sub(lambda match: match[0] if " alt=" in match[0] else "", html)
