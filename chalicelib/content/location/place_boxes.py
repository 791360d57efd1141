"""Where a file of boxes tells a place: MP4, QuickTime and JPEG XL. A box has a rule by its type; most are passed over."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple, TypeAlias

from chalicelib.content.location.file_parts import File
from chalicelib.content.location.place_texts import FIELD, tells_in


class Box(NamedTuple):
    """A box: its type, where its content begins and ends, and the types of the boxes around it."""

    type: bytes
    start: int
    end: int
    path: tuple[bytes, ...] = ()

    @property
    def name(self) -> str:
        return "/".join(one.decode("latin-1") for one in (*self.path, self.type))


CONTAINERS = frozenset({b"moov", b"trak", b"mdia", b"minf", b"stbl", b"udta", b"meta", b"ilst", b"moof", b"traf"})
HEAD, LONG_HEAD = 8, 16


def boxes(file: File, start: int, end: int, path: tuple[bytes, ...] = ()) -> Iterator[Box]:
    """Yield the boxes in this part of a file, and those within them."""
    while start + HEAD <= end and len(head := file.at(start, LONG_HEAD)) >= HEAD:
        size, name = int.from_bytes(head[:4]), head[4:8]
        inner = start + (LONG_HEAD if size == 1 else HEAD)
        size = int.from_bytes(head[8:16]) if size == 1 else size or end - start
        box = Box(name, inner, min(start + size, end), path)
        if box.end < inner:
            return
        yield box
        if name in CONTAINERS and len(path) < len(CONTAINERS):
            full = 4 if name == b"meta" and file.at(inner + 4, 4) != b"hdlr" else 0  # in MP4 it has a version, in QuickTime none
            yield from boxes(file, inner + full, box.end, (*path, name))
        start = box.end


def in_boxes(file: File) -> str:
    """Return the box that tells a place."""
    all_boxes = boxes(file, 0, file.size)
    return next((box.name for box in all_boxes if (rule := RULES.get(box.type)) and rule(file, box)), "")


# ---- rules

Rule: TypeAlias = Callable[[File, Box], bool]
LONGEST = 1 << 20  # bytes of a box that are searched for names

OWN_NAME = re.compile(rb"name\0{4}%b" % FIELD, re.IGNORECASE)
KEY = re.compile(rb"(?:^|[^A-Z])%b" % FIELD, re.IGNORECASE)
TRACKS = frozenset({b"gpmd", b"camm", b"djmd", b"dbgi"})
"""Tracks of places, by the first entry of their description: of GoPro, of Google's cameras, of DJI."""
PACKED = frozenset({b"Exif", b"xml "})


def _of(file: File, box: Box) -> bytes:
    return file.at(box.start, min(box.end - box.start, LONGEST))


def _always(_: File, __: Box) -> bool:
    return True


def _by_text(file: File, box: Box) -> bool:
    return tells_in(file, box.start, box.end)


def _by_keys(file: File, box: Box) -> bool:
    return KEY.search(_of(file, box)) is not None


def _by_description(file: File, box: Box) -> bool:
    entry = file.at(box.start + 12, 4)
    return entry in TRACKS or (entry == b"mebx" and _by_keys(file, box))


RULES: Mapping[bytes, Rule] = {
    # of phones, of 3GPP, of cameras in cars and on helmets; and the contents of a film that is packed, as old programs write it
    **dict.fromkeys((b"\xa9xyz", b"loci", b"\xa9gps", b"gps ", b"GPS ", b"gps0", b"GPMF", b"cmov"), _always),
    # EXIF, XMP, a cover
    **dict.fromkeys((b"Exif", b"xml ", b"XMP_", b"uuid", b"covr", b"infe"), _by_text),
    b"iinf": lambda file, box: b"Exif" in _of(file, box),  # of a picture in the film, whose EXIF is among its samples
    b"keys": _by_keys,
    b"----": lambda file, box: OWN_NAME.search(_of(file, box)) is not None,
    **dict.fromkeys((b"free", b"skip"), lambda file, box: file.at(box.start, 4) == b"GPS "),
    b"stsd": _by_description,
    b"brob": lambda file, box: file.at(box.start, 4) in PACKED,  # with Brotli: it can't be looked into
}
"""Whether a box tells a place, by its type."""
