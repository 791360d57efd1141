"""What a picture is written as: the formats of each sort of picture, the best first, and the encoders' settings.

Photographs lose what nobody sees. Drawings (screenshots, charts, line art) keep every pixel: their flat areas are small as WebP
without loss, and edges suffer in any other. The settings are measured (`bench/pictures.py`): AVIF at speed 8 is 5% larger than
at 6 and takes a third of its time; WebP's method 4 is 5% smaller than 2.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any, Literal, TypeAlias

from PIL import Image, ImageChops

from chalicelib.content.limits import limit
from chalicelib.content.pictures import Format

Sort: TypeAlias = Literal["photo", "cutout", "drawing"]

FEW = 64  # colours; a grey photograph has up to 256
SIDE = limit("image side")


@dataclass(frozen=True, slots=True)
class Writer:
    """One row: a format, the encoder's settings, the longest side it can have, and the most pixels that take bounded time."""

    format: Format
    settings: Mapping[str, Any] = field(default_factory=dict)
    side: int = SIDE
    pixels: int = limit("pixels")

    def takes(self, size: tuple[int, int]) -> bool:
        return max(size) <= self.side and size[0] * size[1] <= self.pixels


AVIF = Writer("avif", {"quality": 60, "speed": 8, "max_threads": 1, "autotiling": False}, pixels=limit("AVIF pixels"))
WEBP = Writer("webp", {"quality": 80, "method": 4}, side=16_383)
EXACT = Writer("webp", {"lossless": True, "quality": 60, "method": 4}, side=16_383)
JPEG = Writer("jpeg", {"quality": 80, "progressive": True, "optimize": True})
PNG = Writer("png", {"optimize": True})

WRITERS: Mapping[Sort, tuple[Writer, ...]] = {
    "photo": (AVIF, WEBP, JPEG),
    "cutout": (AVIF, WEBP, PNG),
    "drawing": (EXACT, PNG),
}
"""The best first; the last is the fallback, and takes every picture. AVIF has one thread: its bytes tell how many there were."""


def sort_of(image: Image.Image, kind: str) -> Sort:
    """Return how an image is written; this follows from its pixels, and from whether a camera's format has blurred them."""
    if kind not in ("JPEG", "HEIC") and (image.getcolors(FEW) or _flat(image)):
        return "drawing"
    return "cutout" if image.mode == "RGBA" else "photo"


def _flat(image: Image.Image) -> bool:
    """Return whether most pixels have exactly the colour of the pixel before."""
    width, height = image.size
    changes = ImageChops.difference(image.crop((0, 0, width - 1, height)), image.crop((1, 0, width, height)))
    first, *others = changes.split()
    for other in others:
        first = ImageChops.lighter(first, other)
    return 2 * first.histogram()[0] > (width - 1) * height


def written(image: Image.Image, writer: Writer) -> bytes:
    """Return the image in this format, with nothing but its pixels."""
    file = BytesIO()
    _bare(image).save(file, writer.format, **writer.settings)
    return file.getvalue()


def _bare(image: Image.Image) -> Image.Image:
    bare = image.copy()
    bare.info = {}
    return bare
