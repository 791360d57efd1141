"""Images: how large they are, which of them a text shows, and how pages show them.

The size of an image stands in its first bytes. It is read when the image is uploaded and written into whatever shows the
image, so that a browser keeps its room before it has come, and nothing jumps. What isn't known is left out: the page is
right without it.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from html import unescape
from io import BytesIO
from itertools import count
from typing import TypeAlias
from urllib.parse import unquote
from xml.parsers import expat

import imagesize

from chalicelib.content import files, media_types
from chalicelib.content.addresses import is_key
from chalicelib.content.limits import limit

Size: TypeAlias = tuple[int, int]
"""Width and height in pixels; 0 and 0 where they are not known."""

UNKNOWN: Size = (0, 0)
SVG = media_types.TYPES["svg"]
HEAD = limit("image head")
SHOWN_AT_MOST = limit("images with sizes")
LONGEST = limit("image side")
EMPTY_EXTENTS = re.compile(
    rb"iloc(?:[^\x02].{3}\x00.(?!\x00\x00)|\x02.{3}\x00.(?!\x00{4}))", re.DOTALL
)  # of AVIF: 65,535 parts of each item could then stand in no byte at all
READS = limit("image reads")

KNOWN = re.compile(rb"\x89PNG|\xff\xd8|GIF8|RIFF|BM|.{4}ftyp", re.DOTALL)  # how what browsers show begins


def is_image(key: str) -> bool:
    """Whether a file with this key is published as an image."""
    kind = files.KINDS.get(media_types.extension_of(key), "")
    return kind.startswith("image/") and files.sort_of(key) == "file" and is_key(key)


def size_of(type: str, raw: bytes, reads: int = READS) -> Size:
    """The size at which a browser shows an image that begins with these bytes, turned as its camera was held.

    It isn't known where it takes more reads than these; so that doesn't depend on the machine.
    """
    if type == SVG:
        return _whole(*_drawn(raw))
    if not (type.startswith("image/") and KNOWN.match(raw)) or EMPTY_EXTENTS.search(raw[:HEAD]):
        return UNKNOWN
    try:
        return _whole(*imagesize.get(Head(raw[:HEAD], reads)))
    except TooManyReadsError:
        return UNKNOWN


class TooManyReadsError(Exception):
    """A file leads its reader round and round."""


class Head(BytesIO):
    """The first bytes of a file, which can be read so many times."""

    def __init__(self, raw: bytes, reads: int) -> None:
        super().__init__(raw)
        self.left = reads

    def read(self, size: int | None = -1) -> bytes:
        self.left -= 1
        if self.left < 0:
            raise TooManyReadsError
        return super().read(size)


def _whole(width: float, height: float) -> Size:
    """The size in whole pixels, if there can be an image of it."""
    fits = 0 < width <= LONGEST and 0 < height <= LONGEST
    return (max(1, round(width)), max(1, round(height))) if fits else UNKNOWN


# ---- drawings

FILLING = 2_000  # pixels; wider than any column
WRITTEN_AT_MOST = 40  # characters of a number with its unit; what is longer is no length
FIGURES = r"(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?"  # no two ways to read the same, so that none are tried in vain
LENGTH = re.compile(rf"\+?({FIGURES})(px|in|cm|mm|q|pt|pc|em|rem)?", re.IGNORECASE)
UNITS = {"in": 96.0, "cm": 96 / 2.54, "mm": 96 / 25.4, "q": 96 / 101.6, "pt": 96 / 72, "pc": 16.0, "em": 16.0, "rem": 16.0}
NUMBER = re.compile(rf"[+-]?{FIGURES}")


def _drawn(raw: bytes) -> tuple[float, float]:
    """The width and height of an SVG: its own, or what follows from its shape; one that has only a shape fills the column."""
    root = _root(raw)
    width, height = (_pixels(root.get(name, "")) for name in ("width", "height"))
    if shape := _shape(root.get("viewBox", "")):
        width = width or (height / shape if height else FILLING)
        height = height or width * shape
    return width, height


def _root(raw: bytes) -> Mapping[str, str]:
    """The attributes of the outermost element, of a drawing that `files.check_svg` let pass."""
    found: dict[str, str] = {}
    parser = expat.ParserCreate()

    def opened(_name: str, attributes: dict[str, str]) -> None:
        found.update(attributes)
        parser.StartElementHandler = None

    parser.StartElementHandler = opened
    parser.Parse(raw[:HEAD], False)  # noqa: FBT003 - expat takes no names
    return found


def _pixels(length: str) -> float:
    """A length in pixels; 0 for a part of something, or for what is no length."""
    written = length.strip()
    found = LENGTH.fullmatch(written) if len(written) <= WRITTEN_AT_MOST else None
    return float(found[1]) * UNITS.get((found[2] or "").lower(), 1.0) if found else 0.0


def _shape(view: str) -> float:
    """The height that a `viewBox` gives to a width of 1; 0 where there is none."""
    box = ("x", "y", "width", "height")
    numbers = [float(one) for one in NUMBER.findall(view)] if len(view) <= len(box) * WRITTEN_AT_MOST else []
    *_corner, width, height = numbers if len(numbers) == len(box) else (0.0, 0.0)
    return height / width if width > 0 and height > 0 else 0.0


# ---- in safe HTML, where `<` and `>` can only be those of elements, and values stand in double quotes

IMAGE = re.compile(r"<img(?: [^<>]*)?>")
SCENE = re.compile(rf"<picture(?: [^<>]*)?>.*?</picture>|{IMAGE.pattern}", re.DOTALL)
ATTRIBUTE = re.compile(r' ([a-z]+)="([^"]*)"')
PIXELS = re.compile("[1-9][0-9]{0,4}")
BY_WIDTH = re.compile(r' srcset="[^"]*\s[0-9]+w[\s,"]')


def images_in(html: str) -> Iterator[Mapping[str, str]]:
    """What each image in safe HTML says of itself, in their order: its attributes."""
    return (attributes(tag) for tag in IMAGE.findall(html))


def attributes(tag: str) -> Mapping[str, str]:
    return {name: unescape(value) for name, value in ATTRIBUTE.findall(tag)}


def key_at(source: str) -> str:
    """The key of the file of this site that an image's `src` asks for; empty for anything else."""
    path = re.split("[?#]", source, maxsplit=1)[0]
    return unquote(path[1:]) if path.startswith("/") and not path.startswith("//") else ""


