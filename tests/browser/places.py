"""Every kind of page of the example blog, with an address of each: in English, and in Arabic, from right to left."""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote

from chalicelib.rendering.page_kinds import HTML, KINDS


@dataclass(frozen=True, slots=True)
class Place:
    """A page's kind, as `press.kinds` has it, what it is, and its addresses."""

    kind: str
    name: str
    english: str
    arabic: str

    @property
    def addresses(self) -> tuple[str, str]:
        return self.english, quote(self.arabic)


PLACES: tuple[Place, ...] = (
    Place("landing", "home", "/", "/ar/"),
    Place("landing", "category", "/category/type/", "/ar/category/type/"),
    Place("landing", "tag", "/tag/ink/", "/ar/tag/القوارب/"),
    Place("landing", "author", "/author/ines/", "/ar/author/ines/"),
    Place("address", "post", "/2026/07/15/a-tide-table-in-thirty-lines/", "/ar/2026/08/02/العربية-في-مصف-الحروف/"),
    Place("address", "post with pictures", "/2026/08/29/names-that-moved/", "/ar/2026/11/14/نقطة-ضحى/"),
    Place("address", "page outside the flow", "/about/", "/ar/من-نحن/"),
    Place("month", "month", "/2026/08/", "/ar/2026/08/"),
    Place("month", "month of a category", "/category/type/2026/08/", "/ar/category/type/2026/08/"),
    Place("year", "year", "/2026/", "/ar/2026/"),
    Place("topics", "topics", "/topics/", "/ar/topics/"),
    Place("archives", "archives", "/archives/", "/ar/archives/"),
    Place("feeds", "feeds", "/feeds/", "/ar/feeds/"),
    Place("more", "more", "/more/", "/ar/more/"),
    Place("top", "top", "/top/", "/ar/top/"),
    Place("search", "search", "/search/", "/ar/search/"),
    Place("notfound", "not found", "/404.html", "/ar/404.html"),
)
POST = next(place for place in PLACES if place.name == "post")
HOME = PLACES[0]

FRAGMENTS = frozenset(("sidebar",))
"""Kinds of HTML that are no pages: they are shown within others."""


def kinds_of_pages() -> frozenset[str]:
    """The kinds that a reader may come to."""
    html = (kind.name for kind in KINDS.values() if kind.type == HTML and kind.bucket == "public")
    return frozenset(name for name in html if not name.startswith("old-")) - FRAGMENTS


def named(places: Iterable[Place] = PLACES) -> dict[str, Place]:
    return {place.name: place for place in places}
