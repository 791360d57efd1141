"""A file that is looked through by its parts: the first bytes are known, and others are read when they are needed.

The reads are bounded, and so are the bytes of each. Who has used half of them reads larger parts, so the rest of a file fits into
the reads that are left. A file that takes more of them is refused, because nobody knows what is in the rest.
"""

from collections.abc import Callable, Iterator
from typing import TypeAlias

from msgspec import Struct

from chalicelib.content.limits import limit
from chalicelib.errors import Refusal

Part: TypeAlias = Callable[[int, int], bytes]
"""Returns so many bytes of a file from a place in it."""

READS, STEPS = limit("parts of a file"), limit("steps through a file")
WINDOW = 1 << 16  # bytes of a usual read
LARGEST = 8 << 20  # bytes of a read when few are left
SWEPT = 1 << 20  # bytes that are searched at once
OVERLAP = 1 << 16  # bytes that are searched again, because the end of a stretch may cut what is searched
ENDLESS = 1 << 62


class File(Struct):
    """A file of which the first bytes are known; `part` reads others, and `size` is its length if that is known."""

    raw: bytes
    part: Part | None = None
    size: int = 0
    start: int = 0
    window: bytes = b""
    reads: int = READS
    steps: int = STEPS

    def __post_init__(self) -> None:
        self.size = self.size or (ENDLESS if self.part else len(self.raw))

    def at(self, start: int, length: int) -> bytes:
        """Return so many bytes from a place, or fewer where the file ends; refuse a file that takes too many reads."""
        self.steps -= 1
        if self.steps < 0:
            raise Refusal("too-many-parts", f"more than {STEPS:,} parts")
        length = min(length, self.size - start)
        if length <= 0:
            return b""
        if start + length <= len(self.raw) or self.part is None:
            return self.raw[start : start + length]
        if not self.start <= start or start + length > self.start + len(self.window):
            self.start, self.window = start, self._read(self.part, start, length)
        return self.window[start - self.start : start - self.start + length]

    def _read(self, part: Part, start: int, length: int) -> bytes:
        if self.reads <= 0:
            raise Refusal("too-many-parts", f"more than {READS:,} parts")
        fair = -(-(self.size - start) // self.reads) if self.reads < READS // 2 else 0
        self.reads -= 1
        return part(start, max(length, WINDOW, min(fair, LARGEST)))

    def number(self, start: int, length: int) -> int:
        """Return a number of so many bytes, the highest first; 0 behind the end."""
        return int.from_bytes(self.at(start, length))

    def stretches(self, start: int, end: int) -> Iterator[bytes]:
        """Yield the bytes between two places, in stretches that overlap."""
        while start < end and (stretch := self.at(start, min(SWEPT, end - start))):
            yield stretch
            start += len(stretch) if len(stretch) < SWEPT else SWEPT - OVERLAP
