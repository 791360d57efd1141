"""A source that kills its worker in the middle of a batch costs its neighbours nothing: their messages come again."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from bench.watching import watched
from chalicelib.publishing.ingest import TRIES
from chalicelib.store import ingests
from tests.crashing_workers import Died, dying
from tests.publishing.blog import MemoryBlog, post

BAD = "posts/bad.md"
NEIGHBOURS = ("before", "after")
PATIENCE = ingests.GONE + timedelta(seconds=1)


def uploaded() -> MemoryBlog:
    """Return a house whose next batch has a bad source between two good posts."""
    blog = MemoryBlog()
    blog.publish({"site.yaml": "title: The Press\n"})
    for key in ("posts/before.md", BAD, "posts/after.md"):
        blog.upload(key, post(title=key, slug=key.removeprefix("posts/").removesuffix(".md")))
    return blog


def shown(blog: MemoryBlog) -> list[bool]:
    return [blog.page(f"/2026/11/20/{name}/") is not None for name in NEIGHBOURS]


def killed(blog: MemoryBlog, around: Callable[..., Any]) -> None:
    """Let a worker of the batch die: all of its messages are hidden."""
    unwatched = blog.cloud
    blog.cloud = watched(unwatched, around)
    with pytest.raises(Died):
        blog.settle()
    blog.cloud = unwatched


def at_the_bad_source(port: str, method: str, args: tuple[Any, ...], act: Callable[[], Any]) -> Any:
    if (port, method) == ("content", "read") and args[0] == BAD:
        raise Died
    return act()


def test_the_neighbours_of_a_source_that_kills_its_worker_are_published_when_their_messages_come_again() -> None:
    blog = uploaded()

    killed(blog, at_the_bad_source)
    assert (len(blog.hidden), shown(blog)) == (3, [False, False])
    blog.again()
    blog.settle()

    assert shown(blog) == [True, True]


def test_they_are_published_even_if_it_kills_its_worker_each_time() -> None:
    blog = uploaded()
    blog.cloud = watched(blog.cloud, at_the_bad_source)

    for _ in range(TRIES + 2):
        try:
            blog.settle()
        except Died:
            blog.clock.time += PATIENCE
            blog.again()
    blog.settle()

    assert shown(blog) == [True, True]
    assert blog.report(BAD)
    assert (blog.hidden, blog.owing()) == ([], ())


@pytest.mark.slow
def test_whenever_the_worker_dies_in_the_batch_all_of_it_is_published_in_the_end() -> None:
    for call in range(1, 60, 3):
        blog = uploaded()
        killed(blog, dying(call))
        blog.clock.time += PATIENCE
        blog.again()
        blog.settle()

        assert shown(blog) == [True, True], call
        assert blog.page("/2026/11/20/bad/"), call
