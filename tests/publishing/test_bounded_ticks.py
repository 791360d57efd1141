"""A tick reads and queues so much and no more, whatever waits; and all that waits has its turn."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest

from bench.watching import Watched, watched
from chalicelib import schedule
from chalicelib.cloud.items import At, Item
from chalicelib.newsletter.letter_holds import LOOK
from chalicelib.publishing import messages
from chalicelib.store import ingests, item_keys, timers
from chalicelib.store.newsletter import letters, subscribers
from chalicelib.times import in_utc
from tests.function_rights import granted
from tests.publishing.blog import NOW, MemoryBlog

LONG_AGO = in_utc(NOW - timedelta(days=1))
A_MINUTE = timedelta(minutes=1)
MANY = 1_500


def ingests_that_never_ended(blog: MemoryBlog) -> None:
    owing = {"stamp": "0", "since": LONG_AGO}
    blog.cloud.table.put_many(Item(At(item_keys.OWING, f"posts/{number:04}.md"), owing) for number in range(MANY))


def sources_that_are_due(blog: MemoryBlog) -> None:
    keys = (f"{LONG_AGO}#posts/{number:04}.md" for number in range(MANY))
    blog.cloud.table.put_many(Item(At(item_keys.DUE, key), {"version": ""}) for key in keys)


def letters_that_are_due(blog: MemoryBlog) -> None:
    for number in range(MANY):
        letters.look_again(blog.cloud.table, f"{number:04}", LONG_AGO)


def everything(blog: MemoryBlog) -> None:
    for wait in (ingests_that_never_ended, sources_that_are_due, letters_that_are_due):
        wait(blog)


@contextmanager
def reading(blog: MemoryBlog) -> Iterator[list[int]]:
    """The numbers of items that are read or written by each call of the table meanwhile."""
    found: list[int] = []

    def note(port: str, _method: str, _args: tuple[Any, ...], act: Callable[[], Any]) -> Any:
        answer = act()
        if port == "table":
            found.append(len(answer) if isinstance(answer, Sequence) else 1)
        return answer

    before = blog.cloud
    blog.cloud = watched(before, note, Watched)
    yield found
    blog.cloud = before


def test_a_tick_reads_and_queues_so_much_and_no_more(memory_blog: MemoryBlog) -> None:
    everything(memory_blog)

    with reading(memory_blog) as items:
        schedule.tick(granted(memory_blog.cloud, "tick"))

    assert sum(items) <= 2 * timers.MOST + 10 * schedule.AT_ONCE
    assert len(items) <= 10 * schedule.AT_ONCE
    assert len(memory_blog.uploads) <= 3 * schedule.AT_ONCE
    assert len(memory_blog.letters) <= schedule.AT_ONCE


def test_every_ingest_that_never_ended_has_its_turn(memory_blog: MemoryBlog) -> None:
    ingests_that_never_ended(memory_blog)
    queued: set[str] = set()

    for _ in range(MANY // schedule.AT_ONCE + 1):
        schedule.tick(granted(memory_blog.cloud, "tick"))
        taken = memory_blog.uploads.take(MANY)
        queued |= {change.key for one in taken for change in messages.changes_in(one.body)}
        memory_blog.clock.time += A_MINUTE

    assert len(queued) == MANY


def test_few_ingests_that_never_ended_cost_one_query(memory_blog: MemoryBlog) -> None:
    memory_blog.cloud.table.put(Item(At(item_keys.OWING, "posts/a.md"), {"stamp": "0", "since": LONG_AGO}))

    with reading(memory_blog) as items:
        assert [item.at.sk for item in ingests.some(memory_blog.cloud.table, 100)] == ["posts/a.md"]

    assert items == [1]


def test_every_letter_that_is_due_has_its_turn_before_any_is_due_again(memory_blog: MemoryBlog) -> None:
    letters_that_are_due(memory_blog)
    queued: list[str] = []

    for _ in range(MANY // schedule.AT_ONCE):
        schedule.tick(granted(memory_blog.cloud, "tick"))
        queued += [one.body for one in memory_blog.letters.take(MANY)]
        memory_blog.clock.time += A_MINUTE * (LOOK / A_MINUTE - 1) / (MANY / schedule.AT_ONCE)

    assert len(set(queued)) == len(queued) == MANY


@pytest.mark.parametrize("number", [10, 5 * timers.MOST])
def test_however_many_letters_are_under_way_other_timers_run(memory_blog: MemoryBlog, number: int) -> None:
    for one in range(number):
        letters.look_again(memory_blog.cloud.table, f"{one:04}", in_utc(NOW + timedelta(days=1)))
    subscribers.count(memory_blog.cloud.table, 7, 1)
    waiting = timers.at("waiting")
    memory_blog.cloud.table.put(Item(waiting, {"nonce": "n"}))

    schedule.tick(granted(memory_blog.cloud, "tick"))

    assert memory_blog.cloud.table.get(subscribers.CHANGED) is None
    assert memory_blog.cloud.table.get(waiting) is None


def test_of_very_many_timers_each_is_read_once_in_its_order(memory_blog: MemoryBlog) -> None:
    for one in range(timers.MOST + 10):
        letters.look_again(memory_blog.cloud.table, f"{one:04}", LONG_AGO)

    names = [item.at.sk for item in timers.scheduled(memory_blog.cloud.table)]

    assert names == sorted(set(names))
    assert len(names) == timers.MOST + 10
