"""The fonts of cards: every letter of their scripts, in one weight, in few bytes, each loaded where it is needed."""

from collections.abc import Iterator
from unicodedata import ucd_3_2_0 as unicode

import pytest

from chalicelib.images import fonts
from chalicelib.images.fonts import COMPRESSED, FOLDER, FONTS, FontFile, loaded
from tests.images.test_cards import TITLES, python

LICENCE = "OFL.txt"
NAMES = {
    "NotoSans.ttf": ("LATIN", "GREEK", "CYRILLIC"),
    "NotoSansOriya.ttf": ("ORIYA",),
    "NotoSansCJK.otf": ("HIRAGANA", "KATAKANA", "BOPOMOFO", "HANGUL SYLLABLE", "HANGUL LETTER", "CJK UNIFIED"),
}
"""How the names of a font's letters begin; most are named like their font."""
NOT_LETTERS = ("NotoSansSymbols.ttf", "NotoEmoji.ttf")


def letters(font: FontFile) -> Iterator[str]:
    """Yield the letters, marks and digits of a font's scripts in Unicode 3.2, which Python knows whatever its version."""
    begin = NAMES.get(font.file, (font.file.removeprefix("NotoSans").partition(".")[0].upper(),))
    for sign in map(chr, range(0x10000)):
        if unicode.category(sign)[0] in "LMN" and unicode.name(sign, "").startswith(begin):
            yield sign


@pytest.mark.parametrize("font", [font for font in FONTS if font.file not in NOT_LETTERS], ids=lambda font: font.file)
def test_a_font_has_every_letter_of_its_scripts(font: FontFile) -> None:
    wanted = [*letters(font)]

    assert len(wanted) > 25
    assert [sign for sign in wanted if loaded(font).get_nominal_glyph(ord(sign)) is None] == []


@pytest.mark.parametrize("font", FONTS, ids=lambda font: font.file)
def test_a_font_has_one_weight(font: FontFile) -> None:
    assert not loaded(font).face.axis_infos


def test_the_folder_holds_the_fonts_of_the_table_and_their_licence_in_few_bytes() -> None:
    files = {path.name: path.stat().st_size for path in FOLDER.iterdir()}

    assert files.keys() == {f"{font.file}{COMPRESSED}" for font in FONTS} | {LICENCE}
    assert sum(files.values()) < 8_400_000


@pytest.mark.parametrize("lang", TITLES)
def test_only_a_card_in_chinese_japanese_or_korean_loads_the_largest_font(lang: str) -> None:
    loads = f"from tests.images.test_cards import *; drawn(titled(TITLES[{lang!r}], {lang!r})); calls = fonts.loaded.cache_info"
    loads += "; before = calls().hits; fonts.loaded(fonts.CJK); print(calls().hits > before)"

    assert (python(loads).strip() == b"True") == (lang in fonts.CJK.languages)
