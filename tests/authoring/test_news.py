"""What the demo tells of its own: each save once readers find it, and each letter."""

from collections.abc import Mapping
from typing import Any

import pytest

from chalicelib.store import letters
from chalicelib.times import in_utc
from infra.authoring.mailed import Mailed
from infra.authoring.news import LONGEST, QUIET, News
from infra.authoring.push_events import SAID
from tests.authoring.author import GOOD
from tests.letters.blog import KEY, NEWS, LetterBlog
from tests.publishing.blog import URL, MemoryBlog


class Listener:
    """The demo's news of a blog in memory, and what it has told."""

    def __init__(self) -> None:
        self.blog, self.time = MemoryBlog(), 0.0
        self.events: list[Mapping[str, Any]] = []
        self.news = News(self.blog.cloud, self.events.append, lambda: self.time)

    def save(self, *keys: str, text: str | None = GOOD) -> None:
        before = self.news.before(keys)
        for key in keys:
            body = text.encode() if text is not None else None
            if body is None:
                self.blog.delete(key)
            else:
                self.blog.upload(key, body)
            self.news.saved(key, body, before)

    def settle(self) -> None:
        """Let everything come of what was saved, and its pages be written."""
        standing = self.blog.objects()
        self.blog.settle()
        after = self.blog.objects()
        for key in standing.keys() | after.keys():
            if standing.get(key) != after.get(key):
                self.news.wrote(key)

    def hear(self) -> list[str]:
        """Wait a moment, and return the lines that were told."""
        self.news.look()
        self.time += QUIET
        self.news.look()
        return [SAID[event["event"]].text(event) for event in self.events]


@pytest.fixture
def listener() -> Listener:
    return Listener()


def test_a_save_is_a_line_with_its_address_and_what_else_changed(listener: Listener) -> None:
    listener.save("about.md", text="# About\n\nUs.\n")
    listener.settle()
    listener.hear()
    listener.save("about.md", text="# About\n\nAll of us.\n")
    listener.settle()

    assert listener.hear()[-1] == f"about.md  {URL}/about/  0.0 s, and 1 more page"


def test_nothing_is_told_before_it_is_live(listener: Listener) -> None:
    listener.save("posts/a.md")

    assert listener.hear() == []


def test_of_several_saves_the_last_line_counts_the_other_pages(listener: Listener) -> None:
    listener.save("posts/a.md", "posts/b.md")
    listener.settle()

    first, second = listener.hear()

    assert "more page" not in first
    assert "more pages" in second


def test_a_line_waits_for_other_pages_but_not_for_ever(listener: Listener) -> None:
    listener.save("posts/a.md")
    listener.settle()
    for _ in range(int(LONGEST / 0.1) + 2):
        listener.news.wrote("index.html")
        listener.time += 0.1
        listener.news.look()

    assert len(listener.events) == 1


def test_a_removed_file_is_told(listener: Listener) -> None:
    listener.save("posts/a.md")
    listener.settle()
    listener.hear()

    listener.save("posts/a.md", text=None)
    listener.settle()

    assert listener.hear()[-1].startswith("posts/a.md  removed")


def test_a_refusal_is_left_to_its_report(listener: Listener) -> None:
    listener.save("posts/a.md", text="---\ndate: 2026-02-31\n---\n")
    listener.settle()

    assert listener.hear() == []


def test_a_letter_is_told_once_with_the_number_that_it_reached() -> None:
    blog = LetterBlog()
    blog.follow("ann@example.org", "ben@example.org")
    mailed = Mailed(blog.cloud, in_utc(blog.clock.now()))
    blog.publish({KEY: NEWS})
    before = mailed.look()
    blog.wait()

    told = mailed.look()

    assert before == []
    assert [SAID[event["event"]].text(event) for event in told] == [f"{KEY}  mailed to 2 subscribers"]
    assert mailed.look() == []


@pytest.mark.parametrize(("followers", "told"), [((), []), (("ann@example.org",), [f"{KEY}  mailed to 0 subscribers"])])
def test_a_letter_that_reached_nobody_is_told_only_where_somebody_is_subscribed(
    followers: tuple[str, ...], told: list[str]
) -> None:
    blog = LetterBlog()
    mailed = Mailed(blog.cloud, in_utc(blog.clock.now()))
    blog.publish({KEY: NEWS})
    blog.wait()
    blog.follow(*followers)

    events = mailed.look()

    assert letters.listed(blog.cloud.table)
    assert [SAID[event["event"]].text(event) for event in events] == told
