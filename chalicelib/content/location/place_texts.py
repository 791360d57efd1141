"""Bytes that tell a place: EXIF, XMP and IPTC, which may be anywhere in a file, and the names of a format's own fields."""

import re
from collections.abc import Iterator
from itertools import islice

from chalicelib.content.location.file_parts import File

TIFF = re.compile(rb"II\*\0|MM\0\*")
TIFFS = 100  # directories of EXIF that are looked at in a stretch; no file has a tenth of them
GPS = 0x8825  # the tag of the directory of the place
DIRECTORIES, ENTRIES = 8, 1_000  # the pages of a TIFF, and the entries of each
XMP = re.compile(
    rb"GPS(?:Latitude|Longitude|Position|Coordinates)|Location(?:Created|Shown)|geo:lat|ISO6709"
    rb"|(?:photoshop:City|Iptc4xmpCore:Location)(?:>|=[\"'])[^<\"'\s]",
    re.IGNORECASE,
)
OF_IPTC = re.compile(rb"8BIM\x04\x04")
IPTC = re.compile(rb"\x1c\x02[\x1a\x1b\x5a\x5c]\0[^\0]")
"""The datasets of a place in IPTC that aren't empty: the content's location and its code, the city, the part of it."""

FIELD = (
    rb"(?:[A-Z0-9_ ]{0,30}LOCATION[A-Z0-9_ -]{0,30}|GPS[A-Z0-9_ ]{0,30}|GEO(?:_?(?:LAT|LON|TAG|POINT|POS|COORD|URI)[A-Z]{0,30})?"
    rb"|[A-Z0-9_ ]{0,30}(?:LATITUDE|LONGITUDE)|[A-Z0-9_. ]{0,30}ISO6709)"
)
"""The names of a place, as a field of a comment has them."""


def tells(text: bytes) -> bool:
    """Return whether EXIF, XMP or IPTC in these bytes tells a place."""
    plain = text.replace(b"\0", b"") if b"\0" in text else text  # XMP may be UTF-16
    return XMP.search(plain) is not None or _exif_tells(text) or any(map(iptc_tells, _resources(text)))


def tells_in(file: File, start: int, end: int) -> bool:
    """Return whether the bytes between two places of a file tell a place."""
    return any(map(tells, file.stretches(start, end)))


def _exif_tells(text: bytes) -> bool:
    starts = [match.start() for match in islice(TIFF.finditer(text), TIFFS)]
    return len(starts) == TIFFS or any(_has_gps(text, base) for base in starts)


def _has_gps(text: bytes, base: int) -> bool:
    order = "little" if text[base : base + 2] == b"II" else "big"

    def number(at: int, length: int) -> int:
        return int.from_bytes(text[base + at : base + at + length], order)  # type: ignore[arg-type]

    at = number(4, 4)
    for _ in range(DIRECTORIES):
        count = min(number(at, 2), ENTRIES)
        if any(number(at + 2 + 12 * entry, 2) == GPS for entry in range(count)):
            return True
        at = number(at + 2 + 12 * count, 4)
        if not at:
            return False
    return False


def _resources(text: bytes) -> Iterator[bytes]:
    """Yield the IPTC in a block of Photoshop's; its length is behind an empty name."""
    for match in islice(OF_IPTC.finditer(text), TIFFS):
        at = match.end() + 2
        yield text[at + 4 : at + 4 + int.from_bytes(text[at : at + 4])]


def iptc_tells(text: bytes) -> bool:
    """Return whether bare IPTC tells a place."""
    return IPTC.search(text) is not None
