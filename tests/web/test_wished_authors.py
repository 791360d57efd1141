"""The authors that a visitor may choose from, and those that they wish."""

import json
import re

import pytest

from tests.publishing.blog import MemoryBlog, post
from tests.web.visitor import Visitor, new_visitor

AUTHORS = """\
languages: [en, es]
authors: {bo: {name: {en: Bo B, es: Bo el Bueno}}}
categories: {ann: {name: Ann of the lake}}
"""


@pytest.fixture
def with_authors() -> Visitor:
    return visitor_of_authors()


def visitor_of_authors() -> Visitor:
    """A visitor of a site with two authors in English and one in Spanish, one of whom is a category, too."""
    blog = MemoryBlog()
    blog.publish(
        {
            "site.yaml": AUTHORS,
            "posts/a.md": post(title="A", date="2026-11-20", authors=["Ann"]),
            "posts/b.md": post(title="B", date="2026-11-21", authors=["bo"]),
            "posts/c.es.md": post(title="C", date="2026-11-22", authors=["bo"]),
        }
    )
    return new_visitor(blog)


def preferences(visitor: Visitor) -> str:
    return visitor.ask("GET", visitor.link("preferences")).body.decode()


def boxes(visitor: Visitor, name: str) -> list[tuple[str, bool, str]]:
    """The boxes to tick of the preferences page: the value, whether it is ticked, and the text."""
    found = re.findall(rf'type="checkbox" name="{name}" value="([^"]*)"( checked)?> <span>([^<]*)<', preferences(visitor))
    return [(value, bool(checked), said) for value, checked, said in found]


def test_a_reader_chooses_among_the_authors_of_their_language_by_the_names_of_the_site(with_authors: Visitor) -> None:
    with_authors.follow()

    assert boxes(with_authors, "authors") == [("ann", False, "Ann"), ("bo", False, "Bo B")]


def test_an_author_and_a_category_of_one_slug_are_two_wishes(with_authors: Visitor) -> None:
    with_authors.follow(authors="ann")

    known = with_authors.known()
    assert known
    assert (known.wishes.authors, known.wishes.categories) == (("ann",), ())
    assert boxes(with_authors, "authors") == [("ann", True, "Ann"), ("bo", False, "Bo B")]
    assert boxes(with_authors, "categories") == [("ann", False, "Ann of the lake")]


def test_where_there_is_one_author_nobody_is_asked_to_choose(with_authors: Visitor) -> None:
    with_authors.follow(lang="es")

    assert boxes(with_authors, "authors") == []
    assert 'name="authors"' not in preferences(with_authors)


def test_a_wished_author_without_posts_stays_to_choose(with_authors: Visitor) -> None:
    with_authors.follow(lang="es", authors="gone")

    assert boxes(with_authors, "authors") == [("bo", False, "Bo el Bueno"), ("gone", True, "gone")]


def test_a_program_gets_all_wishes_of_a_reader(with_authors: Visitor) -> None:
    with_authors.follow(authors="ann", categories="ann")

    reply = with_authors.ask("POST", f"/data?t={with_authors.token('account')}")

    assert json.loads(reply.body)["wishes"] == {
        "lang": "en",
        "all_languages": False,
        "categories": ["ann"],
        "often": "each",
        "authors": ["ann"],
    }
