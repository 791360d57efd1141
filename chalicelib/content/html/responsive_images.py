"""Images in safe HTML: their attributes, their sizes, and the choice of files that browsers have.

A browser reserves the space of an image before it is loaded, because its tag says its size. An unknown size is left out, which is
valid, too. An image with a picture becomes a choice of its variants.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from html import escape, unescape
from itertools import count
from math import ceil

from chalicelib.content.html.html_tree import Element, values
from chalicelib.content.html.tag_patterns import ATTRIBUTE, IMAGE, SCENE
from chalicelib.content.media.image_variants import Format, Picture, Size
from chalicelib.content.media.images import UNKNOWN, address_of, is_image, key_at
from chalicelib.content.media.media_types import TYPES

NO_PICTURES: Mapping[str, Picture] = {}
PIXELS = re.compile("[1-9][0-9]{0,4}")
BY_WIDTH = re.compile(r' srcset="[^"]*\s[0-9]+w[\s,"]')


def images_in(html: str) -> Iterator[Mapping[str, str]]:
    """Return the attributes of each image in safe HTML, in order."""
    return (attributes(tag) for tag in IMAGE.findall(html))


def attributes(tag: str) -> Mapping[str, str]:
    return {name: unescape(value) for name, value in ATTRIBUTE.findall(tag)}


def shown_in(elements: Iterable[Element]) -> tuple[str, ...]:
    """Return the keys of this site's images among these elements, in order, each once."""
    sources = values(elements, {"img"}, "src")
    return tuple(dict.fromkeys(key for source in sources if is_image(key := key_at(source))))


def with_sizes(html: str, sizes: Mapping[str, Size], pictures: Mapping[str, Picture] = NO_PICTURES) -> str:
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


ROOMS: Mapping[str, tuple[int, int]] = {"": (44, 40), "wide": (64, 60)}
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
    sources = "".join(
        f'<source type="{TYPES[format_]}" srcset="{_set_of(key, picture, format_)}" sizes="{sizes}">'
        for format_ in CHOSEN
        if sizes and picture.of(format_)
    )
    return f"<picture>{sources}{image}</picture>" if sources else image


def _set_of(key: str, picture: Picture, format_: Format) -> str:
    return ", ".join(f"{address_of(key, picture, variant)} {variant.width}w" for variant in picture.of(format_))


def _dressed(tag: str, sizes: Mapping[str, Size], *, first: bool) -> str:
    own = attributes(tag)
    added = {**_room(own, sizes.get(key_at(own.get("src", "")), UNKNOWN)), **({} if first else LATER), **ANY}
    return tag[:-1] + "".join(f' {name}="{value}"' for name, value in added.items() if name not in own) + ">"


def with_later_images(html: str) -> str:
    """Return the HTML of a text in a list, where browsers wait with each of its images until a reader comes near."""
    return IMAGE.sub(lambda tag: tag[0] if "loading" in attributes(tag[0]) else f'{tag[0][:-1]} loading="lazy">', html)


LATER = {"loading": "lazy"}
ANY = {"decoding": "async"}


def _room(own: Mapping[str, str], size: Size) -> Mapping[str, int]:
    """Return the width and height to add; if the author gave one of them in pixels, compute the other."""
    width, height = size
    given = {name: own[name] for name in ("width", "height") if name in own}
    if not width or not all(PIXELS.fullmatch(value) for value in given.values()):
        return {}
    if "width" in given:
        return {"height": max(1, round(int(given["width"]) * height / width))}
    if "height" in given:
        return {"width": max(1, round(int(given["height"]) * width / height))}
    return {"width": width, "height": height}
