"""Stills: one image out of an opened file, upright, in eight bits of sRGB, and no wider than the widest variant.

Only a JPEG can be decoded at a fraction of its size. It is, down to twice the widest variant, so that 200 million pixels take no
more memory than twelve. Colours are converted after shrinking, where they are few.
"""

from math import ceil

from PIL import Image
from PIL.ExifTags import Base

from chalicelib.content.media.image_variants import WIDTHS, Size
from chalicelib.errors import Refusal
from chalicelib.images.colours import in_eight_bits, in_srgb
from chalicelib.images.opening import decoding

WIDEST = WIDTHS[-1]
FINE = 2  # times the widest: what a JPEG is decoded at, so that shrinking it leaves no trace of its blocks

TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What makes an image upright, by the orientation in its EXIF; those from 5 on swap width and height."""
FIRST_ON_SIDE = 5
TURNED = ("HEIC", "TIFF")  # by their decoders


def still(kind: str, image: Image.Image) -> tuple[Size, Image.Image]:
    """Return the size of the upright image, and the image itself, shrunk to the widest variant."""
    orientation, profile = 1 if kind in TURNED else orientation_of(image), image.info.get("icc_profile")
    on_side = orientation >= FIRST_ON_SIDE
    stored = decoded(kind, image, on_side=on_side)
    width, height = own = stored[::-1] if on_side else stored
    shrunk = (min(width, WIDEST), max(1, round(height * min(width, WIDEST) / width)))
    plain = in_eight_bits(image).resize(shrunk[::-1] if on_side else shrunk, Image.Resampling.LANCZOS, reducing_gap=3.0)
    colours = in_srgb(plain, profile)
    return own, colours.transpose(TURNS[orientation]) if orientation in TURNS else colours


def orientation_of(image: Image.Image) -> int:
    """Return the orientation that the image's EXIF gives; broken EXIF gives none, as in browsers."""
    try:
        with decoding():
            orientation = image.getexif().get(Base.Orientation, 1)
    except Refusal:  # of a PNG, this may be its pixels; they are decoded once more, and refused
        return 1
    return orientation if orientation in TURNS else 1


def decoded(kind: str, image: Image.Image, *, on_side: bool) -> Size:
    """Decode the image, and return the size that it is stored in."""
    stored = image.size
    across = stored[1] if on_side else stored[0]
    with decoding():
        if kind == "JPEG" and across > FINE * WIDEST:
            image.draft(None, (ceil(stored[0] * FINE * WIDEST / across), ceil(stored[1] * FINE * WIDEST / across)))
        image.load()
    return stored if kind == "JPEG" else image.size
