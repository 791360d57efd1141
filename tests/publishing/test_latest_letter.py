"""The latest letter on `/follow/`: what a reader would have got."""

from collections.abc import Mapping
from typing import Any

import pytest

from tests.pictures import flat_jpeg
from tests.publishing.blog import MemoryBlog, as_new, post, standing

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
