"""The addresses that Jekyll gave: its named styles, and its placeholders.

https://jekyllrb.com/docs/permalinks/ lists both.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import unquote

from chalicelib.content.site import Site

STYLES: Mapping[str, str] = {
    "date": "/:categories/:year/:month/:day/:title:output_ext",
    "pretty": "/:categories/:year/:month/:day/:title/",
    "ordinal": "/:categories/:year/:y_day/:title:output_ext",
    "weekdate": "/:categories/:year/W:week/:short_day/:title:output_ext",
    "none": "/:categories/:title:output_ext",
}
PLACEHOLDER = re.compile(r":([a-z_]+)")
PRETTY = re.compile(r"[^\w.~!$&'()+,;=@-]+")
PLAIN = re.compile(r"[^\w]+|_+")


@dataclass(frozen=True, slots=True)
class Named:
    """What an address is made of: the name of the file, the slug of front matter, the date, the categories; of a page, its path
    without ending, and of a document of a collection the collection's name."""

    name: str
    slug: str = ""
    date: datetime | None = None
    categories: Sequence[str] = ()
    path: str = ""
    collection: str = ""


def address_of(pattern: str, named: Named) -> str:
    """Return the address that a pattern, or a style, gives."""
    made = PLACEHOLDER.sub(lambda found: _filled(found[1], named), STYLES.get(pattern, pattern))
    return unquote(re.sub(r"/{2,}", "/", f"/{made.lstrip('/')}"))


def _filled(name: str, named: Named) -> str:
    """Return the value of the longest placeholder that the name begins with, and the rest of it."""
    known = {**words_of(named), **(times_of(named.date) if named.date else {})}
    own = next((part for part in sorted(known, key=len, reverse=True) if name.startswith(part)), "")
    return known[own] + name[len(own) :] if own else f":{name}"


def words_of(named: Named) -> Mapping[str, str]:
    return {
        "title": slugified(named.slug or named.name),
        "slug": plainly(named.slug or named.name),
        "name": plainly(named.name),
        "basename": named.name,
        "path": named.path,
        "collection": named.collection,
        "categories": "/".join(dict.fromkeys(category.lower() for category in named.categories)),
        "slugified_categories": "/".join(dict.fromkeys(map(plainly, named.categories))),
        "output_ext": ".html",
    }


def times_of(date: datetime) -> Mapping[str, str]:
    return {
        "year": f"{date:%Y}",
        "short_year": f"{date:%y}",
        "month": f"{date:%m}",
        "i_month": str(date.month),
        "short_month": f"{date:%b}",
        "long_month": f"{date:%B}",
        "day": f"{date:%d}",
        "i_day": str(date.day),
        "y_day": f"{date:%j}",
        "w_year": f"{date:%G}",
        "week": f"{date:%V}",
        "w_day": f"{date:%u}",
        "short_day": f"{date:%a}",
        "long_day": f"{date:%A}",
        "hour": f"{date:%H}",
        "minute": f"{date:%M}",
        "second": f"{date:%S}",
    }


def slugified(text: str) -> str:
    """Return Jekyll's `pretty` slug, which keeps the case of letters."""
    return PRETTY.sub("-", text).strip("-")


def plainly(text: str) -> str:
    """Return Jekyll's default slug."""
    return PLAIN.sub("-", text).strip("-").lower()


def of_page(pattern: str, path: str) -> str:
    """Return the address of a page by the site's pattern, of which pages only take whether there is an ending."""
    folder, _, name = path.rpartition("/")
    if name == "index":
        return f"/{folder}/" if folder else "/"
    pretty = STYLES.get(pattern, pattern).endswith("/")
    return f"/{path}/" if pretty else f"/{path}.html"


def as_pattern(pattern: str) -> str:
    """Return the pattern of `site.yaml` that says the same; empty if there is none, or if it is the usual one."""
    whole = STYLES.get(pattern, pattern).replace(":output_ext", "").removesuffix(".html").replace("/:categories", "")
    made = f"/{whole.strip('/')}/"
    for old, new in ((":year", "{year}"), (":month", "{month}"), (":day", "{day}"), (":title", "{slug}"), (":slug", "{slug}")):
        made = re.sub(rf"{old}(?![a-z_])", new, made)
    return made if ":" not in made and "{slug}" in made and made != Site().permalink else ""
