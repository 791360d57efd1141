"""The encoder: an uploaded image as a picture, upright, in sRGB, without metadata, in the widths and formats of pages.

A pure function of the bytes. It opens them (`opening`), decodes no more than the widest variant needs, turns colours into sRGB
(`colours`), and writes every width in each format of its sort (`writing`).
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

from PIL import Image

from chalicelib.content.limits import limit
from chalicelib.content.markdown.budget import within
from chalicelib.content.media.image_variants import WIDTHS, Format, Picture, Size, Variant, name_of
from chalicelib.errors import Refusal
from chalicelib.frozen import Frozen
from chalicelib.images.animations import animated_webp, moves
from chalicelib.images.colours import mean_colour
from chalicelib.images.opening import opened, plainly
from chalicelib.images.stills import still
from chalicelib.images.writing import WRITERS, Sort, sort_of, written

SECONDS = limit("seconds of an image")

File: TypeAlias = tuple[Variant, bytes]


class Encoded(Frozen):
    """A picture, and the bytes of its variants by `Variant.file`."""

    picture: Picture
    files: Mapping[str, bytes]


def encode(raw: bytes) -> Encoded:
    """Return the picture that these bytes become, and its files; refuse what is no image, is broken, or is too large."""
    try:
        return within(SECONDS, lambda: _encoded(raw))
    except Refusal as refusal:
        raise plainly(refusal, raw) from refusal


def judge(raw: bytes) -> None:
    """Refuse what `encode` refuses, without the work of writing files."""
    try:
        within(SECONDS, lambda: _judge(raw))
    except Refusal as refusal:
        raise plainly(refusal, raw) from refusal


def _judge(raw: bytes) -> None:
    kind, _, image = opened(raw)
    _, upright = still(kind, image)
    if moves(kind, image):  # each frame may be the broken one
        animated_webp(kind, image, sort_of(upright, kind))


def _encoded(raw: bytes) -> Encoded:
    kind, bare, image = opened(raw)
    own, upright = still(kind, image)
    sort = sort_of(upright, kind)
    sizes = [upright.size] if sort == "drawing" else sizes_of(own)
    files = dict(_moving(kind, bare, image, sort, upright) if moves(kind, image) else _standing(sizes, sort, upright))
    picture = Picture(name_of(raw), *own, mean_colour(upright), tuple(files))
    return Encoded(picture, {variant.file: body for variant, body in files.items()})


def _standing(sizes: Sequence[Size], sort: Sort, upright: Image.Image) -> Iterator[File]:
    """Return the files of an image: each size in all formats that take all sizes, as a browser chooses a format first."""
    writers = [writer for writer in WRITERS[sort] if all(map(writer.takes, sizes))]
    for size in sizes:
        image = upright.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)
        yield from (_file(size, writer.format, written(image, writer)) for writer in writers)


def _moving(kind: str, bare: bytes, image: Image.Image, sort: Sort, first: Image.Image) -> Iterator[File]:
    """Return the files of an animation: a WebP, and its fallback."""
    webp = animated_webp(kind, image, sort)
    fallback = WRITERS[sort][-1]
    if kind != "GIF" or 0 < len(webp) < len(bare):
        yield _file(image.size, "webp", webp)
    if kind == "GIF":
        yield _file(image.size, "gif", bare)
    else:
        yield _file(first.size, fallback.format, written(first, fallback))


def _file(size: Size, format: Format, body: bytes) -> File:
    return Variant(*size, format, etag(body)), body


def sizes_of(own: Size) -> list[Size]:
    """Return the sizes that an image is written in, the narrowest first: the widths of pages, and none larger than its own."""
    width, height = own
    widths = {each for each in WIDTHS if each < width} | {min(width, WIDTHS[-1])}
    return [(each, max(1, round(height * each / width))) for each in sorted(widths)]


def etag(body: bytes) -> str:
    """Return the ETag that a bucket gives these bytes."""
    return hashlib.md5(body, usedforsecurity=False).hexdigest()
