"""The drawing of a card: an image of few colours, each text's from the background's to its own."""

from collections.abc import Iterable
from io import BytesIO

import uharfbuzz as hb
from PIL import Image

from chalicelib.content.presentation.cards import HEIGHT, WIDTH, Card
from chalicelib.content.site.theme import contrast
from chalicelib.images import fonts, shaping
from chalicelib.images.card_layout import BAR, PlacedLine, placed_lines

READABLE = 4.5  # WCAG 2.2, 1.4.3
EXTREMES = ("#000000", "#ffffff")
STEPS = 64  # from the background's colour to that of a text
FINER = 4
"""How much finer than the image its text is drawn. Signs overlap, as Hindi's do along their upper line: where two of them cover
the same part of a pixel, it counts twice, which would show at the edges."""
INK, ACCENT, BAR_AT = 0, STEPS, 2 * STEPS  # places in the palette


def png(card: Card) -> bytes:
    """Return the image of a card."""
    lines = placed_lines(card)
    image = Image.new("P", (WIDTH, HEIGHT), INK)
    image.putpalette(_palette(card))
    left = WIDTH - BAR if shaping.is_backwards(card.lang) else 0
    image.paste(BAR_AT, (left, 0, left + BAR, HEIGHT))
    for first, accented in ((INK, False), (ACCENT, True)):
        mask = _mask(line for line in lines if line.accented == accented)
        image.paste(mask.point([first + level * (STEPS - 1) // 255 for level in range(256)]), mask=mask.point(bool, "1"))
    out = BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()


def readable(colour: str, background: str) -> str:
    """Return a colour if it can be read on the background, else black or white."""
    if contrast(colour, background) >= READABLE:
        return colour
    return max(EXTREMES, key=lambda extreme: contrast(extreme, background))


def _palette(card: Card) -> bytes:
    ink = readable(card.ink, card.background)
    accent = card.accent if contrast(card.accent, card.background) >= READABLE else ink
    ramps = _ramp(card.background, ink) + _ramp(card.background, accent)
    return ramps + _channels(card.accent)


def _ramp(background: str, colour: str) -> bytes:
    ends = list(zip(_channels(background), _channels(colour), strict=True))
    return bytes(round(start + (end - start) * step / (STEPS - 1)) for step in range(STEPS) for start, end in ends)


def _channels(colour: str) -> bytes:
    return bytes.fromhex(colour.removeprefix("#"))


def _mask(lines: Iterable[PlacedLine]) -> Image.Image:
    """Return how much of each pixel these lines cover."""
    width, height = WIDTH * FINER, HEIGHT * FINER
    raster = hb.RasterDraw()
    raster.extents = hb.RasterExtents(0, 0, width, height, 0)
    for line in lines:
        _draw(raster, line)
    covered = raster.render()
    return Image.frombytes("L", (width, height), covered.buffer, "raw", "L", covered.extents.stride, -1).reduce(FINER)


def _draw(raster: hb.RasterDraw, at: PlacedLine) -> None:
    for glyph in at.line.glyphs:
        font = fonts.loaded(glyph.font)
        scale = FINER * at.size / font.face.upem
        x, y = FINER * (at.x + glyph.x * at.size), FINER * (HEIGHT - at.y + glyph.y * at.size)
        raster.transform = (scale, 0, 0, scale, x, y)
        raster.draw_glyph(font, glyph.id)
