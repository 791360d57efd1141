"""Letters that look like others: what a list of them does to a line of a comment, and to the rules of a site."""

import re
from unicodedata import normalize

import pytest
from msgspec.structs import replace

from chalicelib.comments.rules.comment_text import html_of
from chalicelib.comments.rules.confusables import ALIKE
from chalicelib.comments.rules.moderation import hits_of
from tests.comments.test_moderation import RULES, comment

ROWS = dict(zip(*[iter(ALIKE.split())] * 2, strict=True))
"""Each Latin letter, with the letters that look like it."""


@pytest.mark.parametrize("letter", ROWS)
def test_a_line_of_them_is_shown_as_it_was_typed_and_is_one_line(letter: str) -> None:
    line = f"x{'x'.join(ROWS[letter])}x"

    assert html_of(line) == f"<p>{normalize('NFC', line)}</p>\n"


@pytest.mark.parametrize("letter", ROWS)
def test_a_name_written_with_one_of_them_is_taken_for_the_author_s(letter: str) -> None:
    authors = (f"Ana{letter}Ruiz",)

    passed = [other for other in ROWS[letter] if not hits_of(comment("Hello", f"Ana{other}Ruiz"), RULES, authors)]

    assert passed == []


@pytest.mark.parametrize("letter", ROWS)
def test_a_word_written_with_one_of_them_is_the_word_of_the_rule(letter: str) -> None:
    rules = replace(RULES, words=(f"free{letter}casino",))

    passed = [other for other in ROWS[letter] if not hits_of(comment(f"a free{other}casino here"), rules)]

    assert passed == []


def test_the_list_has_some_hundred_letters_of_ten_alphabets() -> None:
    others = re.sub("[a-z0-9]", "", "".join(ROWS.values()))

    assert len(others) > 150
