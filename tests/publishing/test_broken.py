"""A source at which Presswork itself fails is tried a few times, then refused: its author is told, and it doesn't come again."""

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from bench.watching import Around, watched
from chalicelib import schedule
from chalicelib.cloud.items import Item
from chalicelib.publishing import parse
from chalicelib.publishing.ingest import TRIES
from chalicelib.publishing.upload import ParseContext, StoredObject, Upload
from chalicelib.rendering.failures import GIVEN_UP
from chalicelib.store import ingests, item_keys
from tests.crashing_workers import Died
from tests.function_rights import granted
from tests.publishing.blog import Blog, MemoryBlog, post, report_of

KEY, OTHER = "posts/bad.md", "posts/good.md"
PATIENCE = ingests.GONE + timedelta(seconds=1)


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sources that say so can't be read, by a fault of our own."""
    reads = parse.READERS["source"]

    def source(key: str, found: StoredObject, context: ParseContext) -> Upload:
        if b"BROKEN" in found.raw:
            raise ValueError("no such luck")
        return reads(key, found, context)

    monkeypatch.setitem(parse.READERS, "source", source)


def failing(error: BaseException, what: str = "accept") -> Around:
    """Around each call: whoever writes the record of the bad source fails, or dies."""

    def around(port: str, method: str, args: tuple[Any, ...], act: Callable[[], Any]) -> Any:
        item = args[0] if method == "put" and isinstance(args[0], Item) and args[0].at == item_keys.at_record(KEY) else None
        if what == "accept" and item and "refused" not in str(item.has["facts"]):
            raise error
        if what == "read" and port == "content" and method == "read" and args[0] == KEY:
            raise error
        return act()

    return around


def settle(blog: Blog) -> None:
    try:
        blog.settle()
    except Died:
        blog.settle()


def a_round(blog: MemoryBlog) -> int:
    """Let the schedule queue what never ended, and the handlers work once; the number of sources that were queued."""
    blog.clock.time += ingests.PATIENCE
    queued = schedule.tick(granted(blog.cloud, "tick"))
    settle(blog)
    blog.hidden.clear()  # its message was put away
    return queued


# ---- what fails at once


@pytest.mark.usefixtures("broken")
def test_a_fault_in_reading_is_reported_at_once_and_keeps_the_last_good_version_until_the_next(
    memory_blog: MemoryBlog, caplog: pytest.LogCaptureFixture
) -> None:
    memory_blog.publish({KEY: post("It stands.")})
    before = memory_blog.objects()

    memory_blog.publish({KEY: post("BROKEN")})

    assert memory_blog.report(KEY) == report_of("broken", KEY, "ValueError: no such luck")
    assert memory_blog.objects() == before
    assert (memory_blog.hidden, memory_blog.owing()) == ([], ())
    assert [one.message for one in caplog.records if one.levelno >= logging.ERROR] == [f"{GIVEN_UP}: {KEY} can't be read"]

    memory_blog.publish({KEY: post("Mended.")})
    assert memory_blog.report(KEY) is None
    assert "Mended." in (memory_blog.page("/2026/11/20/bad/") or "")


# ---- what fails each time


@pytest.mark.parametrize("what", ["accept", "read"])
def test_an_ingest_that_kills_its_worker_is_refused_after_some_tries(memory_blog: MemoryBlog, what: str) -> None:
    unwatched = memory_blog.cloud
    memory_blog.cloud = watched(unwatched, failing(Died(), what))
    memory_blog.upload(KEY, post())
    for _ in range(TRIES + 1):
        settle(memory_blog)
        memory_blog.clock.time += PATIENCE
        memory_blog.again()
    settle(memory_blog)

    assert memory_blog.report(KEY) == report_of("broken", KEY, "3 tries, none of which finished")
    assert (memory_blog.hidden, memory_blog.owing()) == ([], ())

    memory_blog.cloud = unwatched
    memory_blog.publish({KEY: post("Mended.")})
    assert memory_blog.report(KEY) is None
    assert memory_blog.page("/2026/11/20/bad/")


def test_the_clock_begins_it_again_a_few_times_and_then_no_more(memory_blog: MemoryBlog) -> None:
    memory_blog.cloud = watched(memory_blog.cloud, failing(Died()))
    memory_blog.upload(KEY, post())
    settle(memory_blog)
    memory_blog.hidden.clear()  # its message was put away

    begun = [a_round(memory_blog) for _ in range(TRIES + 3)]

    assert begun == [1] * TRIES + [0, 0, 0]
    assert memory_blog.report(KEY)


