"""The addresses that Hugo gave: by the path of a file, or by the pattern of its section.

https://gohugo.io/configuration/permalinks/ lists the placeholders.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from chalicelib.content.site.site import Site
from chalicelib.frozen import Frozen
from infra.importers.folder.link_map import nfc, without_accents

PLACEHOLDER = re.compile(r":([a-z]+)(\[[^\]]*\])?")
ALLOWED = "._+~-@"
NO_DATE = datetime(1, 1, 1, tzinfo=UTC)  # what Hugo takes instead


class Spelling(Frozen):
    """How the site writes parts of addresses."""

    lower: bool = True
    without_accents: bool = False
    ugly: bool = False
    own: Callable[[str], str] | None = None


class AddressParts(Frozen):
    """The parts that an address is built from: the folders of a page, the name of its file or bundle, its slug, title and date.

    `sections` are those of the folders that are sections: the first one, and others with an `_index.md`.
    """

    folders: tuple[str, ...]
    name: str
    slug: str = ""
    title: str = ""
    date: datetime | None = None
    sections: tuple[str, ...] = ()


def by_path(parts: AddressParts, spelling: Spelling) -> str:
    """Return the address that follows from the path."""
    last = "/".join(part(piece, spelling) for piece in (parts.slug or parts.name).strip("/").split("/"))
    return ended("/".join(["", *(part(folder, spelling) for folder in parts.folders), last]), spelling)


def by_pattern(pattern: str, parts: AddressParts, spelling: Spelling) -> str:
    """Return the address that a pattern gives."""
    values = {**words_of(parts, spelling), **times_of(parts.date or NO_DATE)}

    def filled(match: re.Match[str]) -> str:
        if match[1] == "sections":
            return "/".join(part(folder, spelling) for folder in cut(parts.sections, match[2] or ""))
        return values.get(match[1], match[0]) + (match[2] or "")

    address = re.sub(r"/{2,}", "/", f"/{PLACEHOLDER.sub(filled, pattern).strip('/')}")
    return address if re.search(r"\.html?$", address) else ended(address, spelling)


def names_a_time(pattern: str) -> bool:
    return not times_of(NO_DATE).keys().isdisjoint(match[1] for match in PLACEHOLDER.finditer(pattern))


def ended(address: str, spelling: Spelling) -> str:
    return f"{address}.html" if spelling.ugly and address.strip("/") else f"{address.rstrip('/')}/"


def cut(folders: tuple[str, ...], written: str) -> tuple[str, ...]:
    """Return the sections that brackets choose: all without any, `[1:]`, `[:2]`, `[last]`, `[0]`."""
    begin, colon, end = written.strip("[]").partition(":")
    places = {"last": len(folders) - 1}
    numbers = [places.get(bound, int(bound) if bound.isdigit() else None) for bound in (begin, end)]
    if not written:
        return folders
    first = numbers[0] or 0
    return folders[first : numbers[1]] if colon else folders[first : first + 1]


def words_of(parts: AddressParts, spelling: Spelling) -> Mapping[str, str]:
    title, name = word(parts.title, spelling), word(parts.name, spelling)
    slug = "/".join(word(piece, spelling) for piece in parts.slug.strip("/").split("/"))
    return {
        "section": part(parts.folders[0], spelling) if parts.folders else "",
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
    """Return a part of an address as Hugo spells a path: each blank becomes a dash, other signs are dropped."""
    if spelling.own:
        return spelling.own(text)
    return allowed_signs(re.sub(r"\s", "-", plain(text, spelling)))


def word(text: str, spelling: Spelling) -> str:
    """Return a part of an address as Hugo spells a title: runs of blanks, slashes and plus signs become a dash."""
    words = (allowed_signs(piece) for piece in re.split(r"[\s/+]+", plain(text, spelling)))
    return re.sub(r"(?<=-)\0|\0(?=-)", "", "\0".join(filter(None, words))).replace("\0", "-")


def allowed_signs(text: str) -> str:
    """Return the text without signs that Hugo leaves out."""
    return "".join(sign for sign in text if sign in ALLOWED or unicodedata.category(sign)[0] in "LNM")


def plain(text: str, spelling: Spelling) -> str:
    """Return the text in its normal form, in the letters that the site has in addresses."""
    letters = nfc(text)
    if spelling.without_accents:
        letters = without_accents(letters, "NFD")
    return letters.lower() if spelling.lower else letters


def as_pattern(pattern: str) -> str:
    """Return the pattern of `site.yaml` that says the same; empty if there is none, or if it is the default."""
    fields = pattern
    for old, new in PATTERNS:
        fields = re.sub(rf"{old}(?![a-z])", new, fields)
    fields = f"/{fields.strip('/')}/"
    return fields if ":" not in fields and fields.count("{slug}") == 1 and fields != Site().permalink else ""


PATTERNS = (
    (":year", "{year}"),
    (":month", "{month}"),
    (":day", "{day}"),
    (":(?:slugor)?(?:content)?(?:file|base)name|:slug|:title", "{slug}"),
)
