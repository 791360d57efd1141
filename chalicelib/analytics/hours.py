"""Hours: what is kept of the reads, one bucket an hour, and which pages were read most in the last of them.

An hour knows by a short hash which files it has counted, so a file that comes again changes nothing. It keeps a limited
number of pages, the most read ones, and of files, those that came last: whatever comes, it stays small.
"""

import json
import zlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from typing import TypeVar

LONGEST = 168  # hours that reads are kept for
GRACE = timedelta(days=1)  # how much longer an hour is kept than anybody asks for it
PAGES = 2_000  # of an hour; a page that is less read than so many others is on no list
FILES = 8_000  # of an hour; a busy CDN writes some hundreds
PACKED = 200_000  # bytes; an item holds 400 kB
FORM = "%Y-%m-%dT%H"


@dataclass(frozen=True, slots=True)
class Hour:
    """How often each address was read in an hour, and the files that told so, by `mark`, the latest last."""

    reads: Mapping[str, int] = field(default_factory=dict)
    files: tuple[str, ...] = ()


def mark(file: str) -> str:
    """A short hash of a file's name."""
    return blake2b(file.encode(), digest_size=8).hexdigest()


def counted(hour: Hour, reads: Mapping[str, int], file: str) -> Hour:
    """The hour with what one more file says of it; the same hour where it has counted that file."""
    if file in hour.files:
        return hour
    reads = Counter(hour.reads) + Counter(reads)
    return Hour(dict(most(reads, PAGES)), (*hour.files, file)[-FILES:])


Name = TypeVar("Name", str, tuple[str, str])


def most(reads: Mapping[Name, int], number: int) -> list[tuple[Name, int]]:
    """The most read so many; of those read equally often, in the order of their names (mostly addresses)."""
    return sorted(reads.items(), key=lambda one: (-one[1], one[0]))[:number]


def ranking(hours: Iterable[Hour]) -> tuple[str, ...]:
    """The addresses read in these hours, the most read first."""
    sums: Counter[str] = Counter()
    for hour in hours:
        sums.update(hour.reads)
    return tuple(address for address, _ in most(sums, len(sums)))


# ---- time


def name(time: datetime) -> str:
    """The hour of this time, `2026-11-25T12`, in UTC."""
    return time.astimezone(UTC).strftime(FORM)


def window(now: datetime, hours: int = LONGEST) -> tuple[str, ...]:
    """The last so many hours, the one that has begun included, the newest first."""
    return tuple(name(now - timedelta(hours=ago)) for ago in range(hours))


def written(name: str) -> bytes:
    """How a log writes this hour: its date, and the first two figures of its time."""
    return name.replace("T", "").encode()


def ends(name: str) -> int:
    """When nobody asks for this hour any more, in seconds since 1970."""
    begun = datetime.strptime(name, FORM).replace(tzinfo=UTC)
    return int((begun + timedelta(hours=LONGEST) + GRACE).timestamp())


# ---- packing


def pack(hour: Hour) -> bytes:
    """The hour in few bytes; where they are more than `PACKED` (long addresses), without the less read half, and so on."""
    pages = most(hour.reads, PAGES)
    while len(packed := _packed(pages, hour.files)) > PACKED and pages:
        pages = pages[: len(pages) // 2]
    return packed


def _packed(pages: Iterable[tuple[str, int]], files: tuple[str, ...]) -> bytes:
    return zlib.compress(json.dumps([dict(pages), files], ensure_ascii=False).encode(), 6)


def unpack(packed: bytes) -> Hour:
    """The hour that `pack` packed."""
    reads, files = json.loads(zlib.decompress(packed))
    return Hour(reads, tuple(files))
