"""The layout of a card: where each line of text goes, and in which colour.

The title is as large as fits in four lines, without a broken word if any size allows that; what is still too long ends in `…`.
The site's name is above it, the author below, all from the side where the language begins.
"""

from collections.abc import Iterator, Sequence
from functools import cache
from math import floor
from typing import NamedTuple

from chalicelib.content.presentation.cards import HEIGHT, WIDTH, Card
from chalicelib.frozen import Frozen
from chalicelib.images import fonts, line_breaks, shaping
from chalicelib.images.line_breaks import Measure, Piece

MARGIN = 84  # at each side
BAR = 20  # along the side where lines begin
ROOM = WIDTH - 2 * MARGIN  # for a line

SIZES = (116, 108, 100, 94, 88, 82, 76, 72, 68, 64, 60, 56, 52, 48, 44)
SIZES_OF_BROKEN = SIZES[8:]
"""The sizes of a title with a word that is wider than a line even in the smallest, and so is broken."""
MOST_LINES = 4
TITLE_TOP, TITLE_BOTTOM = 158, 482
SMALL = 36  # the size of the site's and the author's names
SITE_AT, AUTHOR_AT = 108, HEIGHT - 72  # their baselines
ELLIPSIS = "…"
NOT_BEFORE_ELLIPSIS = " ,;:-–—、，；："
AIR = 1.06
"""The least distance of lines, where their signs are tall: a little more than they reach up and down."""
LOOSEST = 1.7


class PlacedLine(Frozen):
    """A line of text: its size, the left end of its baseline, and whether it has the accent's colour."""

    line: shaping.Line
    size: float
    x: float
    y: float
    accented: bool = False


class Title(Frozen):
    """The lines of a title, in one size."""

    size: float
    leading: float
    lines: tuple[shaping.Line, ...]


class Height(NamedTuple):
    """How far signs reach up and down together, and the distance from line to line, in em."""

    ink: float
    leading: float

    def most_lines(self, size: float) -> int:
        """Return how many lines of a size the title has room for."""
        rest = (TITLE_BOTTOM - TITLE_TOP) / size - self.ink
        return max(1, min(MOST_LINES, 1 + floor(rest / self.leading)))


def placed_lines(card: Card) -> list[PlacedLine]:
    """Return all lines of text of a card."""
    title, site, author = (fonts.drawable(text, card.lang) for text in (card.title, card.site, card.author))
    heading = title or site
    names = [(site if title else "", SITE_AT, True), (author if author != site else "", AUTHOR_AT, False)]
    return [
        *(_stacked(title_of(heading, card.lang), card.lang) if heading else ()),
        *(_at(one_line(name, card.lang), SMALL, y, card.lang, accented=accented) for name, y, accented in names if name),
    ]


def _stacked(title: Title, lang: str) -> list[PlacedLine]:
    """Place the lines of a title one below the other, in the middle of its room."""
    step = title.leading * title.size
    above, below = title.lines[0].above * title.size, title.lines[-1].below * title.size
    first = (TITLE_TOP + TITLE_BOTTOM + above - below - step * (len(title.lines) - 1)) / 2
    return [_at(line, title.size, first + step * at, lang) for at, line in enumerate(title.lines)]


def _at(line: shaping.Line, size: float, y: float, lang: str, *, accented: bool = False) -> PlacedLine:
    """Place a line so that its ink, not the room around its first sign, begins at the margin."""
    x = WIDTH - MARGIN - line.right * size if shaping.is_backwards(lang) else MARGIN - line.left * size
    return PlacedLine(line, size, x, y, accented)


# ---- titles


def title_of(text: str, lang: str) -> Title:
    """Return a text as the title of a card."""
    row, measure, height = line_breaks.pieces(text, lang), _measure(lang), _height(text, lang)
    for size, attempt in _attempts(row, measure):
        if rows := line_breaks.lines(attempt, measure, ROOM / size, height.most_lines(size)):
            return Title(size, height.leading, _shaped(rows, lang))
    smallest, limit = SIZES[-1], ROOM / SIZES[-1]
    rows = _cut(line_breaks.fitting(row, measure, limit), measure, limit, height.most_lines(smallest))
    return Title(smallest, height.leading, _shaped(rows, lang))


def _attempts(row: Sequence[Piece], measure: Measure) -> Iterator[tuple[float, Sequence[Piece]]]:
    """Return sizes to try and what to lay out: all words whole, then those broken that are wider than a line."""
    yield from ((size, row) for size in SIZES)
    yield from ((size, line_breaks.fitting(row, measure, ROOM / size)) for size in SIZES_OF_BROKEN)


def _cut(row: Sequence[Piece], measure: Measure, limit: float, most: int) -> list[list[Piece]]:
    """Return the lines that there is room for, the last with an ellipsis."""
    *full, last = line_breaks.filled(row, measure, limit)[:most]
    return [*full, _ended(last, measure, limit)]


def _ended(row: list[Piece], measure: Measure, limit: float) -> list[Piece]:
    """Return as many pieces of a line as there is room for before the ellipsis."""
    ends = [line_breaks.text_of(row[:end]).rstrip(NOT_BEFORE_ELLIPSIS) + ELLIPSIS for end in range(len(row), 0, -1)]
    return [Piece(next((end for end in ends if measure.width(end) <= limit), ends[-1]))]


def _shaped(rows: Sequence[Sequence[Piece]], lang: str) -> tuple[shaping.Line, ...]:
    return tuple(shaping.line(line_breaks.text_of(row), lang) for row in rows)


def _height(text: str, lang: str) -> Height:
    """Return the height of lines: what their fonts want, or more where their signs are taller."""
    whole = shaping.line(text, lang)
    wanted = max((glyph.font.leading for glyph in whole.glyphs), default=1.0)
    ink = whole.above + whole.below
    return Height(ink, min(LOOSEST, max(wanted, AIR * ink)))


def _measure(lang: str) -> Measure:
    width = cache(lambda text: shaping.line(text, lang).width)
    return Measure(width, width("n n") - width("nn"))


def one_line(name: str, lang: str) -> shaping.Line:
    """Return a name as one small line, cut at its end where it is too long."""
    whole, limit = shaping.line(name, lang), ROOM / SMALL
    if whole.width <= limit:
        return whole
    [row] = _cut(line_breaks.broken(Piece(name)), _measure(lang), limit, 1)
    return shaping.line(line_breaks.text_of(row), lang)
