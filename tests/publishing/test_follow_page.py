"""`/follow/`, the page to link to: what one can follow, how often, how many do, and the feeds."""

from collections.abc import Mapping
from typing import Any

import html5lib

from chalicelib import schedule
from chalicelib.store import subscribers
from tests.publishing.blog import MemoryBlog, as_new, noting, post, standing

AUTHORS = "authors: {ann: {name: Ann}, bo: {name: Bo}}\n"


def following(**front: object) -> Mapping[str, str]:
    """A post in the categories Ink and Paper, by two authors."""
    told: dict[str, Any] = {"title": "A", "categories": ["Ink", "Paper"], "authors": ["ann", "bo"], **front}
    return {"posts/a.md": post(**told)}


def boxes(blog: MemoryBlog, address: str = "/follow/") -> list[tuple[str | None, str | None]]:
    """The id and value of each box of a category."""
    page = html5lib.parse(blog.page(address) or "", namespaceHTMLElements=False)
    return [(box.get("id"), box.get("value")) for box in page.iter("input") if box.get("name") == "categories"]


def test_the_page_has_one_form_with_all_categories_and_how_often(memory_blog: MemoryBlog) -> None:
    memory_blog.publish(following())

    page = html5lib.parse(memory_blog.page("/follow/") or "", namespaceHTMLElements=False)

    assert len([form for form in page.iter("form") if form.get("action") == "/api/subscriptions"]) == 1
    assert boxes(memory_blog) == [("ink", "ink"), ("paper", "paper")]
    often = [(radio.get("value"), "checked" in radio.attrib) for radio in page.iter("input") if radio.get("name") == "often"]
    assert often == [("each", True), ("daily", False), ("weekly", False)]


def test_each_language_has_its_page_with_its_own_categories(memory_blog: MemoryBlog) -> None:
    memory_blog.publish(
        {"site.yaml": "languages: [en, es]\n", **following(), "posts/b.es.md": post(title="B", categories=["Tinta"])}
    )

    assert "Seguir" in (memory_blog.page("/es/follow/") or "")
    assert boxes(memory_blog, "/es/follow/") == [("tinta", "tinta")]
    assert 'name="lang" value="es"' in (memory_blog.page("/es/follow/") or "")


def test_the_page_names_the_feed_of_the_site_and_of_each_author(memory_blog: MemoryBlog) -> None:
    memory_blog.publish({"site.yaml": AUTHORS, **following()})

    page = memory_blog.page("/follow/") or ""

    main = page[page.index("<main") : page.index("</main>")]
    assert main.count("<dt>") == 3
    assert all(
        f'<a href="{feed}" type="application/rss+xml">' in main for feed in ("/feed/", "/author/ann/feed/", "/author/bo/feed/")
    )


def test_the_page_shows_how_many_follow_when_that_has_changed(memory_blog: MemoryBlog) -> None:
    memory_blog.publish(following())
    subscribers.count(memory_blog.cloud.table, 7, 12)

    schedule.tick(memory_blog.cloud)
    memory_blog.settle()

    assert "Join 12 other followers" in (memory_blog.page("/follow/") or "")


def test_another_post_of_a_category_does_not_write_the_page(memory_blog: MemoryBlog) -> None:
    memory_blog.publish(following())

    with noting(memory_blog) as written:
        memory_blog.publish({"posts/c.md": post(title="C", categories=["Ink"], authors=["ann"])})

    assert "topics/index.html" in written
    assert "follow/index.html" not in written


def test_a_category_that_comes_or_goes_changes_the_page(memory_blog: MemoryBlog) -> None:
    memory_blog.publish(following())

    memory_blog.publish(following(categories=["Paper", "Wax"]))

    assert boxes(memory_blog) == [("paper", "paper"), ("wax", "wax")]
    assert standing(memory_blog.objects()) == standing(as_new(following(categories=["Paper", "Wax"])))


def test_very_many_categories_are_found_by_their_letters(memory_blog: MemoryBlog) -> None:
    names = [f"{'abcdefghij'[at % 10]}-{at}" for at in range(120)]
    memory_blog.publish_at_once(
        {f"posts/{at}.md": post(title=f"P{at}", slug=f"p{at}", categories=names[at * 20 : at * 20 + 20]) for at in range(6)}
    )

    page = html5lib.parse(memory_blog.page("/follow/") or "", namespaceHTMLElements=False)

    assert [letter.findtext("summary") for letter in page.iter("details")] == list("ABCDEFGHIJ")
    assert {value for _, value in boxes(memory_blog)} == set(names)
