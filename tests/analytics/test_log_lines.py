"""The CDN's log: which lines are reads, and that no line breaks the rest of a file."""

import gzip
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.analytics.hours import window, written
from chalicelib.analytics.log_lines import Tally, tally
from tests.analytics.lines import CHOSEN, FIREFOX, GOOGLEBOT, LEGACY, READER, SAFARI, WITH_NETWORK, file, line, of, packed

NOW = datetime(2026, 11, 25, 12, 15, tzinfo=UTC)
HOURS = {written(name): name for name in window(NOW)}
HELLO, MOON = "/2026/11/20/hello/", "/es/2026/11/21/la-luna/"


def read(*pieces: bytes) -> Tally:
    return tally(pieces, HOURS)


# ---- columns


def test_a_legacy_file_with_33_columns_is_read() -> None:
    assert len(LEGACY) == 33
    assert read(packed(line(HELLO), line(HELLO), line(MOON))).reads == {
        ("2026-11-25T11", HELLO): 2,
        ("2026-11-25T11", MOON): 1,
    }


def test_chosen_columns_in_any_order_are_read() -> None:
    lines = (line(HELLO, columns=CHOSEN), line(MOON, GOOGLEBOT, columns=CHOSEN))
    assert of(read(file(*lines, columns=CHOSEN))) == {HELLO: 1}


def test_a_page_is_itself_with_the_name_of_its_object() -> None:
    assert of(read(file(line(HELLO), line(f"{HELLO}index.html"), line("/2026/11/20/hello-index.html")))) == {HELLO: 2}


def test_columns_may_change_within_a_file() -> None:
    both = file(line(HELLO)) + file(line(HELLO, columns=CHOSEN), columns=CHOSEN)
    assert of(read(both)) == {HELLO: 2}


@pytest.mark.parametrize("missing", ["date", "time", "cs-method", "sc-status", "cs-uri-stem", "cs(User-Agent)"])
def test_without_a_column_that_is_needed_no_line_can_be_read(missing: str) -> None:
    columns = [name for name in LEGACY if name != missing]
    found = read(file(line(HELLO, columns=columns), line(MOON, columns=columns), columns=columns))
    assert (found.reads, found.unread) == ({}, 2)


def test_a_needed_column_named_twice_tells_nothing() -> None:
    columns = [*LEGACY, "sc-status"]
    found = read(file(line(HELLO, columns=columns), columns=columns))
    assert (found.reads, found.unread) == ({}, 1)


def test_before_the_columns_are_named_no_line_can_be_read() -> None:
    found = read(f"{line(HELLO)}\n".encode() + file(line(MOON)))
    assert (of(found), found.unread) == ({MOON: 1}, 1)


def test_a_line_with_more_or_fewer_columns_is_skipped_and_counted() -> None:
    found = read(file(line(HELLO) + "\tmore", line(HELLO).rpartition("\t")[0], "", line(MOON)))
    assert (of(found), found.unread) == ({MOON: 1}, 2)


# ---- what is a read


@pytest.mark.parametrize("status", ["200", "304"])
def test_a_page_that_was_given_or_had_not_changed_is_read(status: str) -> None:
    assert of(read(file(line(HELLO, sc_status=status)))) == {HELLO: 1}


@pytest.mark.parametrize("status", ["000", "206", "301", "302", "403", "404", "500", "503", "-", "2000"])
def test_any_other_answer_is_no_read(status: str) -> None:
    found = read(file(line(HELLO, sc_status=status)))
    assert (found.reads, found.unread) == ({}, 0)


@pytest.mark.parametrize("method", ["HEAD", "POST", "OPTIONS", "PUT", "get", "-"])
def test_only_a_get_is_a_read(method: str) -> None:
    assert read(file(line(HELLO, cs_method=method))).reads == {}


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/2026/",
        "/2026/11/",
        "/category/ink/",
        "/tag/x/",
        "/author/ann/",
        "/topics/",
        "/top/",
        "/more/",
        "/feed/",
        "/2026/11/20/hello/feed/",
        "/api/confirm/",
        "/_/search.js",
        "/_/x/",
        "/2026/11/20/hello",
        "/photo.jpg",
        "/a//b/",
        "//a/",
        "/../x/",
        "/a%00b/",
        "*",
        "-",
    ],
)
def test_what_is_not_a_posts_page_is_no_read(address: str) -> None:
    assert read(file(line(address))).reads == {}


