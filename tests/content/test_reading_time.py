"""How many minutes a text takes to read."""

import pytest

from chalicelib.content.text.reading_time import minutes

IMAGE = '<img alt="" src="/a.jpg">'


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>" + "word " * 264 + "</p>", 0),
        ("<p>" + "word " * 265 + "</p>", 1),
        ("<p>" + "word " * 1_060 + "</p>", 4),
        ("<p>" + "字" * 1_500 + "</p>", 3),
        ("<p>" + "독서 시간 " * 250 + "</p>", 2),
        ("<p>" + "हिन्दी भाषा " * 265 + "</p>", 2),
        ("<p>" + "กขคงจ" * 530 + "</p>", 2),
        ("", 0),
    ],
    ids=["less than a minute", "a minute", "more", "Chinese", "Korean", "with vowel signs", "Thai", "nothing"],
)
def test_a_minute_is_265_words_or_500_east_asian_characters(html: str, expected: int) -> None:
    assert minutes(html) == expected


def test_the_first_images_take_longer_than_those_after_them() -> None:
    assert [minutes(IMAGE * number) for number in (6, 7, 10, 40)] == [0, 1, 1, 3]


def test_tags_signs_and_formulas_are_no_words() -> None:
    formula = '<math alttext="x">' + "<mi>x</mi> " * 600 + "</math>"

    assert minutes("<p>w<b>o</b>rd — </p>" * 264 + formula) == 0
