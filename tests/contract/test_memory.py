"""What only the implementations in memory promise."""

from datetime import UTC, datetime, timedelta

import pytest

from chalicelib.cloud.aws import SystemClock
from chalicelib.cloud.items import At, AtMost, Item, Same
from chalicelib.cloud.memory import FixedClock, MemoryQueue
from chalicelib.cloud.memory_table import MemoryTable
from chalicelib.cloud.ports import Message

AT = At("P")


def test_values_of_two_types_are_never_equal_nor_in_order() -> None:
    table = MemoryTable()
    table.put(Item(AT, {"flag": True, "stamp": "b"}))
    assert not table.delete(AT, Same("flag", 1))
    assert not table.delete(AT, AtMost("stamp", 9))


def test_an_item_read_is_nobodys_but_the_readers() -> None:
    table, has = MemoryTable(), {"a": "1"}
    table.put(Item(AT, has))
    has["a"] = "2"
    found = table.get(AT)
    assert found is not None
    dict(found.has)["a"] = "3"
    assert table.get(AT) == Item(AT, {"a": "1"})


def test_a_queue_gives_its_oldest_messages_first() -> None:
    queue = MemoryQueue()
    queue.send(Message(body, "1") for body in "abc")
    assert len(queue) == 3
    assert queue.take(2) == [Message("a", "1"), Message("b", "1")]
    assert queue.take(2) == [Message("c", "1")]
    assert queue.take(2) == []


def test_a_queue_tells_whoever_takes_a_message_how_long_it_should_wait() -> None:
    queue = MemoryQueue()
    queue.send([Message("late", delay=900), Message("now")])
    assert queue.take() == [Message("late", "", 900), Message("now", "", 0)]


def test_a_message_that_cannot_wait_so_long_keeps_the_others_back() -> None:
    queue = MemoryQueue()
    with pytest.raises(ValueError, match="901"):
        queue.send([Message("now"), Message("late", delay=901)])
    assert len(queue) == 0


def test_sleeping_by_a_fixed_clock_takes_no_time_but_its_own() -> None:
    noon = datetime(2026, 11, 25, 12, tzinfo=UTC)
    clock = FixedClock(noon)
    for seconds in (1800, 0.5, 0, -7):
        clock.sleep(seconds)
    assert clock.now() == noon + timedelta(seconds=1800.5)
    clock.time = noon
    assert clock.now() == noon


def test_the_systems_clock_sleeps() -> None:
    clock = SystemClock()
    before = clock.now()
    clock.sleep(-1)
    clock.sleep(0.02)
    assert clock.now() - before >= timedelta(seconds=0.02)


def test_the_systems_clock_tells_its_zone() -> None:
    before = datetime.now(UTC)

    assert before <= SystemClock().now() <= datetime.now(UTC)
