"""Every kind of page, and which pages show a post.

A post stands in listings; a listing is shown by views. A page is one view of one listing, so the pages that show a post
are a product of two small tables, and a new kind of page is a new row. What a kind reads and writes stands in
`press.gather`, under the same name.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from chalicelib.content.site import Language, Site
from chalicelib.press.paths import listing_address, object_key
from chalicelib.record import Record
from chalicelib.words import OUTSIDE, Listing, Page, Place, Post

HTML = "text/html; charset=utf-8"
SHORT = "public, max-age=0, s-maxage=30, must-revalidate"
LONGER = "public, max-age=300"


@dataclass(frozen=True, slots=True)
class Kind:
    """One row: the name, the address of such a page, its content type, its cache rule, and the bucket it stands in.

    A kind without a bucket is no object: it only brings a summary up to date.
    """

    name: str
    address: Callable[[Page, Site], str]
    type: str = HTML
    cache: str = SHORT
    bucket: str = "public"


def _of_listing(tail: Callable[[Page], str]) -> Callable[[Page, Site], str]:
    return lambda page, site: listing_address(Listing.parse(page.of), site) + tail(page)


def _fixed(address: str) -> Callable[[Page, Site], str]:
    return lambda _page, _site: address


def _of_language(tail: str) -> Callable[[Page, Site], str]:
    return lambda page, site: f"{site.prefix(page.of)}/{tail}"


def _segment(page: Page, _site: Site) -> str:
    listing = Listing.parse(page.of)
    return f"/sitemap/{listing.lang}-{'pages' if page.at == OUTSIDE else page.at}.xml"


KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind("address", lambda page, _: page.of),
        Kind("landing", _of_listing(lambda _: "")),
        Kind("month", _of_listing(lambda page: page.at.replace("-", "/") + "/")),
        Kind("year", _of_listing(lambda page: f"{page.at}/")),
        Kind("rss", _of_listing(lambda _: "feed/"), "application/rss+xml; charset=utf-8"),
        Kind("atom", _of_listing(lambda _: "feed/atom/"), "application/atom+xml; charset=utf-8"),
        Kind("json", _of_listing(lambda _: "feed/json/"), "application/feed+json; charset=utf-8"),
        Kind("tally", _fixed(""), bucket=""),
        Kind("map", _segment, "application/xml; charset=utf-8"),
        Kind("maps", _fixed("/sitemap.xml"), "application/xml; charset=utf-8"),
        Kind("topics", _of_language("topics/")),
        Kind("archives", _of_language("archives/")),
        Kind("feeds", _of_language("feeds/")),
        Kind("more", _of_language("more/")),
        Kind("notfound", _of_language("404.html")),
        Kind("sidebar", lambda page, _: f"/_/sidebar.{page.of}.html"),
        Kind("robots", _fixed("/robots.txt"), "text/plain; charset=utf-8"),
        Kind("style", _fixed("/_/style.css"), "text/css; charset=utf-8", LONGER),
        Kind("highlight", _fixed("/_/highlight.css"), "text/css; charset=utf-8", LONGER),
        Kind("script", _fixed("/_/sidebar.js"), "text/javascript; charset=utf-8", LONGER),
        Kind("follow", _fixed("/_/follow.js"), "text/javascript; charset=utf-8", LONGER),
        Kind("file", lambda page, _: f"/{page.of}", "", LONGER),
        Kind("report", lambda page, _: f"/{page.of}.error.txt", "text/plain; charset=utf-8", "no-store", "content"),
        Kind("warnings", lambda page, _: f"/{page.of}.warning.txt", "text/plain; charset=utf-8", "no-store", "content"),
    )
}


def _old(kind: Kind) -> Kind:
    """Where such a page of the default language would be, had it a prefix like the others: there it stands no more."""
    languages = (Language("", ""),)  # no language of a page is the default one

    def address(page: Page, site: Site) -> str:
        return kind.address(page, replace(site, languages=languages))

    return replace(kind, name=f"old-{kind.name}", address=address)


OF_PREFIX = ("landing", "month", "year", "rss", "atom", "json", "topics", "archives", "feeds", "more", "notfound")
KINDS |= {old.name: old for old in (_old(KINDS[name]) for name in OF_PREFIX)}


def key_of(page: Page, site: Site) -> str:
    """The object that the page is, in its bucket."""
    return object_key(KINDS[page.kind].address(page, site))


# ---- which pages show what


@dataclass(frozen=True, slots=True)
class View:
    """One way to show a listing: the kind of its pages, which kinds of listings, and whether a month is a page."""

    kind: str
    shows: tuple[str, ...] = ("all", "category", "tag", "author")
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
)

OF_LANGUAGE = ("sidebar", "more")  # show the newest posts, or the pages outside the flow, of a language
FIXED_OF_LANGUAGE = ("topics", "archives", "feeds", "more", "notfound", "sidebar")
FIXED_OF_SITE = ("maps", "robots", "style", "highlight", "script", "follow")
HOME = ("landing", "rss", "atom", "json")  # of the listing of all posts: stand even where nothing is published yet


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
    return frozenset(Place(str(listing), post.spot) for listing in listings_of(post))


def stands(record: Record, place: Place) -> bool:
    """Whether the record says that it stands there: a pointer alone proves nothing."""
    post = record.post
    if post is None or post.spot != place.spot:  # asked of every member of every list, so the cheap question comes first
        return False
    return Listing.parse(place.listing) in listings_of(post)


def pages_at(place: Place) -> frozenset[Page]:
    """Every page of its listing that may show whoever stands there; years and topics follow from months by their summaries."""
    listing = Listing.parse(place.listing)
    views = {view.page(listing, place.month) for view in VIEWS if listing.kind in view.shows}
    return frozenset(views | {Page(kind, listing.lang) for kind in OF_LANGUAGE if listing.kind in ("all", "pages")})


def pages_showing(post: Post) -> frozenset[Page]:
    """Every page whose bytes may depend on `post`; a superset is safe, a subset is a bug."""
    pages = (page for place in places_of(post) for page in pages_at(place))
    return frozenset(pages) | {Page("address", post.address)}


def fixed_pages(site: Site) -> frozenset[Page]:
    """The pages a site has before anything is published."""
    languages = [language.code for language in site.languages]
    home = {Page(kind, str(Listing("all", lang))) for lang in languages for kind in HOME}
    return frozenset(home | {Page(k, lang) for lang in languages for k in FIXED_OF_LANGUAGE} | {Page(k) for k in FIXED_OF_SITE})


def pages_of_record(record: Record) -> frozenset[Page]:
    """Every page that shows what this record has on the site, and the redirects and reports that speak of it."""
    shown = pages_showing(record.post) if record.post else frozenset()
    files = {Page("file", record.key)} if record.media else set()
    return shown | files | reports_of(record) | {Page("address", path) for path in redirects_of(record)}


def reports_of(record: Record) -> frozenset[Page]:
    """The report pages that may stand beside a source."""
    told = {"report": record.refusal is not None, "warnings": bool(record.post and record.post.links)}
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
    left = {replace(page, kind=f"old-{page.kind}") for page in pages | ours if language_of(page) == site.lang}
    return frozenset(pages | ours | left)


def about(page: Page) -> str:
    """What a page is of, whatever the language: pages that may have to share an address, when languages change, agree in it."""
    languages = page.kind.removeprefix("old-") in OF_PREFIX
    return ":".join(("", *page.of.split(":")[1:])) if languages else page.of


def only(kinds: Iterable[str], pages: Iterable[Page]) -> frozenset[Page]:
    """Those of the pages that are of these kinds; no kinds means all."""
    wanted = frozenset(kinds)
    return frozenset(page for page in pages if not wanted or page.kind in wanted)
