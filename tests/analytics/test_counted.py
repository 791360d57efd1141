"""What people read is counted once, whoever dies meanwhile, and nobody is followed."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from chalicelib import schedule
from chalicelib.analytics import top_posts
from chalicelib.cloud.memory import MemoryTable
from chalicelib.store import page_views as kept
from tests.analytics.house import Reading, address, around_calls, on_memory, reads
from tests.analytics.lines import READER, line, packed
from tests.dying import Died, dying

LOG = "cdn/E2EXAMPLE.2026-11-25-11.a b+1.gz"


def counts(house: Reading) -> dict[str, int]:
    """How often each address was read, in all hours that are kept."""
    found: dict[str, int] = {}
    for hour in kept.read(house.house.cloud.table, house.house.clock.time, 168):
        for at, number in hour.reads.items():
            found[at] = found.get(at, 0) + number
    return found


# ---- once


def test_a_file_is_counted_once_however_often_it_is_told_of(house: Reading) -> None:
    house.bring(LOG, reads(a=1, b=3), times=3)
    house.tell(LOG, LOG)
    assert counts(house) == {address("a"): 1, address("b"): 3}


def test_files_of_one_hour_add_up_in_any_order(house: Reading) -> None:
    for number in (3, 1, 2):
        house.bring(f"{number}.gz", reads(a=number))
    house.tell("2.gz", "3.gz", "1.gz")
    assert counts(house) == {address("a"): 6}


def test_a_late_file_adds_to_its_own_hour(house: Reading) -> None:
    house.bring("new.gz", reads(a=1))
    house.bring("late.gz", packed(line(address("a"), date="2026-11-24", time="00:00:00")))
    hours = kept.read(house.house.cloud.table, house.house.clock.time, 168)
    assert [dict(hour.reads) for hour in hours] == [{address("a"): 1}] * 2


def test_a_file_that_is_cut_off_counts_as_far_as_it_goes_and_is_done_with(house: Reading) -> None:
    whole = packed(*(line(address("a"), x_edge_request_id=f"{number * 7919:x}") for number in range(400)))
    house.bring(LOG, whole[: len(whole) // 2])
    half = counts(house)
    assert 50 < half[address("a")] < 400
    house.bring(LOG, whole)
    assert counts(house) == half


def test_a_file_with_columns_named_twice_spoils_nothing(house: Reading) -> None:
    house.bring("bad.gz", packed(line(address("a")), columns=["date", "date", "time"]))
    house.bring("good.gz", reads(b=1))
    assert counts(house) == {address("b"): 1}


@pytest.mark.parametrize("body", [b"", b"\x1f\x8b", b"\x00" * 1000, b"no log"])
def test_what_is_no_log_is_done_with(memory_house: Reading, body: bytes) -> None:
    memory_house.bring("x.gz", body)
    assert memory_house.tell("x.gz") == frozenset()
    assert counts(memory_house) == {}


def test_messages_that_tell_of_no_file_are_done_with_and_others_come_again(house: Reading) -> None:
    told = {"test": json.dumps({"Event": "s3:TestEvent", "Bucket": "logs"}), "bad": "{"}
    assert top_posts.logs(house.house.cloud, told) == {"bad"}
    assert house.tell("gone.gz") == frozenset()


def test_without_a_bucket_of_logs_nothing_is_counted(memory_house: Reading) -> None:
    memory_house.house.cloud = replace(memory_house.house.cloud, logs=None)
    assert memory_house.tell(LOG) == frozenset()
    assert counts(memory_house) == {}


# ---- nobody is tracked


def test_no_address_of_a_reader_is_kept_anywhere(house: Reading, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG", "chalicelib")
    house.bring(LOG, packed(*[line(address("a"), cs_uri_query="secret=1")] * 3, line(address("b"))))
    house.tick()
    standing = repr(all_items(house))
    assert address("a") in standing
    for word in (READER, READER.encode().hex(), "Firefox", "search.example", "secret"):
        assert word not in standing + caplog.text


def all_items(house: Reading) -> list[Any]:
    """All that stands in the table, hours unpacked."""
    table = house.house.cloud.table
    hours = [*kept.read(table, house.house.clock.time, 168)]
    if isinstance(table, MemoryTable):
        return hours + [item for pk in [*table._partitions] for item in table.query(pk)]
    client, name = table._client, table._name  # type: ignore[attr-defined]
    return hours + [page["Items"] for page in client.get_paginator("scan").paginate(TableName=name)]


def test_what_is_kept_of_an_hour_expires(house: Reading) -> None:
    house.bring(LOG, reads(a=1))
    (item,) = house.house.cloud.table.query(kept.READS)
    assert item.at.sk == "2026-11-25T11"
    assert set(item.has) == {"nonce", "z", "expires"}
    assert (
        house.house.clock.time.timestamp() + 168 * 3600
        < int(item.has["expires"])
        < house.house.clock.time.timestamp() + 9 * 86400
    )


# ---- crashes


def two_hours() -> bytes:
    return packed(*[line(address("a"))] * 3, *[line(address("b"), time="09:00:00")] * 2, line(address("a"), time="09:10:00"))


def calls_of(act: Callable[[Reading], None]) -> int:
    calls = [0]

    def count(_port: str, _method: str, _args: tuple[Any, ...], go: Callable[[], Any]) -> Any:
        calls[0] += 1
        return go()

    with on_memory() as house:
        house.open()
        with around_calls(house.house, count):
            act(house)
    return calls[0]


def brought(house: Reading) -> None:
    house.bring(LOG, two_hours())


def refreshed(house: Reading) -> None:
    brought(house)
    schedule.tick(house.house.cloud)


@pytest.mark.parametrize("call", range(2, calls_of(brought) + 1))
def test_a_crash_at_any_call_counts_every_read_once(memory_house: Reading, call: int) -> None:
    with around_calls(memory_house.house, dying(call)), pytest.raises(Died):
        brought(memory_house)
    memory_house.tell(LOG, LOG)
    assert counts(memory_house) == {address("a"): 4, address("b"): 2}
    memory_house.tick()
    assert memory_house.shown() == ["Anchors", "Boats"]


@pytest.mark.parametrize("call", range(calls_of(brought) + 1, calls_of(refreshed) + 1))
def test_a_crash_while_the_clock_looks_is_made_good_when_it_looks_again(memory_house: Reading, call: int) -> None:
    with around_calls(memory_house.house, dying(call)), pytest.raises(Died):
        refreshed(memory_house)
    memory_house.wait(minutes=11)
    assert memory_house.shown() == ["Anchors", "Boats"]


@pytest.mark.parametrize("call", range(2, calls_of(brought) + 1))
def test_two_workers_with_a_file_each_lose_nothing(memory_house: Reading, call: int) -> None:
    calls, plain = [0], memory_house.house.cloud
    assert plain.logs is not None
    memory_house.bring("other.gz", b"")
    memory_house.bring("other.gz", reads(a=5), times=0)

    def meeting(_port: str, _method: str, _args: tuple[Any, ...], act: Callable[[], Any]) -> Any:
        calls[0] += 1
        if calls[0] == call:
            top_posts.count(plain, "other.gz")
        return act()

    with around_calls(memory_house.house, meeting):
        brought(memory_house)
    assert counts(memory_house) == {address("a"): 9, address("b"): 2}
