"""A text whose shortcodes were replaced, and where its lines are in the source."""

import re
import sys
from bisect import bisect_right
from dataclasses import dataclass, field
from typing import NamedTuple

from chalicelib.errors import Diagnostic

TAGGED = re.compile(r"\{[{%]|\[/?(?:audio|caption|embed|gallery|video)\b")
"""What a text has if it may have shortcodes: other texts are never searched for them."""


class Lines(NamedTuple):
    """From line `made` of the expanded text on, lines are those of the source from `written` on."""

    made: int
    written: int


@dataclass(frozen=True, slots=True)
class Expanded:
    """The text without template tags, what its author should know, and the places of its lines in the source."""

    text: str
    diagnostics: tuple[Diagnostic, ...] = ()
    lines: tuple[Lines, ...] = (Lines(1, 1),)
    last: int = field(default=sys.maxsize, compare=False)
    """The last line of the source."""

    def line(self, made: int) -> int:
        """Return the line of the source for a line of the text; both count from 1."""
        known = self.lines[max(0, bisect_right(self.lines, made, key=lambda lines: lines.made) - 1)]
        return max(1, min(known.written + made - known.made, self.last))
