"""Images: their sizes, and the keys and addresses of their files.

The size of an image is in its first bytes. It is read when the image is uploaded, and written into pages
(`content.html.responsive_images`).
"""

import re
from collections.abc import Iterable, Mapping
from io import BytesIO
from urllib.parse import quote, unquote
from xml.parsers import expat

from chalicelib.content.addresses.addresses import is_key
from chalicelib.content.limits import limit
from chalicelib.content.media import files, media_types
from chalicelib.content.media.image_variants import Picture, Size, Variant, path_of, path_of_sized, plain_address

UNKNOWN: Size = (0, 0)
SVG = media_types.TYPES["svg"]
HEAD = limit("image head")
SHOWN_AT_MOST = limit("images with sizes")
LONGEST = limit("image side")
EMPTY_EXTENTS = re.compile(
    rb"iloc(?:[^\x02].{3}\x00.(?!\x00\x00)|\x02.{3}\x00.(?!\x00{4}))", re.DOTALL
)  # of AVIF: 65,535 parts of each item could then take no bytes
READS = limit("image reads")

KNOWN = re.compile(rb"\x89PNG|\xff\xd8|GIF8|RIFF|BM|.{4}ftyp", re.DOTALL)  # the first bytes of formats that browsers show


def is_image(key: str) -> bool:
    """Return whether a file with this key is published as an image."""
    kind = files.KINDS.get(media_types.extension_of(key), "")
    return kind.startswith("image/") and files.sort_of(key) == "file" and is_key(key)


def is_encoded(key: str) -> bool:
    """Return whether an image with this key is re-encoded and published as a picture."""
    return media_types.extension_of(key) in media_types.ENCODED and is_image(key)


def size_of(type: str, raw: bytes, reads: int = READS) -> Size:
    """Return the size at which a browser shows an image with these first bytes, rotated as its metadata says.

    The size is unknown if finding it takes more than `reads` reads; so the result doesn't depend on the machine.
    """
    if type == SVG:
        return _whole(*_drawn(raw))
    if not (type.startswith("image/") and KNOWN.match(raw)) or EMPTY_EXTENTS.search(raw[:HEAD]):
        return UNKNOWN
    import imagesize  # noqa: PLC0415 - few uploads are images, and it loads much of what speaks HTTP

    try:
        return _whole(*imagesize.get(Head(raw[:HEAD], reads)))
    except TooManyReadsError:
        return UNKNOWN


class TooManyReadsError(Exception):
    """Finding the size of a file takes too many reads."""


class Head(BytesIO):
    """The first bytes of a file, with a limited number of reads."""

    def __init__(self, raw: bytes, reads: int) -> None:
        super().__init__(raw)
        self.left = reads

    def read(self, size: int | None = -1) -> bytes:
        self.left -= 1
        if self.left < 0:
            raise TooManyReadsError
        return super().read(size)


def _whole(width: float, height: float) -> Size:
    """Return the size in whole pixels, or unknown if no image has it."""
    fits = 0 < width <= LONGEST and 0 < height <= LONGEST
    return (max(1, round(width)), max(1, round(height))) if fits else UNKNOWN


# ---- drawings

FILLING = 2_000  # pixels; wider than any column
WRITTEN_AT_MOST = 40  # characters of a number with its unit; a longer text is no length
FIGURES = r"(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?"  # unambiguous, so matching never backtracks
LENGTH = re.compile(rf"\+?({FIGURES})(px|in|cm|mm|q|pt|pc|em|rem)?", re.IGNORECASE)
UNITS = {"in": 96.0, "cm": 96 / 2.54, "mm": 96 / 25.4, "q": 96 / 101.6, "pt": 96 / 72, "pc": 16.0, "em": 16.0, "rem": 16.0}
NUMBER = re.compile(rf"[+-]?{FIGURES}")


def _drawn(raw: bytes) -> tuple[float, float]:
    """Return the size of an SVG: its own, or by its `viewBox`; an SVG with only a `viewBox` fills the column."""
    root = _root(raw)
    width, height = (_pixels(root.get(name, "")) for name in ("width", "height"))
    if shape := _shape(root.get("viewBox", "")):
        width = width or (height / shape if height else FILLING)
        height = height or width * shape
    return width, height


def _root(raw: bytes) -> Mapping[str, str]:
    """Return the attributes of the root element of an SVG that `svg.check_svg` accepted."""
    own: dict[str, str] = {}
    parser = expat.ParserCreate()

    def opened(_name: str, attributes: dict[str, str]) -> None:
        own.update(attributes)
        parser.StartElementHandler = None

    parser.StartElementHandler = opened
    parser.Parse(raw[:HEAD], False)  # noqa: FBT003 - expat takes no names
    return own


def _pixels(length: str) -> float:
    """Return a length in pixels; 0 for a percentage, or for anything else."""
    written = length.strip()
    match = LENGTH.fullmatch(written) if len(written) <= WRITTEN_AT_MOST else None
    return float(match[1]) * UNITS.get((match[2] or "").lower(), 1.0) if match else 0.0


def _shape(view: str) -> float:
    """Return the height of a `viewBox` for a width of 1; 0 without a valid `viewBox`."""
    box = ("x", "y", "width", "height")
    numbers = [float(figure) for figure in NUMBER.findall(view)] if len(view) <= len(box) * WRITTEN_AT_MOST else []
    *_corner, width, height = numbers if len(numbers) == len(box) else (0.0, 0.0)
    return height / width if width > 0 and height > 0 else 0.0


# ---- addresses


def key_at(source: str) -> str:
    """Return the key of this site's file for an image's `src`; empty for any other address."""
    path = plain_address(re.split("[?#]", source, maxsplit=1)[0]) if source.startswith("/") else "//"
    return "" if path.startswith("//") else unquote(path[1:])


def shown_by(title: str, shown: Iterable[str]) -> tuple[str, ...]:
    """Return the images of a post that need their sizes: its own (an address) and those of its body, up to the limit."""
    first = (title[1:],) if title.startswith("/") and is_image(title[1:]) else ()
    return tuple(dict.fromkeys((*first, *shown)))[:SHOWN_AT_MOST]


def sized(address: str, size: str) -> str:
    """Return the address of an image's variant of this size (`SIZED`), or the address itself if the image has no variants."""
    key = key_at(quote(address))
    return path_of_sized(key, size) if key and is_encoded(key) else address


def address_of(key: str, picture: Picture, variant: Variant) -> str:
    """Return the address of a variant of an image."""
    return quote(path_of(key, picture.name, variant.file))