@pytest.mark.parametrize("agent", ["", "-", GOOGLEBOT, "Amazon CloudFront", "curl/8.4.0", "ELB-HealthChecker/2.0"])
def test_whoever_is_no_person_does_not_read(agent: str) -> None:
    assert read(file(line(HELLO, agent), line(MOON, SAFARI))).reads == {("2026-11-25T11", MOON): 1}


@pytest.mark.parametrize(
    ("column", "says"),
    [
        ("cs(Sec-Purpose)", "prefetch"),
        ("cs(Sec-Purpose)", "prefetch;prerender"),
        ("cs(Sec-Purpose)", "prefetch;anonymous-client-ip"),
        ("cs(Purpose)", "prefetch"),
        ("cs(X-Moz)", "prefetch"),
        ("cs-headers", "host:press.example%0Asec-purpose:prefetch;prerender%0Aaccept:*/*"),
        ("cs-headers", "Host:press.example%0APurpose%3A%20prefetch"),
    ],
)
def test_a_page_fetched_ahead_is_no_read_where_a_column_tells(column: str, says: str) -> None:
    columns = [*LEGACY, column]
    ahead, looked_at = line(HELLO, columns=columns, **{column: says}), line(MOON, columns=columns)
    assert of(read(file(ahead, looked_at, columns=columns))) == {MOON: 1}


# ---- what is written how


@pytest.mark.parametrize(
    "stem", ["/2026/11/20/ol%C3%A1/", "/2026/11/20/ola%CC%81/", "/2026/11/20/ol%25C3%25A1/", "/2026/11/20/%6flá/"]
)
def test_an_address_is_decoded_however_it_is_written(stem: str) -> None:
    assert of(read(file(line("", cs_uri_stem=stem)))) == {"/2026/11/20/olá/": 1}


@pytest.mark.parametrize("stem", ["/2026/%FF/", "/%C3/", "/2026/" + "x" * 2000 + "/"])
def test_an_address_that_can_be_none_is_no_read(stem: str) -> None:
    assert read(file(line("", cs_uri_stem=stem))).reads == {}


# ---- time


def test_the_hour_of_a_line_decides() -> None:
    found = read(
        file(line(HELLO, time="09:00:00"), line(HELLO, time="09:59:59"), line(HELLO, date="2026-11-24", time="09:30:00"))
    )
    assert found.reads == {("2026-11-25T09", HELLO): 2, ("2026-11-24T09", HELLO): 1}


def test_hours_that_nobody_asks_for_and_hours_to_come_are_left_out() -> None:
    found = read(
        file(line(HELLO, date="2026-11-18", time="12:59:59"), line(HELLO, time="13:00:00"), line(HELLO, time="12:00:00"))
    )
    assert (found.reads, found.unread) == ({("2026-11-25T12", HELLO): 1}, 0)


@pytest.mark.parametrize(("date", "time"), [("-", "-"), ("2026-11-25", "1:00"), ("25.11.2026", "11:00:00"), ("", "")])
def test_a_line_without_a_time_is_skipped_and_counted(date: str, time: str) -> None:
    found = read(file(line(HELLO, date=date, time=time)))
    assert (found.reads, found.unread) == ({}, 1)


# ---- files that are not whole, and pieces


@pytest.mark.parametrize("size", [1, 2, 7, 1000])
def test_it_makes_no_difference_where_pieces_end(size: int) -> None:
    for whole in (packed(line(HELLO), line(MOON)), file(line(HELLO), line(MOON))):
        pieces = [whole[start : start + size] for start in range(0, len(whole), size)]
        assert of(read(*pieces)) == {HELLO: 1, MOON: 1}


def test_several_members_of_gzip_are_one_file() -> None:
    assert of(read(packed(line(HELLO)) + gzip.compress(f"{line(MOON)}\n".encode()))) == {HELLO: 1, MOON: 1}


