"""`/follow/`, the page to link to: what one can follow, how often, how many do, the latest letter, and the feeds."""

from collections.abc import Mapping
from typing import Any

import html5lib
import pytest

from chalicelib import schedule
from chalicelib.store import subscribers
from tests.pictures import flat_jpeg
from tests.publishing.blog import MemoryBlog, as_new, post, standing
from tests.publishing.calls import noting

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
    assert main.count('<div class="copied">') == 3
    assert all(
        f'<a href="{feed}" type="application/rss+xml">' in main for feed in ("/feed/", "/author/ann/feed/", "/author/bo/feed/")
    )


def test_the_page_shows_how_many_follow_when_that_has_changed(memory_blog: MemoryBlog) -> None:
    memory_blog.publish(following())
    subscribers.count(memory_blog.cloud.table, 7, 12)

    schedule.tick(memory_blog.cloud)
    memory_blog.settle()

    assert "Join 12 other followers" in (memory_blog.page("/follow/") or "")


def test_an_older_post_of_a_category_does_not_write_the_page(memory_blog: MemoryBlog) -> None:
    memory_blog.publish(following())

    with noting(memory_blog) as written:
        memory_blog.publish({"posts/c.md": post(title="C", date="2011-04-28", categories=["Ink"], authors=["ann"])})

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


OLD, NEW = {"title": "Old", "date": "2026-11-01"}, {"title": "New", "date": "2026-11-02"}


def letter(blog: MemoryBlog, address: str = "/follow/") -> str:
    """The box with the latest letter; empty without one."""
    _, _, after = (blog.page(address) or "").partition('<article class="as-mail">')
    return after.partition("</article>")[0]


def test_the_page_shows_the_latest_letter_as_a_mail(memory_blog: MemoryBlog) -> None:
    site = "title: The Press\nnewsletter: {letters: Ada & Co <ada@press.example>}\n"
    told = post(**NEW, summary="In short.", image="b.jpg")
    memory_blog.publish({"site.yaml": site, "posts/a.md": post(**OLD), "posts/b.md": told, "posts/b.jpg": flat_jpeg(1200, 800)})

    box = letter(memory_blog)

    assert "<dd><bdi>Ada &amp; Co</bdi></dd>" in box
    assert "<dd><bdi>New</bdi></dd>" in box
    assert '<h3><a href="/2026/11/02/b/">New</a></h3>' in box
    assert "<p>In short.</p>" in box
    assert 'src="/_/images/posts/b.jpg/sized/letter' in box
    assert "Old" not in box


def test_a_newer_post_takes_the_place_of_the_latest_letter_until_it_is_gone(memory_blog: MemoryBlog) -> None:
    memory_blog.publish({"posts/a.md": post(**OLD)})
    memory_blog.publish({"posts/b.md": post(**NEW)})
    newer = letter(memory_blog)

    memory_blog.delete("posts/b.md")
    memory_blog.settle()

    assert "New" in newer
    assert "Old" in letter(memory_blog)


@pytest.mark.parametrize(
    "edit",
    [
        {"title": "Mended"},
        {"summary": "Mended."},
        {"slug": "mended"},
        {"date": "2026-10-31"},
        {"listed": False},
        {"newsletter": False},
    ],
    ids=lambda edit: next(iter(edit)),
)
def test_an_edit_of_the_latest_letter_is_on_the_page(memory_blog: MemoryBlog, edit: Mapping[str, Any]) -> None:
    before, after = ({"posts/a.md": post(**OLD), "posts/b.md": post(**{**NEW, **more})} for more in ({}, edit))
    memory_blog.publish(before)
    shown = letter(memory_blog)

    memory_blog.publish(after)

    assert letter(memory_blog) != shown
    assert standing(memory_blog.objects()) == standing(as_new(after))


@pytest.mark.parametrize(
    "hidden", [{"listed": False}, {"newsletter": False}, {"date": ""}], ids=["unlisted", "no letter", "a page"]
)
def test_what_goes_out_as_no_letter_is_not_shown_as_the_latest(memory_blog: MemoryBlog, hidden: Mapping[str, Any]) -> None:
    memory_blog.publish({"posts/a.md": post(**OLD), "posts/b.md": post(**{**NEW, **hidden})})

    assert "Old" in letter(memory_blog)


def test_each_language_shows_its_own_latest_letter(memory_blog: MemoryBlog) -> None:
    memory_blog.publish(
        {"site.yaml": "languages: [en, es]\n", "posts/a.md": post(**OLD), "posts/b.es.md": post(**NEW, lang="es")}
    )

    assert "Old" in letter(memory_blog)
    assert "New" in letter(memory_blog, "/es/follow/")


def test_a_site_without_posts_has_no_latest_letter(memory_blog: MemoryBlog) -> None:
    memory_blog.publish({"site.yaml": "title: The Press\n"})

    assert memory_blog.page("/follow/")
    assert not letter(memory_blog)


@pytest.mark.parametrize("site", ["landing: 3\nfeed: {length: 1}\n", "landing: 1\nfeed: {length: 3}\n"], ids=["landing", "feed"])
def test_a_setting_by_which_more_posts_are_looked_through_reaches_the_page(memory_blog: MemoryBlog, site: str) -> None:
    few = "landing: 1\nfeed: {length: 1}\n"
    unsent = {f"posts/{day}.md": post(title=f"Day {day}", date=f"2026-11-{day}", newsletter=False) for day in (11, 12)}
    posts = {**unsent, "posts/a.md": post(**OLD)}
    memory_blog.publish({"site.yaml": few, **posts})
    hidden = letter(memory_blog)

    memory_blog.publish({"site.yaml": site})

    assert not hidden
    assert "Old" in letter(memory_blog)
