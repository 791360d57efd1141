"""Pictures: the published form of images, upright, without metadata, in several widths and formats.

An uploaded image is encoded once (`chalicelib.images.encoding`). Its **name** is a digest of its bytes and of the recipe, so it
is known before anything is encoded, and equal bytes are encoded once. What a page shows follows from the picture alone, never
from the bytes that an encoder writes.
"""

import hashlib
import re
from collections.abc import Mapping
from typing import ClassVar, Literal, TypeAlias

from chalicelib.codec import Stored
from chalicelib.content.media.media_types import TYPES, extension_of
from chalicelib.frozen import Frozen

RECIPE = "1"
"""Raise it when the same bytes would become other variants: every image is then encoded again."""

Format: TypeAlias = Literal["avif", "webp", "jpeg", "png", "gif"]

Size: TypeAlias = tuple[int, int]
"""Width and height in pixels; 0 and 0 if unknown."""

WIDTHS = (480, 960, 1440, 1920)
"""The widths that pages use, in pixels; a picture has those that are less than its own, and its own, up to the last."""


class Variant(Frozen):
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

    @property
    def type(self) -> str:
        """Its media type."""
        return TYPES[self.format]


class Picture(Frozen):
    """An encoded image: its name, its own upright size, its mean colour (`#rrggbb`), and its variants.

    The variants are in the order of their widths, the widest last, and of a width the best format first. The last is the
    fallback that everything reads, which is at the image's plain address. An image that lets through what is behind it has no
    mean colour.
    """

    STORED: ClassVar = Stored(sparse=True)

    name: str
    width: int
    height: int
    colour: str
    variants: tuple[Variant, ...]

    @property
    def plain(self) -> Variant:
        """The widest variant in the format that every program shows; it is at the address of the image itself."""
        return self.of("jpeg", "png", "gif")[-1]

    def of(self, *formats: Format) -> tuple[Variant, ...]:
        """Return the variants in these formats, narrowest first."""
        return tuple(sorted((one for one in self.variants if one.format in formats), key=lambda one: one.width))

    def up_to(self, width: int) -> Variant:
        """Return the widest plain variant that is no wider than this, or the narrowest."""
        plain = self.of(self.plain.format)
        return max((one for one in plain if one.width <= width), key=lambda one: one.width, default=plain[0])


ROOT = "/_/images/"
SIZED: Mapping[str, int] = {"small": 480, "letter": 960}
"""Variants whose address follows from the image's alone, for pages that show an image without reading the table: cards in lists,
and letters."""
SHOWN_BY_ALL = frozenset({"gif", "jpeg", "jpg", "png"})
VARIANT = re.compile(rf"{ROOT}([^?#]+)/(?:[0-9a-f]{{16}}|sized)/[^/?#]+\Z")


def fit(width: int, height: int) -> Size:
    """Return the size of an image of this size at its own address: no wider than pages use."""
    most = WIDTHS[-1]
    return (width, height) if width <= most else (most, max(1, round(height * most / width)))


def path_of(key: str, name: str, file: str) -> str:
    """Return the path of a file of an image's picture."""
    return f"{ROOT}{key}/{name}/{file}"


def path_of_sized(key: str, size: str) -> str:
    """Return the path of the variant of this size, a name in `SIZED`; its extension is one that every program knows."""
    own = extension_of(key)
    return path_of(key, "sized", f"{size}.{own if own in SHOWN_BY_ALL else 'jpg'}")


def lasting_address(address: str, size: str) -> str:
    """Return the address of this size (`SIZED`), given that of any variant, which goes when the image is replaced."""

    def lasting(variant: re.Match[str]) -> str:
        return path_of_sized(variant[1], size)

    return VARIANT.sub(lasting, address)


def plain_address(address: str) -> str:
    """Return the address of the image itself, given the address of any of its variants; any other address as it is."""
    return VARIANT.sub(r"/\1", address)


def name_of(raw: bytes) -> str:
    """Return the name of the picture that these bytes become."""
    return hashlib.sha256(RECIPE.encode() + b"\0" + raw).hexdigest()[:16]
