"""What the code knows of `docs/looks.md`."""

import re
from collections import defaultdict
from collections.abc import Iterator

from chalicelib.content.limits import limit
from chalicelib.content.site import theme, themeyaml
from chalicelib.content.site.presets import PRESETS
from chalicelib.rendering.pages import topics
from chalicelib.rendering.templates.templates import BUILT_IN
from chalicelib.rendering.view_models.shown import ViewModel
from chalicelib.rendering.view_models.uses import USES
from docs.generate import Row, coded, exactly
from docs.known.site_yaml import parts


def templates_and_what_they_see() -> Iterator[Row]:
    groups: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for name, sees in USES.items():
        groups.setdefault((name.rpartition("/")[0], sees), []).append(name)
    yield from ([coded(*names), coded(*sees)] for (_, sees), names in groups.items())


OF_THE_DESK = "chalicelib.rendering.view_models.desk"
"""Its templates aren't those of a site, and whether it is loaded is chance."""


def things() -> Iterator[Row]:
    for each in (one for one in ViewModel.__subclasses__() if one.__module__ != OF_THE_DESK):
        yield re.sub("(?<=[a-z])(?=[A-Z])", " ", each.__name__.removeprefix("Shown")).lower(), exactly(each.__struct_fields__)


def presets() -> Iterator[Row]:
    yield from ([coded(one.name), one.meaning] for one in PRESETS.values())


def colours() -> Iterator[Row]:
    for one in theme.COLOURS:
        yield [
            coded(one.name),
            *(f"{coded(look.light[one.name])}/{coded(look.dark[one.name])}" for look in PRESETS.values()),
            one.meaning,
        ]


def lengths() -> Iterator[Row]:
    for one in theme.LENGTHS:
        rems = (*(look.lengths[one.name] for look in PRESETS.values()), one.least, one.most)
        yield (coded(one.name), *(f"`{rem:g}rem`" for rem in rems))


def pairs() -> Iterator[Row]:
    """Yield the colours that need the same contrast on the same colours, a row for each of these."""
    beneath: dict[tuple[str, float], list[str]] = defaultdict(list)
    for pair in theme.PAIRS:
        beneath[pair.one, pair.least].append(pair.on)
    alike: dict[tuple[tuple[str, ...], float], list[str]] = defaultdict(list)
    for (one, least), on in beneath.items():
        alike[tuple(on), least].append(one)
    yield from ([coded(*names), coded(*on), f"{least:g}"] for (on, least), names in alike.items())


def blocks_of_base() -> str:
    return coded(*re.findall(r"{% block (\w+) %}", (BUILT_IN / "base.html").read_text(encoding="utf-8")))


TABLES = {
    "theme": parts(themeyaml.THEME),
    "presets": presets,
    "colours": colours,
    "lengths": lengths,
    "pairs": pairs,
    "templates": templates_and_what_they_see,
    "things": things,
}
VALUES = {
    "blocks": blocks_of_base,
    "extra": lambda: f"{limit('extra.css') // 1024} kB",
    "palest-light": lambda: coded(theme.PALEST_CODE["light"]),
    "palest-dark": lambda: coded(theme.PALEST_CODE["dark"]),
    "listed": lambda: topics.LISTED,
}
