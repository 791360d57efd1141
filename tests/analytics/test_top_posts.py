"""Top posts: the most read posts are shown while they are the most read."""

from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest

from chalicelib.store import page_views as kept
from tests.analytics.blog import POSTS, SITE, Reading, address, around_calls, reads
from tests.analytics.lines import GOOGLEBOT, line, packed
from tests.publishing.blog import post

LOG = "cdn/E2EXAMPLE.2026-11-25-11.a b+1.gz"


# ---- the box


@pytest.mark.on_aws_too
def test_the_box_shows_the_posts_that_were_read_most(blog: Reading) -> None:
    blog.bring(LOG, reads(a=1, b=3, c=2))
    blog.tick()
    assert blog.shown() == ["Boats", "Currents"]
    assert "Most read, last 48 hours" in blog.sidebar()
    assert 'href="/top/"' in blog.sidebar()


def test_the_page_shows_all_that_were_read(blog: Reading) -> None:
    blog.bring(LOG, reads(a=1, b=3, c=2))
    blog.tick()
    assert blog.shown(blog.top()) == ["Boats", "Currents", "Anchors"]
    assert "Most read" in blog.top()
    assert "Not enough recent visits" not in blog.top()


def test_while_too_few_were_read_the_newest_posts_fill_the_box_up_and_are_marked(blog: Reading) -> None:
    blog.bring(LOG, reads(b=30))
    blog.tick()
    assert "Most read, last 48 hours" in blog.sidebar()
    assert blog.shown() == ["Boats", "Docks"]
    assert blog.sidebar().index("Boats") < blog.sidebar().index("Recent posts") < blog.sidebar().index("Docks")
    assert '<ol start="2">' in blog.sidebar()
    assert blog.shown(blog.top()) == ["Boats", "Docks"]


def test_the_box_is_there_from_the_first_day_with_the_newest_posts(memory_blog: Reading) -> None:
    memory_blog.open()
    assert "Most read, last 48 hours" in memory_blog.sidebar()
    assert "Recent posts" in memory_blog.sidebar()
    assert memory_blog.shown() == ["Docks", "Currents"]
    assert 'href="/top/"' not in memory_blog.sidebar()
    assert "Not enough recent visits" in memory_blog.top()
    assert memory_blog.shown(memory_blog.top()) == ["Docks", "Currents"]


def test_an_authors_own_title_stands_above_the_most_read_posts(memory_blog: Reading) -> None:
    memory_blog.open("title: T\nsidebar: [{widget: top, count: 2, title: Everybody reads}]\n")
    memory_blog.bring(LOG, reads(a=1, b=2))
    memory_blog.tick()
    assert "Everybody reads" in memory_blog.sidebar()
    assert "48 hours" not in memory_blog.sidebar()


def test_what_was_read_longer_ago_is_left_out(blog: Reading) -> None:
    blog.bring("old.gz", packed(*[line(address("d"), date="2026-11-23", time="12:30:00")] * 9))
    blog.bring("late.gz", packed(*[line(address("c"), date="2026-11-23", time="13:00:00")] * 5, line(address("a"))))
    blog.tick()
    assert blog.shown() == ["Currents", "Anchors"]


def test_the_author_says_how_far_back_reads_count(memory_blog: Reading) -> None:
    blog = memory_blog
    blog.bring("old.gz", packed(*[line(address("d"), date="2026-11-21")] * 9, *[line(address("c"), date="2026-11-21")] * 8))
    blog.bring("new.gz", reads(a=2, b=1))
    blog.wait(minutes=1)
    assert blog.shown() == ["Anchors", "Boats"]
    blog.open(SITE.replace("count: 2", "count: 2, hours: 168"))
    blog.wait(minutes=11)
    assert blog.shown() == ["Docks", "Currents"]
    assert "Most read, last 168 hours" in blog.sidebar()


def test_what_ages_leaves_the_box_and_the_clock_then_forgets(memory_blog: Reading) -> None:
    blog = memory_blog
    blog.bring(LOG, reads(a=1, b=3))
    blog.wait(minutes=1)
    assert blog.shown() == ["Boats", "Anchors"]
    blog.blog.clock.time += timedelta(hours=47)
    blog.wait(minutes=20)
    assert "Recent posts" in blog.sidebar()
    assert blog.alarms() == ["top"]
    blog.blog.clock.time += timedelta(hours=121)
    blog.wait(minutes=25)
    assert blog.alarms() == []


