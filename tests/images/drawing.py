"""Images drawn by script, as files: photographs, which no two pixels have alike, and drawings of a few flat colours."""

from io import BytesIO
from typing import Any

import pillow_heif
from PIL import Image, ImageDraw

CORNERS = ("red", "lime", "blue", "yellow")
"""Colours of a marked image: top left, top right, bottom left, bottom right."""


def photo(width: int, height: int) -> Image.Image:
    """Return an image of soft shapes and grain, the same at each call."""
    waves = [Image.linear_gradient("L"), Image.radial_gradient("L"), Image.linear_gradient("L").rotate(90)]
    soft = Image.merge("RGB", waves).resize((width, height))
    grain = Image.frombytes("L", (width, height), _grain(width * height))
    return Image.blend(soft, Image.merge("RGB", [grain] * 3), 0.1)


def _grain(length: int) -> bytes:
    """Return bytes without a pattern, by a linear congruential generator."""
    grain, state = bytearray(length), 1
    for at in range(length):
        state = (state * 1_103_515_245 + 12_345) % (1 << 31)
        grain[at] = state >> 16 & 255
    return bytes(grain)


def marked(width: int = 64, height: int = 32) -> Image.Image:
    """Return an image with another colour in each of its corners."""
    image = Image.new("RGB", (width, height))
    for number, colour in enumerate(CORNERS):
        left, top = number % 2 * width // 2, number // 2 * height // 2
        image.paste(Image.new("RGB", (width // 2, height // 2), colour), (left, top))
    return image


def chart(width: int, height: int, mode: str = "RGB") -> Image.Image:
    """Return bars, lines and text of few colours on a flat ground."""
    image = Image.new("RGBA", (width, height), (0, 0, 0, 0) if mode == "RGBA" else "white")
    pen = ImageDraw.Draw(image)
    for number in range(8):
        pen.rectangle(
            (width * number // 8, height - height * (number + 1) // 10, width * number // 8 + width // 12, height), "navy"
        )
    pen.text((width // 10, height // 10), "Rain in a year", "black", font_size=max(8, height // 12))
    pen.line((0, height - 1, width, height // 3), "crimson", max(1, width // 200))
    return image.convert(mode)


def saved(image: Image.Image, format: str, **settings: Any) -> bytes:
    file = BytesIO()
    if format == "HEIF":
        pillow_heif.from_pillow(image).save(file, **settings)
    else:
        image.save(file, format, **settings)
    return file.getvalue()


def read(raw: bytes) -> Image.Image:
    """Return the image in these bytes, decoded."""
    image = Image.open(BytesIO(raw))
    image.load()
    return image
