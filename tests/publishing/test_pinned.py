"""Pinned posts lead the home page and the pages of their categories, at most five of them, the newest first."""

import re
from collections.abc import Sequence

import pytest

from chalicelib.rendering.pages.listings import PINNED
from tests.publishing.blog import Blog, MemoryBlog, as_new, post

SITE = {"site.yaml": "title: The Press\nlanding: 3\nfeed: {length: 3}\n"}
SHOWN = re.compile(r'<h2[^>]*><a href="[^"]*" rel="bookmark">([^<]*)')
LINE = re.compile(r'</time> <a href="[^"]*">([^<]*)')
MARK = '<p class="kicker pinned">Pinned</p>'


def dated(days: Sequence[int], **front: object) -> dict[str, str]:
    """Posts of these days of November, with the day as their title."""
    return {f"posts/{day}.md": post("Text.", title=f"Day {day}", date=f"2026-11-{day:02}", **front) for day in days}


def shown(blog: Blog, address: str = "/", pattern: re.Pattern[str] = SHOWN) -> list[str]:
    """The days of the posts that a page shows, in its order."""
    return [title.removeprefix("Day ") for title in pattern.findall(blog.page(address) or "")]


def test_a_pinned_post_leads_the_home_page(blog: Blog) -> None:
    blog.publish({**SITE, **dated(range(11, 18)), **dated([2], pinned=True)})

    assert shown(blog) == ["2", "17", "16"]
    assert (blog.page("/") or "").count(MARK) == 1


def test_the_home_page_goes_on_with_the_first_post_that_it_does_not_show(memory_blog: Blog) -> None:
    memory_blog.publish({**SITE, **dated(range(11, 18)), **dated([16], pinned=True)})

    assert shown(memory_blog) == ["16", "17", "15"]
    assert 'href="/2026/#/2026/11/14/14/" rel="prev"' in (memory_blog.page("/") or "")


def test_of_many_pinned_posts_the_newest_five_are_shown_first(memory_blog: Blog) -> None:
    site = {"site.yaml": "landing: 10\nfeed: {length: 3}\n"}
    memory_blog.publish({**site, **dated(range(11, 21)), **dated(range(1, 8), pinned=True)})

    assert PINNED == 5
    assert shown(memory_blog) == ["7", "6", "5", "4", "3", "20", "19", "18", "17", "16"]


def test_a_pinned_post_leads_the_pages_of_its_categories_and_no_other_list(memory_blog: Blog) -> None:
    memory_blog.publish({**SITE, **dated([2], pinned=True, categories=["Press", "Ink"], tags=["t"])})
    memory_blog.publish({**dated(range(11, 15), categories=["Press"], tags=["t"]), **dated([20], pinned=True)})

    assert shown(memory_blog, "/category/press/") == ["2", "14", "13"]
    assert shown(memory_blog, "/tag/t/", LINE) == ["14", "13", "12", "11", "2"]
    assert shown(memory_blog, "/2026/11/", LINE)[:2] == ["20", "14"]
    assert [at for at in ("/tag/t/", "/2026/11/") if MARK in (memory_blog.page(at) or "")] == []


@pytest.mark.parametrize("after", [{}, {"pinned": True, "categories": ["Ink"]}, None], ids=["unpinned", "moved", "deleted"])
def test_a_post_that_is_pinned_no_longer_stands_where_it_always_would(
    memory_blog: MemoryBlog, after: dict[str, object] | None
) -> None:
    others = {**SITE, **dated(range(11, 18), categories=["Press"])}
    memory_blog.publish({**others, **dated([2], pinned=True, categories=["Press"])})

    now: dict[str, str | None] = {"posts/2.md": None} if after is None else dict(dated([2], **after))
    memory_blog.publish(now)

    sources = {**others, **{key: source for key, source in now.items() if source is not None}}
    assert {key: one for key, one in memory_blog.objects().items() if "location" not in one.meta} == as_new(sources)


def test_a_pinned_page_outside_the_flow_is_pinned_nowhere(memory_blog: Blog) -> None:
    memory_blog.publish({**SITE, **dated([11]), "about.md": "---\ntitle: About\npinned: yes\n---\nUs.\n"})

    assert shown(memory_blog) == ["11"]


def test_a_language_has_pinned_posts_of_its_own(memory_blog: Blog) -> None:
    site = {"site.yaml": "languages: [en, es]\nlanding: 3\n"}
    memory_blog.publish({**site, **dated(range(11, 15)), **dated([2], pinned=True, lang="es")})

    assert shown(memory_blog) == ["14", "13", "12"]
    assert shown(memory_blog, "/es/") == ["2"]
