"""A colour of the other scheme: the same hue, as light or as dark as that scheme needs it.

Colours are reckoned in Oklch (https://bottosson.github.io/posts/oklab/), in which equal steps of lightness look equal and the hue
stays what it is, so a blue becomes no violet when it is made lighter.
"""

from collections.abc import Callable, Iterator
from math import atan2, cos, hypot, sin
from typing import TypeAlias

Triple: TypeAlias = tuple[float, float, float]
"""Red, green and blue as light, or lightness, chroma and hue; all but the hue from 0 to 1."""

STEP = 0.01  # of lightness, and of what is left of the chroma


def counterpart(colour: str, like: str, on: str, fits: Callable[[str], bool]) -> str:
    """Return the hue of `colour` with the lightness of `like`, or with the next lightness further from that of `on` that fits.

    If none fits, it is white or black.
    """
    (_, chroma, hue), (lightness, *_) = oklch(colour), oklch(like)
    lighter = lightness > oklch(on)[0]
    tried = (nearest(one, chroma, hue) for one in _steps(lightness, STEP if lighter else -STEP))
    return next(filter(fits, tried), "#ffffff" if lighter else "#000000")


def closest(colour: str, fits: Callable[[str], bool]) -> str:
    """Return the colour of the same hue that fits with the least change of lightness; empty if none fits."""
    lightness, chroma, hue = oklch(colour)
    changes = (change for step in range(1, round(1 / STEP) + 1) for change in (step * STEP, -step * STEP))
    tried = (nearest(min(1, max(0, lightness + change)), chroma, hue) for change in changes)
    return next(filter(fits, tried), "")


def _steps(value: float, step: float) -> Iterator[float]:
    while 0 < value < 1:
        yield value
        value += step


def nearest(lightness: float, chroma: float, hue: float) -> str:
    """Return this colour as `#rrggbb`, with as much of its chroma as a screen can show."""
    shares = (1 - STEP * taken for taken in range(round(1 / STEP)))
    light = next(
        (shown for share in shares if _is_shown(shown := _light(lightness, chroma * share, hue))), _light(lightness, 0, 0)
    )
    return "#" + "".join(f"{_byte(channel):02x}" for channel in light)


def _is_shown(light: Triple) -> bool:
    return all(-TOLERANCE <= channel <= 1 + TOLERANCE for channel in light)


TOLERANCE = 0.0005  # less than half a step of a byte


def oklch(colour: str) -> Triple:
    """Return lightness, chroma and hue of `#rrggbb`."""
    r, g, b = linear(colour)
    long = (0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b) ** (1 / 3)
    middle = (0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b) ** (1 / 3)
    short = (0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b) ** (1 / 3)
    lightness = 0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short
    green_red = 1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short
    blue_yellow = 0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short
    return lightness, hypot(green_red, blue_yellow), atan2(blue_yellow, green_red)


def _light(lightness: float, chroma: float, hue: float) -> Triple:
    green_red, blue_yellow = chroma * cos(hue), chroma * sin(hue)
    long = (lightness + 0.3963377774 * green_red + 0.2158037573 * blue_yellow) ** 3
    middle = (lightness - 0.1055613458 * green_red - 0.0638541728 * blue_yellow) ** 3
    short = (lightness - 0.0894841775 * green_red - 1.2914855480 * blue_yellow) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )


def linear(colour: str) -> Triple:
    """Return the red, green and blue of `#rrggbb` as light."""
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return _light_of(red), _light_of(green), _light_of(blue)


def _light_of(channel: float) -> float:
    return channel / 12.92 if channel <= DIM else ((channel + 0.055) / 1.055) ** 2.4


def _byte(light: float) -> int:
    channel = 12.92 * light if light <= DIM / 12.92 else 1.055 * light ** (1 / 2.4) - 0.055
    return min(255, max(0, round(255 * channel)))


DIM = 0.04045  # up to here sRGB is linear
