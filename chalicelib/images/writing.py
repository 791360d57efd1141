"""What a picture is written as: the formats of each sort of picture, the best first, and the encoders' settings.

Photographs lose what nobody sees. A drawing (a chart, line art, a screenshot of text) keeps every pixel, and has its own width
only: as WebP without loss it is smaller than in any narrower width, where edges are blurred into many colours. A screen is both,
such as a screenshot of a page with photographs: it loses some, but no colour at its edges.

The settings are measured: AVIF at speed 8 is 5% larger than at 6 and takes a third of its time; WebP's method 4 is 5% smaller
than 2; PNG's level 9 is 8% smaller than 6 and takes ten times as long. The qualities look alike.
"""

from collections.abc import Mapping
from io import BytesIO
from typing import Any, Literal, TypeAlias

from msgspec import field
from msgspec.structs import replace
from PIL import Image, ImageChops

from chalicelib.content.limits import limit
from chalicelib.content.media.image_variants import Format
from chalicelib.frozen import Frozen

Sort: TypeAlias = Literal["photo", "cutout", "screen", "drawing"]

FEW, PALETTE, MANY = 64, 256, 4_096  # colours; a grey photograph may have as many as a palette
SIDE, WEBP_SIDE = limit("image side"), 16_383


BLURRED = ("JPEG", "HEIC")


class Writer(Frozen):
    """One row: a format, the encoder's settings, its longest side, the most pixels that take bounded time, and palettes."""

    format: Format
    settings: Mapping[str, Any] = field(default_factory=dict)
    side: int = SIDE
    pixels: int = limit("pixels")
    palette: bool = False

    def takes(self, size: tuple[int, int]) -> bool:
        return max(size) <= self.side and size[0] * size[1] <= self.pixels


AVIF = Writer("avif", {"quality": 55, "speed": 8, "max_threads": 1, "autotiling": False}, pixels=limit("AVIF pixels"))
WEBP = Writer("webp", {"quality": 80, "method": 4}, side=WEBP_SIDE)
AVIF_EDGES = replace(AVIF, settings={**AVIF.settings, "quality": 70, "subsampling": "4:4:4"})
WEBP_EDGES = replace(WEBP, settings={**WEBP.settings, "quality": 90})
EXACT = Writer("webp", {"lossless": True, "quality": 80, "method": 4}, side=WEBP_SIDE, palette=True)
JPEG = Writer("jpeg", {"quality": 80, "progressive": True, "optimize": True})
PNG = Writer("png", {"compress_level": 6}, palette=True)

WRITERS: Mapping[Sort, tuple[Writer, ...]] = {
    "photo": (AVIF, WEBP, JPEG),
    "cutout": (AVIF, WEBP, PNG),
    "screen": (AVIF_EDGES, WEBP_EDGES, PNG),
    "drawing": (EXACT, PNG),
}
"""The best first; the last is the fallback, and takes every picture. AVIF has one thread: its bytes tell how many there were."""


def sort_of(image: Image.Image, kind: str) -> Sort:
    """Return how an image is written; this follows from its pixels, and from whether a camera's format has blurred them."""
    if kind not in BLURRED and image.getcolors(FEW):
        return "drawing"
    if kind not in BLURRED and _flat(image):
        return "drawing" if image.getcolors(MANY) else "screen"
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
    """Return the image in this format, with nothing but its pixels; a palette keeps each of its few colours."""
    few = writer.palette and image.mode == "RGB" and image.getcolors(PALETTE)
    bare, file = image.quantize(PALETTE) if few else image.copy(), BytesIO()
    bare.info = {}
    bare.save(file, writer.format, **writer.settings)
    return file.getvalue()
