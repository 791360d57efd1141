"""Whoever dies, and whatever is printed meanwhile, the hub is told of a feed when its last bytes stand; twice, if need be."""

import copy
from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from bench.watching import watched
from chalicelib import schedule
from chalicelib.cloud.memory import MemoryHub
from chalicelib.store import websub_feeds
from tests.crashing_workers import Died
from tests.function_rights import granted
from tests.publishing.blog import URL, Blog, MemoryBlog, post
from tests.publishing.crashing import Deaths, Life, ingest, live
from tests.publishing.hubs import KEY, MINUTE, OTHER, feeds, heard, opened, tick, told_by, waiting


def deaths_of_the_press(blog: MemoryBlog) -> Deaths:
    """Ingest a post, and render it; return the states in which the press may leave the blog when it dies."""
    opened(blog)
    blog.upload(KEY, post(categories=["Zinc"]))
    ingest(blog, Life())
    deaths = Deaths(blog)
    live(blog, deaths)
    return deaths


@pytest.mark.slow
def test_a_press_that_dies_at_any_call_loses_no_ping(memory_blog: MemoryBlog) -> None:
    deaths = deaths_of_the_press(memory_blog)

    lost = {}
    for call, blog in deaths:
        made = told_by(blog)
        blog.again()
        blog.settle()
        tick(blog)
        if heard(made) != [feeds("/", "/category/zinc/")] or waiting(blog):
            lost[call] = made.told

    assert deaths.calls > 20
    assert lost == {}


@pytest.mark.slow
def test_a_ping_between_a_press_that_died_and_its_successor_is_not_the_last_word(memory_blog: MemoryBlog) -> None:
    """What a hub passes on is what it fetches when it is told."""
    stale = {}
    for call, blog in deaths_of_the_press(memory_blog):
        fetching = Fetching(blog)
        blog.cloud = replace(blog.cloud, hub=fetching)
        tick(blog)
        blog.again()
        tick(blog, timedelta())
        tick(blog)
        if wrong := [
            url for url in feeds("/", "/category/zinc/") if fetching.fetched.get(url) != blog.page(url.removeprefix(URL))
        ]:
            stale[call] = wrong

    assert stale == {}


class Fetching(MemoryHub):
    """A hub that fetches what it is told of."""

    def __init__(self, blog: Blog) -> None:
        super().__init__()
        self.blog = blog
        self.fetched: dict[str, str | None] = {}

    def ping(self, _hub: str, feeds: Any) -> None:
        self.fetched |= {url: self.blog.page(url.removeprefix(URL)) for url in feeds}


def ticks(blog: Blog, life: Life) -> None:
    """The clock ticks, and dies where its life ends; to tell the hub is one of its calls."""
    schedule.tick(granted(watched(blog.cloud, life.around), "tick"))


@pytest.mark.slow
def test_a_clock_that_dies_at_any_call_tells_again_what_it_may_have_told(memory_blog: MemoryBlog) -> None:
    opened(memory_blog)
    memory_blog.publish({KEY: post(categories=["Zinc"])})
    memory_blog.clock.time += MINUTE
    whole = Life()
    ticks(copy.deepcopy(memory_blog), whole)

    wrong = {}
    for call in range(1, whole.calls + 1):
        blog = copy.deepcopy(memory_blog)
        made = told_by(blog)
        with pytest.raises(Died):
            ticks(blog, Life(call))
        tick(blog)
        if set.union(set(), *heard(made)) != feeds("/", "/category/zinc/") or waiting(blog):
            wrong[call] = made.told

    assert whole.calls > len(feeds("/", "/category/zinc/"))
    assert wrong == {}


def test_a_feed_that_is_printed_while_the_hub_is_told_is_told_again(memory_blog: Blog) -> None:
    class Publishing(MemoryHub):
        def ping(self, hub: str, feeds: Any) -> None:
            super().ping(hub, feeds)
            if len(self.told) == 1:
                memory_blog.publish({KEY: post("Just now.", categories=["Zinc"])})

    opened(memory_blog)
    made = Publishing()
    memory_blog.cloud = replace(memory_blog.cloud, hub=made)
    memory_blog.publish({KEY: post(categories=["Zinc"]), OTHER: None})

    for _ in range(3):
        tick(memory_blog)

    assert heard(made) == [feeds("/", "/category/zinc/"), feeds("/", "/category/zinc/")]


def test_a_feed_that_is_printed_while_the_clock_looks_waits_for_caches_to_let_go(memory_blog: MemoryBlog) -> None:
    made = opened(memory_blog)
    memory_blog.publish({KEY: post(categories=["Zinc"])})
    memory_blog.clock.time += MINUTE
    unwatched = memory_blog.cloud

    def meanwhile(_port: str, method: str, args: tuple[Any, ...], act: Any) -> Any:
        done = act()
        if method == "query" and args[0] == websub_feeds.TIMER.pk:
            memory_blog.publish({OTHER: post("New.", title="Other", categories=["Ink"], date="2026-10-01")})
        return done

    schedule.tick(watched(unwatched, meanwhile))
    assert heard(made) == [feeds("/category/zinc/")]
    tick(memory_blog)

    assert heard(made) == [feeds("/", "/category/ink/")]
