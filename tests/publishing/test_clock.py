"""The clock: what was forgotten, came too early, or has to wait comes to its end, for time goes on."""

import copy
from datetime import datetime, timedelta
from typing import Any

import pytest

from chalicelib import schedule
from chalicelib.cloud.ports import Item
from chalicelib.store import item_keys
from tests.dying import Died
from tests.publishing.crashing import SCENARIOS, Life, Scenario, happen, ingest, wrongs
from tests.publishing.house import NOW, House, MemoryHouse, as_new, post, report_of, watched

KEY, OTHER = "posts/hello.md", "posts/other.md"
A_WHILE = schedule.PATIENCE + timedelta(minutes=1)


def wait(house: House, time: timedelta = A_WHILE) -> int:
    """Let time go by, the clock tick, and everything come of it; how many sources the clock queued."""
    house.clock.time += time
    queued = schedule.tick(house.cloud)
    house.settle()
    return queued


class Beginning(Life):
    """A life that notes at which call the first ingest is on the clock's list."""

    begun = 0

    def around(self, port: str, method: str, args: tuple[Any, ...], act: Any) -> Any:
        done = super().around(port, method, args, act)
        if not self.begun and method == "put" and isinstance(args[0], Item) and args[0].at.pk == item_keys.OWING:
            self.begun = self.calls
        return done


def test_a_tick_in_a_house_where_all_is_well_does_nothing(memory_house: House) -> None:
    memory_house.publish({KEY: post(expires="2027-01-01"), OTHER: post(date="2027-01-01")})
    before = memory_house.objects()

    assert wait(memory_house) == 0
    assert memory_house.objects() == before


# ---- ingests that never ended


@pytest.mark.slow
@pytest.mark.parametrize("name", ["a new post", "an edit that moves", "a deletion", "a refusal", "a file"])
def test_an_ingest_that_died_for_good_is_begun_again(memory_house: MemoryHouse, name: str) -> None:
    scenario: Scenario = SCENARIOS[name]
    key = next(iter(scenario.happens))
    memory_house.publish(scenario.stands)
    happen(memory_house, {key: scenario.happens[key]})
    undisturbed, whole = copy.deepcopy(memory_house), Beginning()
    ingest(undisturbed, whole)
    undisturbed.settle()

    traces = {}
    for call in range(whole.begun, whole.calls):
        house = copy.deepcopy(memory_house)
        with pytest.raises(Died):
            ingest(house, Life(call))
        house.settle()
        queued = wait(house)
        if wrong := wrongs(house, undisturbed, {**scenario.stands, key: None}):
            traces[call] = wrong
        assert queued == 1

    assert 0 < whole.begun < whole.calls
    assert traces == {}


def test_an_ingest_is_given_time_to_end(memory_house: MemoryHouse) -> None:
    memory_house.upload(KEY, post())
    with pytest.raises(Died):
        ingest(memory_house, Life(6))
    assert memory_house.owing() == (KEY,)

    assert wait(memory_house, timedelta(minutes=5)) == 0
    assert wait(memory_house) == 1
    assert memory_house.objects() == as_new({KEY: post()})
    assert wait(memory_house) == 0


@pytest.mark.slow
def test_on_aws_too_an_ingest_that_died_for_good_is_begun_again(house: House) -> None:
    house.upload(KEY, post())
    unwatched = house.cloud
    house.cloud = watched(unwatched, Life(8).around)
    with pytest.raises(Died):
        house.settle()
    house.cloud = unwatched
    assert house.owing() == (KEY,)

    assert wait(house) == 1

    assert house.objects() == as_new({KEY: post()})
    assert house.owing() == ()


# ---- sources that wait for an address


def test_a_source_that_waits_is_tried_again_if_nobody_woke_it(memory_house: MemoryHouse) -> None:
    memory_house.publish({KEY: post(path="/here/"), OTHER: post(title="Other", path="/here/")})
    memory_house.delete(KEY)
    ingest(memory_house, Life())
    memory_house.forget_events()  # among them the one that would have woken it
    memory_house.settle()
    assert memory_house.report(OTHER)

    assert wait(memory_house) == 1

    assert memory_house.report(OTHER) is None
    assert memory_house.objects() == as_new({OTHER: post(title="Other", path="/here/")})
    assert memory_house.owing() == ()


