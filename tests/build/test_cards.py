"""Cards of a build: drawn once, kept by what they show, and right after every change."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from tests.build.edits import CARDS, Author, add_words, comes_to_the_same, remove, rename, retitle, seeded
from tests.publishing.blog import post

SITE = f"title: Press\n{CARDS}"


@pytest.fixture
def author(tmp_path: Path) -> Author:
    """An author with a few posts and a page that was built, with cards; one post shows an image."""
    made = Author(tmp_path, seeded(0))
    made.put("site.yaml", SITE)
    made.put("about.md", "# About\n\nUs.\n")
    made.put("posts/0.md", post("![A picture](0.png)", title="Title 0"))
    for number in (1, 2):
        made.put(f"posts/{number}.md", post(title=f"Title {number}"))
    made.build()
    return made


def cards(author: Author) -> set[str]:
    """The addresses that have a card."""
    root = author.out / "_/cards"
    return {path.parent.relative_to(root).as_posix() for path in root.rglob("card.png")}


def kept(author: Author) -> Mapping[str, int]:
    """The cards that were ever drawn, and when."""
    return {path.parent.name: path.stat().st_mtime_ns for path in author.cache.folder.glob("images/*/1200.png")}


def test_a_build_draws_a_card_for_each_post_that_shows_no_image(author: Author) -> None:
    assert cards(author) == {"about", "2026/11/20/1", "2026/11/20/2"}
    assert len(kept(author)) == 3


@pytest.mark.parametrize("fresh", [False, True])
def test_a_second_build_draws_none(author: Author, *, fresh: bool) -> None:
    before = kept(author)

    author.build(fresh=fresh)

    assert kept(author) == before
    assert len(cards(author)) == 3


@pytest.mark.slow
def test_another_title_draws_its_card_alone(author: Author) -> None:
    before = kept(author)

    author.put("posts/1.md", post(title="Another"))
    comes_to_the_same(author)

    assert len(kept(author).items() - before.items()) == 1
    assert author.told == []


@pytest.mark.slow
def test_another_colour_of_cards_draws_all_and_another_colour_of_links_none(author: Author) -> None:
    for colour, drawn in (("link", 0), ("accent", 3)):
        before = kept(author)
        author.put("site.yaml", f"{SITE}theme: {{light: {{{colour}: '#123456'}}}}\n")
        comes_to_the_same(author)
        assert len(kept(author).items() - before.items()) == drawn
    assert author.told == []


@pytest.mark.slow
@pytest.mark.parametrize("edit", [add_words, retitle, remove, rename])
def test_after_each_edit_cards_are_those_of_a_build_from_nothing(author: Author, edit: Callable[[Author], None]) -> None:
    edit(author)
    comes_to_the_same(author)


@pytest.mark.slow
def test_cards_that_are_switched_off_are_gone_and_come_again_without_drawing(author: Author) -> None:
    before = kept(author)

    author.put("site.yaml", "title: Press\n")
    comes_to_the_same(author)
    assert cards(author) == set()

    author.put("site.yaml", SITE)
    comes_to_the_same(author)
    assert len(cards(author)) == 3
    assert kept(author) == before


@pytest.mark.slow
def test_builds_that_are_killed_while_they_draw_come_to_a_build_from_nothing(author: Author) -> None:
    for number, after in enumerate((0.2, 0.4, 0.6, 0.8)):
        for key in range(3):
            author.put(f"posts/{key}.md", post(title=f"Title {number} of {key}"))
        author.build_and_be_killed(after)
        comes_to_the_same(author)
