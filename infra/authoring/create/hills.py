"""The picture of a new blog: hills in the evening, drawn here, so it is small and anybody's.

Its pixels are numbers of a palette: the sky is a gradient of rows, and each hill a colour below its line.
"""

import zlib
from math import sin
from struct import pack

WIDTH, HEIGHT, SKY = 1200, 675, 200
TOP, HORIZON = (44, 62, 98), (246, 190, 140)
HILLS = ((0.50, 38, 190, 0.0, (142, 104, 110)), (0.62, 46, 150, 2.0, (94, 72, 92)), (0.77, 60, 240, 4.4, (48, 42, 64)))
"""Each hill: the height of its line, how far that swings, over how many pixels, where it begins, and its colour."""


def png() -> bytes:
    """Return the picture as a PNG with a palette; each call gives the same bytes."""
    rows = b"".join(b"\0" + row for row in _rows())
    head = pack(">IIBBBBB", WIDTH, HEIGHT, 8, 3, 0, 0, 0)
    parts = ((b"IHDR", head), (b"PLTE", _palette()), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(pack(">I", len(body)) + name + body + _checked(name + body) for name, body in parts)


def _checked(part: bytes) -> bytes:
    return pack(">I", zlib.crc32(part))


def _palette() -> bytes:
    steps = (number / (SKY - 1) for number in range(SKY))
    sky = (round(above + (below - above) * step) for step in steps for above, below in zip(TOP, HORIZON, strict=True))
    return bytes(sky) + b"".join(bytes(colour) for *_, colour in HILLS)


def _rows() -> list[bytes]:
    lines = [[_line(height, swing, span, start, x) for x in range(WIDTH)] for height, swing, span, start, _ in HILLS]
    tops = [[line[x] for line in lines] for x in range(WIDTH)]
    return [bytes(_colour(y, top) for top in tops) for y in range(HEIGHT)]


def _line(height: float, swing: float, span: float, start: float, x: int) -> float:
    return HEIGHT * height + swing * (sin(x / span + start) + sin(x / span * 2.3 + start) / 3)


def _colour(y: int, tops: list[float]) -> int:
    """Return the number of the colour: that of the nearest hill whose line is above this row, else the sky's."""
    for number in reversed(range(len(tops))):
        if y >= tops[number]:
            return SKY + number
    return min(SKY - 1, y * SKY * 3 // (HEIGHT * 2))
