"""A part of a tick that fails stops no other part, and makes the tick fail, so that its owner gets an alarm."""

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from bench.watching import Around, watched
from chalicelib import schedule
from chalicelib.schedule import TickError
from chalicelib.store import item_keys, timers
from chalicelib.store.newsletter import letters, subscribers
from chalicelib.times import in_utc
from tests.publishing.blog import NOW, MemoryBlog, post

KEY = "posts/later.md"


def failing(port: str, *args: object) -> Around:
    """Around each call: a call of this port whose first arguments are these fails."""

    def around(name: str, _method: str, given: tuple[Any, ...], act: Callable[[], Any]) -> Any:
        if name == port and given[: len(args)] == args:
            raise OSError("no such luck")
        return act()

    return around


def with_work(blog: MemoryBlog) -> None:
    """Let a post, a letter and the number of followers be due."""
    blog.publish({KEY: post(date="2026-11-26")})
    letters.look_again(blog.cloud.table, "a", in_utc(NOW))
    subscribers.count(blog.cloud.table, 7, 1)
    blog.clock.time += timedelta(days=2)


def standing(blog: MemoryBlog) -> set[str]:
    """The timers that are due by now; those of digests always are, and do nothing before their time."""
    items = timers.scheduled(blog.cloud.table)
    return {item.at.sk for item in items if timers.is_due(item, blog.clock.now()) and not item.at.sk.startswith("digest")}


def test_a_tick_in_which_all_is_done_raises_nothing(memory_blog: MemoryBlog) -> None:
    with_work(memory_blog)

    assert schedule.tick(memory_blog.cloud) == 1

    assert standing(memory_blog) == set()


def test_a_timer_that_fails_stops_no_other_and_is_named(memory_blog: MemoryBlog, caplog: pytest.LogCaptureFixture) -> None:
    with_work(memory_blog)
    working = memory_blog.cloud
    memory_blog.cloud = watched(working, failing("press"))

    with pytest.raises(TickError, match=r"followers$"):
        schedule.tick(memory_blog.cloud)

    assert standing(memory_blog) == {"followers"}
    assert (len(memory_blog.uploads), len(memory_blog.letters)) == (1, 1)
    errors = [one for one in caplog.records if one.levelno >= logging.ERROR]
    assert [(one.message, one.exc_info is not None) for one in errors] == [("message followers failed", True)]

    memory_blog.cloud = working
    schedule.tick(memory_blog.cloud)
    assert standing(memory_blog) == set()


@pytest.mark.parametrize(
    ("partition", "named"), [(item_keys.DUE, "sources that are due"), (item_keys.OWING, "ingests that never ended")]
)
def test_sources_that_can_not_be_read_stop_no_timer(memory_blog: MemoryBlog, partition: str, named: str) -> None:
    with_work(memory_blog)
    memory_blog.cloud = watched(memory_blog.cloud, failing("table", partition))

    with pytest.raises(TickError, match=named):
        schedule.tick(memory_blog.cloud)

    assert standing(memory_blog) == set()


def test_digests_that_can_not_be_planned_stop_no_timer(memory_blog: MemoryBlog) -> None:
    with_work(memory_blog)
    memory_blog.cloud = watched(memory_blog.cloud, failing("table", item_keys.SITE))

    with pytest.raises(TickError, match="digests"):
        schedule.tick(memory_blog.cloud)

    assert "letter#a" not in standing(memory_blog)
