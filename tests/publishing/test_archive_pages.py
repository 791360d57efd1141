"""Archives: months, years and tags list titles beside their dates, with counts; a category's cards don't repeat its name."""

import pytest
from selectolax.lexbor import LexborNode

from chalicelib.content.html.html_tree import parse
from tests.publishing.blog import MemoryBlog, post

SITE = {"site.yaml": "title: The Press\nlanding: 2\nfeed: {length: 2}\n"}
DAYS = ("2025-12-30", "2026-04-01", "2026-04-28", "2026-05-02")
ALL = {
    f"posts/{day}.md": post(
        "Text.", title=f"On {day}", date=day, tags=["Ink"], categories=["Type", "Paper"][: 1 + day.startswith("2026")]
    )
    for day in DAYS
}


@pytest.fixture
def archived(memory_blog: MemoryBlog) -> MemoryBlog:
    memory_blog.publish({**SITE, **ALL})
    return memory_blog


def tree(blog: MemoryBlog, address: str) -> LexborNode:
    page = blog.page(address)
    assert page
    return parse(page).css("main")[0]


def lines(blog: MemoryBlog, address: str) -> list[tuple[str, str, str]]:
    """Return the lines of a page: the day, the title and the address of each post."""
    rows = tree(blog, address).css("ul.lines > li")
    return [((row.css("time")[0].attributes["datetime"] or "")[:10], row.css("a")[0].text(), row.id or "") for row in rows]


@pytest.mark.parametrize(
    ("address", "days", "count"),
    [
        ("/2026/04/", ["2026-04-28", "2026-04-01"], "2 posts"),
        ("/2025/12/", ["2025-12-30"], "1 post"),
        ("/2026/", ["2026-05-02", "2026-04-28", "2026-04-01"], "3 posts"),
        ("/tag/ink/", [*reversed(DAYS)], "4 posts"),
    ],
)
def test_each_archive_has_the_titles_of_all_its_posts_beside_their_dates_and_their_number(
    archived: MemoryBlog, address: str, days: list[str], count: str
) -> None:
    main = tree(archived, address)

    assert [line[:2] for line in lines(archived, address)] == [(day, f"On {day}") for day in days]
    assert all(archived.page(at) for _, _, at in lines(archived, address))
    assert [found.text() for found in main.css("p.number .count")] == [count]
    assert main.css(".card") == []


def test_the_parts_of_an_archive_are_its_months_or_years_each_with_its_number_if_it_is_whole(archived: MemoryBlog) -> None:
    months = [found.text() for found in tree(archived, "/2026/").css("section.part h2")]
    years = [found.text() for found in tree(archived, "/tag/ink/").css("section.part h3, section.part h2")]

    assert months == ["May 2026 1 post", "April 2026 2 posts"]
    assert [year.split()[0] for year in years] == ["2026", "2025"]


@pytest.mark.parametrize(("slug", "kickers"), [("type", ["Paper", "Paper"]), ("paper", ["Type", "Type"])])
def test_the_cards_of_a_category_name_another_one_or_none(archived: MemoryBlog, slug: str, kickers: list[str]) -> None:
    cards = tree(archived, f"/category/{slug}/").css(".card .kicker")

    assert [card.text() for card in cards] == kickers


def test_a_post_of_one_category_has_none_above_its_title_there(memory_blog: MemoryBlog) -> None:
    memory_blog.publish({**SITE, "posts/a.md": post("Text.", title="A", date="2026-04-01", categories=["Type"])})

    assert tree(memory_blog, "/category/type/").css(".card .kicker") == []
    assert len(tree(memory_blog, "/category/type/").css(".card")) == 1
    assert "Type" in [kicker.text() for kicker in tree(memory_blog, "/").css(".kicker")]
