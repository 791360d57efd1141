"""The redirects of `site.yaml`, end to end: a change makes and removes them, and a post that lives at the address comes first."""

import pytest

from tests.publishing.blog import Blog, as_new, post

SITE = "title: The Press\nredirects:\n  /old/: /2026/11/20/a/\n  /shop/: https://shop.example/\n"
POSTS = {"posts/a.md": post(title="A", date="2026-11-20")}


def test_an_address_leads_where_the_site_says(blog: Blog) -> None:
    blog.publish({"site.yaml": SITE, **POSTS})

    assert blog.leads("/old/") == "/2026/11/20/a/"
    assert blog.leads("/shop/") is None
    assert '<meta http-equiv="refresh" content="0; url=https://shop.example/">' in (blog.page("/shop/") or "")


CHANGES = {
    "another target": SITE.replace("/2026/11/20/a/", "/topics/"),
    "another address": SITE.replace("/old/", "/older/"),
    "none": "title: The Press\n",
    "another title": SITE.replace("Press", "Room"),
}


@pytest.mark.parametrize("changed", CHANGES.values(), ids=list(CHANGES))
def test_a_changed_site_makes_and_removes_its_redirects(memory_blog: Blog, changed: str) -> None:
    memory_blog.publish({"site.yaml": SITE, **POSTS})

    memory_blog.publish({"site.yaml": changed})

    assert memory_blog.objects() == as_new({"site.yaml": changed, **POSTS})


def test_a_post_that_lives_at_the_address_comes_first(memory_blog: Blog) -> None:
    there = {"posts/b.md": post(title="B", path="/old/", date="2026-11-21")}
    memory_blog.publish({"site.yaml": SITE, **POSTS, **there})
    assert memory_blog.leads("/old/") is None

    memory_blog.publish(dict.fromkeys(there))
    assert memory_blog.leads("/old/") == "/2026/11/20/a/"


def test_a_redirect_of_the_site_wins_over_an_alias(memory_blog: Blog) -> None:
    memory_blog.publish({"site.yaml": SITE, **POSTS, "posts/b.md": post(title="B", aliases=["/old/"], date="2026-11-21")})

    assert memory_blog.leads("/old/") == "/2026/11/20/a/"
