"""The addresses that Jekyll gave: its named styles, and its placeholders.

https://jekyllrb.com/docs/permalinks/ lists both.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import datetime
from urllib.parse import unquote

from chalicelib.content.site.site import Site
from chalicelib.frozen import Frozen

STYLES: Mapping[str, str] = {
    "date": "/:categories/:year/:month/:day/:title:output_ext",
    "pretty": "/:categories/:year/:month/:day/:title/",
    "ordinal": "/:categories/:year/:y_day/:title:output_ext",
    "weekdate": "/:categories/:year/W:week/:short_day/:title:output_ext",
    "none": "/:categories/:title:output_ext",
}
PLACEHOLDER = re.compile(r":([a-z_]+)")
READABLE = frozenset("._~!$&'()+,;=@")
ENDING = ".html"


class AddressParts(Frozen):
    """The parts that an address is built from.

    The name of the file without ending, the slug (of front matter, or the name without its date), the date, the categories, the
    path below the collection's folder, and the collection.
    """

    name: str
    slug: str = ""
    date: datetime | None = None
    categories: Sequence[str] = ()
    path: str = ""
    collection: str = "posts"


def address_of(pattern: str, parts: AddressParts) -> str:
    """Return the address that a pattern gives; empty if it asks for a date that isn't known, where Jekyll takes today's."""
    values = {**words_of(parts), **(times_of(parts.date) if parts.date else {})}
    address = PLACEHOLDER.sub(lambda match: _filled(match[1], values), unquote(pattern))
    return "" if not parts.date and TIMED.search(address) else tidied(address)


def tidied(address: str) -> str:
    """Return an address as Jekyll writes it."""
    return re.sub(r"/{2,}", "/", f"/{address}".replace("..", "/").replace("./", ""))


def _filled(name: str, values: Mapping[str, str]) -> str:
    """Return the value of the longest placeholder that the name begins with, and the rest of it."""
    placeholder = max(filter(name.startswith, values), key=len, default="")
    return values[placeholder] + name[len(placeholder) :] if placeholder else f":{name}"


def words_of(parts: AddressParts) -> Mapping[str, str]:
    return {
        "title": slugified(parts.slug, READABLE),
        "slug": slugified(parts.slug).lower(),
        "name": slugified(parts.name).lower(),
        "path": parts.path,
        "collection": parts.collection,
        "categories": "/".join(dict.fromkeys(category.lower() for category in parts.categories)),
        "slugified_categories": "/".join(dict.fromkeys(slugified(category).lower() for category in parts.categories)),
        "output_ext": ENDING,
    }


TIMES: Mapping[str, str] = {
    **{"year": "%Y", "short_year": "%y", "month": "%m", "short_month": "%b", "long_month": "%B", "day": "%d", "y_day": "%j"},
    **{"w_year": "%G", "week": "%V", "w_day": "%u", "short_day": "%a", "long_day": "%A", "hour": "%H", "minute": "%M"},
    "second": "%S",
}
TIMED = re.compile(rf":(?:{'|'.join(TIMES)}|i_month|i_day)(?![a-z])")
WORDS = frozenset(("Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Me", "Nd"))


def times_of(date: datetime) -> Mapping[str, str]:
    return {**{name: f"{date:{form}}" for name, form in TIMES.items()}, "i_month": str(date.month), "i_day": str(date.day)}


def slugified(text: str, allowed: frozenset[str] = frozenset()) -> str:
    """Return Jekyll's slug: letters and digits of any script, in their case, these signs, and a hyphen for each run of others."""
    signs = (sign if sign in allowed or unicodedata.category(sign) in WORDS else "-" for sign in text)
    return re.sub("-+", "-", "".join(signs)).strip("-")


def of_page(own: str, pattern: str, path: str) -> str:
    """Return the address of a page: its own permalink, or by the site's pattern, of which pages only take its end."""
    folder, _, name = path.rpartition("/")
    values = {"path": folder, "basename": name.rstrip("."), "output_ext": ENDING}
    usual = "/:path/" if name == "index" else f"/:path/:basename{end_of(pattern)}"
    return tidied(PLACEHOLDER.sub(lambda match: _filled(match[1], values), unquote(own) or usual))


def end_of(pattern: str) -> str:
    """Return what the site's pattern or style puts at the end of the addresses of pages and collections."""
    if pattern == "pretty" or pattern.endswith("/"):
        return "/"
    return ":output_ext" if pattern in ("date", "ordinal", "none") or pattern.endswith(":output_ext") else ""


def as_pattern(pattern: str) -> str:
    """Return the pattern of `site.yaml` that says the same; empty if there is none, or if it is the default."""
    whole = STYLES.get(pattern, pattern).replace(":output_ext", "").removesuffix(".html").replace("/:categories", "")
    fields = f"/{whole.strip('/')}/"
    for old, new in ((":year", "{year}"), (":month", "{month}"), (":day", "{day}"), (":title", "{slug}"), (":slug", "{slug}")):
        fields = re.sub(rf"{old}(?![a-z_])", new, fields)
    return fields if ":" not in fields and "{slug}" in fields and fields != Site().permalink else ""
