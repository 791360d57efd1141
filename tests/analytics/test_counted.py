"""Reads are counted once, whichever worker dies meanwhile, and no reader is tracked."""

import json
import zlib
from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace

from chalicelib import schedule
from chalicelib.analytics import top_posts
from chalicelib.cloud.memory_table import MemoryTable
from chalicelib.partitions import READS
from chalicelib.store import page_views as kept
from tests.analytics.blog import Reading, address, around_calls, on_memory_and_open, reads
from tests.analytics.lines import FIREFOX, READER, WITH_NETWORK, line, packed
from tests.crashing_workers import Died, dying
from tests.each import each

LOG = "cdn/E2EXAMPLE.2026-11-25-11.a b+1.gz"


def counts(blog: Reading) -> dict[str, int]:
    """How often each address was read, in all hours that are kept."""
    found: dict[str, int] = {}
    for hour in kept.read(blog.blog.cloud.table, blog.blog.clock.time, 168):
        for at, number in hour.reads.items():
            found[at] = found.get(at, 0) + number
    return found


# ---- once


@pytest.mark.on_aws_too
def test_a_file_is_counted_once_however_often_it_is_reported(blog: Reading) -> None:
    blog.bring(LOG, reads(a=1, b=3), times=3)
    blog.tell(LOG, LOG)
    assert counts(blog) == {address("a"): 1, address("b"): 3}


def test_files_of_one_hour_add_up_in_any_order(blog: Reading) -> None:
    for number in (3, 1, 2):
        blog.bring(f"{number}.gz", reads(a=number))
    blog.tell("2.gz", "3.gz", "1.gz")
    assert counts(blog) == {address("a"): 6}


@pytest.mark.parametrize("files", [1, 4, 40])
def test_a_stranger_counts_once_in_an_hour_however_many_requests_browsers_and_files_it_takes(blog: Reading, files: int) -> None:
    requests = [line(address("a"), f"{FIREFOX} {number}", WITH_NETWORK, asn="64496") for number in range(40)]
    readers = [line(address("b"), columns=WITH_NETWORK, asn=network) for network in ("64497", "64498")]
    for number in range(files):
        blog.bring(f"{number}.gz", packed(*requests[number::files], columns=WITH_NETWORK))
    blog.bring("readers.gz", packed(*readers, columns=WITH_NETWORK))

    assert counts(blog) == {address("a"): 1, address("b"): 2}


def test_of_a_reader_the_table_has_neither_the_address_nor_the_network_nor_the_browser(memory_blog: Reading) -> None:
    memory_blog.bring("a.gz", packed(line(address("a"), columns=WITH_NETWORK, asn="4242424242"), columns=WITH_NETWORK))

    (item,) = memory_blog.blog.cloud.table.query(READS)
    stored = zlib.decompress(item.packed("z")).decode()
    assert not [text for text in (READER, "4242424242", "Firefox") if text in stored]


def test_a_late_file_adds_to_its_own_hour(blog: Reading) -> None:
    blog.bring("new.gz", reads(a=1))
    blog.bring("late.gz", packed(line(address("a"), date="2026-11-24", time="00:00:00")))
    hours = kept.read(blog.blog.cloud.table, blog.blog.clock.time, 168)
    assert [dict(hour.reads) for hour in hours] == [{address("a"): 1}] * 2


