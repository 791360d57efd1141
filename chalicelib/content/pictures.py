"""Pictures: images as readers get them, upright, without metadata, in the widths and formats that browsers choose from.

An uploaded image is encoded once (`chalicelib.images.encoding`). Its **name** is a digest of its bytes and of the recipe, so it
is known before anything is encoded, and equal bytes are encoded once. What stands on a page follows from the picture alone, never
from the bytes that an encoder writes.
"""

import hashlib
from dataclasses import dataclass
from typing import ClassVar, Literal, TypeAlias

from chalicelib.codec import Stored

RECIPE = "1"
"""Raise it when the same bytes would become other variants: every image is then encoded again."""

Format: TypeAlias = Literal["avif", "webp", "jpeg", "png", "gif"]

Size: TypeAlias = tuple[int, int]
"""Width and height, in pixels."""

WIDTHS = (480, 960, 1440, 1920)
"""The widths that pages use, in pixels; a picture has those that are less than its own, and its own, up to the last."""


@dataclass(frozen=True, slots=True)
class Variant:
    """One file of a picture: its size in pixels, its format, and the ETag of its bytes."""

    STORED: ClassVar = Stored(row=True)

    width: int
    height: int
    format: Format
    etag: str

    @property
    def file(self) -> str:
        """The name of the file within its picture."""
        return f"{self.width}.{self.format}"


@dataclass(frozen=True, slots=True)
class Picture:
    """An encoded image: its name, its own upright size, its mean colour (`#rrggbb`), and its variants.

    The variants are in the order of their widths, the widest last, and of a width the best format first. The last is the
    fallback that everything reads, which stands at the image's plain address. An image that lets through what is behind it has no
    mean colour.
    """

    STORED: ClassVar = Stored(sparse=True)

    name: str
    width: int
    height: int
    colour: str
    variants: tuple[Variant, ...]


def name_of(raw: bytes) -> str:
    """Return the name of the picture that these bytes become."""
    return hashlib.sha256(RECIPE.encode() + b"\0" + raw).hexdigest()[:32]
