"""The addresses that Pelican gave: slugs, and its patterns, `{date:%Y}/{slug}.html`.

https://docs.getpelican.com/en/stable/settings.html#url-settings lists what a pattern may name.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from string import Formatter

from chalicelib.content.site.site import Site
from chalicelib.frozen import Frozen
from infra.importers.folder.link_map import without_accents

SPELLED: Mapping[str, str] = {"ß": "ss", "æ": "ae", "ø": "o", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"}
FORMATS = re.compile(r"(?:%-?[YymdbBaAjHMSU]|[-_./ ])+")


class AddressParts(Frozen):
    """The parts that an address is built from."""

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


def address_of(pattern: str, parts: AddressParts) -> str:
    """Return the address that a pattern gives; empty if it names an unknown part."""
    values = {
        **(parts.own or {}),
        "slug": parts.slug,
        "lang": parts.lang,
        "author": parts.author,
        "category": parts.category,
        "path": parts.path,
    }
    address = ""
    try:
        for literal, name, spec, _ in Formatter().parse(pattern):
            address += literal
            if name == "date" and parts.date and FORMATS.fullmatch(spec or ""):
                address += parts.date.strftime(spec or "")
            elif name is not None:
                address += values[name]
    except (ValueError, KeyError):
        return ""
    return f"/{address.lstrip('/')}"


def as_pattern(pattern: str) -> str:
    """Return the pattern of `site.yaml` that says the same; empty if there is none, or if it is the default."""
    fields = re.sub(r"(/index)?\.html$", "", pattern)
    for old, new in (("{date:%Y}", "{year}"), ("{date:%m}", "{month}"), ("{date:%d}", "{day}")):
        fields = fields.replace(old, new)
    fields = f"/{fields.strip('/')}/"
    try:
        names = {name for _, name, _, _ in Formatter().parse(fields) if name is not None}
    except ValueError:  # braces that don't match
        return ""
    return fields if "slug" in names and names <= {"year", "month", "day", "slug"} and fields != Site().permalink else ""
