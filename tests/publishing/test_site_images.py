"""Images of the site itself, its logo and those in the texts of `site.yaml`: whatever comes first, all pages show their sizes."""

import re
from collections.abc import Callable
from itertools import permutations
from typing import Any

import pytest

from bench.watching import watched
from chalicelib import reports
from chalicelib.model import Page, PageKind
from chalicelib.publishing import consumers, render_batch
from tests.pictures import flat_png as png
from tests.publishing.blog import Blog, MemoryBlog, as_new, post, standing
from tests.publishing.calls import calling, noting

Sources = dict[str, str | bytes | None]

SITE = """\
title: The Press
theme: {logo: /é logo.png, image: /card.png}
categories: {ink: {name: Ink, text: "![Ink](/ink.png)"}}
authors: {ann: {name: Ann, text: "![Ann](/ann.png)"}}
sidebar: [{widget: text, text: "![Books](/books.png)"}, recent]
"""
IMAGES = {"é logo.png": png(32, 16), "card.png": png(1200, 630), "ink.png": png(3, 2), "ann.png": png(5, 4)}
IMAGES["books.png"] = png(7, 6)
POST = post(categories=["Ink"], author="ann")
ALL: Sources = {"site.yaml": SITE, "posts/a.md": POST, **IMAGES}
AT = "/2026/11/20/a/"


def images(page: str | None) -> list[dict[str, str]]:
    return [dict(re.findall(r'([\w-]+)="([^"]*)"', tag)) for tag in re.findall(r"<img [^>]*>", page or "")]


def sized(page: str | None) -> dict[str, tuple[str | None, str | None]]:
    return {image["src"]: (image.get("width"), image.get("height")) for image in images(page)}


def test_every_page_shows_the_sites_own_images_with_their_sizes(blog: Blog) -> None:
    blog.publish(ALL)

    logo = {"/_/images/%C3%A9%20logo.png/sized/small.png": ("32", "16")}
    assert sized(blog.page("/")) == sized(blog.page("/topics/")) == logo
    assert sized(blog.page(AT)) == {**logo, "/ann.png": ("5", "4")}
    assert sized(blog.page("/category/ink/")) == {**logo, "/ink.png": ("3", "2")}
    assert sized(blog.page("/author/ann/")) == {**logo, "/ann.png": ("5", "4")}
    assert sized(blog.page("/_/sidebar.en.html")) == {"/books.png": ("7", "6")}
    assert '<meta property="og:image:width" content="1200">' in (blog.page(AT) or "")


@pytest.mark.parametrize("order", list(permutations(("site.yaml", "é logo.png", "posts/a.md"))))
def test_the_order_in_which_they_come_makes_no_difference(memory_blog: Blog, order: tuple[str, ...]) -> None:
    memory_blog.publish({key: ALL[key] for key in (*order, *ALL)})

    assert memory_blog.objects() == as_new({key: source for key, source in ALL.items() if source is not None})


CHANGES: list[Sources] = [
    {"é logo.png": png(64, 64)},
    {"é logo.png": None},
    {"books.png": None, "ink.png": png(1, 1)},
    {"site.yaml": SITE.replace("é logo", "books")},
    {"site.yaml": None},
    {"site.yaml": SITE.replace("é logo", "books"), "é logo.png": png(1, 1), "books.png": png(2, 2)},
    {"site.yaml": "theme: {logo: /books.png}\n", "books.png": None},
    {"site.yaml": "title: [broken", "é logo.png": None, "card.png": png(9, 9)},
]


@pytest.mark.parametrize("changes", CHANGES)
def test_a_change_leaves_the_pages_as_if_it_had_been_so_ever_since(blog: Blog, changes: Sources) -> None:
    blog.publish(ALL)
    blog.publish(changes)

    refused = {"site.yaml": SITE} if "[broken" in str(changes.get("site.yaml")) else {}
    left = {**ALL, **changes, **refused}
    assert standing(blog.objects()) == as_new({key: source for key, source in left.items() if source is not None})


def test_an_image_that_comes_while_pages_are_pressed_is_on_them(memory_blog: MemoryBlog) -> None:
    memory_blog.publish({key: source for key, source in ALL.items() if key != "é logo.png"})
    unwatched = memory_blog.cloud
    uploaded: list[bool] = []

    def during(port: str, method: str, _args: tuple[Any, ...], act: Callable[[], Any]) -> Any:
        answer = act()
        if (port, method) == ("table", "get_many") and not uploaded:
            uploaded.append(True)
            blog = memory_blog
            blog.cloud = unwatched
            blog.upload("é logo.png", png(32, 16))
            blog._work("ingest", blog.uploads, consumers.uploads)
            blog.press.take(100)  # the rebuild that this owes is lost, or was before the page could be found
        return answer

    render_batch.render(watched(unwatched, during), [Page("address", AT)])

    assert sized(memory_blog.page(AT))["/_/images/%C3%A9%20logo.png/sized/small.png"] == ("32", "16")


# ---- what it costs


def test_an_image_that_the_site_does_not_show_presses_no_page(memory_blog: MemoryBlog) -> None:
    memory_blog.publish(ALL)

    with noting(memory_blog) as written:
        memory_blog.publish({"other.png": png(1, 1), "é logo.png": png(32, 16, "red")})

    assert {key for key in written if not key.startswith("_/images/")} == {"other.png", "é logo.png"}


@pytest.mark.parametrize("pages", [["topics"], ["topics", "feeds", "archives", "notfound"]])
def test_a_site_that_shows_images_costs_a_batch_of_pages_two_reads_more(pages: list[PageKind]) -> None:
    asked = [Page(kind, "en") for kind in pages]

    plain, shows = (reads_of(f"title: The Press\n{theme}", asked) for theme in ("", "theme: {logo: /logo.png}\n"))

    assert shows == [*plain, "table.get_many", "table.get_many"]


def reads_of(site: str, pages: list[Page]) -> list[str]:
    """What is asked of the table while these pages are pressed, sorted."""
    blog = MemoryBlog()
    blog.publish({"logo.png": png(3, 2), "site.yaml": site})
    with calling(blog) as calls:
        render_batch.render(blog.cloud, pages)
    reads = [call.name for call in calls if call.method in ("query", "get", "get_many")]
    return sorted(reads, key=lambda name: name == "table.get_many")


# ---- what the author is told


@pytest.mark.on_aws_too
def test_an_image_that_is_not_there_is_told_beside_the_site_until_it_comes(blog: Blog) -> None:
    blog.publish({"site.yaml": "theme: {logo: /l.png, icon: /i.ico, image: /c.png}\n", "c.png": png(3, 2)})
    assert blog.warning("site.yaml") == reports.missing_files("site.yaml", ["l.png", "i.ico"])
    assert "Found:    the file /l.png\n" in (blog.warning("site.yaml") or "")

    blog.publish({"i.ico": b"\0\0\1\0, whose size nobody reads", "l.png": png(3, 2)})
    assert blog.warning("site.yaml") is None

    blog.publish({"i.ico": None})
    assert blog.warning("site.yaml") == reports.missing_files("site.yaml", ["i.ico"])

    blog.publish({"site.yaml": "title: No images\n"})
    assert blog.warning("site.yaml") is None