def test_each_language_has_its_own(blog: Reading) -> None:
    blog.blog.publish({"es/x.md": post(title="Anclas", slug="x"), "es/y.md": post(title="Barcos", slug="y")})
    lines = (
        [line("/es/2026/11/20/x/")] * 2 + [line("/es/2026/11/20/y/")] * 3 + [line(address("a"))] * 4 + [line(address("b"))] * 5
    )
    blog.bring(LOG, packed(*lines))
    blog.tick()
    assert blog.shown() == ["Boats", "Anchors"]
    assert "Barcos" in blog.sidebar("es")
    assert blog.shown(blog.top("es")) == ["Barcos", "Anclas"]


# ---- what changes


def test_other_hours_are_shown_within_a_minute(memory_blog: Reading) -> None:
    blog = memory_blog
    blog.bring(LOG, reads(a=1, b=3))
    blog.wait(minutes=1)
    blog.blog.publish({"site.yaml": SITE.replace("count: 2", "count: 2, hours: 5")})
    blog.wait(minutes=1)
    assert blog.shown() == ["Boats", "Anchors"]
    assert "last 5 hours" in blog.sidebar()
    assert [item.at.sk for item in blog.blog.cloud.table.query("TOP")] == ["en#5"]


def test_a_language_that_left_the_site_leaves_nothing(memory_blog: Reading) -> None:
    blog = memory_blog
    blog.blog.publish({"es/x.md": post(title="Anclas", slug="x"), "es/y.md": post(title="Barcos", slug="y")})
    blog.bring(LOG, packed(line("/es/2026/11/20/x/"), line("/es/2026/11/20/y/"), line(address("a")), line(address("b"))))
    blog.wait(minutes=1)
    assert [item.at.sk for item in blog.blog.cloud.table.query("TOP")] == ["en#48", "es#48"]
    blog.blog.publish({"site.yaml": SITE.replace("[en, es]", "[en]")})
    blog.wait(minutes=1)
    assert [item.at.sk for item in blog.blog.cloud.table.query("TOP")] == ["en#48"]
    assert blog.sidebar("es") == ""


def test_a_post_keeps_its_reads_under_another_address(memory_blog: Reading) -> None:
    blog = memory_blog
    blog.bring(LOG, reads(a=1, b=3, c=2))
    blog.wait(minutes=1)
    blog.blog.publish({"posts/b.md": post(title="Boats", date="2026-11-20", slug="ships")})
    blog.bring("later.gz", packed(line("/2026/11/20/ships/")))
    blog.wait(minutes=21)
    assert blog.shown() == ["Boats", "Currents"]
    blog.blog.publish({"posts/b.md": None, "posts/fleet.md": post(title="Boats", date="2026-11-20", slug="ships")})
    blog.wait(minutes=21)
    assert blog.shown() == ["Boats", "Currents"]


# ---- what counts


def test_an_hour_that_our_clock_has_not_reached_is_taken(memory_blog: Reading) -> None:
    blog = memory_blog
    blog.blog.clock.time = blog.blog.clock.time.replace(hour=12, minute=59)
    blog.bring(LOG, packed(*[line(address("a"), time="13:00:05")] * 3, line(address("b"), time="13:00:07")))
    blog.bring("far.gz", packed(*[line(address("d"), time="14:00:00")] * 9))
    blog.tick()
    assert blog.shown() == ["Anchors", "Boats"]


def test_what_is_no_file_of_the_cdns_is_not_counted(memory_blog: Reading) -> None:
    memory_blog.bring("reads.csv", reads(a=1, b=3))
    assert memory_blog.alarms() == []


def test_only_posts_read_by_people_count(blog: Reading) -> None:
    blog.blog.publish({"_pages/about.md": "# About\n", "posts/p.png": b"p"})
    other = ["/", "/about/", "/2026/11/", "/category/ink/", "/topics/", "/nothing/", "/es/top/", "/posts/p.png", "/es/"]
    lines = [line(one) for one in other for _ in range(9)]
    robots = (
        [line(address("d"), GOOGLEBOT)] * 9
        + [line(address("d"), sc_status="404")] * 9
        + [line(address("d"), cs_method="HEAD")] * 9
    )
    blog.bring(LOG, packed(*lines, *robots, line(address("a")), line(address("b")), line(address("b"))))
    blog.tick()
    assert blog.shown(blog.top()) == ["Boats", "Anchors"]


