"""The addresses that Hugo gave: by the path of a file, or by the pattern of its section.

https://gohugo.io/configuration/permalinks/ lists the placeholders.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from chalicelib.content.site.site import Site
from infra.importers.folder.link_map import nfc, without_accents

PLACEHOLDER = re.compile(r":([a-z]+)(\[[^\]]*\])?")
KEPT = "._+~-@"
NO_DATE = datetime(1, 1, 1, tzinfo=UTC)  # what Hugo takes instead


@dataclass(frozen=True, slots=True)
class Spelling:
    """How the site writes parts of addresses."""

    lower: bool = True
    without_accents: bool = False
    ugly: bool = False
    own: Callable[[str], str] | None = None


@dataclass(frozen=True, slots=True)
class Named:
    """What an address is made of: the folders of a page, the name of its file or bundle, its slug, title and date.

    `sections` are those of the folders that are sections: the first one, and others with an `_index.md`.
    """

    folders: tuple[str, ...]
    name: str
    slug: str = ""
    title: str = ""
    date: datetime | None = None
    sections: tuple[str, ...] = ()


def by_path(named: Named, spelling: Spelling) -> str:
    """Return the address that follows from the path."""
    last = "/".join(part(one, spelling) for one in (named.slug or named.name).strip("/").split("/"))
    return ended("/".join(["", *(part(folder, spelling) for folder in named.folders), last]), spelling)


def by_pattern(pattern: str, named: Named, spelling: Spelling) -> str:
    """Return the address that a pattern gives."""
    known = {**words_of(named, spelling), **times_of(named.date or NO_DATE)}

    def filled(found: re.Match[str]) -> str:
        if found[1] == "sections":
            return "/".join(part(folder, spelling) for folder in cut(named.sections, found[2] or ""))
        return known.get(found[1], found[0]) + (found[2] or "")

    made = re.sub(r"/{2,}", "/", f"/{PLACEHOLDER.sub(filled, pattern).strip('/')}")
    return made if re.search(r"\.html?$", made) else ended(made, spelling)


def names_a_time(pattern: str) -> bool:
    return not times_of(NO_DATE).keys().isdisjoint(found[1] for found in PLACEHOLDER.finditer(pattern))


def ended(address: str, spelling: Spelling) -> str:
    return f"{address}.html" if spelling.ugly and address.strip("/") else f"{address.rstrip('/')}/"


def cut(folders: tuple[str, ...], written: str) -> tuple[str, ...]:
    """Return the sections that brackets choose: all without any, `[1:]`, `[:2]`, `[last]`, `[0]`."""
    begin, colon, end = written.strip("[]").partition(":")
    places = {"last": len(folders) - 1}
    numbers = [places.get(one, int(one) if one.isdigit() else None) for one in (begin, end)]
    if not written:
        return folders
    first = numbers[0] or 0
    return folders[first : numbers[1]] if colon else folders[first : first + 1]


def words_of(named: Named, spelling: Spelling) -> Mapping[str, str]:
    title, name = word(named.title, spelling), word(named.name, spelling)
    slug = "/".join(word(one, spelling) for one in named.slug.strip("/").split("/"))
    return {
        "section": part(named.folders[0], spelling) if named.folders else "",
        "title": title,
        "slug": slug or title,
        "filename": name,
        "contentbasename": name,
        "slugorfilename": slug or name,
        "slugorcontentbasename": slug or name,
    }


def times_of(date: datetime) -> Mapping[str, str]:
    return {
        "year": str(date.year),
        "month": f"{date:%m}",
        "monthname": f"{date:%B}".lower(),
        "day": f"{date:%d}",
        "weekday": str((date.weekday() + 1) % 7),
        "weekdayname": f"{date:%A}".lower(),
        "yearday": str(date.timetuple().tm_yday),
    }


def part(text: str, spelling: Spelling) -> str:
    """Return one part of an address as Hugo makes it of a path: each blank becomes a dash, other signs are dropped."""
    if spelling.own:
        return spelling.own(text)
    return kept(re.sub(r"\s", "-", plain(text, spelling)))


def word(text: str, spelling: Spelling) -> str:
    """Return one part of an address as Hugo makes it of a title: blanks, slashes and plus signs become one dash."""
    words = (kept(one) for one in re.split(r"[\s/+]+", plain(text, spelling)))
    return re.sub(r"(?<=-)\0|\0(?=-)", "", "\0".join(filter(None, words))).replace("\0", "-")


def kept(text: str) -> str:
    """Return the text without signs that Hugo leaves out."""
    return "".join(sign for sign in text if sign in KEPT or unicodedata.category(sign)[0] in "LNM")


def plain(text: str, spelling: Spelling) -> str:
    """Return the text in one normal form, in the letters that the site has in addresses."""
    known = nfc(text)
    if spelling.without_accents:
        known = without_accents(known, "NFD")
    return known.lower() if spelling.lower else known


def as_pattern(pattern: str) -> str:
    """Return the pattern of `site.yaml` that says the same; empty if there is none, or if it is the usual one."""
    made = pattern
    for old, new in PATTERNS:
        made = re.sub(rf"{old}(?![a-z])", new, made)
    made = f"/{made.strip('/')}/"
    return made if ":" not in made and made.count("{slug}") == 1 and made != Site().permalink else ""


PATTERNS = (
    (":year", "{year}"),
    (":month", "{month}"),
    (":day", "{day}"),
    (":(?:slugor)?(?:content)?(?:file|base)name|:slug|:title", "{slug}"),
)
