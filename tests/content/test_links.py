"""The targets of links in `posts/2026/a.md`."""

import pytest

from chalicelib.content.html.links import linked_sources, resolve, resolve_set
from chalicelib.content.html.tree_policy import gate
from chalicelib.content.html.url_policy import STORED

KEY = "posts/2026/a.md"

LINKS = [
    ("b.md", "source:posts/2026/b.md"),
    ("../about.markdown#part", "source:posts/about.markdown#part"),
    ("/about.md?x=1#part", "source:about.md#part"),
    ("über uns.md", "source:posts/2026/%C3%BCber%20uns.md"),
    ("%C3%BCber%20uns.md", "source:posts/2026/%C3%BCber%20uns.md"),
    ("../../../../etc/x.md", "source:etc/x.md"),
    ("photo.jpg", "/posts/2026/photo.jpg"),
    ("../img/a b.png?v=1", "/posts/img/a%20b.png?v=1"),
    ("../../../../etc/passwd", "/etc/passwd"),
    ("../", "/posts/"),
    ("../..", "/"),
    ("/about/", "/about/"),
    ("/2026/x/#y", "/2026/x/#y"),
    ("#part", "#part"),
    ("?page=2", "?page=2"),
    ("", ""),
    ("https://example.org/b.md", "https://example.org/b.md"),
    ("//example.org/b.md", "//example.org/b.md"),
    ("mailto:a@example.org", "mailto:a@example.org"),
]


@pytest.mark.parametrize(("written", "stored"), LINKS)
def test_a_link_leads_to_a_source_a_file_or_elsewhere(written: str, stored: str) -> None:
    assert resolve(written, KEY) == stored


def test_each_image_of_a_set_is_resolved() -> None:
    assert resolve_set("a.jpg, b.jpg 2x,  https://example.org/c.jpg 800w", KEY) == (
        "/posts/2026/a.jpg, /posts/2026/b.jpg 2x, https://example.org/c.jpg 800w"
    )


def test_the_sources_linked_are_told_once_and_in_order() -> None:
    html = '<a href="source:z.md"></a><a href="source:a%20b.md#x"></a><a href="source:z.md#y"></a><a href="/z.md"></a>'
    assert linked_sources(gate(html, STORED).elements) == ("a b.md", "z.md")


def test_what_only_looks_like_a_link_to_a_source_is_none() -> None:
    assert linked_sources(gate('<code> href="source:a.md"</code>', STORED).elements) == ()


def test_an_image_of_a_set_that_can_not_be_shown_is_left_out() -> None:
    assert resolve_set("a.jpg 1x,javascript:b 2x, data:image/svg+xml,c 3x", KEY) == "/posts/2026/a.jpg 1x"
