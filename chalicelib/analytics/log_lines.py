"""The log: the lines of one W3C file as the CDN writes it, and how often people read which page in which hour.

`#Fields:` names the columns, in any order; some of them are needed (`NEEDED`), the others are counted and not looked at. A
*read* is a successful GET of a page by a person. What can't be read is skipped and counted: a line before the columns are
named, or with more or fewer than those; a needed column that is missing, or named twice; a last line that is cut off.

CloudFront's standard logs have no column for what a browser says of a prefetch (`Sec-Purpose`), so there a page that was
fetched ahead and never looked at counts as read, and one that was looked at later was counted when it was fetched. Logs
that have such a column (`AHEAD`) tell, and those lines are left out; Chrome's prefetch proxy is known by its own name
alone, when it asks for advice.

However a file is made, it is done with in a minute or so: of its user agents and addresses only so many bytes are looked at
(`Learned`; who is unknown beyond is no person), and after `LINES` lines or `BYTES` unpacked bytes it counts as cut off.

Of a line only hour, page and what kind of answer it was are kept; who read is never looked at, but for the user agent.
"""

import re
import unicodedata
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import chain
from operator import itemgetter
from typing import Any, TypeAlias

from chalicelib.analytics.hours import most
from chalicelib.analytics.memo import Learned
from chalicelib.analytics.user_agents import decoded, is_person
from chalicelib.content.addresses import KEY_LIMIT, is_reserved, is_within

NEEDED = (b"date", b"time", b"cs-method", b"sc-status", b"cs-uri-stem", b"cs(User-Agent)")
READ = {(b"GET", b"200"), (b"GET", b"304")}
SAID = rb"(:|%3a)?(\s|%20)*(\"|%22)?pre(fetch|render|view)"
AHEAD: Mapping[bytes, re.Pattern[bytes]] = {  # columns that may tell of a prefetch, and what they say then
    **dict.fromkeys((b"cs(Sec-Purpose)", b"cs(Purpose)", b"cs(X-Moz)"), re.compile(rb"(?i)\A" + SAID)),
    b"cs-headers": re.compile(rb"(?i)(purpose|x-moz)" + SAID),
}
UNPACKED = 1 << 18  # bytes unpacked at once
LINE = 1 << 16  # bytes of a line: CloudFront takes 8 kB of address and 20 kB of headers
PAGES = 20_000  # pages and hours of one file that are kept when there are twice as many: the most read ones
LINES, BYTES = 10_000_000, 20_000_000_000  # of one file, unpacked: ten such are counted in one call
LONGEST = 5 * KEY_LIMIT  # bytes of an address as a log writes it

Key: TypeAlias = tuple[str, str]
"""An hour and an address."""


@dataclass(slots=True)
class Tally:
    """What a file holds so far: reads by hour and address, how many lines there were, and how many of them could not be read.

    It grows while its file is counted, for a frozen one would be made ten million times; whoever is given it only reads.
    """

    reads: dict[Key, int] = field(default_factory=dict)
    lines: int = 0
    unread: int = 0
    people: Learned[bool] = field(default_factory=lambda: Learned(is_person, otherwise=False), repr=False)
    addresses: Learned[str] = field(default_factory=lambda: Learned(address_in, otherwise=""), repr=False)

    def by_hour(self) -> Mapping[str, Mapping[str, int]]:
        """The reads of each hour, by address."""
        hours: dict[str, dict[str, int]] = {}
        for (hour, address), count in self.reads.items():
            hours.setdefault(hour, {})[address] = count
        return hours


@dataclass(frozen=True, slots=True)
class Columns:
    """How a line is read: how many columns it has, which are needed, and which may tell of a prefetch."""

    number: int
    needed: Callable[[list[bytes]], Any]
    ahead: tuple[tuple[int, re.Pattern[bytes]], ...]

    def is_ahead(self, line: list[bytes]) -> bool:
        return any(told.search(line[at]) for at, told in self.ahead)


def tally(chunks: Iterable[bytes], hours: Mapping[bytes, str], most_lines: int = LINES) -> Tally:
    """Count the reads of a file that comes in pieces, packed or not, in these hours (by how the log writes them) alone."""
    found, columns = Tally(), None
    for lines in blocks(at_most(BYTES, unpacked(chunks))):
        columns = _count(lines, columns, hours, found)
        if found.lines > most_lines:
            break
        if len(found.reads) > 2 * PAGES:
            found.reads = dict(most(found.reads, PAGES))
    return found


def _count(lines: list[bytes], columns: Columns | None, hours: Mapping[bytes, str], found: Tally) -> Columns | None:
    """Count these lines; the columns that the next ones have. One loop, because there are ten million lines."""
    reads, people, addresses, unread = found.reads, found.people, found.addresses, 0
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
            reads[hour, address] = reads.get((hour, address), 0) + 1
    found.lines += len(lines)
    found.unread += unread
    return columns


INDEX = b"index.html"  # what the CDN's function adds to a page's address: the log may have it so
TIME = re.compile(rb"\d{4}-\d\d-\d\d\d\d:\d\d:\d\d")


def columns_in(line: bytes) -> Columns | None:
    """The columns that a line names; None where they don't tell all that is needed, each once."""
    names = line.removeprefix(b"#Fields:").split()
    if any(names.count(name) != 1 for name in NEEDED):
        return None
    ahead = tuple((at, AHEAD[name]) for at, name in enumerate(names) if name in AHEAD)
    return Columns(len(names), itemgetter(*map(names.index, NEEDED)), ahead)


def address_in(stem: bytes) -> str:
    """The house's address that a log writes so; empty where no post can live there (not below a language's prefix)."""
    if len(stem) > LONGEST:
        return ""
    try:
        address = unicodedata.normalize("NFC", decoded(stem).decode())
    except UnicodeDecodeError:
        return ""
    path = address.strip("/")
    fits = address == f"/{path}/" and len(address.encode()) <= KEY_LIMIT
    return address if fits and is_within(path) and not is_reserved(path) else ""


# ---- from pieces to lines


def blocks(pieces: Iterable[bytes]) -> Iterator[list[bytes]]:
    """The lines, many at a time; one that is cut off at the end, or longer than any line is, becomes `CUT`."""
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


CUT = b"-"  # no line that can be read


def at_most(number: int, pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The pieces, as long as they have not so many bytes together."""
    for piece in pieces:
        if (number := number - len(piece)) < 0:
            return
        yield piece


def unpacked(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The bytes of a file, with gzip undone where it is packed; one that ends well ends with the end of a line.

    A packed file that is cut off or damaged gives what can be unpacked of it.
    """
    pieces = iter(chunks)
    first = b""
    while len(first) < len(GZIP) and (piece := next(pieces, None)) is not None:
        first += piece
    if not first.startswith(GZIP):
        yield from chain([first], pieces, [b"\n"])
        return
    with suppress(zlib.error):  # what came before the damage is given
        yield from _members(chain([first], pieces))


GZIP = b"\x1f\x8b"


def _members(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """What the members of a gzip file hold, a little at a time, however well they are packed.

    `gzip.GzipFile` does the same for what is a file: to make one of the pieces is as much code, and unpacks a tenth slower.
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
