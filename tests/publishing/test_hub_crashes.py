"""Whoever dies, and whatever is printed meanwhile, the hub is told of a feed when its last bytes stand; twice, if need be."""

import copy
from dataclasses import replace
from datetime import timedelta
from typing import Any, cast

import pytest

from chalicelib import schedule
from chalicelib.cloud.memory import MemoryHub
from chalicelib.cloud.ports import Hub
from chalicelib.store import websub_feeds
from tests.dying import Died
from tests.publishing.crashing import Life, die_and_go_on, ingest, live
from tests.publishing.house import URL, House, MemoryHouse, Watched, post, watched
from tests.publishing.hubs import KEY, MINUTE, OTHER, feeds, heard, opened, tick, told_by, waiting


@pytest.mark.slow
def test_a_press_that_dies_at_any_call_loses_no_ping(memory_house: MemoryHouse) -> None:
    opened(memory_house)
    memory_house.upload(KEY, post(categories=["Zinc"]))
    ingest(memory_house, Life())
    whole = Life()
    live(copy.deepcopy(memory_house), whole)

    lost = {}
    for call in range(1, whole.calls + 1):
        house = copy.deepcopy(memory_house)
        made = told_by(house)
        die_and_go_on(house, Life(call))
        tick(house)
        if heard(made) != [feeds("/", "/category/zinc/")] or waiting(house):
            lost[call] = made.told

    assert whole.calls > 20
    assert lost == {}


@pytest.mark.slow
def test_a_ping_between_a_press_that_died_and_its_successor_is_not_the_last_word(memory_house: MemoryHouse) -> None:
    """What a hub passes on is what it fetches when it is told."""
    opened(memory_house)
    memory_house.upload(KEY, post(categories=["Zinc"]))
    ingest(memory_house, Life())
    whole = Life()
    live(copy.deepcopy(memory_house), whole)

    stale = {}
    for call in range(1, whole.calls + 1):
        house = copy.deepcopy(memory_house)
        fetching = Fetching(house)
        house.cloud = replace(house.cloud, hub=fetching)
        with pytest.raises(Died):
            live(house, Life(call))
        tick(house)
        house.again()
        tick(house, timedelta())
        tick(house)
        if wrong := [
            url for url in feeds("/", "/category/zinc/") if fetching.fetched.get(url) != house.page(url.removeprefix(URL))
        ]:
            stale[call] = wrong

    assert stale == {}


class Fetching(MemoryHub):
    """A hub that fetches what it is told of."""

    def __init__(self, house: House) -> None:
        super().__init__()
        self.house = house
        self.fetched: dict[str, str | None] = {}

    def ping(self, _hub: str, feeds: Any) -> None:
        self.fetched |= {url: self.house.page(url.removeprefix(URL)) for url in feeds}


def ticks(house: House, life: Life) -> None:
    """The clock ticks, and dies where its life ends; to tell the hub is one of its calls."""
    mortal = watched(house.cloud, life.around)
    schedule.tick(replace(mortal, hub=cast(Hub, Watched(house.cloud.hub, "hub", life.around))))


@pytest.mark.slow
def test_a_clock_that_dies_at_any_call_tells_again_what_it_may_have_told(memory_house: MemoryHouse) -> None:
    opened(memory_house)
    memory_house.publish({KEY: post(categories=["Zinc"])})
    memory_house.clock.time += MINUTE
    whole = Life()
    ticks(copy.deepcopy(memory_house), whole)

    wrong = {}
    for call in range(1, whole.calls + 1):
        house = copy.deepcopy(memory_house)
        made = told_by(house)
        with pytest.raises(Died):
            ticks(house, Life(call))
        tick(house)
        if set.union(set(), *heard(made)) != feeds("/", "/category/zinc/") or waiting(house):
            wrong[call] = made.told

    assert whole.calls > len(feeds("/", "/category/zinc/"))
    assert wrong == {}


def test_a_feed_that_is_printed_while_the_hub_is_told_is_told_again(memory_house: House) -> None:
    class Publishing(MemoryHub):
        def ping(self, hub: str, feeds: Any) -> None:
            super().ping(hub, feeds)
            if len(self.told) == 1:
                memory_house.publish({KEY: post("Just now.", categories=["Zinc"])})

    opened(memory_house)
    made = Publishing()
    memory_house.cloud = replace(memory_house.cloud, hub=made)
    memory_house.publish({KEY: post(categories=["Zinc"]), OTHER: None})

    for _ in range(3):
        tick(memory_house)

    assert heard(made) == [feeds("/", "/category/zinc/"), feeds("/", "/category/zinc/")]


def test_a_feed_that_is_printed_while_the_clock_looks_waits_for_caches_to_let_go(memory_house: MemoryHouse) -> None:
    made = opened(memory_house)
    memory_house.publish({KEY: post(categories=["Zinc"])})
    memory_house.clock.time += MINUTE
    unwatched = memory_house.cloud

    def meanwhile(_port: str, method: str, args: tuple[Any, ...], act: Any) -> Any:
        done = act()
        if method == "query" and args[0] == websub_feeds.ALARM.pk:
            memory_house.publish({OTHER: post("New.", title="Other", categories=["Ink"], date="2026-10-01")})
        return done

    schedule.tick(watched(unwatched, meanwhile))
    assert heard(made) == [feeds("/category/zinc/")]
    tick(memory_house)

    assert heard(made) == [feeds("/", "/category/ink/")]
