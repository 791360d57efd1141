"""Hostile images, by name: what makes the bytes of each, and the reason for which it is refused (none: it is encoded)."""

import struct
import zlib
from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from PIL import Image

from tests.images.drawing import chunk, photo, saved
from tests.pictures import avif, webp

FULL = 60 << 20  # bytes that an image may have
BROKEN, LARGE, UNKNOWN, ENCODED = "image-broken", "image-too-large", "image-unknown", ""


class Hostile(NamedTuple):
    make: Callable[[], bytes]
    code: str


def png_of(width: int, height: int, *chunks: bytes, inflated: int = -1) -> bytes:
    """Return a PNG of zeros; `inflated` bytes of them, whatever its size needs."""
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    pixels = zlib.compress(bytes(height * (3 * width + 1) if inflated < 0 else inflated), 9)
    return b"\x89PNG\r\n\x1a\n" + header + b"".join(chunks) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def gif_of(frames: int, size: int = 8, *, canvas: int = 8, before: bytes = b"") -> bytes:
    """Return a GIF with the same frame over and over, after these blocks."""
    head = saved(Image.new("P", (8, 8)), "GIF")
    return b"GIF89a" + struct.pack("<HH", canvas, canvas) + head[10 : head.index(b",")] + before + frame(size) * frames + b";"


def frame(size: int) -> bytes:
    """Return a frame of a GIF that has 64 pixels, whatever its size says."""
    small = saved(Image.new("P", (8, 8)), "GIF")
    return b",\0\0\0\0" + struct.pack("<HH", size, size) + small[small.index(b",") + 9 : -1]


def jpeg_of(width: int, height: int) -> bytes:
    """Return a JPEG of eight pixels, whose header says that it has this size."""
    small = saved(Image.new("RGB", (8, 8)), "JPEG")
    at = small.index(b"\xff\xc0") + 5
    return small[:at] + struct.pack(">HH", height, width) + small[at + 4 :]


