"""The theme of a site: colours, fonts and widths, and the contrast of colours.

Each is one custom property of the stylesheet (`--link`). A preset (`content.site.presets`) has the values that a site doesn't
set, and the stylesheet doesn't repeat them; a `Theme` has the values that a site sets. To add a property, add a row to a table,
and its value to each preset; `content.site.themeyaml` reads `theme:` of `site.yaml`.
"""

import re
from collections.abc import Iterator, Mapping
from functools import partial
from math import floor
from typing import ClassVar, NamedTuple

from msgspec import field

from chalicelib.codec import Stored
from chalicelib.content.media import media_types
from chalicelib.content.site.dark_colours import closest, counterpart, linear
from chalicelib.content.site.presets import DEFAULT, PRESETS
from chalicelib.frozen import Frozen

SCHEMES = ("light", "dark")
OTHER: Mapping[str, str] = {"light": "dark", "dark": "light"}
ICONS: Mapping[str, str] = media_types.ICONS
"""The extensions of the images that browsers show as an icon, and their types."""


class Colour(NamedTuple):
    """One colour: its name and its use. The presets have its values.

    A `vivid` one is known by its hue: where a site sets it in one scheme alone, it has the same hue in the other.
    """

    name: str
    meaning: str
    vivid: bool = False


COLOURS: tuple[Colour, ...] = (
    Colour("paper", "the background; the text of buttons"),
    Colour("ink", "the text"),
    Colour("soft", "less important text: dates, counts, hints; the edges of fields"),
    Colour("line", "thin lines"),
    Colour("shade", "the background of code and boxes"),
    Colour("link", "links and buttons", vivid=True),
    Colour("accent", "what stands out, such as the keyboard focus", vivid=True),
    Colour("wrong", "errors in forms", vivid=True),
)

OF_SITES = frozenset(colour.name for colour in COLOURS)
"""The colours that a site can set."""

PALEST_CODE: Mapping[str, str] = {"light": "#836c28", "dark": "#8b949e"}
"""The palest of the colours of code, by scheme; a site can't set them."""

FONTS = ("text", "heading", "ui", "code")
VARIABLE = re.compile(r"var\(--(\w+)\)")


class Length(NamedTuple):
    """One length in rem: its name, the bounds, and its use. The presets have its values."""

    name: str
    least: float
    most: float
    meaning: str


LENGTHS: tuple[Length, ...] = (
    Length("measure", 25, 60, "the width of the column of text"),
    Length("sidebar", 10, 30, "the width of the sidebar"),
    Length("size", 0.9, 1.5, "the size of the text, where there is room"),
    Length("radius", 0, 2, "how round corners are"),
)


class Theme(Frozen):
    """The values that a site sets: colours by name, fonts, lengths in rem, addresses of images, and a preset for the rest.

    `drop_cap` says whether the first letter of a post is large, unless the post says it.
    `sizes` are the sizes of its images by address, if they were read for pages (`content.site.siteimages`).
    """

    STORED: ClassVar = Stored(sparse=True, always=("light", "dark", "fonts", "lengths", "logo", "icon", "image", "sizes"))

    light: Mapping[str, str] = field(default_factory=dict)
    dark: Mapping[str, str] = field(default_factory=dict)
    fonts: Mapping[str, str] = field(default_factory=dict)
    lengths: Mapping[str, float] = field(default_factory=dict)
    logo: str = ""
    icon: str = ""
    image: str = ""
    sizes: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    preset: str = DEFAULT
    drop_cap: bool = False

    @property
    def icon_type(self) -> str:
        """Return the media type of the site's own icon."""
        return ICONS.get(media_types.extension_of(self.icon), "")

    def colours(self, scheme: str) -> Mapping[str, str]:
        """Return all colours in this scheme; a vivid colour that the site sets in the other scheme alone follows from that."""
        own = {**getattr(PRESETS[self.preset], scheme), **getattr(self, scheme)}
        elsewhere: Mapping[str, str] = getattr(self, OTHER[scheme])
        names = [
            colour.name for colour in COLOURS if colour.vivid and colour.name in elsewhere.keys() - getattr(self, scheme).keys()
        ]
        return {**own, **{name: _counterpart(name, elsewhere[name], own) for name in names}}

    def schemes(self) -> Mapping[str, Mapping[str, str]]:
        """Return all colours in both schemes."""
        return {scheme: self.colours(scheme) for scheme in SCHEMES}

    def families(self) -> Mapping[str, str]:
        """Return the fonts by use, for programs without custom properties."""
        named = {**PRESETS[self.preset].fonts, **self.fonts}
        return {use: VARIABLE.sub(lambda variable: named[variable[1]], family) for use, family in named.items()}

    def size_of(self, address: str) -> tuple[int, int]:
        """Return width and height of the image at this address; 0 and 0 if unknown."""
        return self.sizes.get(address, (0, 0))

    def css(self) -> str:
        """Return the custom properties, for the beginning of the stylesheet.

        The scheme is the one that the reader chose (`data-scheme`, set by `static/scheme.js`), else the one of the device.
        """
        preset = PRESETS[self.preset]
        lengths = {name: f"{length:g}rem" for name, length in {**preset.lengths, **self.lengths}.items()}
        light = _declared({**self.colours("light"), **preset.fonts, **self.fonts, **lengths})
        dark = _declared(self.colours("dark"))
        chosen = "".join(f":root[data-scheme={scheme}]{{color-scheme:{scheme}}}" for scheme in SCHEMES)
        by_device = f"@media screen and (prefers-color-scheme:dark){{:root:where(:not([data-scheme=light])){{{dark}}}}}"
        return f":root{{{light}}}{by_device}@media screen{{:root:where([data-scheme=dark]){{{dark}}}}}{chosen}"


