"""Log lines: one log file of the CDN in W3C format, and the reads of each page in each hour.

`#Fields:` names the columns, in any order. Some are required (`NEEDED`), the others are ignored. A *read* is a successful GET of
a page by a person. Invalid lines are skipped and counted: lines before `#Fields:`, lines with another number of columns, all
lines if a required column is missing or doubled, and an incomplete last line.

CloudFront's standard logs have no column for a browser's prefetch (`Sec-Purpose`), so a prefetched page counts as read when it is
fetched, even if it is never shown. In logs with such a column (`AHEAD`) these lines are left out. Chrome's prefetch proxy is
recognized only by its name, when it asks for advice.

Any file is processed in about a minute: only a limited number of bytes of its user agents and addresses is examined (`Learned`;
further unknown user agents count as no person), and after `LINES` lines or `BYTES` unpacked bytes the file counts as incomplete.

Where the log has a column for the number of the reader's network (`NETWORK`), which is the provider's, a network's reads of a
page count once in an hour, so nobody lifts a post alone. Of a line, only the hour, the page, the status, that number and the user
agent are used; nothing else about the reader.
"""

import re
import unicodedata
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import chain
from operator import itemgetter
from typing import Any, TypeAlias, TypeVar

from chalicelib.analytics.hours import Views, most
from chalicelib.analytics.user_agents import decoded, is_person
from chalicelib.content.addresses.addresses import KEY_LIMIT, is_reserved, is_within
from chalicelib.frozen import Frozen

Answer = TypeVar("Answer")
ROOM = 16_000_000  # bytes: more than 60,000 user agents of browsers
EACH = 100  # bytes of an answer besides its question


class Learned(dict[bytes, Answer]):
    """The answers by question: `find` computes an answer; without room for another, it is `otherwise`."""

    def __init__(self, find: Callable[[bytes], Answer], otherwise: Answer, room: int = ROOM) -> None:
        super().__init__()
        self._find, self._otherwise, self._room = find, otherwise, room

    def __missing__(self, question: bytes) -> Answer:
        size = len(question) + EACH
        if size > self._room:
            return self._otherwise
        self._room -= size
        answer = self[question] = self._find(question)
        return answer


NEEDED = (b"date", b"time", b"cs-method", b"sc-status", b"cs-uri-stem", b"cs(User-Agent)")
NETWORK = b"asn"
READ = {(b"GET", b"200"), (b"GET", b"304")}
PREFETCH = rb"(:|%3a)?(\s|%20)*(\"|%22)?pre(fetch|render|view)"
AHEAD: Mapping[bytes, re.Pattern[bytes]] = {  # columns that may report a prefetch, and their values for it
    **dict.fromkeys((b"cs(Sec-Purpose)", b"cs(Purpose)", b"cs(X-Moz)"), re.compile(rb"(?i)\A" + PREFETCH)),
    b"cs-headers": re.compile(rb"(?i)(purpose|x-moz)" + PREFETCH),
}
UNPACKED = 1 << 18  # bytes unpacked at once
LINE = 1 << 16  # bytes of a line: CloudFront takes 8 kB of address and 20 kB of headers
PAGES = 20_000  # pages and hours of one file that are kept when there are twice as many: those with the most reads
LINES, BYTES = 10_000_000, 20_000_000_000  # of one file, unpacked: ten such are counted in one call
LONGEST = 5 * KEY_LIMIT  # bytes of an address as a log writes it
NETWORKS = 200_000  # of one file, by hour and page; each read by a further one counts
NUMBER = 10  # digits of a network's number, at most

Key: TypeAlias = tuple[str, str]
"""An hour and an address."""


@dataclass(slots=True)
class Tally:
    """The counts of a file: reads by hour and address, with the networks that read; the number of lines, and of invalid ones.

    It is changed in place, because a frozen value would be made ten million times; callers of `tally` only read it.
    """

    reads: dict[Key, int] = field(default_factory=dict)
    lines: int = 0
    unread: int = 0
    networks: dict[Key, set[bytes]] = field(default_factory=dict)
    room: int = NETWORKS
    people: Learned[bool] = field(default_factory=lambda: Learned(is_person, otherwise=False), repr=False)
    addresses: Learned[str] = field(default_factory=lambda: Learned(address_in, otherwise=""), repr=False)

    def by_hour(self) -> Mapping[str, Mapping[str, Views]]:
        hours: dict[str, dict[str, Views]] = {}
        for (hour, address), count in self.reads.items():
            networks = frozenset(number.decode() for number in self.networks.get((hour, address), ()))
            hours.setdefault(hour, {})[address] = Views(count, networks)
        return hours

    def is_repeated(self, key: Key, network: bytes) -> bool:
        """Return whether the network has read this page in this hour; note it, if there is room."""
        networks = self.networks.setdefault(key, set())
        if network in networks:
            return True
        if self.room and network[:NUMBER].isdigit() and len(network) <= NUMBER:
            networks.add(network)
            self.room -= 1
        return False


class Columns(Frozen):
    """The columns of a file: their number, a getter of the required ones, those that may report a prefetch, and the network's."""

    number: int
    needed: Callable[[list[bytes]], Any]
    ahead: tuple[tuple[int, re.Pattern[bytes]], ...]
    network: int | None = None

    def is_ahead(self, line: list[bytes]) -> bool:
        return any(pattern.search(line[at]) for at, pattern in self.ahead)