def shown_in(html: str) -> tuple[str, ...]:
    """The keys of this site's images in safe HTML, in their order, each once."""
    return tuple(dict.fromkeys(key for has in images_in(html) if is_image(key := key_at(has.get("src", "")))))


def shown_by(title: str, shown: Iterable[str]) -> tuple[str, ...]:
    """The images of a post whose sizes are looked up: that of its title (an address) and those of its body, not too many."""
    first = (title[1:],) if title.startswith("/") and is_image(title[1:]) else ()
    return tuple(dict.fromkeys((*first, *shown)))[:SHOWN_AT_MOST]


def dressed(html: str, sizes: Mapping[str, Size]) -> str:
    """Safe HTML whose images have their size and are decoded aside, and all but the first are loaded when they come near.

    What the author said of an image stays.
    """
    if "<img" not in html:
        return html
    number = count()

    def scene(found: re.Match[str]) -> str:
        known: Mapping[str, Size] = {} if BY_WIDTH.search(found[0]) else sizes  # such a one is as wide as the page lets it be
        return IMAGE.sub(lambda tag: _dressed(tag[0], known, first=next(number) == 0), found[0])

    return SCENE.sub(scene, html)


def _dressed(tag: str, sizes: Mapping[str, Size], *, first: bool) -> str:
    has = attributes(tag)
    wanted = {**_room(has, sizes.get(key_at(has.get("src", "")), UNKNOWN)), **({} if first else LATER), **ANY}
    return tag[:-1] + "".join(f' {name}="{value}"' for name, value in wanted.items() if name not in has) + ">"


LATER = {"loading": "lazy"}
ANY = {"decoding": "async"}


def _room(has: Mapping[str, str], size: Size) -> Mapping[str, int]:
    """The width and height to write; where the author gave one of them in pixels, the other follows."""
    width, height = size
    given = {name: has[name] for name in ("width", "height") if name in has}
    if not width or not all(PIXELS.fullmatch(value) for value in given.values()):
        return {}
    if "width" in given:
        return {"height": max(1, round(int(given["width"]) * height / width))}
    if "height" in given:
        return {"width": max(1, round(int(given["height"]) * width / height))}
    return {"width": width, "height": height}
