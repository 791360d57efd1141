"""Top posts: what people read most, shown for as long as it is so."""

from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise
from typing import Any

from chalicelib.analytics.hours import ranking
from chalicelib.store import page_views as kept
from tests.analytics.house import POSTS, SITE, Reading, address, around_calls, reads
from tests.analytics.lines import GOOGLEBOT, line, packed
from tests.publishing.house import post

LOG = "cdn/E2EXAMPLE.2026-11-25-11.a b+1.gz"


# ---- the box


def test_the_box_shows_the_posts_that_were_read_most(house: Reading) -> None:
    house.bring(LOG, reads(a=1, b=3, c=2))
    house.tick()
    assert house.shown() == ["Boats", "Currents"]
    assert "Top 2 posts, in 48 hours" in house.sidebar()
    assert 'href="/top/"' in house.sidebar()


def test_the_page_shows_all_that_were_read(house: Reading) -> None:
    house.bring(LOG, reads(a=1, b=3, c=2))
    house.tick()
    assert house.shown(house.top()) == ["Boats", "Currents", "Anchors"]
    assert "Most read" in house.top()
    assert "Too few have read here lately" not in house.top()


def test_while_too_few_were_read_the_newest_posts_are_shown_under_their_own_name(house: Reading) -> None:
    house.bring(LOG, reads(b=30))
    house.tick()
    assert "Top" not in house.sidebar()
    assert "Recent posts" in house.sidebar()
    assert house.shown() == ["Docks", "Currents"]
    assert "Too few have read here lately" in house.top()
    assert house.shown(house.top()) == ["Docks", "Currents"]


def test_an_authors_own_title_does_not_stand_above_the_newest_posts(memory_house: Reading) -> None:
    memory_house.open("title: T\nsidebar: [{widget: top, count: 2, title: Everybody reads}]\n")
    assert "Everybody reads" not in memory_house.sidebar()
    memory_house.bring(LOG, reads(a=1, b=2))
    memory_house.tick()
    assert "Everybody reads" in memory_house.sidebar()
    assert "in 48 hours" not in memory_house.sidebar()


def test_beside_a_box_of_recent_posts_there_is_no_second_one(memory_house: Reading) -> None:
    memory_house.open("title: T\nsidebar: [{widget: top, count: 2}, recent]\n")
    assert memory_house.sidebar().count("Recent posts") == 1
    assert "Top" not in memory_house.sidebar()


def test_what_was_read_longer_ago_is_left_out(house: Reading) -> None:
    house.bring("old.gz", packed(*[line(address("d"), date="2026-11-23", time="12:30:00")] * 9))
    house.bring("late.gz", packed(*[line(address("c"), date="2026-11-23", time="13:00:00")] * 5, line(address("a"))))
    house.tick()
    assert house.shown() == ["Currents", "Anchors"]


def test_the_author_says_how_far_back_reads_count(memory_house: Reading) -> None:
    house = memory_house
    house.bring("old.gz", packed(*[line(address("d"), date="2026-11-21")] * 9, *[line(address("c"), date="2026-11-21")] * 8))
    house.bring("new.gz", reads(a=2, b=1))
    house.wait(minutes=1)
    assert house.shown() == ["Anchors", "Boats"]
    house.open(SITE.replace("count: 2", "count: 2, hours: 168"))
    house.wait(minutes=11)
    assert house.shown() == ["Docks", "Currents"]
    assert "Top 2 posts, in 168 hours" in house.sidebar()


def test_what_ages_leaves_the_box_and_the_clock_then_forgets(memory_house: Reading) -> None:
    house = memory_house
    house.bring(LOG, reads(a=1, b=3))
    house.wait(minutes=1)
    assert house.shown() == ["Boats", "Anchors"]
    house.house.clock.time += timedelta(hours=47)
    house.wait(minutes=20)
    assert "Recent posts" in house.sidebar()
    assert house.alarms() == ["top"]
    house.house.clock.time += timedelta(hours=121)
    house.wait(minutes=25)
    assert house.alarms() == []


