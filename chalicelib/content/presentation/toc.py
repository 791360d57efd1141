"""The table of contents that a long post gets by itself: its headings of the two highest levels.

A post is long if it takes some minutes to read and has some headings; its author, or `site.yaml`, may wish otherwise. A text with
a table of contents of its own (`[TOC]`) needs no second one.
"""

from collections.abc import Sequence
from html import unescape

from msgspec.structs import replace

from chalicelib.content.html.tag_patterns import FOOTNOTE_REFERENCE, HEADING
from chalicelib.content.text.excerpts import plain
from chalicelib.frozen import Frozen

MINUTES = 6  # some 1,500 words
HEADINGS = 3
OWN = '<div class="toc">'  # as each dialect writes `[TOC]`


class Heading(Frozen):
    """A heading of a text: its plain text, its id, and the headings of the next level below it."""

    text: str
    id: str
    below: tuple["Heading", ...] = ()


def contents(html: str, minutes: int, wish: str) -> tuple[Heading, ...]:
    """Return the table of contents of finished HTML that takes so long to read; nothing if it shows none.

    `wish` is `auto`, `yes` or `no`.
    """
    if wish == "no" or OWN in html:
        return ()
    headings = [
        (int(level), unescape(id_), plain(FOOTNOTE_REFERENCE.sub("", inner))) for level, id_, inner in HEADING.findall(html)
    ]
    highest = sorted({level for level, _, _ in headings})[:2]
    shown = [(level, Heading(text, id_)) for level, id_, text in headings if level in highest and text]
    return _nested(shown) if wish == "yes" or (minutes >= MINUTES and len(shown) >= HEADINGS) else ()


def _nested(headings: Sequence[tuple[int, Heading]]) -> tuple[Heading, ...]:
    """Return headings of two levels, the lower nested below the heading before; a lower heading at the beginning isn't nested."""
    top = min((level for level, _ in headings), default=0)
    nested: list[Heading] = []
    for level, heading in headings:
        if level == top or not nested:
            nested.append(heading)
        else:
            nested[-1] = replace(nested[-1], below=(*nested[-1].below, heading))
    return tuple(nested)
