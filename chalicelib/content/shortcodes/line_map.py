"""A text whose shortcodes were replaced, and the lines of the source from which its lines come."""

import re
import sys
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from chalicelib.diagnostics import Diagnostic

TAGGED = re.compile(r"\{[{%]|\[/?(?:audio|caption|embed|gallery|video)\b")
"""What a text has if it may have shortcodes: other texts are never searched for them."""


class Piece(NamedTuple):
    """A part of the expanded text, and the line of the source where it begins."""

    text: str
    line: int


class LineAnchor(NamedTuple):
    """A line of the expanded text, and the line of the source from which it comes; both count on from here."""

    expanded: int
    source: int

    def source_line(self, expanded: int) -> int:
        return self.source + expanded - self.expanded


@dataclass(frozen=True, slots=True)
class ExpandedText:
    """The text without template tags, diagnostics for its author, and the places of its lines in the source."""

    text: str
    diagnostics: tuple[Diagnostic, ...] = ()
    anchors: tuple[LineAnchor, ...] = (LineAnchor(1, 1),)
    last: int = field(default=sys.maxsize, compare=False)
    """The last line of the source."""

    def line(self, expanded: int) -> int:
        """Return the line of the source for a line of the text; both count from 1."""
        after = bisect_right(self.anchors, expanded, key=lambda anchor: anchor.expanded)
        return max(1, min(self.anchors[max(0, after - 1)].source_line(expanded), self.last))


def anchors_of(pieces: Iterable[Piece]) -> tuple[LineAnchor, ...]:
    """Return an anchor for each line of the expanded text whose line in the source can't be counted on from the anchor before it.

    A line comes from the piece in which it begins.
    """
    anchors = [LineAnchor(1, 1)]
    line, at_begin_of_line = 1, True
    for text, source_line in pieces:
        if not text:
            continue
        line_breaks = text.count("\n")
        # A piece that continues a line first begins one after its own first line break.
        anchor = LineAnchor(line, source_line) if at_begin_of_line else LineAnchor(line + 1, source_line + 1)
        begins_a_line = at_begin_of_line or line_breaks > 0
        if begins_a_line and anchors[-1].source_line(anchor.expanded) != anchor.source:
            if anchors[-1].expanded == anchor.expanded:
                anchors.pop()
            anchors.append(anchor)
        line += line_breaks
        at_begin_of_line = text.endswith("\n")
    return tuple(anchors)
