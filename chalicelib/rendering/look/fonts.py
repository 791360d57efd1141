"""The fonts of pages: two families of our own, a serif and a sans-serif, which the presets name (`content.site.presets`).

A page has the rules of the families that its site's theme names, so a site with fonts of its own loads none of ours. Of a family,
a browser loads only the files with letters that the page shows; those that its language surely needs are asked for at once
(`first_files`). A page is never painted in one font and then in another: a browser that has none of the files yet takes another
font, scaled to the same room, and has the files for the next page. `infra.package.webfonts` makes files and rules.
"""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from chalicelib.content.site.site import Site
from chalicelib.content.site.stylesheet_parts import SCRIPTS
from chalicelib.content.site.theme import Theme
from chalicelib.rendering.per_site_cache import once_for_each_site

FOLDER = Path(__file__).resolve().parents[3] / "templates" / "static" / "fonts"
FAMILIES: Mapping[str, str] = {"Presswork Serif": "serif", "Presswork Sans": "sans"}
"""The first words of the files of each family."""
LETTERS: Mapping[str, str] = dict.fromkeys(("be", "bg", "kk", "ky", "mk", "mn", "ru", "sr", "tg", "uk"), "cyrillic") | {
    "el": "greek"
}
"""The files that hold the letters of a language; of all others, `latin`."""
FACE = re.compile(r"/_/fonts/([\w.-]+)")


def families_of(theme: Theme) -> tuple[str, ...]:
    """Return the families that the theme names."""
    named = " ".join(theme.families().values())
    return tuple(family for family in FAMILIES if f'"{family}"' in named)


def rules_of(theme: Theme) -> str:
    """Return the rules of all families that the theme names."""
    return "".join(map(_rules, families_of(theme)))


@cache
def _rules(family: str) -> str:
    return (FOLDER / f"{FAMILIES[family]}.css").read_text(encoding="utf-8")


@cache
def files() -> tuple[str, ...]:
    """Return the names of all files of fonts."""
    return tuple(name for family in FAMILIES for name in FACE.findall(_rules(family)))


@once_for_each_site
def first_files(site: Site, lang: str) -> tuple[str, ...]:
    """Return the addresses of the files that a page in this language needs in any case, none where its script has other fonts."""
    language = lang.lower().partition("-")[0]
    if language in SCRIPTS:
        return ()
    wanted = {f"{FAMILIES[family]}-{LETTERS.get(language, 'latin')}" for family in families_of(site.theme)}
    return tuple(f"/_/fonts/{name}" for name in files() if name.partition(".")[0] in wanted)
