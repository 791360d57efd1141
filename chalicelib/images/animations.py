"""Animations: a GIF is kept, without its notes, and is a WebP beside it if that is smaller; others become a WebP beside a still.

No width but their own is written: their frames are drawn for it, and all of them at each width would take minutes. A WebP loses
nothing if the first frame is a drawing, as a screencast's is. An APNG, an AVIF sequence or an animated WebP is seen to move where
WebP is read, which is everywhere but in mail; its fallback is the first frame.
"""

from collections.abc import Mapping
from io import BytesIO
from typing import Any

from PIL import Image

from chalicelib.content.limits import limit
from chalicelib.errors import Refusal
from chalicelib.images.opening import decoding
from chalicelib.images.writing import WEBP_SIDE, Sort

WRITTEN, FRAMES = limit("animated WebP pixels"), limit("animation frames")

KINDS = ("GIF", "PNG", "WebP", "AVIF")
"""The kinds that move. A HEIC or a TIFF of several images is an album, of which the first counts."""

SETTINGS: Mapping[Sort, Mapping[str, Any]] = {
    "photo": {"quality": 75, "method": 2},
    "cutout": {"quality": 75, "method": 2},
    "screen": {"allow_mixed": True, "quality": 75, "method": 2},
    "drawing": {"lossless": True, "quality": 60, "method": 2},
}
SOON = 10  # ms; browsers show frames with less for a tenth of a second instead
TENTH = 100
MOST_REPEATS = 65_535  # that a WebP can tell


def moves(kind: str, image: Image.Image) -> bool:
    return kind in KINDS and _frames(image) > 1


def _frames(image: Image.Image) -> int:
    return int(getattr(image, "n_frames", 1))


def animated_webp(kind: str, image: Image.Image, sort: Sort) -> bytes:
    """Return the animation as WebP; empty for a GIF that is too large for it, which is only checked to its last frame."""
    size, frames = image.size, _frames(image)
    fits = max(size) <= WEBP_SIDE and frames * size[0] * size[1] <= WRITTEN
    if kind != "GIF" and (frames > FRAMES or not fits):
        raise Refusal("image-too-large", f"{frames:,} frames of {size[0]:,} × {size[1]:,} pixels in a {kind}")
    with decoding():
        durations = [_duration(image, number) for number in range(frames)]
        return _webp(image, durations, _repeats(kind, image), SETTINGS[sort]) if fits else b""


def _duration(image: Image.Image, number: int) -> int:
    """Decode a frame, and return for how many milliseconds browsers show it."""
    image.seek(number)
    image.load()
    asked = round(image.info.get("duration", 0))
    return asked if asked > SOON else TENTH


def _repeats(kind: str, image: Image.Image) -> int:
    """Return how often a WebP is to be shown, 0 for ever: a GIF counts only the times after the first."""
    told = image.info.get("loop")
    if kind == "GIF":
        return 1 if told is None else told and min(told + 1, MOST_REPEATS)
    return min(told or 0, MOST_REPEATS)


def _webp(image: Image.Image, durations: list[int], repeats: int, settings: Mapping[str, Any]) -> bytes:
    file = BytesIO()
    image.seek(0)
    image.save(file, "WEBP", save_all=True, duration=durations, loop=repeats, **settings)
    return file.getvalue()
