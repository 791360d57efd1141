"""The readers of `theme:` in `site.yaml`: its keys, as a table, and their values.

The values become part of a stylesheet, so each is written again from its parsed parts; no literal text is passed on. Colours with
too little contrast are refused.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any
from urllib.parse import unquote

from chalicelib.content.frontmatter.parsed_values import Scalar, Value, line_of
from chalicelib.content.frontmatter.readers import UnfitError, flag, text
from chalicelib.content.media.files import media_type
from chalicelib.content.site.podcasts import COVERS
from chalicelib.content.site.presets import PRESETS
from chalicelib.content.site.scalars import one_of
from chalicelib.content.site.theme import COLOURS, FONTS, ICONS, LENGTHS, Length, Theme, Unreadable, unreadable
from chalicelib.content.site.value_reader import Part, Row, SiteReader, plainly
from chalicelib.errors import Refusal


def colour(value: Value) -> str:
    """Read a colour, as `#rrggbb`."""
    match = HEX.fullmatch(text(value).lower())
    if not match:
        raise UnfitError('a colour in quotes, such as "#9a2c14"')
    figures = match[1]
    return f"#{figures if len(figures) == FULL else ''.join(figure * 2 for figure in figures)}"


HEX = re.compile("#?([0-9a-f]{3}|[0-9a-f]{6})")
FULL = 6


def with_values(value: Value) -> Value:
    """Return the same table; refuse a key without a value, because in YAML a `#` without quotes begins a comment."""
    parts = value.items() if isinstance(value, Mapping) else ()
    for name, part in parts:
        if isinstance(part, Scalar) and part.means is None:
            raise Refusal("site", f'{name}: (nothing; a colour needs quotes, such as "#9a2c14")', part.line)
    return value


def family(value: Value) -> str:
    """Read names of fonts with commas between them, the preferred font first."""
    names = [" ".join(name.split()) for name in text(value).split(",")]
    bare = [name[1:-1].strip() if QUOTED.fullmatch(name) else name for name in names]
    if not all(NAME.fullmatch(name) for name in bare):
        raise UnfitError('names of fonts, such as "Gill Sans", Calibri, sans-serif')
    return ",".join(name if KEYWORD.fullmatch(name) else f'"{name}"' for name in bare)


QUOTED = re.compile(r"""(["']).*\1""")
NAME = re.compile(r"[\w.+-]+( [\w.+&-]+)*")
KEYWORD = re.compile("(?:ui-)?(?:serif|sans-serif|monospace|rounded)|system-ui|-apple-system|cursive|fantasy|math|emoji")


def rem(length: Length) -> Callable[[Value], float]:
    """Return a reader of a length in rem, with or without the unit."""

    def reader(value: Value) -> float:
        match = REM.fullmatch(text(value))
        if not match or not length.least <= float(match[1]) <= length.most:
            raise UnfitError(f"from {length.least:g}rem to {length.most:g}rem")
        return float(match[1])

    return reader


REM = re.compile(r"([0-9]{1,3}(?:\.[0-9]{1,4})?) ?(?:rem)?")


def picture(value: Value) -> str:
    """Read the address of an image of this site."""
    address = unquote(text(value))
    if not re.match("/(?!/)", address) or not media_type(address[1:]).startswith("image/"):
        raise UnfitError("an image of this site, such as /logo.svg")
    return address


def cover(value: Value) -> str:
    """Read the address of an image of this site that directories of podcasts accept."""
    address = picture(value)
    if not address.endswith(COVERS):
        raise UnfitError(f"a cover ends in {' or '.join(COVERS)}")
    return address


def icon(value: Value) -> str:
    """Read the address of an image of this site that browsers accept as an icon."""
    with_icon = Theme(icon=picture(value))
    if not with_icon.icon_type:
        raise UnfitError(f"an icon ends in {', '.join(ICONS)}")
    return with_icon.icon


# ---- the keys

COLOUR_ROWS: Mapping[str, Row] = {row.name: plainly(colour) for row in COLOURS}
FONT_ROWS: Mapping[str, Row] = dict.fromkeys(FONTS, plainly(family))


def colours(reader: SiteReader, value: Value) -> Mapping[str, str]:
    return reader.table(COLOUR_ROWS, with_values(value))


def fonts(reader: SiteReader, value: Value) -> Mapping[str, str]:
    return reader.table(FONT_ROWS, value)


THEME: Mapping[str, Part] = {
    "preset": Part(plainly(one_of(*PRESETS)), "the look to start from"),
    "light": Part(colours, "the colours of light pages"),
    "dark": Part(colours, "the colours of dark pages"),
    "fonts": Part(fonts, "the fonts of `text`, `heading`, `ui` (menus and buttons) and `code`: names, separated by commas"),
    **{length.name: Part(plainly(rem(length)), length.meaning) for length in LENGTHS},
    "logo": Part(plainly(picture), "the address of an image that you upload, before the site's title"),
    "icon": Part(
        plainly(icon),
        "the icon of the browser's tab: `.svg`, `.png`, `.ico`, `.webp`, `.gif` or `.jpg`; without it, the"
        " first letter of the title",
    ),
    "image": Part(plainly(picture), "the image on cards of pages that have none of their own"),
    "drop_cap": Part(plainly(flag), "yes makes the first letter of posts three lines tall"),
}


def theme(reader: SiteReader, value: Value) -> Theme:
    return checked(reader.table(THEME, value), value)


def checked(values: Mapping[str, Any], value: Value) -> Theme:
    """Return the theme; refuse colours with too little contrast. The refusal names all of them, with the line of the first."""
    lengths = {length.name: values[length.name] for length in LENGTHS if length.name in values}
    result = Theme(**{name: part for name, part in values.items() if name not in lengths}, lengths=lengths)
    if bad := tuple(unreadable(result)):
        raise Refusal("contrast", "; ".join(map(str, bad)), _line(bad, value))
    return result


def _line(bad: Iterable[Unreadable], value: Value) -> int:
    """Return the line of the first of these colours that the site sets."""
    tables = value if isinstance(value, Mapping) else {}
    ours = (tables.get(one.scheme, {}).get(name) for one in bad for name in (one.pair.one, one.pair.on))  # type: ignore[union-attr]
    return next((line_of(part) for part in ours if part is not None), 0)
