"""The encoder: an uploaded image as a picture, upright, in sRGB, without metadata, in the widths and formats of pages.

A pure function of the bytes. It opens them (`opening`), decodes no more than the widest variant needs, turns colours into sRGB
(`colours`), and writes every width in each format of its sort (`writing`).
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from PIL import Image

from chalicelib.content.budget import within
from chalicelib.content.limits import limit
from chalicelib.content.pictures import WIDTHS, Picture, Size, Variant, name_of
from chalicelib.images.colours import mean_colour
from chalicelib.images.opening import opened
from chalicelib.images.stills import still
from chalicelib.images.writing import WRITERS, Writer, sort_of, written

SECONDS = limit("seconds of an image")


@dataclass(frozen=True, slots=True)
class Encoded:
    """A picture, and the bytes of its variants by `Variant.file`."""

    picture: Picture
    files: Mapping[str, bytes]


def encode(raw: bytes) -> Encoded:
    """Return the picture that these bytes become, and its files; refuse what is no image, is broken, or is too large."""
    return within(SECONDS, lambda: _encoded(raw))


def _encoded(raw: bytes) -> Encoded:
    kind, image = opened(raw)
    own, upright = still(kind, image)
    sizes = sizes_of(own)
    writers = [writer for writer in WRITERS[sort_of(upright, kind)] if all(map(writer.takes, sizes))]
    scaled = (upright.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0) for size in sizes)
    files = dict(_file(each, writer) for each in scaled for writer in writers)
    picture = Picture(name_of(raw), *own, mean_colour(upright), tuple(files))
    return Encoded(picture, {variant.file: body for variant, body in files.items()})


def _file(image: Image.Image, writer: Writer) -> tuple[Variant, bytes]:
    body = written(image, writer)
    return Variant(image.width, image.height, writer.format, etag(body)), body


def sizes_of(own: Size) -> list[Size]:
    """Return the sizes that an image is written in, the narrowest first: the widths of pages, and none larger than its own."""
    width, height = own
    widths = {each for each in WIDTHS if each < width} | {min(width, WIDTHS[-1])}
    return [(each, max(1, round(height * each / width))) for each in sorted(widths)]


def etag(body: bytes) -> str:
    """Return the ETag that a bucket gives these bytes."""
    return hashlib.md5(body, usedforsecurity=False).hexdigest()
