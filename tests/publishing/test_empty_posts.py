"""An empty post is held back, and its author is told at once, also of one whose time is still to come."""

import pytest

from chalicelib.errors import Refusal
from chalicelib.reports import report
from chalicelib.store import records
from tests.publishing.blog import MemoryBlog, post
from tests.publishing.test_warnings import AT, KEY

TOLD = report(KEY, Refusal("empty", "A post"))
EMPTY = {
    "nothing": "",
    "blank lines": "\n\n \u00a0\n",
    "its title again": "# A post",
    "a comment": "<!-- to do -->",
    "the mark of a lead": "<!--more-->",
    "what is removed": "<script>x</script>",
    "a line": "---",
    "a frame of another site": "<p><iframe></iframe></p>",
}


@pytest.mark.parametrize("date", ["2026-11-20", "2026-12-24"])
@pytest.mark.parametrize("text", EMPTY.values(), ids=EMPTY)
def test_an_empty_post_is_refused_when_it_is_uploaded(memory_blog: MemoryBlog, text: str, date: str) -> None:
    memory_blog.publish({KEY: post(text, date=date)})

    assert memory_blog.report(KEY) == TOLD
    assert memory_blog.page(AT) is None


SHOWN = {
    "words": "One.",
    "an image": "![a](/a.png)",
    "a player": "![a](/a.mp3)",
    "a formula": "$x^2$",
    "a card": "https://www.youtube.com/watch?v=aaaaaaaaaaa",
    "code": "```\nx\n```",
}


@pytest.mark.parametrize("text", SHOWN.values(), ids=SHOWN)
def test_a_post_without_words_may_show_something_else(memory_blog: MemoryBlog, text: str) -> None:
    memory_blog.publish({KEY: post(text)})

    assert memory_blog.report(KEY) is None


@pytest.mark.parametrize(
    "key", [{"summary": "One."}, {"image": "/a.png"}, {"enclosure": "/a.mp3"}, {"draft": True}, {"private": True}]
)
def test_front_matter_may_say_all_or_that_it_is_a_draft(memory_blog: MemoryBlog, key: dict[str, str | bool]) -> None:
    memory_blog.publish({KEY: post("", **key)})

    assert memory_blog.report(KEY) is None


def test_a_page_without_a_date_may_be_empty(memory_blog: MemoryBlog) -> None:
    memory_blog.publish({"about.md": "---\ntitle: About\n---\n"})

    assert memory_blog.report("about.md") is None


def test_a_post_that_becomes_empty_stays_as_it_was(memory_blog: MemoryBlog) -> None:
    memory_blog.publish({KEY: post("One.")})
    memory_blog.publish({KEY: post("")})

    assert memory_blog.report(KEY) == TOLD
    assert "One." in (memory_blog.page(AT) or "")


def test_a_draft_that_is_published_empty_is_refused(memory_blog: MemoryBlog) -> None:
    memory_blog.publish({KEY: post("", draft=True)})
    memory_blog.publish({KEY: post("")})

    assert memory_blog.report(KEY) == TOLD
    assert (record := records.read(memory_blog.cloud.table, KEY))
    assert record.post is None
