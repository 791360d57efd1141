"""The lines of a card's title: where they end, how large they are, and in which order their signs are shown."""

import pytest

from chalicelib.images import bidi
from chalicelib.images.card_layout import ELLIPSIS, MOST_LINES, SIZES, _cut, title_of
from chalicelib.images.line_breaks import Measure, Piece, lines, pieces, text_of

LETTERS = Measure(width=lambda text: float(len(text)), space=1.0)


def cut(text: str, lang: str = "en") -> list[str]:
    return [piece.text for piece in pieces(text, lang)]


def broken(text: str, limit: float, lang: str = "en") -> list[str] | None:
    rows = lines(pieces(text, lang), LETTERS, limit, MOST_LINES)
    return [text_of(line) for line in rows] if rows else None


# ---- where a line may end


@pytest.mark.parametrize(
    ("lang", "text", "parts"),
    [
        ("en", "well-known facts", ["well-", "known", "facts"]),
        ("en", "1914-1918 and -5", ["1914-1918", "and", "-5"]),
        ("de", "„Ja“ – sagte er", ["„Ja“ –", "sagte", "er"]),
        ("fr", "« Qui ? » : lui", ["« Qui ? » :", "lui"]),
        ("fr", "10\u00a0000 voix", ["10\u00a0000", "voix"]),
        ("ko", "동네 서점과 그곳을", ["동네", "서점과", "그곳을"]),
        ("ja", "東京都の新しいコーヒー文化：若者たち", ["東京都の", "新しい", "コーヒー文化：", "若者たち"]),
        ("en", "日本語、「東京」。", ["日", "本", "語、", "「東", "京」。"]),
        ("zh", "工作方式：来自一线", ["工作", "方式：", "来自", "一线"]),
    ],
)
def test_a_line_ends_where_the_language_allows(lang: str, text: str, parts: list[str]) -> None:
    assert cut(text, lang) == parts


# ---- lines


def test_lines_are_as_few_as_can_be_and_as_equal() -> None:
    assert broken("one two six ten", 11) == ["one two", "six ten"]


def test_a_pause_is_a_good_end() -> None:
    assert broken("aaa: bb cc dd", 11) == ["aaa:", "bb cc dd"]
    assert broken("aa: bb cc ddd", 11) == ["aa: bb", "cc ddd"]  # but not if the lines are too unequal


def test_a_word_that_is_wider_than_a_line_and_a_fifth_line_are_refused() -> None:
    assert broken("incomprehensible", 11) is None
    assert broken("aaaa bbbb cccc dddd eeee", 4) is None


def test_a_short_title_has_the_largest_size_and_a_long_one_four_lines_with_an_ellipsis() -> None:
    short, long = title_of("Hello", "en"), title_of("This goes on. " * 20, "en")

    assert (short.size, len(short.lines)) == (SIZES[0], 1)
    assert (long.size, len(long.lines)) == (SIZES[-1], MOST_LINES)


def test_a_title_that_is_cut_ends_behind_a_word() -> None:
    row = [Piece("aaaa"), Piece("bbbb,", spaced=True), Piece("cccc", spaced=True), Piece("dddd", spaced=True)]
    assert [text_of(line) for line in _cut(row, LETTERS, 10, 1)] == ["aaaa bbbb" + ELLIPSIS]


def test_a_compound_is_whole_where_a_smaller_size_allows_and_else_broken_in_a_larger() -> None:
    whole, broken = (
        title_of(word, "de")
        for word in ("Krankenversicherungsbeiträge", "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz")
    )

    assert len(whole.lines) == 1
    assert len(broken.lines) > 1
    assert broken.size > SIZES[-1]


# ---- the order of signs


@pytest.mark.parametrize(
    ("backwards", "text", "seen"),
    [
        (False, "abc (def) 1-2", "abc (def) 1-2"),
        (True, "אבג", "גבא"),
        (True, "אב 123, 5% גד", "דג 5% ,123 בא"),
        (True, "אב abc! גד", "דג !abc בא"),
        (False, "say אב גד!", "say דג בא!"),
        (True, "אב (abc) גד", "דג )abc( בא"),  # a font mirrors these
        (True, "שפת C(x)", "C(x) תפש"),
        (False, "a (אב) b", "a (בא) b"),
        (True, "عام 2024؟", "؟2024 ماع"),
        (True, "1-2 אב", "בא 1-2"),
        (True, "نص ١٬٢ 3", "3 ١٬٢ صن"),
    ],
)
def test_signs_are_shown_in_the_order_of_unicode_s_algorithm(backwards: bool, text: str, seen: str) -> None:
    runs = bidi.runs(text, backwards=backwards)

    assert "".join(text[run.start : run.end][:: -1 if run.backwards else 1] for run in runs) == seen
