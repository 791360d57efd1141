"""The smallest picture files: only the bytes with the size of the picture; and flat ones, which can be encoded."""

import struct
from functools import lru_cache
from io import BytesIO

from PIL import Image

ORIENTATION, GPS = 0x0112, 0x8825  # of EXIF


@lru_cache
def flat_png(width: int, height: int, shade: str = "teal") -> bytes:
    """Return a whole picture of one colour."""
    return _saved(Image.new("RGB", (width, height), shade), "PNG")


@lru_cache
def flat_jpeg(width: int, height: int, *, orientation: int = 1, shade: str = "teal") -> bytes:
    """Return a whole picture of one colour, as a phone takes it: its pixels lie as the orientation says, and it has a place."""
    notes = Image.Exif()
    notes[ORIENTATION] = orientation
    notes[GPS] = {1: "N", 2: (48.0, 51.0, 29.6), 3: "E", 4: (2.0, 17.0, 40.2)}
    return _saved(Image.new("RGB", (width, height), shade), "JPEG", exif=notes)


def _saved(image: Image.Image, kind: str, **how: object) -> bytes:
    file = BytesIO()
    image.save(file, kind, **how)
    return file.getvalue()


def png(width: int, height: int) -> bytes:
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII5B", 13, b"IHDR", width, height, 8, 2, 0, 0, 0) + bytes(4)


def gif(width: int, height: int) -> bytes:
    return b"GIF89a" + struct.pack("<HH3B", width, height, 0, 0, 0)


def jpeg(width: int, height: int, *, orientation: int = 1, notes: int = 0, times: int = 1) -> bytes:
    """Return a picture with the notes of a camera before the size: the orientation, and so many bytes more."""
    exif = b"Exif\0\0MM\0*" + struct.pack(">IHHHIHHI", 8, 1, 0x0112, 3, 1, orientation, 0, 0) + bytes(notes)
    size = struct.pack(">BHHB", 8, height, width, 3) + b"\x01\x11\0\x02\x11\0\x03\x11\0"
    return b"\xff\xd8" + _segment(0xE1, exif) * times + _segment(0xC0, size) + b"\xff\xda"


def _segment(marker: int, says: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(says) + 2) + says


def webp(width: int, height: int) -> bytes:
    size = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    return b"RIFF" + struct.pack("<I", 22) + b"WEBPVP8X" + struct.pack("<I4x", 10) + size


def avif(width: int, height: int, places: bytes = b"") -> bytes:
    """Return a picture with a table of places of its parts, six bytes each."""
    located = box(b"iloc", bytes(6) + struct.pack(">H", len(places) // 6) + places)
    size = box(b"iprp", box(b"ipco", box(b"ispe", struct.pack(">III", 0, width, height))))
    return box(b"ftyp", b"avif\0\0\0\0avif") + box(b"meta", bytes(4) + located + size)


def box(name: bytes, holds: bytes) -> bytes:
    return struct.pack(">I4s", len(holds) + 8, name) + holds
