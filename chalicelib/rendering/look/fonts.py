"""The fonts of pages: two families of our own, a serif and a sans-serif, which the presets name (`content.site.presets`).

A page has the faces of the families that its site's theme names, so a site with fonts of its own loads none of ours; and of a
family the faces with letters that the page shows, slanted ones only of families for texts and headings. A page is never painted
in one font and then in another: a browser that has none of the files yet takes another font, scaled to the same room, and has the
files for the next page. As it decides for each file alone, a page asks for all that its text needs at once (`first_files`), so
that no text is in two fonts; only those of letters that stand beside each page, such as the names of languages, come when they
are met. `infra.package.webfonts` makes files and rules.

The scripts that a page shows are parts of its sheet: `cyrillic` for what may stand beside it, `text cyrillic` for its text, and
`slanted cyrillic` for what its text slants.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from msgspec.json import Encoder

from chalicelib.content.html.tag_patterns import SLANTED_TEXT
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


def faces_of(theme: Theme, parts: frozenset[str]) -> str:
    """Return the faces of the theme's families for the scripts among these parts."""
    return "".join(face.rule for face in _needed(theme, parts, ("", TEXT)))


def _needed(theme: Theme, parts: frozenset[str], uses: tuple[str, ...]) -> Iterator[Face]:
    """Yield the faces for the scripts among these parts with one of these marks; and for what is slanted, if anything is."""
    scripts = {script for script in _scripts() if any(f"{use}{script}" in parts for use in uses)}
    slanted = {script for script in _scripts() if f"{SLANT}{script}" in parts}
    of_slanted = families_in(font for use, font in theme.families().items() if use in SLANTED)
    for family in families_of(theme):
        for face in _faces(family):
            shown = slanted if face.italic and family in of_slanted else set() if face.italic else scripts
            if face.script in shown or (shown and not face.script):
                yield face


TEXT, SLANT = "text ", "slanted "
"""The marks before a script that the text of a page has, and before one that it has in a slanted text."""
SLANTED = ("text", "heading")
"""The uses of a font in which emphasis is slanted."""


@cache
def _faces(family: str) -> tuple[Face, ...]:
    rules = (FOLDER / f"{FAMILIES[family]}.css").read_text(encoding="utf-8").splitlines()
    files = [(match[1], match[2]) if (match := FACE.search(rule)) else ("", "") for rule in rules]
    return tuple(Face(rule, *file, "font-style:italic" in rule) for rule, file in zip(rules, files, strict=True))


@cache
def _scripts() -> frozenset[str]:
    """Return the scripts that files of ours are for."""
    return frozenset(face.script for family in FAMILIES for face in _faces(family) if face.script)


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


def parts_of_text(lang: str, scripts: frozenset[str], slanted: Iterable[str] = ()) -> frozenset[str]:
    """Return the parts for a text in this language with letters of these scripts and these slanted texts, which are safe HTML.

    A language whose script has other fonts needs none of ours at once, and its emphasis isn't slanted.
    """
    if primary(lang) in SCRIPTS:
        return scripts
    own = frozenset({LATIN, script_of(lang)})
    leaning = [own | scripts_in(text) for text in slanted]
    return frozenset(f"{TEXT}{script}" for script in own | scripts) | {f"{SLANT}{script}" for each in leaning for script in each}


def all_slanted(parts: frozenset[str]) -> frozenset[str]:
    """Return these parts for a page whose templates may slant any of its letters."""
    return parts | {f"{SLANT}{script}" for script in _scripts() if {script, f"{TEXT}{script}"} & parts}


def slanted_in(texts: Iterable[str]) -> tuple[str, ...]:
    """Return what is slanted in these texts, which are safe HTML."""
    return tuple(match[0] for text in texts for match in SLANTED_TEXT.finditer(text))


def first_files(theme: Theme, parts: frozenset[str]) -> tuple[str, ...]:
    """Return the addresses of the files that the text of a page with these parts needs."""
    return tuple(f"/_/fonts/{face.file}" for face in _needed(theme, parts, (TEXT,)) if face.file)
