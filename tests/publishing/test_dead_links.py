"""A link to a post, a page or a file that isn't there looks dead wherever its text is shown, until that arrives."""

import json

import pytest

from chalicelib.newsletter.campaign import edition_of
from chalicelib.store import records
from tests.publishing.blog import Blog, MemoryBlog, as_new, post

KEY = "posts/a.md"
AT = "/2026/11/20/a/"
TARGETS = {
    "a post": ("b.md", {"posts/b.md": post("B.", title="B", date="2026-11-19")}, "/2026/11/19/b/"),
    "a page": ("../about.md", {"about.md": "# About\n\nUs."}, "/about/"),
    "a file": ("talk.pdf", {"posts/talk.pdf": "%PDF-1.7"}, "/posts/talk.pdf"),
}
DEAD = '<a class="missing" role="link" aria-disabled="true">It</a>'


@pytest.mark.parametrize("name", TARGETS)
def test_a_link_looks_dead_until_its_target_arrives_and_again_once_that_is_removed(memory_blog: Blog, name: str) -> None:
    link, target, address = TARGETS[name]
    source = {KEY: post(f"See [It]({link}).")}

    memory_blog.publish(source)
    assert DEAD in shown_by(memory_blog)

    memory_blog.publish(target)
    assert f'<a href="{address}">It</a>' in shown_by(memory_blog)
    assert memory_blog.objects() == as_new({**source, **target})

    memory_blog.delete(*target)
    memory_blog.settle()
    assert DEAD in shown_by(memory_blog)


def shown_by(blog: Blog) -> str:
    """Return the text of the post on its page; it is the same in its feed, but for the site's address."""
    page = blog.page(AT) or ""
    text = page[page.index("<p>See ") : page.index(".</p>", page.index("<p>See "))]
    [item] = [item for item in json.loads(blog.page("/feed/json/") or "")["items"] if "See " in item["content_html"]]
    assert text in item["content_html"].replace('href="https://press.example', 'href="')
    return text


def test_a_dead_link_is_part_of_the_text_in_a_letter(memory_blog: MemoryBlog) -> None:
    memory_blog.publish({KEY: post("See [It](b.md).")})
    record = records.read(memory_blog.cloud.table, KEY)
    assert record
    assert record.post

    html = edition_of(memory_blog.cloud, record.post).html

    assert ">It</span>" in html
    assert "aria-disabled" not in html