def test_each_language_has_its_own(house: Reading) -> None:
    house.house.publish({"es/x.md": post(title="Anclas", slug="x"), "es/y.md": post(title="Barcos", slug="y")})
    lines = (
        [line("/es/2026/11/20/x/")] * 2 + [line("/es/2026/11/20/y/")] * 3 + [line(address("a"))] * 4 + [line(address("b"))] * 5
    )
    house.bring(LOG, packed(*lines))
    house.tick()
    assert house.shown() == ["Boats", "Anchors"]
    assert "Barcos" in house.sidebar("es")
    assert house.shown(house.top("es")) == ["Barcos", "Anclas"]


# ---- what changes


def test_other_hours_are_shown_within_a_minute(memory_house: Reading) -> None:
    house = memory_house
    house.bring(LOG, reads(a=1, b=3))
    house.wait(minutes=1)
    house.house.publish({"site.yaml": SITE.replace("count: 2", "count: 2, hours: 5")})
    house.wait(minutes=1)
    assert house.shown() == ["Boats", "Anchors"]
    assert "in 5 hours" in house.sidebar()
    assert [item.at.sk for item in house.house.cloud.table.query("TOP")] == ["en#5"]


def test_a_language_that_left_the_site_leaves_nothing(memory_house: Reading) -> None:
    house = memory_house
    house.house.publish({"es/x.md": post(title="Anclas", slug="x"), "es/y.md": post(title="Barcos", slug="y")})
    house.bring(LOG, packed(line("/es/2026/11/20/x/"), line("/es/2026/11/20/y/"), line(address("a")), line(address("b"))))
    house.wait(minutes=1)
    assert [item.at.sk for item in house.house.cloud.table.query("TOP")] == ["en#48", "es#48"]
    house.house.publish({"site.yaml": SITE.replace("[en, es]", "[en]")})
    house.wait(minutes=1)
    assert [item.at.sk for item in house.house.cloud.table.query("TOP")] == ["en#48"]
    assert house.sidebar("es") == ""


def test_a_post_keeps_its_reads_under_another_address(memory_house: Reading) -> None:
    house = memory_house
    house.bring(LOG, reads(a=1, b=3, c=2))
    house.wait(minutes=1)
    house.house.publish({"posts/b.md": post(title="Boats", date="2026-11-20", slug="ships")})
    house.bring("later.gz", packed(line("/2026/11/20/ships/")))
    house.wait(minutes=21)
    assert house.shown() == ["Boats", "Currents"]
    house.house.publish({"posts/b.md": None, "posts/fleet.md": post(title="Boats", date="2026-11-20", slug="ships")})
    house.wait(minutes=21)
    assert house.shown() == ["Boats", "Currents"]


# ---- what counts


def test_an_hour_that_our_clock_has_not_reached_is_taken(memory_house: Reading) -> None:
    house = memory_house
    house.house.clock.time = house.house.clock.time.replace(hour=12, minute=59)
    house.bring(LOG, packed(*[line(address("a"), time="13:00:05")] * 3, line(address("b"), time="13:00:07")))
    house.bring("far.gz", packed(*[line(address("d"), time="14:00:00")] * 9))
    house.tick()
    assert house.shown() == ["Anchors", "Boats"]


def test_what_is_no_file_of_the_cdns_is_not_counted(memory_house: Reading) -> None:
    memory_house.bring("reads.csv", reads(a=1, b=3))
    assert memory_house.alarms() == []


def test_only_posts_read_by_people_count(house: Reading) -> None:
    house.house.publish({"_pages/about.md": "# About\n", "posts/p.png": b"p"})
    other = ["/", "/about/", "/2026/11/", "/category/ink/", "/topics/", "/nothing/", "/es/top/", "/posts/p.png", "/es/"]
    lines = [line(one) for one in other for _ in range(9)]
    robots = (
        [line(address("d"), GOOGLEBOT)] * 9
        + [line(address("d"), sc_status="404")] * 9
        + [line(address("d"), cs_method="HEAD")] * 9
    )
    house.bring(LOG, packed(*lines, *robots, line(address("a")), line(address("b")), line(address("b"))))
    house.tick()
    assert house.shown(house.top()) == ["Boats", "Anchors"]