def test_a_post_that_went_or_left_the_flow_leaves_its_place_to_the_next(blog: Reading) -> None:
    blog.bring(LOG, reads(a=1, b=3, c=2, d=4))
    blog.tick()
    assert blog.shown() == ["Docks", "Boats"]
    blog.blog.publish({"posts/d.md": None})
    assert blog.shown() == ["Boats", "Currents"]
    blog.blog.publish({"posts/b.md": post(title="Boats", draft=True)})
    assert blog.shown() == ["Currents", "Anchors"]


def test_an_unlisted_post_is_not_shown_however_often_it_is_read(memory_blog: Reading) -> None:
    memory_blog.blog.publish({"posts/b.md": post(title="Boats", date="2026-11-20", listed=False)})
    memory_blog.bring(LOG, reads(a=1, b=9, c=2))
    memory_blog.tick()
    assert memory_blog.shown() == ["Currents", "Anchors"]


def test_a_new_title_is_shown_at_once(blog: Reading) -> None:
    blog.bring(LOG, reads(a=1, b=3))
    blog.tick()
    blog.blog.publish({"posts/b.md": POSTS["posts/b.md"].replace("Boats", "Barcos")})
    assert blog.shown() == ["Barcos", "Anchors"]


# ---- the clock


def presses(blog: Reading) -> Callable[..., Any]:
    """Around each call: notes when summaries of the most read posts were written."""
    blog.blog.noted = []  # type: ignore[attr-defined]

    def around(port: str, method: str, args: tuple[Any, ...], act: Callable[[], Any]) -> Any:
        if (port, method) == ("table", "put") and args[0].at.pk == "TOP" and args[0].has.get("owes"):
            blog.blog.noted.append(blog.blog.clock.time)  # type: ignore[attr-defined]
        return act()

    return around


def test_the_box_is_looked_at_every_ten_minutes_at_most(memory_blog: Reading) -> None:
    blog = memory_blog
    with around_calls(blog.blog, presses(blog)):
        for number in range(45):
            blog.bring(f"{number}.gz", reads(**{"abcd"[number % 4]: 1 + number}))
            blog.wait(minutes=1)
    times = blog.blog.noted  # type: ignore[attr-defined]
    assert len(times) == 5
    assert all(later - earlier >= timedelta(minutes=10) for earlier, later in pairwise(times))


def test_where_nothing_is_read_nothing_is_looked_at(memory_blog: Reading) -> None:
    assert memory_blog.alarms() == []
    memory_blog.wait(minutes=30)
    assert memory_blog.blog.cloud.table.query("TOP") == ()


def test_the_same_order_again_presses_nothing(memory_blog: Reading) -> None:
    memory_blog.bring("1.gz", reads(a=1, b=3))
    memory_blog.wait(minutes=1)
    memory_blog.bring("2.gz", reads(a=1, b=3))
    with around_calls(memory_blog.blog, presses(memory_blog)):
        memory_blog.wait(minutes=15)
    assert memory_blog.blog.noted == []  # type: ignore[attr-defined]


def test_what_is_counted_while_the_clock_forgets_is_not_forgotten(memory_blog: Reading) -> None:
    blog, brought_once = memory_blog, [False]
    kept.look(blog.blog.cloud.table, "2026-11-25T00:00:00+00:00")
    plain = blog.blog.cloud

    def reading(_port: str, method: str, args: tuple[Any, ...], act: Callable[[], Any]) -> Any:
        if method == "delete" and args[0] == kept.TIMER and not brought_once[0]:
            brought_once[0] = True
            assert plain.logs is not None
            with around_calls(blog.blog, lambda _p, _m, _a, go: go()):
                blog.bring(LOG, reads(a=1, b=3))
        return act()

    with around_calls(blog.blog, reading):
        blog.tick()
    assert brought_once[0]
    blog.wait(minutes=11)
    assert blog.shown() == ["Boats", "Anchors"]
