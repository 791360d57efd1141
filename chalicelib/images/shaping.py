"""Shaping: one line of text as glyphs, each in its place, in em.

Nothing here is rounded, so a line of any size is this one, scaled.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

import uharfbuzz as hb

from chalicelib.frozen import Frozen
from chalicelib.images import bidi, fonts
from chalicelib.images.card_text import clusters

BACKWARDS = frozenset(
    ("apc", "ar", "ary", "arz", "bal", "ckb", "dv", "fa", "he", "ks", "mzn", "nqo", "pnb", "ps", "sd", "syr", "ug", "ur", "yi")
)
"""Languages that are written to the left, unless their code names another script."""
BACKWARDS_SCRIPTS = frozenset(("adlm", "arab", "hebr", "nkoo", "rohg", "syrc", "thaa"))
SCRIPT_LETTERS = 4  # of a code such as `ku-Arab`


class Glyph(NamedTuple):
    """A glyph of a font, and where its origin is."""

    font: fonts.FontFile
    id: int
    x: float
    y: float


class Ink(NamedTuple):
    """A box, in em; up is positive."""

    left: float
    right: float
    top: float
    bottom: float


class Line(Frozen):
    """Glyphs from left to right, how wide they are together, and how far their ink reaches: up, down, and from left to right."""

    glyphs: tuple[Glyph, ...]
    width: float
    above: float
    below: float
    left: float
    right: float


def is_backwards(lang: str) -> bool:
    """Return whether a language is written from right to left."""
    language, *subtags = lang.lower().split("-")
    script = next((subtag for subtag in subtags if len(subtag) == SCRIPT_LETTERS and subtag.isalpha()), "")
    return script in BACKWARDS_SCRIPTS if script else language in BACKWARDS


def line(text: str, lang: str) -> Line:
    """Shape a text that `fonts.drawable` returned."""
    glyphs: list[Glyph] = []
    inked: list[Ink] = []
    x = 0.0
    for row, part, backwards in _runs(text, lang):
        font = fonts.loaded(row)
        em = font.face.upem
        buffer = _shaped(font, part, lang, backwards=backwards)
        for info, place in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
            glyph = Glyph(row, info.codepoint, x + place.x_offset / em, place.y_offset / em)
            glyphs.append(glyph)
            inked += _ink(font, glyph)
            x += place.x_advance / em
    return Line(tuple(glyphs), x, *_reach(inked))


def _ink(font: hb.Font, glyph: Glyph) -> list[Ink]:
    """Return the box of a glyph that shows anything."""
    box, em = font.get_glyph_extents(glyph.id), font.face.upem
    if not box or not box.width:
        return []
    left, top = glyph.x + box.x_bearing / em, glyph.y + box.y_bearing / em
    return [Ink(left, left + box.width / em, top, top + box.height / em)]


def _reach(inked: Sequence[Ink]) -> tuple[float, float, float, float]:
    """Return how far all of a line reaches above, below, to the left and to the right."""
    if not inked:
        return 0.0, 0.0, 0.0, 0.0
    above, below = max(0.0, *(ink.top for ink in inked)), max(0.0, *(-ink.bottom for ink in inked))
    return above, below, min(ink.left for ink in inked), max(ink.right for ink in inked)


def _runs(text: str, lang: str) -> Iterator[tuple[fonts.FontFile, str, bool]]:
    """Cut a text where its direction or its font changes, in the order in which it is shown."""
    for run in bidi.runs(text, backwards=is_backwards(lang)):
        parts = _by_font(text[run.start : run.end], lang)
        for font, part in reversed(parts) if run.backwards else parts:
            yield font, part, run.backwards


def _by_font(text: str, lang: str) -> list[tuple[fonts.FontFile, str]]:
    drawn = [(font, cluster) for cluster in clusters(text) if (font := fonts.font_of(cluster, lang))]
    return [(font, "".join(cluster for _, cluster in group)) for font, group in groupby(drawn, key=lambda entry: entry[0])]


def _shaped(font: hb.Font, text: str, lang: str, *, backwards: bool) -> hb.Buffer:
    buffer = hb.Buffer()
    buffer.add_str(text)
    buffer.direction = "rtl" if backwards else "ltr"
    buffer.guess_segment_properties()
    buffer.language = lang
    hb.shape(font, buffer)
    return buffer