def test_a_post_that_went_or_left_the_flow_leaves_its_place_to_the_next(house: Reading) -> None:
    house.bring(LOG, reads(a=1, b=3, c=2, d=4))
    house.tick()
    assert house.shown() == ["Docks", "Boats"]
    house.house.publish({"posts/d.md": None})
    assert house.shown() == ["Boats", "Currents"]
    house.house.publish({"posts/b.md": post(title="Boats", draft=True)})
    assert house.shown() == ["Currents", "Anchors"]


def test_a_new_title_is_shown_at_once(house: Reading) -> None:
    house.bring(LOG, reads(a=1, b=3))
    house.tick()
    house.house.publish({"posts/b.md": POSTS["posts/b.md"].replace("Boats", "Barcos")})
    assert house.shown() == ["Barcos", "Anchors"]


# ---- the clock


def presses(house: Reading) -> Callable[..., Any]:
    """Around each call: notes when summaries of the most read posts were written."""
    house.house.noted = []  # type: ignore[attr-defined]

    def around(port: str, method: str, args: tuple[Any, ...], act: Callable[[], Any]) -> Any:
        if (port, method) == ("table", "put") and args[0].at.pk == "TOP" and args[0].has.get("owes"):
            house.house.noted.append(house.house.clock.time)  # type: ignore[attr-defined]
        return act()

    return around


def test_the_box_is_looked_at_every_ten_minutes_at_most(memory_house: Reading) -> None:
    house = memory_house
    with around_calls(house.house, presses(house)):
        for number in range(45):
            house.bring(f"{number}.gz", reads(**{"abcd"[number % 4]: 1 + number}))
            house.wait(minutes=1)
    times = house.house.noted  # type: ignore[attr-defined]
    assert len(times) == 5
    assert all(later - earlier >= timedelta(minutes=10) for earlier, later in pairwise(times))


def test_where_nothing_is_read_nothing_is_looked_at(memory_house: Reading) -> None:
    assert memory_house.alarms() == []
    memory_house.wait(minutes=30)
    assert memory_house.house.cloud.table.query("TOP") == ()


def test_the_same_order_again_presses_nothing(memory_house: Reading) -> None:
    memory_house.bring("1.gz", reads(a=1, b=3))
    memory_house.wait(minutes=1)
    memory_house.bring("2.gz", reads(a=1, b=3))
    with around_calls(memory_house.house, presses(memory_house)):
        memory_house.wait(minutes=15)
    assert memory_house.house.noted == []  # type: ignore[attr-defined]


def test_what_is_counted_while_the_clock_forgets_is_not_forgotten(memory_house: Reading) -> None:
    house, brought_once = memory_house, [False]
    kept.look(house.house.cloud.table, "2026-11-25T00:00:00+00:00")
    plain = house.house.cloud

    def reading(_port: str, method: str, args: tuple[Any, ...], act: Callable[[], Any]) -> Any:
        if method == "delete" and args[0] == kept.ALARM and not brought_once[0]:
            brought_once[0] = True
            assert plain.logs is not None
            with around_calls(house.house, lambda _p, _m, _a, go: go()):
                house.bring(LOG, reads(a=1, b=3))
        return act()

    with around_calls(house.house, reading):
        house.tick()
    assert brought_once[0]
    house.wait(minutes=11)
    assert house.shown() == ["Boats", "Anchors"]


def test_the_order_is_by_sum_over_the_hours(memory_house: Reading) -> None:
    memory_house.bring("1.gz", packed(*[line(address("a"), time="09:00:00")] * 2, *[line(address("b"), time="09:00:00")] * 3))
    memory_house.bring("2.gz", packed(*[line(address("a"), time="10:00:00")] * 2))
    hours = kept.read(memory_house.house.cloud.table, memory_house.house.clock.time, 48)
    assert ranking(hours) == (address("a"), address("b"))
