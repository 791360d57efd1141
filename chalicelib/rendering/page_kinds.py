"""Every kind of page, and which pages show a post.

A post stands in listings; a listing is shown by views. A page is one view of one listing, so the pages that show a post
are a product of two small tables, and a new kind of page is a new row. What a kind reads and writes stands in
`press.gather`, under the same name.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import cast

from chalicelib.content import media_types
from chalicelib.content.media_types import TYPES
from chalicelib.content.site import Language, Site
from chalicelib.model import OUTSIDE, Listing, ListingKind, Page, PageKind, Place, Post
from chalicelib.record import Record
from chalicelib.rendering.paths import listing_address, object_key

HTML, TEXT, XML, JSON, SVG, SCRIPT = (TYPES[extension] for extension in ("html", "txt", "xml", "json", "svg", "js"))
SHORT = "public, max-age=0, s-maxage=30, must-revalidate"
LONGER = "public, max-age=300"


@dataclass(frozen=True, slots=True)
class Kind:
    """One row: the name, the address of such a page, its content type, its cache rule, and the bucket it stands in.

    A kind without a bucket is no object: it only brings a summary up to date.
    """

    name: PageKind
    address: Callable[[Page, Site], str]
    type: str = HTML
    cache: str = SHORT
    bucket: str = "public"


def _of_listing(tail: Callable[[Page], str]) -> Callable[[Page, Site], str]:
    return lambda page, site: listing_address(page.listing, site) + tail(page)


def _fixed(address: str) -> Callable[[Page, Site], str]:
    return lambda _page, _site: address


def _of_language(tail: str) -> Callable[[Page, Site], str]:
    return lambda page, site: f"{site.prefix(page.of)}/{tail}"


def _part_of_map(page: Page, _site: Site) -> str:
    listing = page.listing
    return f"/sitemap/{listing.lang}-{'pages' if page.at == OUTSIDE else page.at}.xml"


def _segment(page: Page, _site: Site) -> str:
    return f"/_/search/{page.listing.lang}/{page.at.replace(OUTSIDE, 'pages')}.json"


KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind("address", lambda page, _: page.of),
        Kind("landing", _of_listing(lambda _: "")),
        Kind("month", _of_listing(lambda page: page.at.replace("-", "/") + "/")),
        Kind("year", _of_listing(lambda page: f"{page.at}/")),
        Kind("rss", _of_listing(lambda _: "feed/"), media_types.FEEDS["rss"]),
        Kind("atom", _of_listing(lambda _: "feed/atom/"), media_types.FEEDS["atom"]),
        Kind("json", _of_listing(lambda _: "feed/json/"), media_types.FEEDS["json"]),
        Kind("tally", _fixed(""), bucket=""),
        Kind("map", _part_of_map, XML),
        Kind("maps", _fixed("/sitemap.xml"), XML),
        Kind("segment", _segment, JSON),
        Kind("segments", lambda page, _: f"/_/search/{page.of}.json", JSON),
        Kind("topics", _of_language("topics/")),
        Kind("archives", _of_language("archives/")),
        Kind("feeds", _of_language("feeds/")),
        Kind("top", _of_language("top/")),
        Kind("more", _of_language("more/")),
        Kind("search", _of_language("search/")),
        Kind("notfound", _of_language("404.html")),
        Kind("sidebar", lambda page, _: f"/_/sidebar.{page.of}.html"),
        Kind("robots", _fixed("/robots.txt"), TEXT),
        Kind("humans", _fixed("/humans.txt"), TEXT),
        Kind("icon", _fixed("/_/icon.svg"), SVG, LONGER),
        Kind("script", lambda page, _: f"/_/{page.of}.js", SCRIPT, LONGER),
        Kind("file", lambda page, _: f"/{page.of}", "", LONGER),
        Kind("report", lambda page, _: f"/{page.of}.error.txt", TEXT, "no-store", "content"),
        Kind("warnings", lambda page, _: f"/{page.of}.warning.txt", TEXT, "no-store", "content"),
    )
}


def old(kind: PageKind) -> PageKind:
    """The kind of page that stands no more where this kind would stand, had the default language a prefix."""
    return cast(PageKind, f"old-{kind}")


def _old(kind: Kind) -> Kind:
    """Where such a page of the default language would be, had it a prefix like the others: there it stands no more."""
    languages = (Language("", ""),)  # no language of a page is the default one

    def address(page: Page, site: Site) -> str:
        return kind.address(page, replace(site, languages=languages))

    return replace(kind, name=old(kind.name), address=address)


FEEDS: tuple[PageKind, ...] = ("rss", "atom", "json")
# One page a language, whatever is published in it.
IN_EVERY_LANGUAGE: tuple[PageKind, ...] = ("topics", "archives", "feeds", "top", "more", "search")
OF_PREFIX: tuple[PageKind, ...] = ("landing", "month", "year", *FEEDS, *IN_EVERY_LANGUAGE, "notfound")
KINDS |= {kind.name: kind for kind in (_old(KINDS[name]) for name in OF_PREFIX)}


def key_of(page: Page, site: Site) -> str:
    """The object that the page is, in its bucket."""
    return object_key(KINDS[page.kind].address(page, site))


# ---- which pages show what


@dataclass(frozen=True, slots=True)
class View:
    """One way to show a listing: the kind of its pages, which kinds of listings, and whether each month is a page."""

    kind: PageKind
    shows: tuple[ListingKind, ...] = ("all", "category", "tag", "author")
    by_month: bool = False

    def page(self, listing: Listing, month: str) -> Page:
        return Page(self.kind, str(listing), month if self.by_month else "")


VIEWS: tuple[View, ...] = (
    View("landing"),
    View("month", by_month=True),
    View("rss"),
    View("atom"),
    View("json"),
    View("map", shows=("all", "pages"), by_month=True),
    View("segment", shows=("all", "pages"), by_month=True),
)

# These show the boxes of a language: its newest posts, the most read posts, pages outside the flow.
BOXES: tuple[PageKind, ...] = ("sidebar", "more", "top")
FIXED_OF_LANGUAGE: tuple[PageKind, ...] = (*IN_EVERY_LANGUAGE, "notfound", "segments", "sidebar")
FIXED_OF_SITE: tuple[PageKind, ...] = ("maps", "robots", "humans", "icon")
SCRIPTS: Mapping[str, tuple[str, ...]] = {  # what each script is put together of
    "site": ("sidebar.js", "follow.js", "copy.js"),
    "search": ("search.js",),
    "minisearch": ("minisearch.js",),
}
HOME: tuple[PageKind, ...] = ("landing", *FEEDS)  # of the listing of all posts: stand even where nothing is published yet


def listings_of(post: Post) -> tuple[Listing, ...]:
    """The listings that a post stands in."""
    if not post.date:
        return (Listing("pages", post.lang),)
    return (
        Listing("all", post.lang),
        *(Listing("category", post.lang, term.slug) for term in post.categories),
        *(Listing("tag", post.lang, term.slug) for term in post.tags),
        *(Listing("author", post.lang, term.slug) for term in post.authors),
    )


def places_of(post: Post) -> frozenset[Place]:
    """Where a post stands: one place a listing."""
    return frozenset(Place(listing, post.sort_key) for listing in listings_of(post))


def stands(record: Record, place: Place) -> bool:
    """Whether the record says that it stands there: a pointer alone proves nothing."""
    post = record.post
    if post is None or post.sort_key != place.sort_key:  # asked of every member of every list, so the cheap question comes first
        return False
    return place.listing in listings_of(post)


def pages_at(place: Place) -> frozenset[Page]:
    """Every page of its listing that may show whoever stands there; by summaries, years, topics and full segments follow."""
    listing = place.listing
    views = {view.page(listing, place.month) for view in VIEWS if listing.kind in view.shows}
    return frozenset(views | {Page(kind, listing.lang) for kind in BOXES if listing.kind in ("all", "pages")})


def pages_showing(post: Post) -> frozenset[Page]:
    """Every page whose bytes may depend on `post`; a superset is safe, a subset is a bug."""
    pages = (page for place in places_of(post) for page in pages_at(place))
    return frozenset(pages) | {Page("address", post.address)}


def part_beside_the_flow(lang: str) -> Page:
    """The part of the sitemap that a language always has: its home, and its pages outside the flow."""
    return Page("map", str(Listing("pages", lang)), OUTSIDE)


def fixed_pages(site: Site) -> frozenset[Page]:
    """The pages a site has before anything is published."""
    languages = [language.code for language in site.languages]
    home = {Page(kind, str(Listing("all", lang))) for lang in languages for kind in HOME}
    of_language = {Page(kind, lang) for lang in languages for kind in FIXED_OF_LANGUAGE} | {*map(part_beside_the_flow, languages)}
    return frozenset(home | of_language | {Page(kind) for kind in FIXED_OF_SITE} | {Page("script", name) for name in SCRIPTS})


def pages_of_record(record: Record) -> frozenset[Page]:
    """Every page that shows what this record has on the site, and the redirects and reports that speak of it."""
    shown = pages_showing(record.post) if record.post else frozenset()
    files = {Page("file", record.key)} if record.media else set()
    return shown | files | reports_of(record) | {Page("address", path) for path in redirects_of(record)}


def reports_of(record: Record) -> frozenset[Page]:
    """The report pages that may stand beside a source."""
    post = record.post
    told: Mapping[PageKind, bool] = {
        "report": record.refusal is not None,
        "warnings": bool(record.shows or (post and (post.links or post.aliases))),
    }
    return frozenset(Page(kind, record.key) for kind, speaks in told.items() if speaks)


def redirects_of(record: Record) -> tuple[str, ...]:
    """The addresses that lead to where this record lives: the author's aliases, and where it lived before."""
    aliases = record.post.aliases if record.post else ()
    return tuple(dict.fromkeys((*aliases, *record.former)))


