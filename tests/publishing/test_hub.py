"""The site's hub is told once of each publish, which feeds have changed: none is forgotten, and nothing else is told."""

import copy
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from chalicelib import schedule
from chalicelib.cloud import bootstrap
from chalicelib.cloud.items import At
from chalicelib.cloud.memory import MemoryHub
from chalicelib.partitions import HUB
from chalicelib.publishing import messages, websub
from chalicelib.schedule import TickError
from chalicelib.store import websub_feeds
from infra.build.build import build
from tests.contract.hubs import listening
from tests.publishing.blog import NOW, URL, Blog, MemoryBlog, event, post
from tests.publishing.blog_on_moto import AwsBlog
from tests.publishing.calls import calling, noting
from tests.publishing.hubs import ADDRESS, KEY, MINUTE, OTHER, feeds, heard, opened, tick, waiting

# ---- one ping a publish


def test_a_publish_is_one_ping_with_the_feeds_that_show_the_post(blog: Blog) -> None:
    made = opened(blog)

    blog.publish({KEY: post(categories=["Zinc"], tags=["lead"], author="Ann")})
    assert heard(made) == []
    for _ in range(3):
        tick(blog)

    assert heard(made) == [feeds("/", "/category/zinc/", "/tag/lead/", "/author/ann/")]
    assert not waiting(blog)


@pytest.mark.slow
def test_the_functions_tell_a_real_hub_by_http(aws_blog: AwsBlog) -> None:
    aws_blog.cloud = replace(aws_blog.cloud, hub=bootstrap.cloud(aws_blog.settings).hub)
    with listening() as server:
        aws_blog.publish({"site.yaml": f"title: The Press\nhub: {server.url}/push\n"})
        tick(aws_blog)

    [(path, _, form)] = server.asked
    assert path == "/push"
    assert {value for name, value in form if name == "hub.url"} == feeds("/")


def test_a_hub_is_told_by_the_names_that_the_feeds_give_themselves(memory_blog: Blog) -> None:
    made = opened(memory_blog)

    memory_blog.publish({KEY: post(categories=["Año"], lang="en")})
    tick(memory_blog)

    [told] = heard(made)
    assert f"{URL}/category/a%C3%B1o/feed/atom/" in told
    for address in ("/category/año/feed/", "/category/año/feed/atom/", "/category/año/feed/json/"):
        assert any(f'"{url}"' in (memory_blog.page(address) or "") for url in told)
        assert ADDRESS in (memory_blog.page(address) or "")


def test_a_ping_waits_until_the_press_is_quiet_and_caches_have_let_go(memory_blog: Blog) -> None:
    made = opened(memory_blog)

    for minute in range(3):
        memory_blog.publish({KEY: post(f"Draft {minute}.")})
        tick(memory_blog, websub_feeds.QUIET - timedelta(seconds=1))
    assert heard(made) == []
    tick(memory_blog)

    assert heard(made) == [feeds("/")]


def test_an_edit_and_a_deletion_are_told_but_not_of_feeds_that_are_gone(memory_blog: Blog) -> None:
    made = opened(memory_blog)
    memory_blog.publish({KEY: post(categories=["Zinc"])})
    tick(memory_blog)
    heard(made)

    memory_blog.publish({KEY: post("Other words.", categories=["Zinc"])})
    tick(memory_blog)
    assert heard(made) == [feeds("/", "/category/zinc/")]

    memory_blog.publish({KEY: None})
    tick(memory_blog)
    assert heard(made) == [feeds("/")]
    assert memory_blog.page("/category/zinc/feed/") is None


# ---- none for nothing


def test_doubled_events_and_an_upload_of_the_same_bytes_are_not_told(blog: Blog) -> None:
    made = opened(blog)
    blog.publish({KEY: post()})
    tick(blog)
    heard(made)

    blog.tell(event(KEY, "FF"), event(KEY, "FF"))
    blog.settle()
    blog.publish({KEY: post()})
    tick(blog)

    assert heard(made) == []
    assert not waiting(blog)


def test_a_rebuild_without_a_changed_byte_is_not_told(memory_blog: Blog) -> None:
    made = opened(memory_blog)

    memory_blog.cloud.press.send([messages.to_rebuild(messages.Position(("landing", "rss", "atom", "json")))])
    memory_blog.settle()
    tick(memory_blog)

    assert heard(made) == []


def test_a_site_without_a_hub_makes_the_same_calls_as_one_that_can_tell_nobody() -> None:
    calls = []
    for made in (None, MemoryHub()):
        blog = MemoryBlog()
        blog.publish({"site.yaml": "title: The Press\n", OTHER: post()})
        blog.cloud = replace(blog.cloud, hub=made)
        calls.append(calls_of(blog))

    assert len(calls[0]) > 40
    assert calls[0] == calls[1]
    assert not [on for _, _, on in calls[0] if on.startswith((str(websub_feeds.TIMER), HUB))]


def calls_of(blog: Blog) -> list[tuple[str, str, str]]:
    """What a publish and a tick ask of the cloud: the port, the method, and the item, partition or key; the hub is none of it."""
    with calling(blog) as calls:
        blog.publish({KEY: post(categories=["Zinc"])})
        blog.clock.time += MINUTE
        schedule.tick(blog.cloud)
    items = [(call, getattr(call.args[0], "at", call.args[0])) for call in calls if call.port != "hub"]
    return [(call.port, call.method, str(on) if isinstance(on, str | At) else "") for call, on in items]