def tally(chunks: Iterable[bytes], hours: Mapping[bytes, str], most_lines: int = LINES) -> Tally:
    """Count the reads of a file, which comes in pieces, compressed or not, in these hours (by their form in the log) only."""
    counted, columns = Tally(), None
    for lines in blocks(at_most(BYTES, unpacked(chunks))):
        columns = _count(lines, columns, hours, counted)
        if counted.lines > most_lines:
            break
        if len(counted.reads) > 2 * PAGES:
            counted.reads = dict(most(counted.reads, PAGES))
            counted.networks = {key: counted.networks[key] for key in counted.reads if key in counted.networks}
    return counted


def _count(lines: list[bytes], columns: Columns | None, hours: Mapping[bytes, str], counted: Tally) -> Columns | None:
    """Count these lines, and return the columns for the next lines. One loop, because there are ten million lines."""
    reads, people, addresses, unread = counted.reads, counted.people, counted.addresses, 0
    for line in lines:
        if line[:1] == b"#":
            columns = columns_in(line) if line.startswith(b"#Fields:") else columns
            continue
        parts = line.split(b"\t")
        if columns is None or len(parts) != columns.number:
            unread += line != b""
            continue
        date, time, method, status, stem, agent = columns.needed(parts)
        if (method, status) not in READ:
            continue
        stem = stem.removesuffix(INDEX)
        if stem[-1:] != b"/":
            continue
        hour = hours.get(date + time[:2])
        if hour is None:
            unread += not TIME.fullmatch(date + time)
        elif (address := addresses[stem]) and people[agent] and not columns.is_ahead(parts):
            key = hour, address
            if columns.network is None or not counted.is_repeated(key, parts[columns.network]):
                reads[key] = reads.get(key, 0) + 1
    counted.lines += len(lines)
    counted.unread += unread
    return columns


INDEX = b"index.html"  # the CDN's function adds it to a page's address, and the log may have it
TIME = re.compile(rb"\d{4}-\d\d-\d\d\d\d:\d\d:\d\d")


def columns_in(line: bytes) -> Columns | None:
    """Return the columns of a `#Fields:` line; None if a required column is missing or doubled."""
    names = line.removeprefix(b"#Fields:").split()
    if any(names.count(name) != 1 for name in NEEDED):
        return None
    ahead = tuple((at, AHEAD[name]) for at, name in enumerate(names) if name in AHEAD)
    network = names.index(NETWORK) if names.count(NETWORK) == 1 else None
    return Columns(len(names), itemgetter(*map(names.index, NEEDED)), ahead, network)


def address_in(stem: bytes) -> str:
    """Return the address for a stem in the log; empty if no post can have it (without a language's prefix)."""
    if len(stem) > LONGEST:
        return ""
    try:
        address = unicodedata.normalize("NFC", decoded(stem).decode())
    except UnicodeDecodeError:
        return ""
    path = address.strip("/")
    fits = address == f"/{path}/" and len(address.encode()) <= KEY_LIMIT
    return address if fits and is_within(path) and not is_reserved(path) else ""


# ---- pieces become lines


def blocks(pieces: Iterable[bytes]) -> Iterator[list[bytes]]:
    """Return the lines, many at a time; an incomplete last line, or a line that is too long, becomes `CUT`."""
    rest, too_long = b"", False
    for piece in pieces:
        lines = (rest + piece).split(b"\n")
        rest = lines.pop()
        if lines and too_long:
            lines[0], too_long = CUT, False
        if len(rest) > LINE:
            rest, too_long = b"", True
        yield lines
    if rest or too_long:
        yield [CUT]


CUT = b"-"  # an invalid line


def at_most(number: int, pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Return the pieces until they have `number` bytes in all."""
    for piece in pieces:
        if (number := number - len(piece)) < 0:
            return
        yield piece


def unpacked(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Return the bytes of a file, decompressed if it is a gzip file; a complete file ends with a line break.

    An incomplete or damaged gzip file gives the bytes that can be decompressed.
    """
    pieces = iter(chunks)
    first = b""
    while len(first) < len(GZIP) and (piece := next(pieces, None)) is not None:
        first += piece
    if not first.startswith(GZIP):
        yield from chain([first], pieces, [b"\n"])
        return
    with suppress(zlib.error):  # the bytes before the damage are returned
        yield from _members(chain([first], pieces))


GZIP = b"\x1f\x8b"


def _members(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Return the content of the members of a gzip file in small pieces, whatever their compression rate.

    `gzip.GzipFile` does the same for file objects: to make one of the pieces takes as much code, and is a tenth slower.
    """
    member, begun = zlib.decompressobj(wbits=GZIPPED), False
    for piece in pieces:
        full, left = False, piece
        while left or full:
            held = member.decompress(left, UNPACKED)
            yield held
            full, left, begun = len(held) == UNPACKED, member.unconsumed_tail, True
            if member.eof:
                left, full, begun = member.unused_data, False, False
                member = zlib.decompressobj(wbits=GZIPPED)
    if not begun:
        yield b"\n"


GZIPPED = 31  # the gzip format, as zlib names it
