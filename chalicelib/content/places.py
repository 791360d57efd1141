"""Where a file tells the place at which it was taken, in the kinds of files that are published as they are.

The first bytes of a file say of what kind it is (`KINDS`); its name only says of which kinds it may be (`NAMED`), so a photograph
is none under the name of an icon. A kind has a finder, which walks through the parts of the file by their lengths, and never
through its pixels or sound. What a finder can't read it passes over: a browser shows nothing of it either.
"""

import re
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

from chalicelib.content.limits import limit
from chalicelib.content.media_types import extension_of

Part: TypeAlias = Callable[[int, int], bytes]
"""Returns so many bytes of a file from a place in it."""

WINDOW = 1 << 16
READS = limit("parts of a file")
LONGEST = 1 << 20  # bytes of a part that is looked through


@dataclass(slots=True)
class File:
    """A file of which the first bytes are known; other parts are read when they are needed, and not too often."""

    raw: bytes
    part: Part | None = None
    start: int = 0
    window: bytes = b""
    left: int = field(default=READS)

    def at(self, start: int, length: int) -> bytes:
        """Return so many bytes from a place, or fewer where the file ends; none after too many reads."""
        if start + length <= len(self.raw) or self.part is None:
            return self.raw[start : start + length]
        if not self.start <= start or start + length > self.start + len(self.window):
            self.left -= 1
            self.start = start
            self.window = self.part(start, max(length, WINDOW)) if self.left >= 0 else b""
        return self.window[start - self.start : start - self.start + length]

    def number(self, start: int, length: int) -> int:
        """Return a number of so many bytes, the highest first; 0 behind the end."""
        return int.from_bytes(self.at(start, length))


# ---- texts within files: EXIF and XMP

TIFF = re.compile(rb"II\*\0|MM\0\*")
GPS = 0x8825  # the tag of the directory of the place
PLACES = re.compile(rb"GPS(?:Latitude|Longitude|Position|Coordinates)|Location(?:Created|Shown)|geo:lat|ISO6709", re.IGNORECASE)


def tells(text: bytes) -> bool:
    """Return whether EXIF or XMP tells a place."""
    return PLACES.search(text) is not None or any(_has_gps(text[found.start() :]) for found in TIFF.finditer(text))