def test_a_file_that_is_cut_off_gives_the_lines_that_are_whole() -> None:
    noise = [line(HELLO, x_edge_request_id=f"{number * 7919:x}") for number in range(500)]
    whole = packed(*noise)
    found = read(whole[: len(whole) // 2])
    assert 100 < of(found)[HELLO] < 400
    assert found.unread == 1


def test_damage_in_the_middle_ends_a_file() -> None:
    whole = packed(*(line(HELLO, x_edge_request_id=f"{number * 7919:x}") for number in range(50_000)))
    middle = len(whole) // 2
    found = read(whole[:middle] + bytes(100) + whole[middle + 100 :])
    assert 0 < of(found)[HELLO] < 50_000


def test_a_whole_file_may_end_without_the_end_of_a_line() -> None:
    assert of(read(file(line(HELLO))[:-1])) == {HELLO: 1}
    assert of(read(gzip.compress(file(line(HELLO))[:-1]))) == {HELLO: 1}


@pytest.mark.parametrize(
    "body", [b"", b"\x1f", b"\x1f\x8b", b"\x1f\x8bnothing", b"PK\x03\x04", bytes(100), b"\n\n\n", b"#Fields:\n"]
)
def test_what_is_no_log_says_nothing(body: bytes) -> None:
    assert read(body).reads == {}


columns = st.sampled_from([*LEGACY, "cs-headers", "", "#Fields:", "cs(Sec-Purpose)"])
parts = st.one_of(
    st.binary(max_size=20), st.sampled_from([b"GET", b"200", HELLO.encode(), FIREFOX.encode(), b"2026-11-25", b"11:00:00"])
)
rows = st.one_of(
    st.lists(parts, max_size=40).map(b"\t".join),
    st.lists(columns, max_size=40).map(lambda names: b"#Fields: " + " ".join(names).encode()),
    st.just(b"#Fields: " + " ".join(CHOSEN).encode()),
    st.lists(parts, min_size=6, max_size=6).map(b"\t".join),
    st.just(line(HELLO, columns=CHOSEN).encode()),
)


@given(st.lists(rows, max_size=30), st.integers(1, 200), st.booleans(), st.integers(0, 50))
def test_no_line_whatever_spoils_a_file(lines: list[bytes], size: int, zipped: bool, cut: int) -> None:
    whole = b"\n".join(lines)
    body = (gzip.compress(whole) if zipped else whole)[: -cut or None]
    found = read(*(body[start : start + size] for start in range(0, len(body), size)))
    assert 0 <= found.unread <= found.lines + 1
    assert sum(found.reads.values()) <= found.lines


@given(st.binary(max_size=300), st.booleans())
def test_no_bytes_whatever_are_an_error(body: bytes, zipped: bool) -> None:
    assert read(gzip.compress(body) if zipped else body).reads == {}


# ---- networks


def by_network(*networks: str, **other: str) -> bytes:
    """A file in which each of these networks reads the same page, with a browser and an address of its own."""
    agents = (f"{FIREFOX} {number}" for number in range(len(networks)))
    lines = (
        line(HELLO, agent, WITH_NETWORK, asn=network, c_ip=f"203.0.113.{number % 256}", **other)
        for number, (network, agent) in enumerate(zip(networks, agents, strict=True))
    )
    return file(*lines, columns=WITH_NETWORK)


@pytest.mark.parametrize(
    ("networks", "count"),
    [
        (("64496",) * 40, 1),
        (("64496", "64497") * 20, 2),
        (tuple(str(64496 + number) for number in range(40)), 40),
        (("-",) * 3, 3),  # unknown to the CDN
        (("64496 ",) * 3 + ("6" * 30,) * 3, 6),
    ],
)
def test_a_networks_reads_of_a_page_count_once_in_an_hour_whatever_browsers_it_has(networks: tuple[str, ...], count: int) -> None:
    assert of(read(by_network(*networks))) == {HELLO: count}


def test_a_network_reads_again_in_the_next_hour_and_another_page() -> None:
    pages, times = (HELLO, MOON), ("10:00:00", "11:00:00")
    lines = [line(page, columns=WITH_NETWORK, asn="64496", time=time) for page in pages for time in times]

    assert of(read(file(*lines, *lines, columns=WITH_NETWORK))) == {HELLO: 2, MOON: 2}


def test_nothing_of_a_reader_is_in_what_is_kept() -> None:
    assert READER not in repr(read(file(line(HELLO))))
