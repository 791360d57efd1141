"""Hours: the stored reads, one item for each hour, and the pages with the most reads.

An hour stores a short hash of each log file that it has counted, so a file that comes again changes nothing; and one of each pair
of a page and a network that has read it, so that the network's next read, in a later file, doesn't count. It keeps a limited
number of pages (those with the most reads), of files (the latest) and of pairs, so it always stays small.
"""

import json
import zlib
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from itertools import islice
from typing import NamedTuple, TypeVar

from msgspec import field

from chalicelib.frozen import Frozen

LONGEST = 168  # hours for which reads are stored
GRACE = timedelta(days=1)  # an hour is stored for this time after its last use
PAGES = 2_000  # of an hour; a page with fewer reads than so many others is in no list
FILES = 8_000  # of an hour; a busy CDN writes some hundreds
PAIRS = 4_000  # of an hour; the reads of further ones count, however many they are
PACKED = 200_000  # bytes; an item holds 400 kB
FORM = "%Y-%m-%dT%H"


class Views(NamedTuple):
    """How often a file says that a page was read in an hour; each of these networks is counted once among them."""

    reads: int
    networks: frozenset[str] = frozenset()


class Hour(Frozen):
    """The reads of each address in an hour, and hashes (`mark`): of the counted files, the latest last, and of the pairs of a
    network and an address."""

    reads: Mapping[str, int] = field(default_factory=dict)
    files: tuple[str, ...] = ()
    pairs: frozenset[str] = frozenset()


def mark(file: str) -> str:
    """Return a short hash of a file's name."""
    return blake2b(file.encode(), digest_size=8).hexdigest()


def counted(hour: Hour, views: Mapping[str, Views], file: str) -> Hour:
    """Return the hour with the reads of one more file; the same hour if it has counted that file.

    Reads by networks that it has counted already are left out.
    """
    if file in hour.files:
        return hour
    pairs = {address: {mark(f"{network} {address}") for network in seen.networks} for address, seen in views.items()}
    new = {address: seen.reads - len(pairs[address] & hour.pairs) for address, seen in views.items()}
    reads = Counter(hour.reads) + Counter(new)
    room = max(0, PAIRS - len(hour.pairs))
    noted = islice((pair for address in sorted(pairs) for pair in sorted(pairs[address] - hour.pairs)), room)
    return Hour(dict(most(reads, PAGES)), (*hour.files, file)[-FILES:], hour.pairs.union(noted))


Name = TypeVar("Name", str, tuple[str, str])


def most(reads: Mapping[Name, int], number: int) -> list[tuple[Name, int]]:
    """Return the `number` names with the most reads; equal counts are sorted by name."""
    return sorted(reads.items(), key=lambda item: (-item[1], item[0]))[:number]


def ranking(hours: Iterable[Hour]) -> tuple[str, ...]:
    """Return the addresses read in these hours, the most read first."""
    sums: Counter[str] = Counter()
    for hour in hours:
        sums.update(hour.reads)
    return tuple(address for address, _ in most(sums, len(sums)))


# ---- time


def name(time: datetime) -> str:
    """Return the hour of this time in UTC, `2026-11-25T12`."""
    return time.astimezone(UTC).strftime(FORM)


def window(now: datetime, hours: int = LONGEST) -> tuple[str, ...]:
    """Return the last `hours` hours, the current hour included, the newest first."""
    return tuple(name(now - timedelta(hours=ago)) for ago in range(hours))


def written(name: str) -> bytes:
    """Return this hour as a log writes it: its date, and the first two digits of its time."""
    return name.replace("T", "").encode()


def ends(name: str) -> int:
    """Return when this hour may be deleted, in seconds since 1970."""
    begun = datetime.strptime(name, FORM).replace(tzinfo=UTC)
    return int((begun + timedelta(hours=LONGEST) + GRACE).timestamp())


# ---- packing


def pack(hour: Hour) -> bytes:
    """Return the hour compressed; while it is larger than `PACKED` (long addresses), drop the half with the fewest reads."""
    pages = most(hour.reads, PAGES)
    while len(packed := _packed(pages, hour)) > PACKED and pages:
        pages = pages[: len(pages) // 2]
    return packed


def _packed(pages: Iterable[tuple[str, int]], hour: Hour) -> bytes:
    return zlib.compress(json.dumps([dict(pages), hour.files, sorted(hour.pairs)], ensure_ascii=False).encode(), 6)


def unpack(packed: bytes) -> Hour:
    reads, files, *pairs = json.loads(zlib.decompress(packed))  # hours that were stored before have no pairs
    return Hour(reads, tuple(files), frozenset(*pairs))
