"""Titles, summaries and names: the quotes of the language, and code between backticks."""

import json
from collections.abc import Callable

import pytest

from chalicelib.content.markdown.smartquotes import QUOTES, SIGNS, smarten
from chalicelib.content.markdown.typography import TypesetLine, in_quotes_of, typeset
from chalicelib.content.site.site import Language, Site
from chalicelib.content.site.siteyaml import read_site
from chalicelib.content.source import Source, read_source
from chalicelib.model import Post
from chalicelib.rendering.language.phrases import CATALOGUES, Phrasebook

TYPED = "A \"quote\" of the printers' -- it's 'so' ..."
KEY = "posts/2026-04-07-a.md"


def read(front: str, text: str = "Text.", lang: str = "en") -> Source:
    site = Site(languages=(Language(lang, lang),))
    return read_source(KEY, f"---\n{front}\n---\n{text}\n".encode(), site)


@pytest.mark.parametrize(
    ("typed", "text", "html"),
    [
        ("It's", "It’s", ""),
        ("Why `a == 'b'` isn't \"so\"", "Why a == 'b' isn’t “so”", "Why <code>a == 'b'</code> isn’t “so”"),
        ("`a` & `<b>`", "a & <b>", "<code>a</code> &amp; <code>&lt;b&gt;</code>"),
        ("``a-`-b``", "``a-`-b``", ""),
        ("`` a ``", "a", "<code>a</code>"),
        ("a ` b", "a ` b", ""),
        ("The `--all` option -- and `'`", "The --all option – and '", "The <code>--all</code> option – and <code>'</code>"),
        ("&amp; <i>a</i>", "&amp; <i>a</i>", ""),
    ],
)
def test_a_title_has_the_quotes_of_its_language_but_its_code_stays_as_typed(typed: str, text: str, html: str) -> None:
    assert typeset(typed, "en") == TypesetLine(text, html)


@pytest.mark.parametrize("lang", [lang for lang, quotes in QUOTES.items() if quotes])
def test_a_line_without_code_is_set_once_however_often_it_is_read(lang: str) -> None:
    once = typeset(TYPED, lang).text

    assert not SIGNS.search(once)
    assert typeset(once, lang).text == in_quotes_of(lang, once) == once


LISTS = ("tags", "categories", "authors")
FIELDS: dict[str, Callable[[Post], str]] = {
    "title": lambda post: post.title,
    "summary": lambda post: post.excerpt,
    "tags": lambda post: post.tags[0].name,
    "categories": lambda post: post.categories[0].name,
    "authors": lambda post: post.authors[0].name,
    "series": lambda post: post.series.name if post.series else "",
}


@pytest.mark.parametrize("lang", ["en", "de", "fr", "ru"])
@pytest.mark.parametrize("name", FIELDS)
def test_all_words_of_a_post_that_other_pages_show_have_the_quotes_of_its_text(name: str, lang: str) -> None:
    typed = 'It\'s "so"'
    front = "" if name == "title" else "title: A\n"
    written = json.dumps(typed)

    post = read(f"{front}{name}: {f'[{written}]' if name in LISTS else written}", typed, lang).post

    in_text = read("title: A", typed, lang).post.excerpt
    assert not SIGNS.search(in_text)
    assert FIELDS[name](post).split() == in_text.split()


@pytest.mark.parametrize(("typed", "like"), [('It\'s `so`, "really"', "It's so, 'really'"), ("Don't -- ever", "Don't ever")])
def test_addresses_and_topics_stay_as_the_typed_words_give_them(typed: str, like: str) -> None:
    typed_post, like_post = (read(f'title: >-\n  {title}\ntags: ["don\'t"]').post for title in (typed, like))

    assert typed_post.address == like_post.address
    assert typed_post.tags[0].slug == "dont"


@pytest.mark.parametrize("markdown", ["commonmark", "python-markdown"])
def test_code_in_a_heading_that_is_the_title_is_code_in_the_title(markdown: str) -> None:
    post = read(f"markdown: {markdown}", '# Why *we* use `a < "b"`, don\'t we?\n\nText.').post

    assert post.title == 'Why we use a < "b", don’t we?'
    assert post.title_html == 'Why we use <code>a &lt; "b"</code>, don’t we?'


SITE_YAML = """
title: {en: "The press's \\"page\\"", de: "Die \\"Seite\\""}
description: {en: "It's \\"so\\""}
languages: [en, de]
categories: {type: {name: "The printers' \\"type\\"", text: "It's \\"so\\""}}
authors: {ann: {name: "Ann \\"A\\" O'Hara"}}
menu: [{title: "What's \\"on\\"", to: "https://example.com/"}]
sidebar:
  - {widget: recent, title: "What's new"}
  - {widget: links, title: Links, links: [{title: "The baker's \\"book\\""}]}
"""


def test_all_words_of_site_yaml_that_readers_see_have_the_quotes_of_their_language() -> None:
    site = read_site(SITE_YAML.encode(), smarten)

    assert site.title.get("en") == "The press’s “page”"
    assert site.title.get("de") == "Die „Seite“"
    assert not SIGNS.search("".join(words(site)))


def words(value: object) -> list[str]:
    """Return all texts that readers see in a part of the site."""
    if isinstance(value, (tuple, list)):
        return [text for part in value for text in words(part)]
    if hasattr(value, "by_lang"):
        return [*value.by_lang.values()]
    if isinstance(value, dict):
        return words([*value.values()])
    fields = getattr(value, "__struct_fields__", ())
    return [text for name in fields for text in words(getattr(value, name))]


@pytest.mark.parametrize("lang", [path.stem for path in CATALOGUES.glob("*.po")])
def test_none_of_our_own_phrases_has_a_straight_quote_in_any_language(lang: str) -> None:
    book = Phrasebook()
    english = [phrase for catalogue in (Phrasebook().catalogues("de")) for phrase in catalogue.words]

    shown = [book.gettext(lang, phrase) for phrase in english] + [book.ngettext(lang, phrase, phrase, 2) for phrase in english]

    assert len(english) > 150
    assert [text for text in shown if SIGNS.search("".join(text.split("`")[::2]))] == []  # code keeps its own
