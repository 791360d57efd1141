"""A build that can't go on from the last one builds from nothing, and says why."""

from collections.abc import Callable, Mapping
from contextlib import closing
from datetime import timedelta

import pytest

from infra.build.build import build
from infra.build.catalog import Catalog
from tests.build.edits import TEMPLATE, URL, Author, add_words, comes_to_the_same, same
from tests.publishing.blog import post


def contest(author: Author) -> None:
    for name in ("a", "b"):
        author.put(f"posts/{name}.md", post(name, slug="one", date="2026-11-02"))


def refuse_a_template(author: Author) -> None:
    author.put("templates/landing.html", TEMPLATE.replace("WORD", "{% oops %}"))


def read_otherwise(author: Author) -> None:
    site = author.sources / "site.yaml"
    author.put("site.yaml", site.read_text() + "markdown: python-markdown\n")


def go_back(author: Author) -> None:
    author.now -= timedelta(days=1)


def damage(author: Author) -> None:
    author.cache.catalog.write_bytes(b"damaged" * 10_000)


def lose(author: Author) -> None:
    author.cache.catalog.unlink()


def change_the_program(author: Author) -> None:
    note(author, "program")


def change_the_libraries(author: Author) -> None:
    note(author, "libraries")


def change_python(author: Author) -> None:
    note(author, "python")


def note(author: Author, name: str) -> None:
    with closing(Catalog(author.cache.catalog)) as catalog:
        catalog.note(**{name: "another"})


def fail(author: Author) -> None:
    with closing(Catalog(author.cache.catalog)) as catalog:
        catalog.note(failed=True)


def cut_short(author: Author) -> None:
    catalog = author.cache.catalog
    catalog.write_bytes(catalog.read_bytes()[:8192])


def lose_a_page(author: Author) -> None:
    (author.out / "index.html").unlink()


WHY: Mapping[Callable[[Author], None], str] = {
    contest: "several of its sources want the same address or id",
    refuse_a_template: "site.yaml, a template or a catalogue has an error, or had one",
    read_otherwise: "site.yaml changes how files are read",
    go_back: "it was built for a later time",
    lose: "the last build left no catalog, or didn't finish",
    lose_a_page: "some of its pages are missing",
    damage: "its catalog is damaged",
    cut_short: "its catalog is damaged",
    change_the_program: "Presswork itself has changed",
    change_the_libraries: "it was built with other versions of the libraries",
    change_python: "it was built with another version of Python",
    fail: "some of its pages couldn't be made",
}


@pytest.mark.parametrize("act", WHY)
def test_a_build_from_nothing_says_why(author: Author, act: Callable[[Author], None]) -> None:
    (author.sources / "posts/1.md").unlink()
    act(author)
    comes_to_the_same(author)
    assert [told.partition(": ")[2].partition(" (")[0] for told in author.told] == [WHY[act]]


def test_another_address_builds_from_nothing(author: Author) -> None:
    build(author.sources, author.out, url="https://other.example", now=author.now, tell=author.told.append)
    assert author.told == [f"building {author.out} from scratch: it was built for another address"]
    assert b"https://other.example/" in (author.out / "sitemap.xml").read_bytes()
    assert URL.encode() not in (author.out / "sitemap.xml").read_bytes()


def test_a_name_that_is_contested_already_keeps_no_other_source_from_being_edited(author: Author) -> None:
    contest(author)
    author.build()
    author.told.clear()
    add_words(author)
    comes_to_the_same(author)
    assert author.told == []


def test_a_build_from_nothing_may_be_asked_for(author: Author) -> None:
    assert same(author.build(fresh=True), author.build())
    assert author.told == [f"building {author.out} from scratch: you asked for it"]


def test_the_first_build_of_a_folder_says_nothing(author: Author) -> None:
    assert author.told == []
