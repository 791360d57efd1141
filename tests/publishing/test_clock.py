"""The clock: what was forgotten, came too early, or has to wait comes to its end, for time goes on."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from bench.watching import watched
from chalicelib import schedule
from chalicelib.cloud.items import Item
from chalicelib.store import ingests, item_keys
from tests.crashing_workers import Died
from tests.function_rights import granted
from tests.publishing.blog import NOW, Blog, MemoryBlog, as_new, but_for_ids, post, report_of
from tests.publishing.crashing import SCENARIOS, Deaths, Life, Scenario, happen, ingest, wrongs

KEY, OTHER = "posts/hello.md", "posts/other.md"
A_WHILE = ingests.PATIENCE + timedelta(minutes=1)


def wait(blog: Blog, time: timedelta = A_WHILE) -> int:
    """Let time go by, the clock tick, and everything come of it; how many sources the clock queued."""
    blog.clock.time += time
    queued = schedule.tick(granted(blog.cloud, "tick"))
    blog.settle()
    return queued


class Beginning(Deaths):
    """A life that notes at which call the first ingest is on the clock's list."""

    begun = 0

    def around(self, port: str, method: str, args: tuple[Any, ...], act: Any) -> Any:
        done = super().around(port, method, args, act)
        if not self.begun and method == "put" and isinstance(args[0], Item) and args[0].at.pk == item_keys.OWING:
            self.begun = self.calls
        return done


def test_a_tick_in_a_house_where_all_is_well_does_nothing(memory_blog: Blog) -> None:
    memory_blog.publish({KEY: post(expires="2027-01-01"), OTHER: post(date="2027-01-01")})
    before = memory_blog.objects()

    assert wait(memory_blog) == 0
    assert memory_blog.objects() == before


# ---- ingests that never ended


@pytest.mark.slow
@pytest.mark.parametrize("name", ["a new post", "an edit that moves", "a deletion", "a refusal", "a file"])
def test_an_ingest_that_died_for_good_is_begun_again(memory_blog: MemoryBlog, name: str) -> None:
    scenario: Scenario = SCENARIOS[name]
    key = next(iter(scenario.happens))
    memory_blog.publish(scenario.stands)
    happen(memory_blog, {key: scenario.happens[key]})
    undisturbed, whole = memory_blog, Beginning(memory_blog)
    ingest(undisturbed, whole)
    undisturbed.settle()

    traces = {}
    for call, blog in whole:
        if not whole.begun <= call < whole.calls:
            continue
        blog.settle()
        queued = wait(blog)
        if wrong := wrongs(blog, undisturbed, {**scenario.stands, key: None}):
            traces[call] = wrong
        assert queued == 1

    assert 0 < whole.begun < whole.calls
    assert traces == {}


def test_an_ingest_is_given_time_to_end(memory_blog: MemoryBlog) -> None:
    memory_blog.upload(KEY, post())
    with pytest.raises(Died):
        ingest(memory_blog, Life(6))
    assert memory_blog.owing() == (KEY,)

    assert wait(memory_blog, timedelta(minutes=5)) == 0
    assert wait(memory_blog) == 1
    assert memory_blog.objects() == as_new({KEY: post()})
    assert wait(memory_blog) == 0


@pytest.mark.slow
def test_on_aws_too_an_ingest_that_died_for_good_is_begun_again(blog: Blog) -> None:
    blog.upload(KEY, post())
    unwatched = blog.cloud
    blog.cloud = watched(unwatched, Life(8).around)
    with pytest.raises(Died):
        blog.settle()
    blog.cloud = unwatched
    assert blog.owing() == (KEY,)

    assert wait(blog) == 1

    assert blog.objects() == as_new({KEY: post()})
    assert blog.owing() == ()


# ---- sources that wait for an address


def test_a_source_that_waits_is_tried_again_if_nobody_woke_it(memory_blog: MemoryBlog) -> None:
    memory_blog.publish({KEY: post(path="/here/"), OTHER: post(title="Other", path="/here/")})
    memory_blog.delete(KEY)
    ingest(memory_blog, Life())
    memory_blog.forget_events()  # among them the one that would have woken it
    memory_blog.settle()
    assert memory_blog.report(OTHER)

    assert wait(memory_blog) == 1

    assert memory_blog.report(OTHER) is None
    assert but_for_ids(memory_blog.objects()) == but_for_ids(as_new({OTHER: post(title="Other", path="/here/")}))
    assert memory_blog.owing() == ()