def _declared(properties: Mapping[str, str]) -> str:
    return ";".join(f"--{name}:{value}" for name, value in properties.items())


# ---- contrast


class Pair(NamedTuple):
    """A colour and its background, and their least contrast (WCAG 2.2: text 4.5, other elements 3)."""

    one: str
    on: str
    least: float


PAIRS: tuple[Pair, ...] = (
    Pair("ink", "paper", 4.5),
    Pair("ink", "shade", 4.5),
    Pair("soft", "paper", 4.5),
    Pair("soft", "shade", 4.5),
    Pair("link", "paper", 4.5),
    Pair("link", "shade", 4.5),
    Pair("wrong", "paper", 4.5),
    Pair("wrong", "shade", 4.5),
    Pair("accent", "paper", 3),
    Pair("accent", "shade", 3),
    Pair("code", "shade", 4.5),
)


def _counterpart(name: str, colour: str, among: Mapping[str, str]) -> str:
    """Return the colour of this name that has the hue of `colour`, and can be read among the colours of a scheme."""
    pairs = [pair for pair in PAIRS if pair.one == name]
    return counterpart(
        colour, among[name], among["paper"], lambda tried: all(contrast(tried, among[pair.on]) >= pair.least for pair in pairs)
    )


class Unreadable(NamedTuple):
    """A pair with too little contrast in a scheme."""

    scheme: str
    pair: Pair
    colours: tuple[str, str]
    ratio: float
    remedy: tuple[str, str] = ("", "")
    """The name of a colour and the nearest value with which it has enough contrast; empty if there is none."""

    def __str__(self) -> str:
        (one, on), pair = self.colours, self.pair
        ratio = floor(self.ratio * 100) / 100  # never rounded up to a sufficient value
        remedy = f" (nearest that passes: {' '.join(self.remedy)})" if self.remedy[1] else ""
        where = f"{self.scheme}: {pair.one} {one} on {pair.on} {on}"
        return f"{where} has a contrast of {ratio:.2f}, but needs {pair.least:g}{remedy}"


def unreadable(theme: Theme) -> Iterator[Unreadable]:
    """Return the pairs of the theme with too little contrast."""
    for scheme in SCHEMES:
        colours = {**theme.colours(scheme), "code": PALEST_CODE[scheme]}
        for pair in PAIRS:
            one, on = colours[pair.one], colours[pair.on]
            if (ratio := contrast(one, on)) < pair.least:
                yield Unreadable(scheme, pair, (one, on), ratio, _remedy(getattr(theme, scheme), colours, pair))


def _remedy(own: Mapping[str, str], colours: Mapping[str, str], pair: Pair) -> tuple[str, str]:
    """Return the colour of a pair to change, if possible one of the site's own, and the nearest value that all its pairs pass."""
    names = sorted((name for name in (pair.one, pair.on) if name in OF_SITES), key=lambda name: name not in own)
    remedies = ((name, closest(colours[name], partial(_passes, name, colours))) for name in names)
    return next((remedy for remedy in remedies if remedy[1]), ("", ""))


def _passes(name: str, colours: Mapping[str, str], value: str) -> bool:
    """Return whether the colour of this name has enough contrast to all others with this value."""
    tried = {**colours, name: value}
    return all(contrast(tried[pair.one], tried[pair.on]) >= pair.least for pair in PAIRS if name in (pair.one, pair.on))


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours by WCAG 2.2: from 1 to 21."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    """Return the relative luminance of `#rrggbb`, https://www.w3.org/TR/WCAG22/#dfn-relative-luminance."""
    red, green, blue = linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
