"""Images: their sizes, the images of a text, and their attributes in pages.

The size of an image is in its first bytes. It is read when the image is uploaded, and written into each page that shows the
image, so a browser reserves its space before it is loaded. An unknown size is left out, which is valid, too.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from html import escape, unescape
from io import BytesIO
from itertools import count
from math import ceil
from typing import TypeAlias
from urllib.parse import quote, unquote
from xml.parsers import expat

from chalicelib.content.addresses.addresses import is_key
from chalicelib.content.html.tag_patterns import ATTRIBUTE, IMAGE, SCENE
from chalicelib.content.limits import limit
from chalicelib.content.media import files, media_types
from chalicelib.content.media.image_variants import Format, Picture, Variant, path_of, path_of_sized, plain_address
from chalicelib.content.media.media_types import TYPES

Size: TypeAlias = tuple[int, int]
"""Width and height in pixels; 0 and 0 if unknown."""

UNKNOWN: Size = (0, 0)
NO_PICTURES: Mapping[str, Picture] = {}
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
    found: dict[str, str] = {}
    parser = expat.ParserCreate()

    def opened(_name: str, attributes: dict[str, str]) -> None:
        found.update(attributes)
        parser.StartElementHandler = None

    parser.StartElementHandler = opened
    parser.Parse(raw[:HEAD], False)  # noqa: FBT003 - expat takes no names
    return found


def _pixels(length: str) -> float:
    """Return a length in pixels; 0 for a percentage, or for anything else."""
    written = length.strip()
    found = LENGTH.fullmatch(written) if len(written) <= WRITTEN_AT_MOST else None
    return float(found[1]) * UNITS.get((found[2] or "").lower(), 1.0) if found else 0.0


def _shape(view: str) -> float:
    """Return the height of a `viewBox` for a width of 1; 0 without a valid `viewBox`."""
    box = ("x", "y", "width", "height")
    numbers = [float(figure) for figure in NUMBER.findall(view)] if len(view) <= len(box) * WRITTEN_AT_MOST else []
    *_corner, width, height = numbers if len(numbers) == len(box) else (0.0, 0.0)
    return height / width if width > 0 and height > 0 else 0.0


# ---- in safe HTML, where `<` and `>` only belong to tags, and values have double quotes

PIXELS = re.compile("[1-9][0-9]{0,4}")
BY_WIDTH = re.compile(r' srcset="[^"]*\s[0-9]+w[\s,"]')


def images_in(html: str) -> Iterator[Mapping[str, str]]:
    """Return the attributes of each image in safe HTML, in order."""
    return (attributes(tag) for tag in IMAGE.findall(html))


def attributes(tag: str) -> Mapping[str, str]:
    return {name: unescape(value) for name, value in ATTRIBUTE.findall(tag)}


def key_at(source: str) -> str:
    """Return the key of this site's file for an image's `src`; empty for any other address."""
    path = plain_address(re.split("[?#]", source, maxsplit=1)[0])
    return unquote(path[1:]) if path.startswith("/") and not path.startswith("//") else ""


def shown_in(html: str) -> tuple[str, ...]:
    """Return the keys of this site's images in safe HTML, in order, each once."""
    return tuple(dict.fromkeys(key for has in images_in(html) if is_image(key := key_at(has.get("src", "")))))


def shown_by(title: str, shown: Iterable[str]) -> tuple[str, ...]:
    """Return the images of a post that need their sizes: its own (an address) and those of its body, up to the limit."""
    first = (title[1:],) if title.startswith("/") and is_image(title[1:]) else ()
    return tuple(dict.fromkeys((*first, *shown)))[:SHOWN_AT_MOST]


def dressed(html: str, sizes: Mapping[str, Size], pictures: Mapping[str, Picture] = NO_PICTURES) -> str:
    """Return the safe HTML with sizes of its images, `decoding="async"`, and `loading="lazy"` for all but the first.

    An image with a picture becomes a choice of its variants. Attributes that the author wrote are not changed; an image whose
    files the author chose by width or by source stays as it is.
    """
    number = count()

    def dressed_scene(scene: re.Match[str]) -> str:
        first = next(number) == 0
        if BY_WIDTH.search(scene[0]):  # such an image takes the width of its column
            return IMAGE.sub(lambda tag: _dressed(tag[0], {}, first=first), scene[0])
        if scene[0].startswith("<img") and (key := key_at(attributes(scene[0]).get("src", ""))) in pictures:
            return _choice(scene[0], key, pictures[key], first=first)
        return IMAGE.sub(lambda tag: _dressed(tag[0], sizes, first=first), scene[0])

    return SCENE.sub(dressed_scene, html)


