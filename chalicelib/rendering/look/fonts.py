"""The fonts of pages: two families of our own, a serif and a sans-serif, which the presets name (`content.site.presets`).

A page has the faces of the families that its site's theme names, so a site with fonts of its own loads none of ours; and of a
family the faces with letters that the page shows, slanted ones only of families for texts and headings. What the page's language
surely needs is asked for at once (`first_files`), and what emphasis needs, where the page has any (`slanted_files`). A page is
never painted in one font and then in another: a browser that has none of the files yet takes another font, scaled to the same
room, and has the files for the next page. `infra.package.webfonts` makes files and rules.
"""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from msgspec.json import Encoder

from chalicelib.content.site.site import Site
from chalicelib.content.site.stylesheet_parts import SCRIPTS
from chalicelib.content.site.theme import Theme
from chalicelib.frozen import Frozen
from chalicelib.rendering.per_site_cache import once_for_each_site

FOLDER = Path(__file__).resolve().parents[3] / "templates" / "static" / "fonts"
FAMILIES: Mapping[str, str] = {"Presswork Serif": "serif", "Presswork Sans": "sans"}
"""The first words of the files of each family."""
LATIN = "latin"
"""The script of the file that every page may need."""
LETTERS: Mapping[str, str] = dict.fromkeys(("be", "bg", "kk", "ky", "mk", "mn", "ru", "sr", "tg", "uk"), "cyrillic") | {
    "el": "greek"
}
"""The script of a language's letters; of all others, `latin`."""
EXTENDED = frozenset(
    ("az", "bs", "cs", "cy", "eo", "et", "hr", "hu", "kk", "lt", "lv", "mt", "pl", "ro", "sk", "sl", "sq", "tk", "tr", "vi")
)
"""The languages written with letters of `latin-ext`, too."""
FACE = re.compile(r"/_/fonts/(\w+?(?:-italic)?-([\w-]+)\.\w+\.woff2)")
RANGE = re.compile(r"U\+(\w+)(?:-(\w+))?")


class Face(Frozen):
    """A rule of a family: for the letters of a script, with their file, or for a font of the device, which has neither."""

    rule: str
    file: str
    script: str
    italic: bool

    def letters(self) -> frozenset[int]:
        """Return the characters that its file has."""
        spans = RANGE.findall(self.rule)
        return frozenset(code for first, last in spans for code in range(int(first, 16), int(last or first, 16) + 1))


def families_of(theme: Theme) -> tuple[str, ...]:
    """Return the families that the theme names."""
    return families_in(theme.families().values())


def families_in(fonts: Iterable[str]) -> tuple[str, ...]:
    """Return the families that these lists of fonts name."""
    named = " ".join(fonts)
    return tuple(family for family in FAMILIES if f'"{family}"' in named)


def faces_of(theme: Theme, scripts: frozenset[str]) -> str:
    """Return the faces of the theme's families for these scripts."""
    slanted = families_in(font for use, font in theme.families().items() if use in SLANTED)
    return "".join(
        face.rule
        for family in families_of(theme)
        for face in _faces(family)
        if (not face.script or face.script in scripts) and (not face.italic or family in slanted)
    )


SLANTED = ("text", "heading")
"""The uses of a font in which emphasis is slanted."""


@cache
def _faces(family: str) -> tuple[Face, ...]:
    rules = (FOLDER / f"{FAMILIES[family]}.css").read_text(encoding="utf-8").splitlines()
    files = [(match[1], match[2]) if (match := FACE.search(rule)) else ("", "") for rule in rules]
    return tuple(Face(rule, *file, "font-style:italic" in rule) for rule, file in zip(rules, files, strict=True))


# ---- the scripts that a page shows


def scripts_in(shown: Any) -> frozenset[str]:
    """Return the scripts of the letters in these values that are in other files than `latin`."""
    text = TEXT_OF.encode(shown)
    if text.isascii():
        return frozenset()
    by_letter, pattern = _letters()
    return frozenset(by_letter[letter] for letter in {*pattern.findall(text.decode())})


TEXT_OF = Encoder(enc_hook=str)
"""All texts of view models, as JSON: safe HTML is a type of its own."""


@once_for_each_site
def scripts_of(site: Site, lang: str) -> frozenset[str]:
    """Return the scripts of what stands on all pages in this language: its own, and those of what site.yaml says."""
    names = tuple(language.name for language in site.languages)
    shown = (site.title.get(lang), site.description.get(lang), site.menu, site.sidebar, site.categories, names)
    return scripts_in(shown) | {LATIN, script_of(lang)} | (EXTENSION if primary(lang) in EXTENDED else frozenset())


EXTENSION = frozenset({"latin-ext"})


def primary(lang: str) -> str:
    """Return the language of a code, without its region and script."""
    return lang.lower().partition("-")[0]


def script_of(lang: str) -> str:
    """Return the script of most letters of a language that our fonts have."""
    return LETTERS.get(primary(lang), LATIN)


@cache
def _letters() -> tuple[Mapping[str, str], re.Pattern[str]]:
    """Return the script of each letter that isn't in `latin`, and a pattern for all of these letters.

    Of two files that have a letter, a browser takes the later.
    """
    faces = [face for face in _faces(next(iter(FAMILIES))) if face.script and not face.italic]
    scripts = {chr(code): face.script for face in faces for code in face.letters()}
    others = {letter: script for letter, script in scripts.items() if script != LATIN}
    return others, re.compile(f"[{re.escape(''.join(sorted(others)))}]")


@cache
def files() -> tuple[str, ...]:
    """Return the names of all files of fonts."""
    return tuple(face.file for family in FAMILIES for face in _faces(family) if face.file)


@once_for_each_site
def first_files(site: Site, lang: str) -> tuple[str, ...]:
    """Return the addresses of the files that a page in this language needs in any case, none where its script has other fonts."""
    return _addresses(families_of(site.theme), lang, italic=False)


@once_for_each_site
def slanted_files(site: Site, lang: str) -> tuple[str, ...]:
    """Return the addresses of the files that emphasis in a text in this language needs."""
    return _addresses(families_in([site.theme.families()["text"]]), lang, italic=True)


def _addresses(families: Iterable[str], lang: str, *, italic: bool) -> tuple[str, ...]:
    if primary(lang) in SCRIPTS:
        return ()
    faces = (face for family in families for face in _faces(family))
    return tuple(f"/_/fonts/{face.file}" for face in faces if face.script == script_of(lang) and face.italic == italic)