def _has_gps(tiff: bytes) -> bool:
    order = "little" if tiff.startswith(b"II") else "big"
    first = int.from_bytes(tiff[4:8], order)  # type: ignore[arg-type]
    count = int.from_bytes(tiff[first : first + 2], order)  # type: ignore[arg-type]
    tags = (tiff[first + 2 + 12 * number :][:2] for number in range(min(count, len(tiff) // 12)))
    return any(int.from_bytes(tag, order) == GPS for tag in tags)  # type: ignore[arg-type]


# ---- PNG, and icons, which may hold some

TEXTS = (b"eXIf", b"iTXt", b"tEXt", b"zTXt")


def in_png(file: File, base: int = 0) -> str:
    """Return the chunk of a PNG that tells a place."""
    at = base + 8
    while len(head := file.at(at, 8)) == 8 and head[4:] != b"IEND":  # noqa: PLR2004 - the head of a chunk
        length = int.from_bytes(head[:4])
        if head[4:] in TEXTS and _text_tells(head[4:], file.at(at + 8, min(length, LONGEST))):
            return head[4:].decode()
        at += length + 12
    return ""


def _text_tells(kind: bytes, text: bytes) -> bool:
    if kind == b"eXIf":
        return tells(text)
    name, _, rest = text.partition(b"\0")
    if name.startswith(b"Raw profile type") and b"icc" not in name.lower():  # EXIF or IPTC in figures, as old programs write it
        return True
    packed = rest[1:] if kind == b"zTXt" else b"".join(rest[2:].split(b"\0", 2)[2:])  # behind two names of a language
    return tells(text) or tells(_unpacked(packed))


def _unpacked(packed: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(packed, LONGEST)
    except zlib.error:
        return b""


def in_ico(file: File) -> str:
    """Return the chunk of a PNG in an icon that tells a place."""
    entries = (6 + 16 * number for number in range(min(int.from_bytes(file.at(4, 2), "little"), 256)))
    places = (int.from_bytes(file.at(entry + 12, 4), "little") for entry in entries)
    return next((found for place in places if file.at(place, 4) == b"\x89PNG" and (found := in_png(file, place))), "")


# ---- boxes: MP4, QuickTime and JPEG XL


class Box(NamedTuple):
    """A box: its type, where its content begins and ends, and the types of the boxes around it."""

    type: bytes
    start: int
    end: int
    path: tuple[bytes, ...] = ()

    @property
    def name(self) -> str:
        return "/".join(one.decode("latin-1") for one in (*self.path, self.type))


CONTAINERS = frozenset({b"moov", b"trak", b"mdia", b"minf", b"stbl", b"udta", b"meta", b"moof", b"traf"})
TELLING = frozenset({b"\xa9xyz", b"loci", b"\xa9gps", b"gps ", b"GPS ", b"gps0", b"GPMF"})
"""Boxes that hold a place whatever is in them: of phones, of 3GPP, of cameras in cars and on helmets."""
HOLDING = frozenset({b"Exif", b"xml ", b"XMP_", b"uuid", b"keys", b"mebx", b"iinf"})
"""Boxes that hold a text, or names, which may tell one."""
TRACKS = frozenset({b"gpmd", b"camm", b"djmd", b"dbgi"})
"""Tracks of places, by the first entry of their description: of GoPro, of Google's cameras, of DJI."""


def boxes(file: File, start: int, end: int, path: tuple[bytes, ...] = ()) -> Iterator[Box]:
    """Yield the boxes in this part of a file, and those within them."""
    while start + 8 <= end and len(head := file.at(start, 16)) >= 8:  # noqa: PLR2004 - the head of a box
        size, name = int.from_bytes(head[:4]), head[4:8]
        inner = start + (16 if size == 1 else 8)
        size = int.from_bytes(head[8:16]) if size == 1 else size or end - start
        box = Box(name, inner, min(start + size, end), path)
        if box.end < inner:
            return
        yield box
        if name in CONTAINERS and len(path) < len(CONTAINERS):
            full = 4 if name == b"meta" and file.at(inner + 4, 4) != b"hdlr" else 0  # in MP4 it has a version, in QuickTime none
            yield from boxes(file, inner + full, box.end, (*path, name))
        start = box.end


ENDLESS = 1 << 62


def in_boxes(file: File) -> str:
    """Return the box that tells a place."""
    return next((box.name for box in boxes(file, 0, ENDLESS) if _box_tells(file, box)), "")


def _box_tells(file: File, box: Box) -> bool:
    length = min(box.end - box.start, LONGEST)
    if box.type in HOLDING:
        text = file.at(box.start, length)
        return tells(text) or b"location" in text
    if box.type == b"stsd":
        entry = file.at(box.start + 12, 4)
        return entry in TRACKS or (entry == b"mebx" and b"location" in file.at(box.start, length))
    if box.type == b"brob":  # packed with Brotli: it can't be looked into
        return file.at(box.start, 4) in (b"Exif", b"xml ")
    return box.type in TELLING


# ---- Matroska and WebM

SEGMENT, CLUSTER, TAGS = 0x18538067, 0x1F43B675, 0x1254C367
TAG_NAME = re.compile(rb"\x45\xa3.{1,8}?[A-Z_]*(?:LOCATION|GPS|LATITUDE|LONGITUDE)", re.DOTALL | re.IGNORECASE)


def in_matroska(file: File) -> str:
    """Return the tags that tell a place."""
    at = 0
    while head := file.at(at, 12):
        name, name_length = _variable(head, 4, marked=True)
        size, size_length = _variable(head[name_length:], 8)
        if not (name_length and size_length):
            return ""
        inner = at + name_length + size_length
        if name == TAGS and TAG_NAME.search(file.at(inner, min(size, LONGEST))):
            return "Tags"
        if size == (1 << 7 * size_length) - 1 and name != SEGMENT:  # a stream that was cut off; no tags follow
            return ""
        at = inner if name == SEGMENT else inner + size
    return ""


def _variable(raw: bytes, most: int, *, marked: bool = False) -> tuple[int, int]:
    """Return a number and its length, which its first bits say; the bits are a part of it where it is `marked`."""
    length = 9 - raw[0].bit_length() if raw else 0
    if not 0 < length <= min(most, len(raw)):
        return 0, 0
    number = int.from_bytes(raw[:length])
    return (number if marked else number & ((1 << 7 * length) - 1)), length


# ---- the kinds


def nowhere(_: File) -> str:
    """Return nothing: such a file is encoded before it is published, or tells no place."""
    return ""


class Kind(NamedTuple):
    """A kind of files: its name with its article, how they begin, and what finds where they tell a place."""

    name: str
    begins: bytes
    finder: Callable[[File], str] = nowhere


KINDS: tuple[Kind, ...] = (
    Kind("a JPEG", rb"\xff\xd8\xff"),
    Kind("a PNG", rb"\x89PNG\r\n\x1a\n", in_png),
    Kind("a WebP", rb"RIFF.{4}WEBP"),
    Kind("a GIF", rb"GIF8[79]a"),
    Kind("an AVIF", rb".{4}ftyp.{0,60}?avi[fs]"),
    Kind("a HEIC", rb".{4}ftyp.{0,60}?(?:he[iv][cxms]|mif1|msf1)"),
    Kind("a JPEG XL", rb"\xff\x0a|\0\0\0\x0cJXL \r\n\x87\n", in_boxes),
    Kind("a TIFF", rb"II[*+]\0|MM\0[*+]"),
    Kind("an icon", rb"\0\0[\1\2]\0", in_ico),
    Kind("a Matroska file", rb"\x1a\x45\xdf\xa3", in_matroska),
    Kind("an MP4 or a QuickTime file", rb".{4}(?:ftyp|moov|mdat|wide|free|skip|pnot)", in_boxes),
)
"""By the first that fits."""

ICON = ("an icon", "a PNG", "a GIF")  # browsers show all of them by the name `favicon.ico`
NAMED: Mapping[str, tuple[str, ...]] = {
    "apng": ("a PNG",),
    "ico": ICON,
    "jxl": ("a JPEG XL",),
    **dict.fromkeys(("m4a", "m4v", "mov", "mp4"), ("an MP4 or a QuickTime file",)),
    **dict.fromkeys(("weba", "webm"), ("a Matroska file",)),
}
"""The kinds that a file may be of by its extension; an image that is encoded may be of any."""


def kind_of(raw: bytes) -> Kind | None:
    """Return the kind of a file with these first bytes, if it is known."""
    return next((kind for kind in KINDS if re.match(kind.begins, raw, re.DOTALL)), None)


def is_looked_through(key: str) -> bool:
    """Return whether a file with this key is looked through for a place."""
    return extension_of(key) in NAMED


def misnamed(key: str, raw: bytes) -> str:
    """Return the kind of a file whose name says another; empty if its name is right, or its kind unknown."""
    kind = kind_of(raw)
    return kind.name if kind and kind.name not in NAMED.get(extension_of(key), (kind.name,)) else ""


def place_in(raw: bytes, part: Part | None = None) -> str:
    """Return where a file tells a place; empty if it tells none."""
    kind = kind_of(raw)
    return kind.finder(File(raw, part)) if kind else ""