def test_a_file_that_is_cut_off_counts_as_far_as_it_goes_and_is_done_with(blog: Reading) -> None:
    whole = packed(*(line(address("a"), x_edge_request_id=f"{number * 7919:x}") for number in range(400)))
    blog.bring(LOG, whole[: len(whole) // 2])
    half = counts(blog)
    assert 50 < half[address("a")] < 400
    blog.bring(LOG, whole)
    assert counts(blog) == half


@pytest.mark.on_aws_too
def test_messages_that_tell_of_no_file_are_done_with_and_others_come_again(blog: Reading) -> None:
    told = {"test": json.dumps({"Event": "s3:TestEvent", "Bucket": "logs"}), "bad": "{"}
    assert top_posts.logs(blog.blog.cloud, told) == {"bad"}
    assert blog.tell("gone.gz") == frozenset()


def test_without_a_bucket_of_logs_nothing_is_counted(memory_blog: Reading) -> None:
    memory_blog.blog.cloud = replace(memory_blog.blog.cloud, logs=None)
    assert memory_blog.tell(LOG) == frozenset()
    assert counts(memory_blog) == {}


# ---- no reader is tracked


@pytest.mark.on_aws_too
def test_no_address_of_a_reader_is_kept_anywhere(blog: Reading, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG", "chalicelib")
    blog.bring(LOG, packed(*[line(address("a"), cs_uri_query="secret=1")] * 3, line(address("b"))))
    blog.tick()
    standing = repr(all_items(blog))
    assert address("a") in standing
    for word in (READER, READER.encode().hex(), "Firefox", "search.example", "secret"):
        assert word not in standing + caplog.text


def all_items(blog: Reading) -> list[Any]:
    """All that stands in the table, hours unpacked."""
    table = blog.blog.cloud.table
    hours = [*kept.read(table, blog.blog.clock.time, 168)]
    if isinstance(table, MemoryTable):
        return hours + [item for pk in [*table._partitions] for item in table.query(pk)]
    client, name = table._client, table._name  # type: ignore[attr-defined]
    return hours + [page["Items"] for page in client.get_paginator("scan").paginate(TableName=name)]


def test_what_is_kept_of_an_hour_expires(blog: Reading) -> None:
    blog.bring(LOG, reads(a=1))
    (item,) = blog.blog.cloud.table.query(READS)
    assert item.at.sk == "2026-11-25T11"
    assert set(item.has) == {"nonce", "z", "expires"}
    assert blog.blog.clock.time.timestamp() + 168 * 3600 < item.number("expires") < blog.blog.clock.time.timestamp() + 9 * 86400


# ---- crashes


def two_hours() -> bytes:
    return packed(*[line(address("a"))] * 3, *[line(address("b"), time="09:00:00")] * 2, line(address("a"), time="09:10:00"))


def calls_of(act: Callable[[Reading], None]) -> int:
    calls = [0]

    def count(_port: str, _method: str, _args: tuple[Any, ...], go: Callable[[], Any]) -> Any:
        calls[0] += 1
        return go()

    blog = on_memory_and_open()
    with around_calls(blog.blog, count):
        act(blog)
    return calls[0]


def brought(blog: Reading) -> None:
    blog.bring(LOG, two_hours())


def refreshed(blog: Reading) -> None:
    brought(blog)
    schedule.tick(blog.blog.cloud)


@each("call", lambda: range(2, calls_of(brought) + 1))
def test_a_crash_at_any_call_counts_every_read_once(call: int) -> None:
    blog = on_memory_and_open()
    with around_calls(blog.blog, dying(call)), pytest.raises(Died):
        brought(blog)
    blog.tell(LOG, LOG)
    assert counts(blog) == {address("a"): 4, address("b"): 2}
    blog.tick()
    assert blog.shown() == ["Anchors", "Boats"]


@each("call", lambda: range(calls_of(brought) + 1, calls_of(refreshed) + 1))
def test_a_crash_while_the_clock_looks_is_made_good_when_it_looks_again(call: int) -> None:
    blog = on_memory_and_open()
    with around_calls(blog.blog, dying(call)), pytest.raises(Died):
        refreshed(blog)
    blog.wait(minutes=11)
    assert blog.shown() == ["Anchors", "Boats"]


@each("call", lambda: range(2, calls_of(brought) + 1))
def test_two_workers_with_a_file_each_lose_nothing(call: int) -> None:
    blog = on_memory_and_open()
    calls, plain = [0], blog.blog.cloud
    assert plain.logs is not None
    blog.bring("other.gz", b"")
    blog.bring("other.gz", reads(a=5), times=0)

    def meeting(_port: str, _method: str, _args: tuple[Any, ...], act: Callable[[], Any]) -> Any:
        calls[0] += 1
        if calls[0] == call:
            top_posts.count(plain, "other.gz")
        return act()

    with around_calls(blog.blog, meeting):
        brought(blog)
    assert counts(blog) == {address("a"): 9, address("b"): 2}
