"""The addresses that Pelican gave: slugs, and its patterns, `{date:%Y}/{slug}.html`.

https://docs.getpelican.com/en/stable/settings.html#url-settings lists what a pattern may name.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from string import Formatter

from chalicelib.content.site.site import Site
from infra.importers.folder.link_map import without_accents

SPELLED: Mapping[str, str] = {"ß": "ss", "æ": "ae", "ø": "o", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"}
FORMATS = re.compile(r"(?:%-?[YymdbBaAjHMSU]|[-_./ ])+")


@dataclass(frozen=True, slots=True)
class Named:
    """What an address is made of."""

    slug: str
    lang: str = ""
    date: datetime | None = None
    author: str = ""
    category: str = ""
    path: str = ""
    own: Mapping[str, str] | None = None


def slugified(text: str) -> str:
    """Return Pelican's slug: accents are dropped; letters of other scripts stay, which Pelican would have spelled out."""
    plain = "".join(SPELLED.get(sign, sign) for sign in text.lower())
    return re.sub(r"[-\s]+", "-", re.sub(r"[^\w\s-]", "", without_accents(plain)).strip())


def address_of(pattern: str, named: Named) -> str:
    """Return the address that a pattern gives; empty if it names what isn't known."""
    known = {
        **(named.own or {}),
        "slug": named.slug,
        "lang": named.lang,
        "author": named.author,
        "category": named.category,
        "path": named.path,
    }
    made = ""
    try:
        for literal, name, spec, _ in Formatter().parse(pattern):
            made += literal
            if name == "date" and named.date and FORMATS.fullmatch(spec or ""):
                made += named.date.strftime(spec or "")
            elif name is not None:
                made += known[name]
    except (ValueError, KeyError):
        return ""
    return f"/{made.lstrip('/')}"


def as_pattern(pattern: str) -> str:
    """Return the pattern of `site.yaml` that says the same; empty if there is none, or if it is the usual one."""
    made = re.sub(r"(/index)?\.html$", "", pattern)
    for old, new in (("{date:%Y}", "{year}"), ("{date:%m}", "{month}"), ("{date:%d}", "{day}")):
        made = made.replace(old, new)
    made = f"/{made.strip('/')}/"
    named = {name for _, name, _, _ in parsed(made) if name is not None}
    return made if "slug" in named and named <= {"year", "month", "day", "slug"} and made != Site().permalink else ""


def parsed(pattern: str) -> list[tuple[str, str | None, str | None, str | None]]:
    """Return the parts of a pattern; none if its braces don't match."""
    try:
        return list(Formatter().parse(pattern))
    except ValueError:
        return []
