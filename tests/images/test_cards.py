"""The card of a post: its name, its text, its colours, in the scripts of many languages."""

import os
import random
import subprocess
import sys
from io import BytesIO

import pytest
from msgspec.structs import replace
from PIL import Image

from chalicelib.content.presentation.cards import WIDTH, Card, name_of
from chalicelib.content.site.theme import contrast
from chalicelib.images import fonts, shaping
from chalicelib.images.card_drawing import readable
from chalicelib.images.card_layout import MARGIN, PlacedLine, placed_lines
from chalicelib.images.cards import drawn
from tests.each import each

PLAIN = Card("A title", "A site", "An author", "en", "#fffdf8", "#1d1b18", "#a3341f")

TITLES = {
    "ar": "كيف غيّر الذكاء الاصطناعي غرف الأخبار في العالم العربي خلال عام 2024؟",
    "de": "Warum die Krankenversicherungsbeiträge schon wieder steigen – und was jetzt hilft",
    "el": "Η άγνωστη ιστορία των ναυπηγείων της Ερμούπολης και οι άνθρωποι που τα έχτισαν",
    "en": "How a Small Newsroom Rebuilt Its Publishing Pipeline Without Servers",
    "es": "¿Por qué el agua será el gran desafío de las ciudades españolas en esta década?",
    "fr": "« À quoi bon voter ? » : enquête sur l’abstention des jeunes en Île-de-France",
    "he": "כך נבנית עיר: שלושים שנה של תכנון בתל אביב (ומה שנשאר ממנו) לפי OpenStreetMap",
    "hi": "क्या हिन्दी पत्रकारिता डिजिटल युग में अपनी विश्वसनीयता बचा पाएगी? एक विश्लेषण",
    "ja": "東京都の新しいコーヒー文化：若者たちが「小さな焙煎所」を次々と開く、その理由とは？",
    "ko": "서울의 골목길을 다시 걷다: 사라지는 동네 서점과 그곳을 지키는 사람들의 이야기",
    "ru": "Почему жители Екатеринбурга всё чаще переезжают в пригороды: разбираемся с урбанистами",
    "vi": "Những người giữ lửa nghề gốm Bát Tràng: ẤN TƯỢNG về một làng cổ bên sông Hồng",
    "zh": "人工智能如何改变小型出版社的工作方式：来自一线编辑的观察与“慢思考”",
}
SMALL = 100_000  # bytes


def titled(title: str, lang: str = "en") -> Card:
    return replace(PLAIN, title=title, lang=lang)


def shown(image: bytes) -> Image.Image:
    return Image.open(BytesIO(image)).convert("RGB")


def edges(line: PlacedLine) -> tuple[float, float]:
    return line.x + line.line.left * line.size, line.x + line.line.right * line.size


def python(says: str, seed: str = "0") -> bytes:
    """Return what another process writes."""
    environment = {**os.environ, "PYTHONHASHSEED": seed}
    return subprocess.run([sys.executable, "-c", says], env=environment, capture_output=True, check=True).stdout  # noqa: S603


# ---- the name


@pytest.mark.parametrize("field", Card.__struct_fields__)
def test_a_card_that_looks_otherwise_has_another_name(field: str) -> None:
    assert name_of(PLAIN) == name_of(replace(PLAIN))
    assert name_of(replace(PLAIN, **{field: "#123456"})) != name_of(PLAIN)


def test_what_passes_from_one_field_to_the_next_changes_the_name() -> None:
    assert name_of(replace(PLAIN, title="AB", site="C")) != name_of(replace(PLAIN, title="A", site="BC"))


def test_whoever_asks_for_the_name_loads_no_shaper_and_no_pillow() -> None:
    done = python("import sys; from chalicelib.images import cards; print({'uharfbuzz', 'PIL', 'budoux'} & {*sys.modules})")

    assert done.strip() == b"set()"


# ---- languages


@pytest.mark.parametrize("lang", TITLES)
def test_each_language_has_its_card(lang: str) -> None:
    image = drawn(titled(TITLES[lang], lang))

    assert Image.open(BytesIO(image)).size == (1200, 630)
    assert len(image) <= SMALL


@pytest.mark.parametrize("lang", TITLES)
def test_each_language_has_the_glyphs_it_needs(lang: str) -> None:
    assert fonts.drawable(TITLES[lang], lang) == TITLES[lang]
    assert all(glyph.id for glyph in shaping.line(TITLES[lang], lang).glyphs)


@pytest.mark.parametrize("lang", TITLES)
def test_no_text_leaves_its_margins(lang: str) -> None:
    for line in placed_lines(titled(TITLES[lang], lang)):
        left, right = edges(line)
        assert left >= MARGIN - 1
        assert right <= WIDTH - MARGIN + 1


@pytest.mark.parametrize("lang", ["ar", "he", "fa", "ku-Arab"])
def test_a_language_that_is_written_to_the_left_begins_at_the_right(lang: str) -> None:
    lines = placed_lines(titled(TITLES["ar"], lang))
    image = shown(drawn(titled(TITLES["ar"], lang)))

    assert {round(edges(line)[1]) for line in lines} == {WIDTH - MARGIN}
    assert image.getpixel((WIDTH - 1, 300)) == (0xA3, 0x34, 0x1F)
    assert image.getpixel((0, 300)) == (0xFF, 0xFD, 0xF8)


