"""The image of the post that leads the home page: wide, in widths to choose from, and cropped where its author says."""

import re

import pytest

from chalicelib.content.html.responsive_images import column
from tests.pictures import flat_jpeg
from tests.publishing.blog import Blog, MemoryBlog, as_new, post

OLDER = post("Text.", date="2026-11-19", image="/quay.jpg")
LEAD = post("Text.", image="boat.jpg", image_focus="left 70%")
BOAT = flat_jpeg(1200, 900)
ROOM = column(extent="wide")
SOURCES: dict[str, str | bytes] = {
    "posts/a.md": LEAD,
    "posts/b.md": OLDER,
    "posts/boat.jpg": BOAT,
    "quay.jpg": flat_jpeg(1000, 10),
}


def cover(blog: Blog, address: str = "/") -> dict[str, str]:
    """The attributes of the only cover on a page; none without a cover."""
    found = re.findall(r'<img class="cover[^>]*>', blog.page(address) or "")
    return dict(re.findall(r'([\w-]+)="([^"]*)"', found[0])) if len(found) == 1 else {}


@pytest.mark.slow
def test_the_lead_post_shows_its_image_at_once_in_every_width(blog: Blog) -> None:
    blog.publish(SOURCES)

    shown = cover(blog)
    assert (shown["width"], shown["height"], shown["fetchpriority"]) == ("1200", "900", "high")
    assert re.findall(r" (\d+)w", shown["srcset"]) == ["480", "960", "1200"]
    assert shown["sizes"] == ROOM
    assert "loading" not in shown
    types = re.findall(rf'<source type="([^"]*)" srcset="[^"]*" sizes="{re.escape(ROOM)}">', blog.page("/") or "")
    assert types == ["image/avif", "image/webp"]
    assert blog.objects() == as_new(SOURCES)


@pytest.mark.slow
def test_an_image_that_comes_later_or_is_replaced_is_on_the_home_page_at_once(memory_blog: MemoryBlog) -> None:
    memory_blog.publish({"posts/a.md": LEAD})
    assert cover(memory_blog)["src"] == "/posts/boat.jpg"

    for boat in (BOAT, flat_jpeg(700, 500)):
        memory_blog.publish({"posts/boat.jpg": boat})
        assert memory_blog.objects() == as_new({"posts/a.md": LEAD, "posts/boat.jpg": boat})


@pytest.mark.slow
def test_a_post_that_leads_no_longer_shows_a_small_image(memory_blog: MemoryBlog) -> None:
    memory_blog.publish(SOURCES)
    newer = post("Text.", date="2026-11-21")

    memory_blog.publish({"posts/c.md": newer})

    assert cover(memory_blog) == {}
    assert '<img class="thumb focus-x0 focus-y7"' in (memory_blog.page("/") or "")
    assert memory_blog.objects() == as_new({**SOURCES, "posts/c.md": newer})


def test_the_place_that_its_author_chose_is_seen_and_no_other_page_has_rules_for_it(memory_blog: MemoryBlog) -> None:
    memory_blog.publish(SOURCES)

    assert cover(memory_blog)["class"] == "cover focus-x0 focus-y7"
    assert ".focus-y7{--y:70%}" in (memory_blog.page("/") or "")
    assert ".focus-y7" not in (memory_blog.page("/topics/") or "")