SHOWN = 960  # pixels; the width of the variant for programs that choose none
CHOSEN: tuple[Format, ...] = ("avif", "webp")  # in this order: a browser takes the first source that it can show


ROOMS: Mapping[str, tuple[int, int]] = {"": (42, 38), "wide": (64, 60)}
"""The rooms of images, by extent (`wide_images`), in rem: the width of a window that is wide enough, and their own."""


def column(share: float = 1, extent: str = "") -> str:
    """Return the `sizes` of an image that takes this share of the column, unless the theme has another `measure`; or of a room of
    this extent: without a row in `ROOMS`, of the window."""
    if extent not in ROOMS:
        return f"{ceil(100 * share)}vw"
    window, room = ROOMS[extent]
    return f"(max-width: {window}rem) {ceil(100 * share)}vw, {ceil(room * share)}rem"


COLUMN = column()


def _choice(tag: str, key: str, picture: Picture, *, first: bool) -> str:
    """Return a `picture` with the variants of an image, in place of its tag."""
    own, plain = {**attributes(tag), "src": address_of(key, picture, picture.up_to(SHOWN))}, picture.plain
    room = _room(own, (plain.width, plain.height))
    shown = {**room, **own}.get("width", "")  # of the author's own, or what follows from the height that is
    sizes = COLUMN if not own.keys() & {"width", "height"} else f"{shown}px" if PIXELS.fullmatch(str(shown)) else ""
    choice = {"srcset": _set_of(key, picture, plain.format), "sizes": sizes} if sizes else {}
    colour = {"data-colour": picture.colour} if picture.colour else {}
    added = {**choice, **room, **({} if first else LATER), **ANY, **colour}
    has = {**own, **{name: value for name, value in added.items() if name not in own}}
    image = "<img" + "".join(f' {name}="{escape(str(value))}"' for name, value in has.items()) + ">"
    sources = "".join(_source(key, picture, one, sizes) for one in CHOSEN if sizes and picture.of(one))
    return f"<picture>{sources}{image}</picture>" if sources else image


def _source(key: str, picture: Picture, of: Format, sizes: str) -> str:
    return f'<source type="{TYPES[of]}" srcset="{_set_of(key, picture, of)}" sizes="{sizes}">'


def sized(address: str, size: str) -> str:
    """Return the address of an image's variant of this size (`pictures.SIZED`), or the address itself if it has no variants."""
    key = key_at(quote(address))
    return path_of_sized(key, size) if key and is_encoded(key) else address


def address_of(key: str, picture: Picture, variant: Variant) -> str:
    """Return the address of a variant of an image."""
    return quote(path_of(key, picture.name, variant.file))


def _set_of(key: str, picture: Picture, of: Format) -> str:
    return ", ".join(f"{address_of(key, picture, one)} {one.width}w" for one in picture.of(of))


def _dressed(tag: str, sizes: Mapping[str, Size], *, first: bool) -> str:
    has = attributes(tag)
    wanted = {**_room(has, sizes.get(key_at(has.get("src", "")), UNKNOWN)), **({} if first else LATER), **ANY}
    return tag[:-1] + "".join(f' {name}="{value}"' for name, value in wanted.items() if name not in has) + ">"


LATER = {"loading": "lazy"}
ANY = {"decoding": "async"}


def _room(has: Mapping[str, str], size: Size) -> Mapping[str, int]:
    """Return the width and height to add; if the author gave one of them in pixels, compute the other."""
    width, height = size
    given = {name: has[name] for name in ("width", "height") if name in has}
    if not width or not all(PIXELS.fullmatch(value) for value in given.values()):
        return {}
    if "width" in given:
        return {"height": max(1, round(int(given["width"]) * height / width))}
    if "height" in given:
        return {"width": max(1, round(int(given["height"]) * width / height))}
    return {"width": width, "height": height}