def language_of(page: Page) -> str:
    """The language whose prefix the page's address has; nothing for kinds that have none."""
    return page.of.partition(":")[0] if page.kind in OF_PREFIX else ""


def in_language(page: Page, lang: str) -> Page:
    """The page of the same listing, or the same page, in another language."""
    return replace(page, of=":".join((lang, *page.of.split(":")[1:])))


def with_moved(pages: frozenset[Page], site: Site, former: frozenset[str]) -> frozenset[Page]:
    """These pages, and what is to stand where they stood while a former language was the default.

    The former default's stood where now the new one's do; the new one's stood below a prefix that nobody has any more.
    """
    if not former:
        return pages
    ours = {in_language(page, site.lang) for page in pages if language_of(page) in former}
    left = {replace(page, kind=old(page.kind)) for page in pages | ours if language_of(page) == site.lang}
    return frozenset(pages | ours | left)


def about(page: Page) -> str:
    """What a page is of, whatever the language: pages that may have to share an address, when languages change, agree in it."""
    languages = page.kind.removeprefix("old-") in OF_PREFIX
    return ":".join(("", *page.of.split(":")[1:])) if languages else page.of


def only(kinds: Iterable[str], pages: Iterable[Page]) -> frozenset[Page]:
    """Those of the pages that are of these kinds; no kinds means all."""
    wanted = frozenset(kinds)
    return frozenset(page for page in pages if not wanted or page.kind in wanted)