def parts(length: int, size: int) -> bytes:
    """Return the parts of a GIF's block: so many bytes in pieces of this size."""
    return (bytes([size]) + b" " * size) * (length // (size + 1)) + b"\0"


def scans(number: int) -> bytes:
    """Return a large progressive JPEG, with its last scan over and over."""
    whole = saved(Image.new("L", (8_000, 7_000)), "JPEG", progressive=True)
    last = whole.rindex(b"\xff\xda")
    return whole[:last] + whole[last:-2] * number + whole[-2:]


def tiff_of(*tags: tuple[int, int, int, int]) -> bytes:
    """Return a TIFF of tags: number, type, count, value or place."""
    held = b"".join(struct.pack("<HHII", *tag) for tag in sorted(tags))
    return b"II*\0" + struct.pack("<IH", 8, len(tags)) + held + bytes(4)


def tagged() -> bytes:
    """Return a TIFF of which each tag holds the whole file."""
    size, numbers = 1 << 20, range(1_000, 60_000)
    return tiff_of((256, 3, 1, 8), (257, 3, 1, 8), *((number, 1, size, 8) for number in numbers)) + bytes(size)


def tiled() -> bytes:
    """Return a small TIFF with one enormous tile."""
    side = 60_000
    tags = ((256, 3, 1, 8), (257, 3, 1, 8), (258, 3, 1, 8), (259, 3, 1, 8), (262, 3, 1, 1), (277, 3, 1, 1))
    return tiff_of(*tags, (322, 4, 1, side), (323, 4, 1, side), (324, 4, 1, 400), (325, 4, 1, 100)) + bytes(1_000)


def bmp_of(width: int, height: int, *, packed: int = 0, pixels: bytes = b"") -> bytes:
    header = struct.pack("<IiiHHIIiiII", 40, width, height, 1, 8, packed, len(pixels), 0, 0, 256, 0)
    return b"BM" + struct.pack("<IHHI", 1078 + len(pixels), 0, 0, 1078) + header + bytes(1024) + pixels


def vast_apng() -> bytes:
    """Return a PNG that says it has two thousand million frames."""
    return png_of(
        8, 8, chunk(b"acTL", struct.pack(">II", 0x7FFFFFFF, 0)), chunk(b"fcTL", struct.pack(">5I2H2B", 0, 8, 8, 0, 0, 1, 1, 0, 0))
    )


def cut(format: str, part: float) -> bytes:
    whole = saved(photo(256, 256), format)
    return whole[: int(len(whole) * part)]


CASES: dict[str, Hostile] = {
    "nothing": Hostile(bytes, UNKNOWN),
    "text": Hostile(lambda: b"This is a photograph." * 100, UNKNOWN),
    "a film": Hostile(lambda: b"\0\0\0\x14ftypqt  \0\0\0\0qt  " + bytes(1_000), UNKNOWN),
    "one byte too many": Hostile(lambda: saved(photo(8, 8), "PNG") + bytes(FULL), LARGE),
    "the first bytes of a JPEG": Hostile(lambda: b"\xff\xd8\xff", BROKEN),
    # ---- headers that lie
    "a PNG of ten thousand million pixels": Hostile(lambda: png_of(100_000, 100_000, inflated=1), LARGE),
    "a JPEG of four thousand million pixels": Hostile(lambda: jpeg_of(65_535, 65_535), LARGE),
    "a GIF of four thousand million pixels": Hostile(lambda: gif_of(1, 65_535, canvas=65_535), LARGE),
    "a frame larger than its GIF": Hostile(lambda: gif_of(1, 13_000, before=frame(8)), LARGE),
    "a WebP of many more": Hostile(lambda: webp(16_000_000, 16_000_000), LARGE),
    "an AVIF of nothing": Hostile(lambda: avif(60_000, 60_000), BROKEN),
    "a HEIC of nothing": Hostile(lambda: avif(60_000, 60_000).replace(b"avif", b"heic"), BROKEN),
    "a BMP of ten thousand million pixels": Hostile(lambda: bmp_of(100_000, 100_000), LARGE),
    "an enormous tile": Hostile(tiled, BROKEN),
    "a PNG that says it has frames": Hostile(vast_apng, LARGE),
    # ---- little that becomes much
    "sixty million black pixels": Hostile(lambda: png_of(8_000, 7_500), ENCODED),
    "a long inflation": Hostile(lambda: png_of(8, 8, inflated=1 << 30), ENCODED),
    "an inflated profile": Hostile(lambda: png_of(8, 8, chunk(b"iCCP", b"a\0\0" + zlib.compress(bytes(1 << 28)))), BROKEN),
    "an inflated text": Hostile(lambda: png_of(8, 8, chunk(b"zTXt", b"a\0\0" + zlib.compress(bytes(1 << 28)))), BROKEN),
    "packed rows": Hostile(lambda: bmp_of(8_000, 7_500, packed=1, pixels=(b"\xff\1" * 32 + b"\0\0") * 7_500 + b"\0\1"), ENCODED),
    # ---- too many of something
    "frames": Hostile(lambda: gif_of(50_000), LARGE),
    "large frames": Hostile(lambda: gif_of(100, 7_000, canvas=7_000), LARGE),
    "a long comment": Hostile(lambda: gif_of(1, before=b"!\xfe" + parts(FULL - 1_000, 255)), ENCODED),
    "a comment of many parts": Hostile(lambda: gif_of(1, before=b"!\xfe" + parts(FULL - 1_000, 1)), LARGE),
    "comments": Hostile(lambda: gif_of(1, before=b"!\xfe\1a\0" * 2_000_000), LARGE),
    "paddings": Hostile(lambda: gif_of(1, before=bytes(FULL - 1_000)), LARGE),
    "scans": Hostile(lambda: scans(5_000), LARGE),
    "segments": Hostile(lambda: b"\xff\xd8" + b"\xff\xfe\0\2" * (FULL // 4 - 100), BROKEN),
    "chunks": Hostile(lambda: png_of(8, 8, chunk(b"abcd", b"") * 5_000_000), BROKEN),
    "tags": Hostile(tagged, BROKEN),
    "boxes": Hostile(lambda: b"\0\0\0\x14ftypheic\0\0\0\0heic" + b"\0\0\0\x08free" * 5_000_000, BROKEN),
}


CUT = {
    f"{name} cut at {part:.0%}": Hostile(partial(cut, name, part), BROKEN)
    for name in ("JPEG", "PNG", "WEBP", "GIF", "TIFF", "BMP", "AVIF", "HEIF")
    for part in (0.02, 0.3, 0.6, 0.95)
}
IMAGES = CASES | CUT
