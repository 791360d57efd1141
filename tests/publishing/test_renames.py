"""A source that is renamed and edited in one move: what its readers keep."""

import json

import pytest

from tests.publishing.blog import MemoryBlog, post

OLD, NEW = "posts/hello.md", "archive/hello.md"


@pytest.mark.parametrize("copied_first", [True, False])
def test_a_renamed_and_edited_source_with_the_same_slug_and_date_keeps_its_address(
    memory_blog: MemoryBlog, copied_first: bool
) -> None:
    memory_blog.publish({OLD: post("Before.")})
    [address] = [item["url"] for item in json.loads(memory_blog.page("/feed/json/") or "{}")["items"]]

    moved = {NEW: post("After."), OLD: None}
    memory_blog.publish(moved if copied_first else dict(reversed(moved.items())))

    told = json.loads(memory_blog.page("/feed/json/") or "{}")["items"]
    assert [(item["url"], "After." in item["content_html"]) for item in told] == [(address, True)]
    assert memory_blog.report(NEW) is None


@pytest.mark.parametrize("copied_first", [True, False])
def test_a_renamed_and_edited_source_with_an_id_keeps_it_in_feeds(memory_blog: MemoryBlog, copied_first: bool) -> None:
    memory_blog.publish({OLD: post("Before.", id="tag:a.example,2026:7")})

    moved = {"posts/hola.md": post("After.", id="tag:a.example,2026:7"), OLD: None}
    memory_blog.publish(moved if copied_first else dict(reversed(moved.items())))

    told = json.loads(memory_blog.page("/feed/json/") or "{}")["items"]
    assert [item["id"] for item in told] == ["tag:a.example,2026:7"]
    assert memory_blog.report("posts/hola.md") is None