def test_what_can_not_even_be_refused_leaves_the_clocks_list(memory_blog: MemoryBlog) -> None:
    def never(_port: str, method: str, args: tuple[Any, ...], act: Callable[[], Any]) -> Any:
        if method == "put" and isinstance(args[0], Item) and args[0].at == item_keys.at_record(KEY):
            raise ValueError
        return act()

    memory_blog.cloud = watched(memory_blog.cloud, never)
    memory_blog.upload(KEY, post())
    memory_blog.settle()

    begun = [a_round(memory_blog) for _ in range(ingests.HOPELESS + 2)]

    assert begun == [1] * ingests.HOPELESS + [0, 0]
    assert memory_blog.owing() == ()


# ---- exceptions are no deaths


@pytest.mark.parametrize("what", ["accept", "read"])
def test_a_source_is_published_though_the_cloud_failed_many_times_before(memory_blog: MemoryBlog, what: str) -> None:
    working = memory_blog.cloud
    memory_blog.cloud = watched(working, failing(OSError("SlowDown"), what))
    memory_blog.upload(KEY, post("At last."))
    for _ in range(10):
        memory_blog.settle()
        memory_blog.clock.time += PATIENCE
        memory_blog.again()

    memory_blog.cloud = working
    memory_blog.settle()

    assert memory_blog.report(KEY) is None
    assert "At last." in (memory_blog.page("/2026/11/20/bad/") or "")
    assert (memory_blog.hidden, memory_blog.owing()) == ([], ())


def test_an_exception_does_not_hide_the_deaths_before_it(memory_blog: MemoryBlog) -> None:
    working = memory_blog.cloud
    memory_blog.upload(KEY, post())
    for error in [Died(), OSError("SlowDown")] * TRIES:
        memory_blog.cloud = watched(working, failing(error, "read"))
        settle(memory_blog)
        memory_blog.clock.time += PATIENCE
        memory_blog.again()
    memory_blog.cloud = watched(working, failing(Died(), "read"))
    settle(memory_blog)

    assert memory_blog.report(KEY) == report_of("broken", KEY, "3 tries, none of which finished")


def test_exceptions_that_never_stop_are_refused_after_hours(memory_blog: MemoryBlog, caplog: pytest.LogCaptureFixture) -> None:
    working = memory_blog.cloud
    memory_blog.cloud = watched(working, failing(OSError("SlowDown"), "read"))
    memory_blog.upload(KEY, post())
    memory_blog.settle()

    reports = []
    for _ in range(ingests.HOPELESS + 1):
        a_round(memory_blog)
        reports.append(memory_blog.report(KEY))

    found = "20 tries; the last one failed: OSError: SlowDown"
    assert reports == [None] * (ingests.HOPELESS - 1) + [report_of("broken", KEY, found)] * 2
    assert memory_blog.owing() == ()
    assert f"{GIVEN_UP}: {KEY} is refused: {found}" in caplog.messages

    memory_blog.cloud = working
    memory_blog.publish({KEY: post("Mended.")})
    assert memory_blog.report(KEY) is None


def test_rounds_whose_messages_nobody_took_are_not_counted(memory_blog: MemoryBlog) -> None:
    memory_blog.publish({OTHER: post(path="/here/"), KEY: post(path="/here/")})
    for _ in range(2 * ingests.HOPELESS):
        memory_blog.clock.time += ingests.PATIENCE
        schedule.tick(memory_blog.cloud)
    memory_blog.settle()

    assert memory_blog.report(KEY) == report_of("taken", KEY, "/here/")


def test_events_that_come_often_and_at_once_are_no_failures(memory_blog: MemoryBlog) -> None:
    for _ in range(3 * TRIES):
        ingests.begin(memory_blog.cloud, KEY, f"{'0' * 32}.000000")

    memory_blog.publish({KEY: post()})

    assert memory_blog.report(KEY) is None


def test_a_source_that_waits_for_its_address_is_never_given_up(memory_blog: MemoryBlog) -> None:
    memory_blog.publish({OTHER: post(path="/here/"), KEY: post(path="/here/")})
    for _ in range(2 * ingests.HOPELESS):
        a_round(memory_blog)

    assert memory_blog.report(KEY) == report_of("taken", KEY, "/here/")
    memory_blog.publish({OTHER: None})
    assert memory_blog.report(KEY) is None


@pytest.mark.slow
def test_on_aws_too_an_ingest_that_never_ends_is_refused(blog: Blog) -> None:
    unwatched = blog.cloud
    blog.cloud = watched(unwatched, failing(Died()))
    blog.upload(KEY, post())
    for _ in range(TRIES + 1):
        settle(blog)
        blog.clock.time += PATIENCE
        blog.again()
    blog.settle()

    assert blog.report(KEY) == report_of("broken", KEY, "3 tries, none of which finished")
    assert blog.owing() == ()
