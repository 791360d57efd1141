"""What the rules of a site find in a comment."""

import pytest

from chalicelib.comments.rules.comment import Comment
from chalicelib.comments.rules.moderation import hits_of, names_of
from chalicelib.content.site.comment_rules import CommentRules
from chalicelib.store import records, site_files
from tests.publishing.blog import MemoryBlog, post

RULES = CommentRules(on=True, words=("casino", "płać"), links=1)


def comment(text: str, writer: str = "Ada", website: str = "") -> Comment:
    return Comment("posts/a.md", "1", "held", "2026-11-20T10:00:00+00:00", writer, text, website)


@pytest.mark.parametrize(
    "text",
    [
        *("The best casino!", "CASINO", "ｃａｓｉｎｏ", "a casino."),
        *("\u0441\u0430sino", "cas\u200bino", "cas\u202eino", "**cas**ino", "c&#97;sino", "Ⓒⓐⓢⓘⓝⓞ", "CAS1N0"),
    ],
)
def test_a_word_is_found_in_any_case_width_and_alphabet_and_as_the_page_shows_it(text: str) -> None:
    assert hits_of(comment(text), RULES) == ("words: casino",)


@pytest.mark.parametrize("text", ["КАЗИНО", "казино", "Казино"])
def test_a_word_in_another_alphabet_is_found_in_any_case(text: str) -> None:
    assert hits_of(comment(text), CommentRules(words=("казино",))) == ("words: казино",)


@pytest.mark.parametrize("has", [{"writer": "Casino"}, {"website": "https://casino.example/"}])
def test_a_word_is_found_in_the_name_and_the_website_too(has: dict[str, str]) -> None:
    assert hits_of(comment("Hello", **has), RULES) == ("words: casino",)


def test_a_word_within_another_is_none() -> None:
    assert hits_of(comment("We were on the casinos' tour"), RULES) == ()


def test_links_are_counted_and_their_number_is_told() -> None:
    assert hits_of(comment("http://a.example and https://b.example"), RULES) == ("links: 2",)
    assert hits_of(comment("http://a.example alone"), RULES) == ()


@pytest.mark.parametrize(
    "text",
    [
        "[a](http://a.example)[b](http://b.example)",
        "[a][x] [b][x]\n\n[x]: http://a.example",
        "![a](http://a.example) <http://b.example>",
        "[a](HTTP:\\/\\/a.example) http://b.example",
    ],
)
def test_links_are_counted_as_the_page_has_them(text: str) -> None:
    assert hits_of(comment(text), RULES) == ("links: 2",)


AUTHORS = ("Eva Martín", "Jörg", "रमेश")


@pytest.mark.parametrize(
    ("writer", "like"),
    [
        *[
            (name, "Eva Martín")
            for name in (
                "Eva Martin",
                "EVA  MARTÍN",
                "\u0415v\u0430 \u041c\u0430rtín",
                "E\u03bda·Martin",
                "Eva\u200bMart1n",
                "𝐄𝐯𝐚 Ｍartin",
            )
        ],
        *[("J\u00f6rg", "Jörg"), ("Jorg!", "Jörg"), ("J\u03bfrg", "Jörg"), ("रमेश", "रमेश")],
    ],
)
def test_a_name_that_looks_like_an_authors_is_told(writer: str, like: str) -> None:
    assert hits_of(comment("Hello", writer), RULES, AUTHORS) == (f"names: {like}",)


@pytest.mark.parametrize("writer", ["Eva", "Eva Martínez", "Jürgen", "राम", "Анна", "*", "Ada"])
def test_another_name_is_no_authors(writer: str) -> None:
    assert hits_of(comment("Hello", writer), RULES, AUTHORS) == ()


def test_readers_take_the_names_of_authors_and_of_the_site_for_the_site() -> None:
    blog = MemoryBlog()
    blog.publish({"site.yaml": NAMED, "posts/a.md": post(authors=["Bo"])})
    record = records.read(blog.cloud.table, "posts/a.md")

    assert record
    assert record.post
    assert names_of(site_files.read(blog.cloud).site, record.post) == ("Eva Martín", "Эва Мартин", "kim", "Bo", "The Press")


NAMED = "title: The Press\nlanguages: [en, ru]\nauthors: {eva: {en: Eva Martín, ru: Эва Мартин}, kim: {}}\n"
