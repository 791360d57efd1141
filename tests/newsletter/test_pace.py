"""The pace: all workers together are as fast as the service allows."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.newsletter.rules.send_rate import (
    A_LETTER,
    ASKED_EVERY,
    PAGE,
    UNLIMITED,
    Pace,
    allowed,
    is_stale,
    page_of,
    parallel_shards,
    taken,
)

NOW = 1_000.0


def pace(rate: float, left: int = UNLIMITED) -> Pace:
    return allowed(None, rate, left, NOW)


def take(standing: Pace, many: int, now: float = NOW) -> tuple[Pace, list[float]]:
    """Return the pace after so many slots are taken, and the slots."""
    found = taken(standing, many, now)
    assert found is not None
    return found[0], [round(slot, 6) for slot in found[1]]


def test_the_first_slot_is_now_and_the_others_follow_at_the_rate() -> None:
    assert take(pace(10), 3)[1] == [1000.0, 1000.1, 1000.2]


def test_the_next_worker_s_slots_begin_where_these_end() -> None:
    standing, _ = take(pace(10), 3)
    assert take(standing, 1)[1] == [1000.3]


def test_where_letters_follow_each_other_closely_each_worker_has_the_time_for_its_own() -> None:
    standing = pace(50)
    rows = []
    for _ in range(4):
        standing, slots = take(standing, 5)
        rows.append([round(slot - NOW, 6) for slot in slots])
    assert rows[0] == [0, 0.08, 0.16, 0.24, 0.32]
    assert sorted(slot for row in rows for slot in row) == [round(number / 50, 6) for number in range(20)]
    assert all(after - before >= A_LETTER for row in rows for before, after in itertools.pairwise(row))


def test_another_rate_holds_after_the_slots_that_are_taken() -> None:
    standing, _ = take(pace(10), 30)
    assert take(allowed(standing, 1, UNLIMITED, NOW), 2)[1] == [1003.0, 1004.0]


def test_unused_slots_are_not_made_up_for() -> None:
    assert take(pace(10), 2, NOW + 60)[1] == [1060.0, 1060.1]


def test_a_day_s_letters_are_counted_down_and_then_there_are_none() -> None:
    standing, _ = take(pace(10, left=3), 3)
    assert standing.left == 0
    assert taken(standing, 1, NOW) is None


def test_without_a_quota_nothing_is_counted() -> None:
    assert take(pace(10), 1_000)[0].left == UNLIMITED


def test_the_allowance_is_asked_again_after_a_while() -> None:
    assert is_stale(None, NOW)
    assert is_stale(Pace((0,), 1, asked=NOW - ASKED_EVERY), NOW)
    assert not is_stale(Pace((0,), 1, asked=NOW - ASKED_EVERY + 1), NOW)


@given(st.floats(0.1, 1_000), st.lists(st.tuples(st.integers(1, 50), st.floats(0, 20)), min_size=1, max_size=30))
def test_in_no_second_more_slots_begin_than_the_rate_allows(rate: float, takes: list[tuple[int, float]]) -> None:
    standing, now, slots = pace(rate), NOW, list[float]()
    for many, later in takes:
        now += later
        found = taken(standing, many, now)
        assert found is not None
        standing = found[0]
        slots += list(found[1])
    for start in slots:
        assert sum(start <= slot < start + 1 for slot in slots) <= rate + 1.001


def test_as_many_shards_are_delivered_side_by_side_as_the_rate_needs() -> None:
    assert parallel_shards(1, 64) == 2
    assert parallel_shards(14, 64) == 4
    assert parallel_shards(500, 64) == 64
    assert parallel_shards(500, 3) == 3
    assert parallel_shards(14, 0) == 1


def test_a_worker_takes_a_few_seconds_of_slots_at_most() -> None:
    assert page_of(1) == 3
    assert page_of(0.1) == 2
    assert page_of(14) == page_of(500) == PAGE