def test_with_a_hub_a_publish_costs_one_item_a_feed_and_one_for_the_clock(memory_blog: MemoryBlog) -> None:
    opened(memory_blog)
    without = copy.deepcopy(memory_blog)
    without.cloud = replace(without.cloud, hub=None)

    more = len(calls_of(memory_blog)) - len(calls_of(without))

    changed = len(feeds("/", "/category/zinc/"))
    noting = 1 + changed + 1  # since when they wait is read; they are noted, with an alarm
    assert more == noting + changed + 3  # forgotten, as is the alarm, once the feeds and the site are read


def test_a_build_into_a_folder_tells_nobody(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "site.yaml").write_text("hub: http://127.0.0.1:1/\n")

    build(tmp_path / "in", tmp_path / "out", now=NOW)

    assert "http://127.0.0.1:1/" in (tmp_path / "out" / "feed" / "index.xml").read_text()


def test_only_feeds_are_told_of(memory_blog: Blog) -> None:
    made = opened(memory_blog)

    with noting(memory_blog) as written:
        memory_blog.publish({"templates/landing.html": "<p>{{ site.title }}</p>"})
    tick(memory_blog)

    assert "index.html" in written
    assert heard(made) == []


# ---- the site's word


def test_a_new_hub_is_told_of_every_feed_and_one_that_is_named_no_more_of_none(memory_blog: Blog) -> None:
    made = opened(memory_blog, "title: The Press\n")
    before = memory_blog.objects()

    memory_blog.publish({"site.yaml": f"title: The Press\nhub: {ADDRESS}\n"})
    tick(memory_blog)
    assert heard(made) == [feeds("/", "/category/ink/")]

    memory_blog.publish({KEY: post(), "site.yaml": "title: The Press\n"})
    memory_blog.publish({KEY: None})
    tick(memory_blog)
    assert heard(made) == []
    assert not waiting(memory_blog)
    assert {key: memory_blog.objects().get(key) for key in before} == before


@pytest.mark.slow
def test_many_feeds_are_told_in_several_ticks(memory_blog: Blog) -> None:
    made = opened(memory_blog)

    memory_blog.publish({KEY: post(categories=[f"topic {number}" for number in range(70)])})
    for _ in range(3):
        tick(memory_blog)

    pings = heard(made)
    assert [len(ping) for ping in pings] == [websub.AT_ONCE, 3 * 71 - websub.AT_ONCE]
    assert set.union(*pings) == feeds("/", *(f"/category/topic-{number}/" for number in range(70)))


# ---- a hub that fails


def test_a_hub_that_fails_is_told_later_with_growing_pauses(blog: Blog, caplog: pytest.LogCaptureFixture) -> None:
    made = opened(blog)
    made.refusing[ADDRESS] = True
    blog.publish({KEY: post()})

    tried = []
    for minute in range(1, 20):
        caplog.clear()
        tick(blog)
        tried += [minute] if "was not notified" in caplog.text else []
    made.refusing.clear()
    for _ in range(14):
        tick(blog)

    assert tried == [1, 2, 4, 8, 16]
    assert heard(made) == [feeds("/")]


def test_a_publish_meanwhile_is_tried_at_once_and_told_with_the_rest(memory_blog: Blog) -> None:
    made = opened(memory_blog)
    made.refusing[ADDRESS] = True
    memory_blog.publish({KEY: post(categories=["Zinc"])})
    for _ in range(10):
        tick(memory_blog)

    made.refusing.clear()
    memory_blog.publish({OTHER: post("New.", title="Other", categories=["Ink"], date="2026-10-01")})
    tick(memory_blog)

    assert heard(made) == [feeds("/", "/category/zinc/", "/category/ink/")]


def test_after_a_day_a_feed_is_given_up(memory_blog: Blog, caplog: pytest.LogCaptureFixture) -> None:
    made = opened(memory_blog)
    made.refusing[ADDRESS] = True
    memory_blog.publish({KEY: post()})

    for _ in range(23):
        tick(memory_blog, timedelta(hours=1))
    assert waiting(memory_blog) == feeds("/")
    for _ in range(2):
        tick(memory_blog, timedelta(hours=1))

    assert not waiting(memory_blog)
    assert "3 feeds, 3 of which will not be tried again: told to refuse" in caplog.text
    assert ADDRESS in caplog.text


def test_a_hub_that_refuses_for_good_is_told_once(memory_blog: Blog, caplog: pytest.LogCaptureFixture) -> None:
    made = opened(memory_blog)
    made.refusing[ADDRESS] = False
    memory_blog.publish({KEY: post()})

    for _ in range(5):
        tick(memory_blog)

    assert caplog.text.count("was not notified") == 1
    assert not waiting(memory_blog)


def test_what_the_clock_has_to_do_beside_is_done_though_the_hub_breaks(memory_blog: Blog) -> None:
    class Broken(MemoryHub):
        def ping(self, *_: Any) -> None:
            raise ZeroDivisionError

    opened(memory_blog)
    memory_blog.publish({KEY: post()})
    memory_blog.cloud = replace(memory_blog.cloud, hub=Broken())
    memory_blog.publish({OTHER: post(title="Tomorrow", date="2026-11-25 12:03")})

    for _ in range(4):
        with pytest.raises(TickError, match=r"hub$"):
            tick(memory_blog)
        memory_blog.settle()

    assert "Tomorrow" in (memory_blog.page("/") or "")
    assert waiting(memory_blog) >= feeds("/")
