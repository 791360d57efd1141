"""The blocks of a GIF: only pictures, their timing and their repetition are kept, and no more than a decoder can bear.

A GIF that moves is published with the pixels it came with, so its comments and other programs' notes are taken out here. The
decoder is given the rest: Pillow would join a long comment in quadratic time, and a frame may be larger than the GIF says it is.
"""

import struct
from collections.abc import Iterator
from typing import NamedTuple

from chalicelib.content.limits import limit
from chalicelib.errors import Refusal
from chalicelib.images.extents import TOO_SOON

READS, FRAMES = limit("decoder reads"), limit("animation frames")
PIXELS, IN_ALL = limit("pixels"), limit("animation pixels")

HEADER = 13  # bytes, up to the table of colours
PICTURE, EXTENSION, END, PADDING = 0x2C, 0x21, 0x3B, 0x00
TIMING, APPLICATION = 0xF9, 0xFF
REPEATS = (b"\x0bNETSCAPE2.0\x03\x01", b"\x0bANIMEXTS1.0\x03\x01")
REPEAT = 19  # bytes of such a block, and no more


class Block(NamedTuple):
    """A block's marker, its place, and how far its picture reaches to the right and down."""

    marker: int
    start: int
    end: int
    right: int = 0
    bottom: int = 0


def bare(raw: bytes) -> bytes:
    """Return the GIF without comments and notes; refuse one that is cut off, or has too many or too large frames."""
    try:
        blocks = list(_blocks(raw))
    except (IndexError, struct.error):
        raise Refusal("image-broken", TOO_SOON) from None
    pictures = [block for block in blocks if block.marker == PICTURE]
    width, height = struct.unpack_from("<HH", raw, 6)
    width, height = (
        max([width, *(picture.right for picture in pictures)]),
        max([height, *(picture.bottom for picture in pictures)]),
    )
    if width * height > PIXELS or len(pictures) * width * height > IN_ALL:
        raise Refusal("image-too-large", f"{len(pictures):,} frames of {width:,} × {height:,} pixels")
    return raw[: _after_colours(raw[10], HEADER)] + b"".join(raw[block.start : block.end] for block in blocks) + b";"


def _blocks(raw: bytes) -> Iterator[Block]:
    """Return the blocks that are kept."""
    at, frames = _after_colours(raw[10], HEADER), 0
    for _ in range(READS):
        if raw[at] == END:
            return
        block = _block(raw, at)
        at = block.end
        frames += block.marker == PICTURE
        if frames > FRAMES:
            raise Refusal("image-too-large", f"more than {FRAMES:,} frames")
        if _is_kept(raw, block):
            yield block
    raise Refusal("image-too-large", "a GIF with too many blocks")


def _block(raw: bytes, at: int) -> Block:
    marker = raw[at]
    if marker == PICTURE:
        left, top, width, height, packed = struct.unpack_from("<4HB", raw, at + 1)
        return Block(marker, at, _after_parts(raw, _after_colours(packed, at + 10) + 1), left + width, top + height)
    if marker == EXTENSION:
        return Block(marker, at, _after_parts(raw, at + 2))
    if marker == PADDING:
        return Block(marker, at, at + 1)
    raise Refusal("image-broken", f"a block {marker:#04x}, which isn't part of the GIF format")


def _after_colours(packed: int, at: int) -> int:
    """Return the place behind a table of colours, whose length is packed into a byte before it."""
    return at + (3 << (packed & 7) + 1 if packed & 0x80 else 0)


def _after_parts(raw: bytes, at: int) -> int:
    """Return the place behind a block's parts, each of which begins with its length."""
    for _ in range(READS):
        if not raw[at]:
            return at + 1
        at += raw[at] + 1
    raise Refusal("image-too-large", "a GIF with too many parts")


def _is_kept(raw: bytes, block: Block) -> bool:
    if block.marker != EXTENSION:
        return block.marker == PICTURE
    repeats = raw.startswith(REPEATS, block.start + 2) and block.end - block.start == REPEAT
    return raw[block.start + 1] == TIMING or (raw[block.start + 1] == APPLICATION and repeats)