def test_a_source_that_waits_in_vain_is_not_tried_every_minute(memory_house: House) -> None:
    memory_house.publish({KEY: post(path="/here/"), OTHER: post(title="Other", path="/here/")})
    before = memory_house.objects()

    assert wait(memory_house, timedelta(minutes=1)) == 0
    assert wait(memory_house) == 1
    assert wait(memory_house, timedelta(minutes=1)) == 0
    assert wait(memory_house) == 1

    assert memory_house.objects() == before
    assert memory_house.report(OTHER) == report_of("taken", OTHER, "/here/")


# ---- what is due, what expires


def test_a_post_comes_and_goes_at_the_times_it_says_in_the_sites_zone(memory_house: MemoryHouse) -> None:
    memory_house.publish({"site.yaml": "zone: Asia/Tokyo\n"})
    before = memory_house.objects()
    memory_house.publish({KEY: post(title="A day", date="2026-11-26 00:30", expires="2026-11-27 00:30")})
    shown = {}
    for hours in (3, 4, 27, 28):
        memory_house.clock.time = NOW + timedelta(hours=hours)  # at noon in UTC it is nine in the evening in Tokyo
        schedule.tick(memory_house.cloud)
        memory_house.settle()
        shown[hours] = "A day" in (memory_house.page("/") or "")

    assert shown == {3: False, 4: True, 27: True, 28: False}
    assert memory_house.objects() == before


def test_a_date_that_is_put_off_is_waited_for_anew(memory_house: MemoryHouse) -> None:
    memory_house.publish({KEY: post(date="2026-11-26")})

    memory_house.publish({KEY: post(date="2026-12-01")})
    assert wait(memory_house, timedelta(days=2)) == 0
    assert memory_house.page("/2026/12/01/hello/") is None

    assert wait(memory_house, timedelta(days=5)) == 1
    assert memory_house.page("/2026/12/01/hello/")


def test_a_post_that_is_deleted_before_its_time_never_comes(memory_house: MemoryHouse) -> None:
    memory_house.publish({OTHER: post()})
    before = memory_house.objects()

    memory_house.publish({KEY: post(date="2026-11-26")})
    memory_house.publish({KEY: None})

    assert wait(memory_house, timedelta(days=2)) == 0
    assert memory_house.objects() == before


def test_a_post_whose_time_has_come_may_find_its_address_taken(memory_house: MemoryHouse) -> None:
    memory_house.publish({KEY: post(title="Too late", path="/here/", date="2026-11-26"), OTHER: post(path="/here/")})
    before = memory_house.objects()

    wait(memory_house, timedelta(days=2))
    assert memory_house.objects() == before
    assert memory_house.report(KEY) == report_of("taken", KEY, "/here/")

    memory_house.publish({OTHER: None})
    assert "Too late" in (memory_house.page("/here/") or "")


def test_a_crowd_that_is_due_at_once_comes_in_several_ticks(memory_house: MemoryHouse) -> None:
    many = schedule.AT_ONCE + 5
    for number in range(many):
        memory_house.upload(f"posts/{number:03}.md", post(date="2026-11-26"))
    memory_house.settle()

    queued = [wait(memory_house, timedelta(days=2)), wait(memory_house), wait(memory_house)]

    assert queued == [schedule.AT_ONCE, 5, 0]
    posts = [key for key in memory_house.objects() if key.startswith("2026/11/26/")]
    assert len(posts) == many


def test_a_clock_that_stood_for_long_catches_up(memory_house: MemoryHouse) -> None:
    memory_house.publish({KEY: post(date="2026-11-26", expires="2026-11-28"), OTHER: post(title="Other", date="2026-11-27")})

    memory_house.clock.time = datetime.fromisoformat("2027-01-01T00:00:00+00:00")
    assert wait(memory_house, timedelta()) == 2

    assert memory_house.page("/2026/11/26/hello/") is None
    assert "Other" in (memory_house.page("/2026/11/27/other/") or "")
    assert wait(memory_house, timedelta(minutes=1)) == 0
