"""The CDN's log, without end or packed to burst: what is read of it, and the memory that it takes, have a limit."""

import tracemalloc
import zlib
from collections.abc import Iterator
from itertools import chain

import pytest

from chalicelib.analytics.log_lines import NETWORKS, at_most, tally
from tests.analytics.lines import CHOSEN, WITH_NETWORK, file, line, of
from tests.analytics.test_log_lines import HELLO, HOURS, MOON, read


def endless(lines: int) -> Iterator[bytes]:
    """A file of so many lines, of which every one is another page."""
    yield file(columns=CHOSEN)
    like = line("/2026/11/20/x/", columns=CHOSEN)
    for number in range(lines):
        yield f"{like.replace('/x/', f'/{number}/')}\n".encode()


def peak_of(pieces: Iterator[bytes]) -> int:
    tracemalloc.start()
    try:
        tally(pieces, HOURS)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def bomb() -> Iterator[bytes]:
    """A hundred megabytes without the end of a line, in a hundred kilobytes."""
    packer = zlib.compressobj(wbits=31)
    for _ in range(100):
        yield packer.compress(bytes(1 << 20))
    yield packer.flush()


def test_a_bomb_is_unpacked_a_little_at_a_time() -> None:
    packed_bomb = b"".join(bomb())
    assert peak_of(iter([packed_bomb])) < 5_000_000


def test_a_line_longer_than_any_is_skipped_and_counted() -> None:
    found = read(file(line(HELLO), "x" * 1_000_000, line(MOON)))
    assert (of(found), found.unread) == ({HELLO: 1, MOON: 1}, 1)


def test_a_file_without_end_counts_as_cut_off() -> None:
    def lines() -> Iterator[bytes]:
        yield file(line(HELLO))
        while True:
            yield b"\n" * 1_000

    found = tally(lines(), HOURS, most_lines=50_000)
    assert of(found) == {HELLO: 1}
    assert 50_000 < found.lines < 52_000


def test_bytes_without_end_count_as_cut_off() -> None:
    assert sum(map(len, at_most(10, iter([b"four"] * 9)))) == 8


@pytest.mark.parametrize(("stem", "address"), [("%2561" * 200, "a" * 200), ("%2561" * 1_023, ""), ("a" * 6_000, "")])
def test_an_address_may_be_written_long_but_not_without_end(stem: str, address: str) -> None:
    assert list(of(read(file(line("", **{"cs-uri-stem": f"/{stem}/"}))))) == [f"/{address}/"] * bool(address)


@pytest.mark.slow
def test_pages_without_end_keep_the_memory_bounded() -> None:
    assert peak_of(endless(100_000)) < 30_000_000


@pytest.mark.slow
def test_networks_without_end_keep_the_memory_bounded() -> None:
    like = line(HELLO, columns=WITH_NETWORK, asn="{asn}")
    lines = (f"{like.replace('{asn}', str(number))}\n".encode() for number in range(NETWORKS + NETWORKS // 4))
    head = f"#Fields: {' '.join(WITH_NETWORK)}\n".encode()

    assert peak_of(chain((head,), lines)) < 60_000_000
