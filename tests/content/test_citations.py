"""The line above a post that answers another page."""

from pathlib import Path

import pytest

from chalicelib.content.presentation.citations import KINDS, NAMES, citations, words_in
from chalicelib.content.site.site import Site
from chalicelib.content.source import read_source

CATALOGUES = sorted(path.stem for path in Path("templates/phrases").glob("*.po"))


def html_of(front: str, text: str = "Text.") -> str:
    source = read_source("posts/a.md", f"---\ntitle: A\ndate: 2026-11-20\n{front}\n---\n{text}\n".encode(), Site())
    return source.body.html


@pytest.mark.parametrize("lang", CATALOGUES)
def test_each_language_of_the_phrases_has_words_for_it(lang: str) -> None:
    assert words_in(lang) == NAMES[lang.lower() if lang.lower() in NAMES else lang.lower().partition("-")[0]]
    assert len(set(words_in(lang))) == len(KINDS)
    assert lang == "en" or words_in(lang) != NAMES["en"]


@pytest.mark.parametrize("key", ["in_reply_to", "in-reply-to"])
def test_the_key_has_two_spellings(key: str) -> None:
    assert html_of(f"{key}: https://www.example.com/a/") == (
        '<p class="cites">In reply to <a class="u-in-reply-to" href="https://www.example.com/a/">example.com/a</a></p>\n<p>Text.</p>'
    )


def test_several_pages_have_a_line_each() -> None:
    assert html_of("like_of: [https://example.com/a, https://example.com/b]").count('class="u-like-of"') == 2


@pytest.mark.parametrize(
    "value", ["/a/", "javascript:alert(1)", "a page", "{url: https://example.com}", "[{url: x}]", "https://["]
)
def test_anything_else_is_the_authors_own(value: str) -> None:
    assert html_of(f"in_reply_to: '{value}'" if value[0] not in "{[" else f"in_reply_to: {value}") == "<p>Text.</p>"


def test_the_line_is_part_of_the_lead() -> None:
    source = read_source(
        "posts/a.md", b"---\ntitle: A\ndate: 2026-11-20\nlike_of: https://e.com/\n---\nOne\n\n<!--more-->\n\nTwo\n", Site()
    )

    assert "u-like-of" in source.body.html[: source.body.more]


def test_a_long_address_is_shortened_and_its_link_is_not() -> None:
    address = f"https://example.com/{'a' * 200}"

    assert f'href="{address}"' in citations([[address], [], [], []], "en")
    assert "a…</a>" in citations([[address], [], [], []], "en")


def test_nothing_is_said_without_an_address() -> None:
    assert citations([[], [], [], []], "en") == ""
