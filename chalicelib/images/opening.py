"""What an uploaded file holds, by its bytes, and the bounds within which it is decoded.

A name may lie, and so may a header: the kind of an image follows from its first bytes (`READABLE`), its size is held against
the bounds of its kind before a pixel is decoded, and whatever a decoder says of a file is said about the file (`decoding`), or
plainly, that it was cut off.
Decoders are called by their classes, so nothing is registered, and Pillow's table of formats stays as it was.
"""

import re
import struct
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import NamedTuple

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
from chalicelib.frozen import Frozen
from chalicelib.images import extents, gif_blocks
from chalicelib.images.extents import Extent

BYTES, SIDE, READS, READ = limit("image"), limit("image side"), limit("decoder reads"), limit("decoder bytes")
PIXELS, JPEG_PIXELS = limit("pixels"), limit("JPEG pixels")
SAMPLES, SCANNED = limit("JPEG samples"), limit("JPEG scans")

Image.MAX_IMAGE_PIXELS = JPEG_PIXELS  # beside our own bounds, for a size that only a decoder comes upon

DECODER_ERRORS = (
    *(OSError, ValueError, SyntaxError, EOFError, RuntimeError, struct.error),
    *(LookupError, TypeError, ArithmeticError, AttributeError, AssertionError),  # in no documentation, but they happen
)
"""What the decoders of Pillow and libheif raise at broken files."""
BOMBS = (Image.DecompressionBombError, Image.DecompressionBombWarning, MemoryError)


@contextmanager
def decoding() -> Iterator[None]:
    """Refuse the file at which a decoder fails. Its content is the decoder's business; our own errors stay errors."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of broken metadata, which nobody gets
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            yield
        except BOMBS as error:
            raise Refusal("image-too-large", str(error)[:FOUND] or "more than fits in memory") from error
        except DECODER_ERRORS as error:
            raise Refusal("image-broken", str(error)[:FOUND] or type(error).__name__) from error


SCAN = b"\xff\xda"  # within the pixels, 0xff is followed by 0 or by a mark of restart
FOUND = 200  # characters of what a decoder says


class Bounded(BytesIO):
    """A file that is read only so often, and only so many bytes in all: headers may make a decoder read for ever."""

    def __init__(self, raw: bytes) -> None:
        super().__init__(raw)
        self.reads, self.bytes = READS, READ

    def read(self, size: int | None = -1, /) -> bytes:
        data = super().read(size)
        self.reads -= 1
        self.bytes -= len(data)
        if self.reads < 0 or self.bytes < 0:
            raise OSError("it has too many parts, or repeats them")
        return data


class Readable(Frozen):
    """One row: a kind of image, how its files begin and how far they reach, what opens it without decoding it, its most pixels,
    and what is left out."""

    name: str
    begins: bytes
    extent: Extent
    open: Callable[[BytesIO], Image.Image]
    pixels: int = PIXELS
    bare: Callable[[bytes], bytes] = bytes


READABLE: tuple[Readable, ...] = (
    Readable("JPEG", rb"\xff\xd8\xff", extents.of_jpeg, JpegImageFile, JPEG_PIXELS),
    Readable("PNG", rb"\x89PNG\r\n\x1a\n", extents.of_png, PngImageFile),
    Readable("WebP", rb"RIFF.{4}WEBP", extents.of_riff, WebPImageFile),
    Readable("GIF", rb"GIF8[79]a", len, GifImageFile, bare=gif_blocks.bare),
    Readable("AVIF", rb".{4}ftyp.{0,60}?avi[fs]", extents.of_boxes, AvifImageFile),
    Readable("HEIC", rb".{4}ftyp.{0,60}?(?:he[iv][cxms]|mif1|msf1)", extents.of_boxes, HeifImageFile),
    Readable("TIFF", rb"II[*+]\0|MM\0[*+]", extents.of_tiff, TiffImageFile),
    Readable("BMP", rb"BM", extents.of_bmp, BmpImageFile),
)
"""By the first that fits: an AVIF may name `mif1`, too."""


class Opened(NamedTuple):
    """An image within its bounds: its kind, its bytes as they may be published, and the image, not yet decoded."""

    kind: str
    raw: bytes
    image: Image.Image


def _text(raw: bytes) -> str:
    """Return bytes as an author can compare them with the file: letters as they are, others as dots."""
    return "".join(letter if letter.isprintable() else "." for letter in raw.decode("ascii", "replace"))


def opened(raw: bytes) -> Opened:
    """Return the image in these bytes."""
    if len(raw) > BYTES:
        raise Refusal("image-too-large", f"{len(raw):,} bytes")
    row = _row_of(raw)
    if row is None:
        raise Refusal("image-unknown", f"it begins with “{_text(raw[:12])}”" if raw else "it is empty")
    bare = row.bare(raw)
    with decoding():
        image = row.open(Bounded(bare))
    _check_size(row, *image.size)
    if isinstance(image, JpegImageFile):
        _check_scans(raw, image.width * image.height * image.layers)
    return Opened(row.name, bare, image)


def _row_of(raw: bytes) -> Readable | None:
    return next((row for row in READABLE if re.match(row.begins, raw, re.DOTALL)), None)


def plainly(refusal: Refusal, raw: bytes) -> Refusal:
    """Return the same refusal of these bytes; of a file that was cut off, it says that in place of a decoder's words."""
    row = _row_of(raw) if refusal.code == "image-broken" else None
    return Refusal(refusal.code, extents.TOO_SOON) if row and extents.is_cut_off(raw, row.extent) else refusal


def _check_size(row: Readable, width: int, height: int) -> None:
    if width * height > row.pixels or max(width, height) > SIDE:
        raise Refusal("image-too-large", f"a {row.name} of {width:,} × {height:,} pixels")


def _check_scans(raw: bytes, samples: int) -> None:
    """Refuse a JPEG of too many scans, each of which goes through all samples, or of more samples than fit into memory."""
    scans = raw.count(SCAN)
    if samples > SAMPLES or scans * samples > SCANNED:
        raise Refusal("image-too-large", f"{scans:,} scans of {samples:,} samples in a JPEG")
