"""Hours: what is stored of reads, and for how long."""

import json
import zlib
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.analytics.hours import (
    FILES,
    LONGEST,
    PACKED,
    PAGES,
    PAIRS,
    Hour,
    Views,
    counted,
    ends,
    mark,
    name,
    pack,
    ranking,
    unpack,
    window,
    written,
)

NOW = datetime(2026, 11, 25, 12, 15, tzinfo=UTC)
ITEM = 400_000  # bytes that an item of the table holds


def plain(reads: Mapping[str, int]) -> Mapping[str, Views]:
    """Reads by networks that the log doesn't name."""
    return {address: Views(number) for address, number in reads.items()}


def test_a_file_adds_its_reads_to_the_hour() -> None:
    hour = counted(counted(Hour(), plain({"/a/": 2, "/b/": 1}), "one"), plain({"/a/": 3, "/c/": 1}), "two")
    assert hour == Hour({"/a/": 5, "/b/": 1, "/c/": 1}, ("one", "two"))


def test_a_file_that_comes_again_changes_nothing() -> None:
    hour = counted(Hour(), plain({"/a/": 2}), "one")
    assert counted(hour, plain({"/a/": 2}), "one") is hour


def test_a_network_that_was_counted_in_one_file_is_not_counted_in_another() -> None:
    hour = counted(Hour(), {"/a/": Views(3, frozenset({"1", "2"})), "/b/": Views(1, frozenset({"1"}))}, "one")
    hour = counted(hour, {"/a/": Views(2, frozenset({"2", "3"})), "/b/": Views(1, frozenset({"2"}))}, "two")

    assert hour.reads == {"/a/": 4, "/b/": 2}


def test_of_more_networks_than_an_hour_keeps_each_counts() -> None:
    first = counted(Hour(), {"/a/": Views(PAIRS, frozenset(map(str, range(PAIRS))))}, "one")
    again = counted(first, {"/a/": Views(PAIRS, frozenset(map(str, range(PAIRS))))}, "two")
    further = counted(counted(again, {"/a/": Views(1, frozenset({"x"}))}, "three"), {"/a/": Views(1, frozenset({"x"}))}, "four")

    assert (again.reads["/a/"], further.reads["/a/"], len(further.pairs)) == (PAIRS, PAIRS + 2, PAIRS)
    assert len(pack(further)) < PACKED


def test_an_hour_that_was_stored_without_networks_is_read() -> None:
    stored = zlib.compress(json.dumps([{"/a/": 2}, ["one"]]).encode())

    assert unpack(stored) == Hour({"/a/": 2}, ("one",))


def test_a_file_is_known_by_a_short_hash_of_its_name() -> None:
    assert mark("E2.2026-11-25-12.a1.gz") == mark("E2.2026-11-25-12.a1.gz") != mark("E2.2026-11-25-12.a2.gz")
    assert len(mark("x" * 1000)) == 16


def test_of_more_pages_than_an_hour_keeps_the_least_read_go() -> None:
    reads = {f"/{number}/": number for number in range(1, PAGES + 501)}
    kept = counted(Hour(), plain(reads), "one").reads
    assert (len(kept), min(kept.values()), max(kept.values())) == (PAGES, 501, PAGES + 500)


def test_of_more_files_than_an_hour_keeps_the_first_go() -> None:
    files = tuple(str(number) for number in range(FILES))
    assert counted(Hour({}, files), plain({"/a/": 1}), "new").files == (*files[1:], "new")


def test_the_most_read_in_all_hours_together_comes_first() -> None:
    assert ranking([Hour({"/a/": 3, "/b/": 2}), Hour({"/b/": 2, "/c/": 9}), Hour()]) == ("/c/", "/b/", "/a/")
    assert ranking([Hour({"/b/": 1, "/a/": 1})]) == ("/a/", "/b/")
    assert ranking([]) == ()


@given(st.dictionaries(st.text(max_size=20), st.integers(1, 10**9), max_size=20), st.lists(st.text(max_size=16), max_size=5))
def test_what_is_packed_comes_back(reads: dict[str, int], files: list[str]) -> None:
    assert unpack(pack(Hour(reads, tuple(files)))) == Hour(reads, tuple(files))


def test_the_fullest_hour_stays_far_below_what_an_item_holds() -> None:
    noise = "".join(mark(str(number)) for number in range(60))
    reads = {f"/{mark(str(number))}{noise[number % 60 :]}/": 5_000 - number for number in range(PAGES)}
    hour = Hour(reads, tuple(mark(f"file {number}") for number in range(FILES)))
    packed = pack(hour)
    assert len(packed) < PACKED < ITEM
    assert unpack(packed).files == hour.files


def test_where_addresses_are_too_long_the_most_read_ones_stay() -> None:
    reads = {f"/{''.join(mark(f'{number} {part}') for part in range(60))}/": 5_000 - number for number in range(PAGES)}
    kept = unpack(pack(Hour(reads))).reads
    assert 100 < len(kept) < PAGES
    assert list(kept) == list(reads)[: len(kept)]


def test_the_window_ends_with_the_hour_that_has_begun() -> None:
    assert window(NOW, 3) == ("2026-11-25T12", "2026-11-25T11", "2026-11-25T10")
    assert len(window(NOW)) == LONGEST


def test_an_hour_is_in_utc_wherever_the_clock_stands() -> None:
    assert name(NOW.astimezone(timezone(timedelta(hours=5, minutes=30)))) == "2026-11-25T12"
    assert written("2026-11-25T12") == b"2026-11-2512"


def test_an_hour_expires_a_day_after_the_longest_window_has_left_it() -> None:
    assert datetime.fromtimestamp(ends("2026-11-25T12"), UTC) == datetime(2026, 12, 3, 12, tzinfo=UTC)
