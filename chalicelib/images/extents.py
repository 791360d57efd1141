"""The length that a file itself says it has, so that the author of a truncated file is told just that.

A decoder reports each truncation differently: pixels are missing, or a dimension, or it knows no such format. But each container
says its own length, or those of its parts. These functions are only called for files that can't be decoded.
"""

import struct
from collections.abc import Callable
from typing import NamedTuple, TypeAlias

from chalicelib.content.limits import limit

READS = limit("decoder reads")
TOO_SOON = "the file ends too soon"

Extent: TypeAlias = Callable[[bytes], int]
"""The number of bytes that a file has, as it says itself; its own length where it doesn't say, or is broken otherwise."""


def is_cut_off(raw: bytes, extent: Extent) -> bool:
    """Return whether the file ends before it says so, or before it could say."""
    try:
        return extent(raw) > len(raw)
    except (struct.error, IndexError):
        return True


# ---- JPEG

SCAN, END = 0xDA, b"\xff\xd9"


def of_jpeg(raw: bytes) -> int:
    """A JPEG's segments tell their lengths, until the first scan; within scans, no byte looks like the mark of the end."""
    at = 2
    if raw.endswith(END):  # so the lengths needn't be right
        return len(raw)
    for _ in range(READS):
        mark, marker, length = struct.unpack_from(">BBH", raw, at)
        if mark != END[0]:
            return len(raw)
        if marker == SCAN:
            return len(raw) if raw.find(END, at) > 0 else len(raw) + 1
        at += 1 if marker == mark else length + 2  # a marker may be padded
    return len(raw)


# ---- PNG

LAST_CHUNK = b"\0\0\0\0IEND\xaeB`\x82"


def of_png(raw: bytes) -> int:
    """A PNG ends with a chunk that is always the same."""
    return len(raw) if LAST_CHUNK in raw else len(raw) + 1


# ---- WebP, BMP


def of_riff(raw: bytes) -> int:
    """A WebP gives the length of all that follows."""
    (length,) = struct.unpack_from("<I", raw, 4)
    return int(length) + 8


def of_bmp(raw: bytes) -> int:
    """A BMP gives its length."""
    (length,) = struct.unpack_from("<I", raw, 2)
    return int(length)


# ---- AVIF, HEIC

BOX = 8  # bytes that the smallest box has
TO_THE_END, LONG = 0, 1  # in place of a length


def of_boxes(raw: bytes) -> int:
    """An AVIF or a HEIC is made of boxes that tell their lengths."""
    at = 0
    for _ in range(READS):
        if at >= len(raw):
            break
        (length,) = struct.unpack_from(">I", raw, at)
        if length == LONG:
            (length,) = struct.unpack_from(">Q", raw, at + BOX)
        if length == TO_THE_END or length < BOX:
            return len(raw)
        at += length
    return at


# ---- TIFF

CLASSIC = 42  # the other version is rare, and writes everything in eight bytes
SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8}  # bytes of a value, by its type
WHOLE = {3: "H", 4: "I"}  # the types of places and lengths
TAG, INLINE = 12, 4  # bytes of a tag, and of those the values, if they fit
PIXELS = ((273, 279), (324, 325))  # the tags with the places of strips and with their lengths; those of tiles


class Values(NamedTuple):
    """The values of a tag: the type, the place of the first, and that behind the last."""

    type: int
    start: int
    end: int


def of_tiff(raw: bytes) -> int:
    """A TIFF gives the places of its tags, of their values and of its pixels, of which the last strip or tile is looked at."""
    order = "<" if raw[:2] == b"II" else ">"
    version, at = struct.unpack_from(f"{order}HI", raw, 2)
    if version != CLASSIC:
        return len(raw)
    (number,) = struct.unpack_from(f"{order}H", raw, at)
    behind: int = at + 2 + TAG * number
    tags = dict(_tag(raw, order, one) for one in range(at + 2, behind, TAG))
    read = [pair for pair in PIXELS if tags.keys() >= {*pair}]
    pixels = (sum(_last(raw, order, tags[name]) for name in pair) for pair in read)
    return max(behind, *(values.end for values in tags.values()), *pixels)


def _tag(raw: bytes, order: str, at: int) -> tuple[int, Values]:
    name, kind, count, place = struct.unpack_from(f"{order}HHII", raw, at)
    length = SIZES.get(kind, 0) * count
    start = at + TAG - INLINE if length <= INLINE else place
    return name, Values(kind, start, start + length)


def _last(raw: bytes, order: str, values: Values) -> int:
    """Return the last value; 0 where it is no whole number."""
    if values.type not in WHOLE or values.start == values.end:
        return 0
    (last,) = struct.unpack_from(order + WHOLE[values.type], raw, values.end - SIZES[values.type])
    return int(last)
