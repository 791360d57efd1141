"""The fonts of cards: Noto, bold, for nearly every script, in the folder `noto`. `infra.package.card_fonts` makes its files.

A cluster is drawn by the first font that has its signs. The fonts that a language prefers come first; Chinese, Japanese and
Korean forms of one character are in one font, which chooses by the language. What no font has is never drawn as a box
(`drawable`). A font's file is compressed in a clone and in an installation, but not in the functions' zip, where it is read in
place.
"""

import lzma
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import uharfbuzz as hb

from chalicelib.images.card_text import EMOJI_STYLE, LONGEST, SHOWS_NOTHING, cleaned, clusters, is_spelled, plainer, single_spaced

FOLDER = Path(__file__).with_name("noto")
COMPRESSED = ".xz"


class FontFile(NamedTuple):
    """One font: its file, the languages that prefer it, and the least distance of its lines in em."""

    file: str
    languages: tuple[str, ...] = ()
    leading: float = 1.18


def _noto(script: str, *languages: str, leading: float = 1.3) -> FontFile:
    return FontFile(f"Noto{script}.ttf", languages, leading)


LATIN = _noto("Sans", leading=1.18)
CJK = FontFile("NotoSansCJK.otf", ("ja", "ko", "zh", "yue", "wuu"), 1.32)
EMOJI = _noto("Emoji", leading=1.18)

FONTS: tuple[FontFile, ...] = (
    LATIN,  # and Greek and Cyrillic
    _noto("SansArabic", "ar", "arz", "ckb", "fa", "ps", "sd", "ug", "ur", leading=1.4),
    _noto("SansHebrew", "he", "yi"),
    _noto("SansDevanagari", "hi", "mr", "ne", "sa", leading=1.4),
    _noto("SansArmenian", "hy"),
    _noto("SansBengali", "bn", "as"),
    _noto("SansEthiopic", "am", "ti"),
    _noto("SansGeorgian", "ka"),
    _noto("SansGujarati", "gu"),
    _noto("SansGurmukhi", "pa"),
    _noto("SansKannada", "kn"),
    _noto("SansKhmer", "km", leading=1.5),
    _noto("SansLao", "lo", leading=1.4),
    _noto("SansMalayalam", "ml"),
    _noto("SansMyanmar", "my", leading=1.5),
    _noto("SansOriya", "or"),
    _noto("SansSinhala", "si"),
    _noto("SansTamil", "ta"),
    _noto("SansTelugu", "te", leading=1.4),
    _noto("SansThai", "th", leading=1.4),
    _noto("SansSymbols"),
    EMOJI,
    CJK,  # the largest by far
)
"""In the order in which they are asked."""


def font_of(cluster: str, lang: str) -> FontFile | None:
    """Return the font that draws a cluster in a text of this language; None: no font has it."""
    return next((font for font in _preferred(cluster, lang) if _has(font, cluster)), None)


def drawable(text: str, lang: str) -> str:
    """Return what is drawn of a text: all but symbols without a glyph, or nothing, where a letter has none."""
    spellings = [(cluster, _written(cluster, lang)) for cluster in clusters(cleaned(text))]
    if any(not spelling and is_spelled(cluster) for cluster, spelling in spellings):
        return ""
    return single_spaced("".join(spelling for _, spelling in spellings))[:LONGEST]


def _written(cluster: str, lang: str) -> str:
    return next((way for way in plainer(cluster) if font_of(way, lang)), "")


def _preferred(cluster: str, lang: str) -> Iterator[FontFile]:
    if EMOJI_STYLE in cluster:
        yield EMOJI
    language = lang.lower().partition("-")[0]
    yield from (font for font in FONTS if language in font.languages)
    yield from FONTS


@cache
def loaded(font_file: FontFile) -> hb.Font:
    path = FOLDER / font_file.file
    if path.exists():
        return hb.Font(hb.Face(hb.Blob.from_file_path(str(path))))
    return hb.Font(hb.Face(lzma.decompress(path.with_name(path.name + COMPRESSED).read_bytes())))


def _has(font_file: FontFile, cluster: str) -> bool:
    font = loaded(font_file)
    return all(font.get_nominal_glyph(ord(sign)) for sign in cluster if sign not in SHOWS_NOTHING)
