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
    """An encoded image: its name, its own upright size, its mean colour (`#rrggbb`), and its variants, widest last."""

    STORED: ClassVar = Stored(sparse=True)

    name: str
    width: int
    height: int
    colour: str
    variants: tuple[Variant, ...]


def name_of(raw: bytes) -> str:
    """Return the name of the picture that these bytes become."""
    return hashlib.sha256(RECIPE.encode() + b"\0" + raw).hexdigest()[:32]
