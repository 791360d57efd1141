"""What an uploaded file holds, by its bytes, and the bounds within which it is decoded.

A name may lie, and so may a header: the kind of an image follows from its first bytes (`READABLE`), its size is held against
the bounds of its kind before a pixel is decoded, and whatever a decoder says of a file is said about the file (`decoding`).
Decoders are called by their classes, so nothing is registered, and Pillow's table of formats stays as it was.
"""

import re
import struct
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO

from PIL import Image
from PIL.AvifImagePlugin import AvifImageFile
from PIL.BmpImagePlugin import BmpImageFile
from PIL.GifImagePlugin import GifImageFile
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.TiffImagePlugin import TiffImageFile
from PIL.WebPImagePlugin import WebPImageFile
from pillow_heif.as_plugin import HeifImageFile

from chalicelib.content.limits import limit
from chalicelib.errors import Refusal

BYTES, SIDE, READS = limit("image"), limit("image side"), limit("decoder reads")
PIXELS, JPEG_PIXELS, SCANNED = limit("pixels"), limit("JPEG pixels"), limit("JPEG scans")
TIMES_READ = 8  # that a decoder may read each byte

Image.MAX_IMAGE_PIXELS = JPEG_PIXELS  # beside our own bounds, for a size that only a decoder comes upon

DECODER_ERRORS = (
    *(OSError, ValueError, SyntaxError, EOFError, RuntimeError, MemoryError, struct.error),
    *(LookupError, TypeError, ArithmeticError, AttributeError, AssertionError),  # in no documentation, but they happen
    *(Image.DecompressionBombError, Image.DecompressionBombWarning),
)
"""What the decoders of Pillow and libheif raise at broken files."""


@contextmanager
def decoding() -> Iterator[None]:
    """Refuse the file at which a decoder fails. What stands in it is a decoder's work; our own errors stay errors."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of broken metadata, which nobody gets
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            yield
        except DECODER_ERRORS as error:
            raise Refusal("image-broken", str(error)[:FOUND] or type(error).__name__) from error


FOUND = 200  # characters of what a decoder says


class Bounded(BytesIO):
    """A file that is read only so often, and only so many bytes in all: headers may make a decoder read for ever."""

    def __init__(self, raw: bytes) -> None:
        super().__init__(raw)
        self.reads, self.bytes = READS, TIMES_READ * len(raw)

    def read(self, size: int | None = -1, /) -> bytes:
        found = super().read(size)
        self.reads -= 1
        self.bytes -= len(found)
        if self.reads < 0 or self.bytes < 0:
            raise OSError("its parts are too many, or the same ones again and again")
        return found


@dataclass(frozen=True, slots=True)
class Readable:
    """One row: a kind of image, how its files begin, the most pixels of it, and what opens it without decoding it."""

    name: str
    begins: re.Pattern[bytes]
    pixels: int
    open: Callable[[BytesIO], Image.Image]


def _row(name: str, begins: bytes, opens: Callable[[BytesIO], Image.Image], pixels: int = PIXELS) -> Readable:
    return Readable(name, re.compile(begins, re.DOTALL), pixels, opens)


READABLE: tuple[Readable, ...] = (
    _row("JPEG", rb"\xff\xd8\xff", JpegImageFile, JPEG_PIXELS),
    _row("PNG", rb"\x89PNG\r\n\x1a\n", PngImageFile),
    _row("WebP", rb"RIFF.{4}WEBP", WebPImageFile),
    _row("GIF", rb"GIF8[79]a", GifImageFile),
    _row("AVIF", rb".{4}ftyp.{0,60}?avi[fs]", AvifImageFile),
    _row("HEIC", rb".{4}ftyp.{0,60}?(?:he[iv][cxms]|mif1|msf1)", HeifImageFile),
    _row("TIFF", rb"II[*+]\0|MM\0[*+]", TiffImageFile),
    _row("BMP", rb"BM", BmpImageFile),
)
"""By the first that fits: an AVIF may name `mif1`, too."""


def opened(raw: bytes) -> tuple[str, Image.Image]:
    """Return the kind of the image and the image itself, not yet decoded and within its bounds."""
    if len(raw) > BYTES:
        raise Refusal("image-too-large", f"{len(raw):,} bytes")
    row = next((row for row in READABLE if row.begins.match(raw)), None)
    if row is None:
        raise Refusal("image-unknown", f"it begins with {raw[:12]!r}" if raw else "it is empty")
    with decoding():
        image = row.open(Bounded(raw))
    check_size(row, image.size)
    if row.name == "JPEG" and (scanned := image.width * image.height * raw.count(b"\xff\xda")) > SCANNED:
        raise Refusal("image-too-large", f"{scanned:,} pixels in all scans of a JPEG")
    return row.name, image


def check_size(row: Readable, size: tuple[int, int]) -> None:
    width, height = size
    if width * height > row.pixels or max(size) > SIDE:
        raise Refusal("image-too-large", f"a {row.name} of {width:,} × {height:,} pixels")