def test_letters_join_in_arabic_and_syllables_in_hindi() -> None:
    assert shaping.line("بيت", "ar").width < sum(shaping.line(letter, "ar").width for letter in "بيت")
    assert len(shaping.line("क्षत्रिय", "hi").glyphs) < len("क्षत्रिय")


def test_one_character_has_the_form_of_its_language() -> None:
    forms = {lang: shaping.line("直骨", lang).glyphs for lang in ("ja", "zh", "zh-Hant", "ko")}

    assert len({tuple(glyph.id for glyph in glyphs) for glyphs in forms.values()}) >= 3


# ---- what can't be drawn


def test_a_symbol_without_a_glyph_is_left_out() -> None:
    assert fonts.drawable("A \U0001d800\ufdd0 B", "en") == "A B"


def test_a_text_with_a_letter_that_no_font_has_is_left_out_and_the_site_is_the_title() -> None:
    assert fonts.drawable("Linear A: 𐘀𐘁", "en") == ""
    assert drawn(titled("Linear A: 𐘀𐘁")) == drawn(replace(PLAIN, title="A site", site=""))


def test_letters_in_another_style_are_drawn_plain() -> None:
    assert fonts.drawable("𝐁𝐨𝐥𝐝 𝓬𝓵𝓪𝓲𝓶", "en") == "Bold claim"


@pytest.mark.parametrize("emoji", ["🚀", "❤️", "1️⃣", "🇫🇷", "👩🏽‍💻"])
def test_an_emoji_is_one_sign_in_the_colour_of_the_text(emoji: str) -> None:
    assert fonts.drawable(emoji, "en") == emoji
    assert {glyph.font for glyph in shaping.line(emoji, "en").glyphs} == {fonts.EMOJI}


def test_control_characters_are_removed_and_spaces_are_one() -> None:
    assert fonts.drawable(" a\x00\x1b\u202e\u2066b\n\n\t c\ufeff ", "en") == "ab c"


def test_of_a_tower_of_marks_the_lowest_are_drawn() -> None:
    assert fonts.drawable("x" + "\u0301" * 90, "en") == "x" + "\u0301" * 4


def test_an_empty_card_is_its_colours() -> None:
    image = drawn(replace(PLAIN, title="", site=" ", author="\u200b"))

    assert {colour for _, colour in shown(image).getcolors() or []} == {(0xFF, 0xFD, 0xF8), (0xA3, 0x34, 0x1F)}


# ---- colours


def test_whatever_the_theme_a_text_can_be_read() -> None:
    dice = random.Random(7)  # noqa: S311
    for _ in range(2000):
        ink, background = (f"#{dice.randrange(1 << 24):06x}" for _ in range(2))
        assert contrast(readable(ink, background), background) >= 4.5


def test_colours_that_can_be_read_are_the_theme_s_others_are_black_or_white() -> None:
    def colours(card: Card) -> set[object]:
        return {colour for _, colour in shown(drawn(card)).getcolors(1 << 20) or []}

    assert {(0x1D, 0x1B, 0x18), (0xA3, 0x34, 0x1F)} <= colours(PLAIN)
    dim = colours(replace(PLAIN, background="#101010", ink="#303030", accent="#404040"))
    assert (255, 255, 255) in dim
    assert (0x30, 0x30, 0x30) not in dim


# ---- the same again, and soon


def test_two_processes_draw_the_same_bytes() -> None:
    draws = "from tests.images.test_cards import *; [print(drawn(titled(TITLES[lang], lang))) for lang in ('hi', 'ja')]"

    assert python(draws, seed="1") == python(draws, seed="2") != b""


def test_only_the_beginning_of_a_text_is_looked_at() -> None:
    words, undrawable = "word " * 50, "𐘀𐘁"

    assert fonts.drawable(f"{words}{undrawable}", "en") == ""
    assert fonts.drawable(f"{words * 1000}{undrawable}", "en") == ("word " * 60).strip()


HOSTILE = {
    "long": "word " * 100_000,
    "unbroken": "m" * 100_000,
    "ideographs": "龘" * 100_000,
    "phrases": "すもももももももものうち" * 10_000,
    "expanding": "\ufdfa" * 10_000,
    "marks": "a" + "\u0489" * 100_000,
    "emoji": "👩🏽‍👩🏿‍👦🏻‍👦🏼" * 10_000,
    "joiners": "\u200d" * 10_000,
    "brackets": "([{" * 10_000 + ")]}" * 10_000,
    "directions": "aא1٤(" * 10_000,
    "surrogates": "\ud800\udfff" * 1000,
    "unpaired flag": "🇫" * 1000,
    "punctuation": "、" * 1000,
}


@each("title", HOSTILE.values())
@each("lang", ["en", "ja", "ar", ""])
def test_a_hostile_title_stays_on_the_card(title: str, lang: str) -> None:
    card = replace(titled(title, lang), site=title, author=title[:-1])

    image = drawn(card)

    assert len(image) <= SMALL
    assert len(name_of(card)) == 20
    assert all(
        MARGIN - 1 <= edge <= WIDTH - MARGIN + 1 for line in placed_lines(card) if line.line.glyphs for edge in edges(line)
    )
