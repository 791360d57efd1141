"""Where a title may be broken, and into which lines.

A title is a row of pieces, with a space between them or none. Lines end between words, as written with spaces; between phrases in
Chinese, Japanese and Thai, which BudouX finds; elsewhere between any two signs of Chinese or Japanese; and behind a hyphen. A
punctuation mark never begins a line where it belongs to what is before it, nor ends one where it belongs to what follows.
"""

import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache, reduce
from itertools import accumulate, pairwise
from math import inf
from typing import NamedTuple

import budoux

from chalicelib.frozen import Frozen
from chalicelib.images.card_text import clusters

PHRASES: Mapping[str, Callable[[], budoux.Parser]] = {
    "ja": budoux.load_default_japanese_parser,
    "zh": budoux.load_default_simplified_chinese_parser,
    **dict.fromkeys(("zh-hant", "zh-tw", "zh-hk"), budoux.load_default_traditional_chinese_parser),
    "th": budoux.load_default_thai_parser,
}
"""What finds the phrases of a language that is written without spaces."""

BEGINS_NO_LINE = frozenset(
    "!?%,.:;·‐-–—…‥،؛؟۔।॥ๆฯ、。，．：；！？・％〜～ー々〻ゝゞヽヾぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶ"
)
ENDS_NO_LINE = frozenset("¿¡")
HYPHENS = frozenset("‐-–—")
PAUSES = frozenset("、。，．：；！？:;,.!?–—،؛؟।")
GAIN = 0.12
"""What a pause at the end of a line is worth, as a part of a whole line's cost."""


class Piece(NamedTuple):
    """Text that is not broken, and whether there is a space before it."""

    text: str
    spaced: bool = False


class Measure(Frozen):
    """The widths of pieces and of a space, in em."""

    width: Callable[[str], float]
    space: float


# ---- pieces


def pieces(text: str, lang: str) -> list[Piece]:
    """Cut a text where a line may end."""
    cut = [
        Piece(part, spaced=number == 0 and at > 0)
        for at, word in enumerate(text.split(" "))
        for number, part in enumerate(_parts(word, lang))
    ]
    return _joined(cut)


def broken(piece: Piece) -> list[Piece]:
    """Cut a piece between any two of its clusters."""
    return _joined(Piece(part, spaced=piece.spaced and at == 0) for at, part in enumerate(clusters(piece.text)))


def fitting(row: Iterable[Piece], measure: Measure, limit: float) -> list[Piece]:
    """Return the pieces, with those cut that are wider than a line."""
    return [part for piece in row for part in ([piece] if measure.width(piece.text) <= limit else broken(piece))]


def text_of(row: Iterable[Piece]) -> str:
    """Return the text of a line."""
    return "".join(" " * piece.spaced + piece.text for piece in row).strip()


def _parts(word: str, lang: str) -> list[str]:
    """Cut a word, or a text without spaces."""
    if any(_is_unspaced(sign) for sign in word):
        return [part for phrase in _phrases(word, lang) for part in _cut_where(phrase, lambda last, _: last in PAUSES)]
    return _cut_where(word, lambda last, following: last in HYPHENS and following.isalpha())


def _phrases(word: str, lang: str) -> list[str]:
    if parser := _parser(lang.lower()):
        return parser.parse(word)
    return _cut_where(word, lambda last, following: _is_unspaced(last) or _is_unspaced(following))


@cache
def _parser(lang: str) -> budoux.Parser | None:
    load = PHRASES.get(lang) or PHRASES.get(lang.partition("-")[0])
    return load() if load else None


def _cut_where(word: str, may_end: Callable[[str, str], bool]) -> list[str]:
    """Cut a word between two clusters, by the last sign of one and the first of the other."""
    cut: list[str] = []
    for cluster in clusters(word):
        if cut and not may_end(cut[-1][-1], cluster[0]):
            cut[-1] += cluster
        else:
            cut.append(cluster)
    return cut


def _is_unspaced(sign: str) -> bool:
    """Return whether a sign's script is written without spaces, so that its words can't be seen."""
    if unicodedata.east_asian_width(sign) in "WF":
        return not unicodedata.name(sign, "").startswith("HANGUL ")
    return unicodedata.name(sign, "").startswith("THAI ")


def _joined(cut: Iterable[Piece]) -> list[Piece]:
    return reduce(_with_next, cut, [])


def _with_next(row: list[Piece], piece: Piece) -> list[Piece]:
    if row and (_begins_no_line(piece) or _ends_no_line(row[-1])):
        return [*row[:-1], Piece(row[-1].text + " " * piece.spaced + piece.text, row[-1].spaced)]
    return [*row, piece]


def _begins_no_line(piece: Piece) -> bool:
    """Return whether a piece begins with a mark that belongs to what is before it; `’tis` behind a space doesn't."""
    belongs = piece.text[0] in BEGINS_NO_LINE or unicodedata.category(piece.text[0]) in ("Pe", "Pf")
    return belongs and (not piece.spaced or not any(sign.isalnum() for sign in piece.text))


def _ends_no_line(piece: Piece) -> bool:
    """Return whether a piece ends with a mark that belongs to what follows; German `“` behind a word doesn't."""
    opens = unicodedata.category(piece.text[-1]) in ("Ps", "Pi") or piece.text[-1] in ENDS_NO_LINE
    return opens and (len(piece.text) == 1 or _is_unspaced(piece.text[-1]))


# ---- lines


def lines(row: Sequence[Piece], measure: Measure, limit: float, most: int) -> list[list[Piece]] | None:
    """Return the fewest lines that hold these pieces, as equal in width as can be; None: they need more than `most`."""
    if any(measure.width(piece.text) > limit for piece in row):
        return None
    count = len(filled(row, measure, limit))
    return _balanced(row, measure, limit, count) if count <= most else None


def filled(row: Sequence[Piece], measure: Measure, limit: float) -> list[list[Piece]]:
    """Return lines, each of which holds as much as fits."""
    full: list[list[Piece]] = [[]]
    room = limit
    for piece in row:
        width = measure.width(piece.text) + measure.space * piece.spaced
        if full[-1] and width > room:
            full.append([])
            room, width = limit, measure.width(piece.text)
        full[-1].append(piece)
        room -= width
    return full


def _balanced(row: Sequence[Piece], measure: Measure, limit: float, count: int) -> list[list[Piece]]:
    """Return this number of lines, with the least sum of squared widths, which is less where lines end at a pause."""
    ends = list(accumulate((measure.width(piece.text) + measure.space * piece.spaced for piece in row), initial=0.0))

    def cost(start: int, end: int) -> float:
        width = ends[end] - ends[start] - measure.space * row[start].spaced
        rest = GAIN * limit**2 if end < len(row) and row[end - 1].text[-1] in PAUSES else 0.0
        return width**2 - rest if width <= limit else inf

    best: list[tuple[float, tuple[int, ...]]] = [(0.0, (0,))] + [(inf, ())] * len(row)
    for _ in range(count):
        best = [(inf, ())] + [
            min((best[start][0] + cost(start, end), (*best[start][1], end)) for start in range(end))
            for end in range(1, len(row) + 1)
        ]
    breaks = best[-1][1]
    return [list(row[start:end]) for start, end in pairwise(breaks)]
