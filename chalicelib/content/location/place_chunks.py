"""Where a file of chunks tells a place: PNG, icons with PNG in them, JPEG, and RIFF (WebP, WAVE).

A browser stops at the chunk that ends an image, but a file may go on; so the rest is searched without regard to its structure.
"""

import re
import zlib
from collections.abc import Callable, Mapping

from chalicelib.content.location.file_parts import File
from chalicelib.content.location.place_tags import tag_tells
from chalicelib.content.location.place_texts import FIELD, iptc_tells, tells, tells_in

LONGEST = 1 << 20  # bytes of a text that is unpacked


def in_whole(file: File) -> str:
    """Return the part that tells a place in a file whose parts aren't packed."""
    return "EXIF, XMP or IPTC" if tells_in(file, 0, file.size) else ""


# ---- JPEG

EXTENDED = re.compile(rb"\xff\xe1..http://ns\.adobe\.com/xmp/extension/\0.{40}", re.DOTALL)
"""The head of a segment of long XMP, which is cut anywhere."""


def in_jpeg(file: File) -> str:
    """Return the part that tells a place in a JPEG, including its second image."""
    return in_whole(file) or in_whole(File(EXTENDED.sub(b"", file.at(0, len(file.raw)))))


# ---- PNG, and icons, which may hold some

SIGNATURE = 8
HEAD = 8  # of a chunk: its length and its type


def in_png(file: File, base: int = 0) -> str:
    """Return the chunk of a PNG that tells a place."""
    at = base + SIGNATURE
    while len(head := file.at(at, HEAD)) == HEAD:
        length, name = int.from_bytes(head[:4]), head[4:]
        if name in TEXTS and TEXTS[name](file.at(at + HEAD, min(length, LONGEST))):
            return name.decode()
        at += length + HEAD + 4
        if name == b"IEND":
            return "EXIF or XMP behind the image" if tells_in(file, at, file.size) else ""
    return ""


def _raw_profile_tells(name: bytes, text: bytes) -> bool:
    """Return whether EXIF, XMP or IPTC tells a place, which old programs write in figures behind its name and its length."""
    figures = re.sub(rb"\s", b"", b"".join(text.split(b"\n")[3:]))
    try:
        profile = bytes.fromhex(figures.decode("ascii"))
    except ValueError:
        return b"icc" not in name.lower()  # nobody can read it
    return tells(profile) or (b"iptc" in name.lower() and iptc_tells(profile))


def _text_tells(name: bytes, text: bytes) -> bool:
    return _raw_profile_tells(name, text) if name.startswith(b"Raw profile type") else tells(name + b"=" + text)


def _plain_tells(text: bytes) -> bool:
    name, _, rest = text.partition(b"\0")
    return _text_tells(name, rest)


def _packed_tells(text: bytes) -> bool:
    name, _, rest = text.partition(b"\0")
    return _text_tells(name, _unpacked(rest[1:]))


def _international_tells(text: bytes) -> bool:
    name, _, rest = text.partition(b"\0")
    written = b"".join(rest[2:].split(b"\0", 2)[2:])  # behind two names of a language
    return _text_tells(name, _unpacked(written) if rest[:1] == b"\1" else written)


def _unpacked(packed: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(packed, LONGEST)
    except zlib.error:
        return b""


TEXTS: Mapping[bytes, Callable[[bytes], bool]] = {
    b"eXIf": tells,
    b"tEXt": _plain_tells,
    b"zTXt": _packed_tells,
    b"iTXt": _international_tells,
}
"""The chunks of a PNG that may tell a place."""

IMAGES = 256  # in an icon


def in_ico(file: File) -> str:
    """Return the chunk of a PNG in an icon that tells a place."""
    entries = (6 + 16 * number for number in range(min(int.from_bytes(file.at(4, 2), "little"), IMAGES)))
    places = (int.from_bytes(file.at(entry + 12, 4), "little") for entry in entries)
    return next((where for place in places if file.at(place, 4) == b"\x89PNG" and (where := in_png(file, place))), in_whole(file))


# ---- RIFF

SOUND = frozenset({b"data", b"fmt ", b"fact", b"cue ", b"VP8 ", b"VP8L", b"ALPH", b"ANMF"})
"""Chunks of samples and pixels, which tell nothing."""
IXML = re.compile(rb"<LOCATION_(?:GPS|NAME|ALTITUDE)>\s*[^<\s]")
UNKNOWN = 0xFFFFFFFF  # the length of sound in a file that may be larger than 4 GiB; a chunk before it says it


def in_riff(file: File) -> str:
    """Return the chunk that tells a place."""
    at, long = 12, 0
    while len(head := file.at(at, HEAD)) == HEAD:
        name, length = head[:4], int.from_bytes(head[4:], "little")
        if name == b"ds64":
            long = int.from_bytes(file.at(at + HEAD + 8, 8), "little")
        length = long if length == UNKNOWN else length
        inner, end = at + HEAD, at + HEAD + length
        if name not in SOUND and any(map(_chunk_tells, file.stretches(inner, end))):
            return name.decode("latin-1").strip()
        at = end + length % 2
    return ""


OF_INFO = re.compile(rb"(?:ILOC|IGPS).{4}[^\0]|\[?(?:%b)[=:]\s*[-+0-9]" % FIELD, re.DOTALL | re.IGNORECASE)


def _chunk_tells(text: bytes) -> bool:
    return tells(text) or tag_tells(text) or IXML.search(text) is not None or OF_INFO.search(text) is not None