def test_a_source_that_waits_in_vain_is_not_tried_every_minute(memory_blog: Blog) -> None:
    memory_blog.publish({KEY: post(path="/here/"), OTHER: post(title="Other", path="/here/")})
    before = memory_blog.objects()

    assert wait(memory_blog, timedelta(minutes=1)) == 0
    assert wait(memory_blog) == 1
    assert wait(memory_blog, timedelta(minutes=1)) == 0
    assert wait(memory_blog) == 1

    assert memory_blog.objects() == before
    assert memory_blog.report(OTHER) == report_of("taken", OTHER, "/here/")


# ---- what is due, what expires


def test_a_post_comes_and_goes_at_the_times_it_says_in_the_sites_zone(memory_blog: MemoryBlog) -> None:
    memory_blog.publish({"site.yaml": "zone: Asia/Tokyo\n"})
    before = memory_blog.objects()
    memory_blog.publish({KEY: post(title="A day", date="2026-11-26 00:30", expires="2026-11-27 00:30")})
    shown = {}
    for hours in (3, 4, 27, 28):
        memory_blog.clock.time = NOW + timedelta(hours=hours)  # at noon in UTC it is nine in the evening in Tokyo
        schedule.tick(memory_blog.cloud)
        memory_blog.settle()
        shown[hours] = "A day" in (memory_blog.page("/") or "")

    assert shown == {3: False, 4: True, 27: True, 28: False}
    assert memory_blog.objects() == before


def test_a_date_that_is_put_off_is_waited_for_anew(memory_blog: MemoryBlog) -> None:
    memory_blog.publish({KEY: post(date="2026-11-26")})

    memory_blog.publish({KEY: post(date="2026-12-01")})
    assert wait(memory_blog, timedelta(days=2)) == 0
    assert memory_blog.page("/2026/12/01/hello/") is None

    assert wait(memory_blog, timedelta(days=5)) == 1
    assert memory_blog.page("/2026/12/01/hello/")


def test_a_post_that_is_deleted_before_its_time_never_comes(memory_blog: MemoryBlog) -> None:
    memory_blog.publish({OTHER: post()})
    before = memory_blog.objects()

    memory_blog.publish({KEY: post(date="2026-11-26")})
    memory_blog.publish({KEY: None})

    assert wait(memory_blog, timedelta(days=2)) == 0
    assert memory_blog.objects() == before


def test_a_post_whose_time_has_come_may_find_its_address_taken(memory_blog: MemoryBlog) -> None:
    memory_blog.publish({KEY: post(title="Too late", path="/here/", date="2026-11-26"), OTHER: post(path="/here/")})
    before = memory_blog.objects()

    wait(memory_blog, timedelta(days=2))
    assert memory_blog.objects() == before
    assert memory_blog.report(KEY) == report_of("taken", KEY, "/here/")

    memory_blog.publish({OTHER: None})
    assert "Too late" in (memory_blog.page("/here/") or "")


@pytest.mark.slow
def test_a_crowd_that_is_due_at_once_comes_in_several_ticks(memory_blog: MemoryBlog) -> None:
    many = schedule.AT_ONCE + 5
    for number in range(many):
        memory_blog.upload(f"posts/{number:03}.md", post(date="2026-11-26"))
    memory_blog.settle()

    queued = [wait(memory_blog, timedelta(days=2)), wait(memory_blog), wait(memory_blog)]

    assert queued == [schedule.AT_ONCE, 5, 0]
    posts = [key for key in memory_blog.objects() if key.startswith("2026/11/26/")]
    assert len(posts) == many


def test_a_clock_that_stood_for_long_catches_up(memory_blog: MemoryBlog) -> None:
    memory_blog.publish({KEY: post(date="2026-11-26", expires="2026-11-28"), OTHER: post(title="Other", date="2026-11-27")})

    memory_blog.clock.time = datetime.fromisoformat("2027-01-01T00:00:00+00:00")
    assert wait(memory_blog, timedelta()) == 2

    assert memory_blog.page("/2026/11/26/hello/") is None
    assert "Other" in (memory_blog.page("/2026/11/27/other/") or "")
    assert wait(memory_blog, timedelta(minutes=1)) == 0
