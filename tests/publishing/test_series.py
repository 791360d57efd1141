"""A series: its parts lead to each other in order, and its page lists them from the first to the last."""

import re

import pytest

from tests.publishing.blog import Blog, MemoryBlog, as_new, post
from tests.publishing.calls import noting

SITE = {"site.yaml": "title: The Press\nlanguages: [en, es]\nlanding: 3\nfeed: {length: 3}\n"}
AT = "/series/how-to-set-type/"
SHOWN = re.compile(r'<h2[^>]*><a href="[^"]*" rel="bookmark">([^<]*)')


def part(day: int, series: str | None = "How to set type", **front: object) -> dict[str, str]:
    """A post of a day of November, with the day as its title."""
    told = {"title": f"Day {day}", "date": f"2026-11-{day:02}", "series": series, **front}
    return {f"posts/{day}.md": post("Text.", **told)}


PARTS = {**part(3), **part(7), **part(11)}
OTHERS = {**SITE, **part(5, None), **part(9, "Another")}


def shown(blog: Blog) -> list[str]:
    return SHOWN.findall(blog.page(AT) or "")


def of_series(blog: Blog, day: int) -> str:
    """What a post says about its series."""
    page = blog.page(f"/2026/11/{day:02}/{day}/") or ""
    return "".join(re.findall(r'<div class="in-series">.*?</div>', page, re.DOTALL))


def test_the_page_of_a_series_lists_its_parts_from_the_first_to_the_last(blog: Blog) -> None:
    blog.publish({**OTHERS, **PARTS})

    assert shown(blog) == ["Day 3", "Day 7", "Day 11"]
    assert "Series: How to set type" in (blog.page(AT) or "")
    assert "3 posts" in (blog.page(AT) or "")


def test_a_part_names_its_series_and_leads_to_the_parts_beside_it(blog: Blog) -> None:
    blog.publish({**OTHERS, **PARTS})

    first, between = of_series(blog, 3), of_series(blog, 7)
    assert re.findall('href="([^"]*)"', between) == [AT, "/2026/11/03/3/", "/2026/11/11/11/"]
    assert re.findall('href="([^"]*)"', first) == [AT, "/2026/11/07/7/"]
    assert of_series(blog, 5) == ""


def test_all_topics_list_the_series_and_the_list_of_feeds_does_not(memory_blog: Blog) -> None:
    memory_blog.publish({**OTHERS, **PARTS})

    assert f'<a href="{AT}">How to set type</a>' in (memory_blog.page("/topics/") or "")
    assert "/series/" not in (memory_blog.page("/feeds/") or "")
    assert [key for key in memory_blog.objects() if key.startswith("series/") and "feed" in key] == []


@pytest.mark.parametrize(
    "change",
    [
        part(5),
        part(7, "Another"),
        part(7, title="Other"),
        {"posts/7.md": None},
        dict.fromkeys(PARTS),
        part(7, listed=False),
        {"posts/7.md": post(title="Day 7", date="2026-11-25", series="How to set type")},
    ],
    ids=["a part between", "another series", "another title", "deleted", "all deleted", "unlisted", "a later date"],
)
def test_a_series_is_right_after_any_change_of_a_part(memory_blog: MemoryBlog, change: dict[str, str | None]) -> None:
    memory_blog.publish({**OTHERS, **PARTS})

    memory_blog.publish(change)

    sources = {**OTHERS, **PARTS, **change}
    standing = {key: one for key, one in memory_blog.objects().items() if "location" not in one.meta}
    assert standing == as_new({key: source for key, source in sources.items() if source is not None})


def test_a_new_part_changes_of_the_other_parts_only_the_one_before_it(memory_blog: MemoryBlog) -> None:
    memory_blog.publish({**OTHERS, **PARTS, **part(20, None)})

    with noting(memory_blog) as keys:
        memory_blog.publish(part(12))

    assert {key for key in keys if re.fullmatch(r"2026/11/\d\d/.*", key)} == {
        "2026/11/11/11/index.html",
        "2026/11/12/12/index.html",
        "2026/11/20/20/index.html",  # the next post of all
    }


def test_a_series_has_a_page_in_each_language_of_its_parts(memory_blog: Blog) -> None:
    memory_blog.publish({**SITE, **part(3), **part(4, lang="es"), **part(7)})

    assert shown(memory_blog) == ["Day 3", "Day 7"]
    assert "Serie: How to set type" in (memory_blog.page(f"/es{AT}") or "")


def test_an_unlisted_part_names_its_series_and_topics_without_a_link(memory_blog: Blog) -> None:
    memory_blog.publish({**SITE, **part(3, listed=False, categories=["Press"])})

    page = memory_blog.page("/2026/11/03/3/") or ""
    assert "How to set type" in page
    assert [at for at in (AT, "/category/press/") if at in page] == []


def test_a_page_outside_the_flow_is_part_of_no_series(memory_blog: Blog) -> None:
    memory_blog.publish({**SITE, "about.md": "---\ntitle: About\nseries: How to set type\n---\nUs.\n"})

    assert "How to set type" not in (memory_blog.page("/about/") or "")
    assert memory_blog.page(AT) is None
