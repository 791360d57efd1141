"""What the rules of a site find in a comment."""

import pytest

from chalicelib.comments.rules.comment import Comment
from chalicelib.comments.rules.moderation import hits_of
from chalicelib.content.site.comment_rules import CommentRules

RULES = CommentRules(on=True, words=("casino", "płać"), links=1)


def comment(text: str, writer: str = "Ada", website: str = "") -> Comment:
    return Comment("posts/a.md", "1", "held", "2026-11-20T10:00:00+00:00", writer, text, website)


@pytest.mark.parametrize("text", ["The best casino!", "CASINO", "ｃａｓｉｎｏ", "a casino."])
def test_a_word_is_found_in_any_case_and_width(text: str) -> None:
    assert hits_of(comment(text), RULES) == ("words: casino",)


@pytest.mark.parametrize("has", [{"writer": "Casino"}, {"website": "https://casino.example/"}])
def test_a_word_is_found_in_the_name_and_the_website_too(has: dict[str, str]) -> None:
    assert hits_of(comment("Hello", **has), RULES) == ("words: casino",)


def test_a_word_within_another_is_none() -> None:
    assert hits_of(comment("We were on the casinos' tour"), RULES) == ()


def test_links_are_counted_and_their_number_is_told() -> None:
    assert hits_of(comment("http://a.example and https://b.example"), RULES) == ("links: 2",)
    assert hits_of(comment("http://a.example alone"), RULES) == ()


@pytest.mark.parametrize(
    ("text", "languages", "found"),
    [
        ("Купите сейчас", ("en", "es"), ("languages: Cyrillic",)),
        ("Купите сейчас", ("en", "ru"), ()),
        ("今日はいい天気", ("ja",), ()),
        ("أحب الحبر", ("en", "ar"), ()),
        ("これはいいですね", ("ko",), ("languages: Hiragana",)),
        ("한국어 漢字", ("ko",), ()),
        ("I like «да»", ("en",), ()),
        ("Купите сейчас", (), ()),
        ("!!! 123", ("en",), ()),
    ],
)
def test_a_script_of_none_of_the_languages_is_told(text: str, languages: tuple[str, ...], found: tuple[str, ...]) -> None:
    assert hits_of(comment(text), CommentRules(on=True, languages=languages)) == found
