"""Posts that come due while a watch runs: each is told once it is live, or has expired."""

from datetime import timedelta

import pytest

from chalicelib.schedule import tick
from infra.authoring.push.push_events import SAID
from infra.authoring.watch.due_posts import DuePostWatcher
from tests.publishing.blog import URL, MemoryBlog, post


class Watcher:
    """A blog, and what is told of it."""

    def __init__(self) -> None:
        self.blog = MemoryBlog()
        self.came_due = DuePostWatcher(self.blog.cloud)

    def passes(self, days: int) -> None:
        self.blog.clock.time += timedelta(days=days)
        tick(self.blog.cloud)

    def hears(self) -> list[str]:
        return [SAID[event["event"]].text(event) for event in self.came_due.look()]


@pytest.fixture
def watcher() -> Watcher:
    return Watcher()


def test_a_post_that_comes_due_is_told_once_it_is_live(watcher: Watcher) -> None:
    watcher.blog.publish({"posts/a.md": post(date="2026-11-26T08:00:00"), "posts/b.md": post(date="2026-12-24")})
    told = [watcher.hears()]

    watcher.passes(days=1)
    told.append(watcher.hears())
    watcher.blog.settle()
    told += [watcher.hears(), watcher.hears()]

    assert told == [[], [], [f"posts/a.md  {URL}/2026/11/26/a/, as scheduled for 2026-11-26 08:00; 10 other pages changed"], []]


def test_a_post_that_expires_is_told(watcher: Watcher) -> None:
    watcher.blog.publish({"posts/a.md": post(expires="2026-11-26")})
    watcher.hears()

    watcher.passes(days=2)
    watcher.blog.settle()

    [told] = watcher.hears()
    assert told.startswith("posts/a.md  has expired, so it isn't shown, as scheduled for 2026-11-2")


def test_a_post_that_is_refused_as_it_comes_due_is_told_with_the_reason(watcher: Watcher) -> None:
    watcher.blog.publish({key: post(date="2026-11-26", slug="same") for key in ("posts/a.md", "posts/b.md")})
    watcher.hears()

    watcher.passes(days=2)
    watcher.blog.settle()

    live, refused = sorted(watcher.hears())
    assert live.startswith(f"posts/a.md  {URL}/2026/11/26/same/")
    assert refused.startswith("posts/b.md:1: ")


def test_a_post_that_an_upload_publishes_or_removes_is_left_to_whoever_uploads_it(watcher: Watcher) -> None:
    watcher.blog.publish({key: post(date="2026-11-26") for key in ("posts/a.md", "posts/b.md", "posts/c.md")})
    watcher.hears()

    watcher.blog.publish({"posts/a.md": post(), "posts/b.md": None, "posts/c.md": post(date="2026-11-27")})

    assert watcher.hears() == []
    assert watcher.blog.page("/2026/11/20/a/")


def test_a_post_that_is_scheduled_meanwhile_is_told_when_it_comes_due(watcher: Watcher) -> None:
    watcher.hears()
    watcher.blog.publish({"posts/a.md": post(date="2026-11-26")})
    watcher.hears()

    watcher.passes(days=2)
    watcher.blog.settle()

    assert len(watcher.hears()) == 1
