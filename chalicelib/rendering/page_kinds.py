"""Every kind of page, and the pages that show a post.

A post stands in listings, and a listing is shown by views. A page is one view of one listing, so two small tables (`listings_of`
and `VIEWS`) give the pages that show a post. To add a page kind, add its name to `model.PageKind`, a row to `KINDS`, and its
coroutine to `PAGES` of `rendering.pages`; if it shows listings, add a row to `VIEWS` as well.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Literal, cast

from chalicelib.content import cards, media_types, preview_addresses
from chalicelib.content.media_types import TYPES
from chalicelib.content.pictures import Picture, path_of, path_of_sized
from chalicelib.content.site import Language, Site
from chalicelib.model import OUTSIDE, Listing, ListingKind, Page, PageKind, Place, Post, Term
from chalicelib.record import Record
from chalicelib.rendering import fonts
from chalicelib.rendering.paths import listing_address, object_key

HTML, TEXT, XML, JSON, SVG, SCRIPT = (TYPES[extension] for extension in ("html", "txt", "xml", "json", "svg", "js"))
SHORT = "public, max-age=0, s-maxage=30, must-revalidate"
LONGER = "public, max-age=300"
FOR_EVER = "public, max-age=31536000, immutable"  # a name that says all that is in the file


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of page: its name, the address of such a page, its media type, its cache rule, and its bucket.

    `turn` is when a batch makes such pages: they show what pages of earlier turns have counted. A kind without a bucket stands
    for the pages that show an image: their number isn't bounded, so a rebuild queues them (`publishing.messages`).
    """

    name: PageKind
    address: Callable[[Page, Site], str]
    type: str = HTML
    cache: str = SHORT
    bucket: str = "public"
    turn: int = 0


def _of_listing(tail: Callable[[Page], str]) -> Callable[[Page, Site], str]:
    return lambda page, site: listing_address(page.listing, site) + tail(page)


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
        Kind("card", lambda page, _: cards.path_of(page.of), "", turn=1),
        Kind("month", _of_listing(lambda page: page.at.replace("-", "/") + "/")),
        Kind("year", _of_listing(lambda page: f"{page.at}/"), turn=1),
        Kind("landing", _of_listing(lambda _: ""), turn=2),
        Kind("rss", _of_listing(lambda _: "feed/"), media_types.FEEDS["rss"].served),
        Kind("atom", _of_listing(lambda _: "feed/atom/"), media_types.FEEDS["atom"].served),
        Kind("json", _of_listing(lambda _: "feed/json/"), media_types.FEEDS["json"].served),
        Kind("map", _part_of_map, XML),
        Kind("maps", lambda *_: "/sitemap.xml", XML, turn=3),
        Kind("segment", _segment, JSON),
        Kind("segments", lambda page, _: f"/_/search/{page.of}.json", JSON, turn=3),
        Kind("topics", _of_language("topics/"), turn=3),
        Kind("archives", _of_language("archives/"), turn=3),
        Kind("feeds", _of_language("feeds/"), turn=3),
        Kind("top", _of_language("top/")),
        Kind("more", _of_language("more/"), turn=3),
        Kind("follow", _of_language("follow/"), turn=3),
        Kind("search", _of_language("search/")),
        Kind("notfound", _of_language("404.html")),
        Kind("sidebar", lambda page, _: f"/_/sidebar.{page.of}.html", turn=3),
        Kind("robots", lambda *_: "/robots.txt", TEXT),
        Kind("humans", lambda *_: "/humans.txt", TEXT),
        Kind("icon", lambda *_: "/_/icon.svg", SVG, LONGER),
        Kind("script", lambda page, _: f"/_/{page.of}.js", SCRIPT, LONGER),
        Kind("font", lambda page, _: f"/_/fonts/{page.of}", TYPES["woff2"], FOR_EVER),
        Kind("file", lambda page, _: f"/{page.of}", "", LONGER),
        Kind("variant", lambda page, _: path_of(page.of, *page.at.split("/")), "", FOR_EVER, turn=1),
        Kind("sized", lambda page, _: path_of_sized(page.of, page.at), "", LONGER, turn=1),
        Kind("showing", lambda *_: "", TEXT, bucket=""),
        Kind("report", lambda page, _: f"/{page.of}.error.txt", TEXT, "no-store", "content"),
        Kind("warnings", lambda page, _: f"/{page.of}.warning.txt", TEXT, "no-store", "content", turn=1),
        Kind("preview", lambda page, _: preview_addresses.address(page.at), cache="no-store"),
        Kind("preview-letter", lambda page, _: f"{preview_addresses.address(page.at)}letter/", cache="no-store"),
    )
}


FORMER = frozenset({"tally"})
"""Kinds of pages of earlier versions, which waiting messages and stored summaries may still name: there is nothing to render."""


def old(kind: PageKind) -> PageKind:
    """Return the kind for the addresses that this kind had while the default language had a prefix."""
    return cast(PageKind, f"old-{kind}")


def _old(kind: Kind) -> Kind:
    """Return the old kind: its address has a prefix in the default language, too."""
    languages = (Language("", ""),)  # so the language of a page is never the default language

    def address(page: Page, site: Site) -> str:
        return kind.address(page, replace(site, languages=languages))

    return replace(kind, name=old(kind.name), address=address)


FEEDS: tuple[PageKind, ...] = ("rss", "atom", "json")
# One page for each language, whatever is published in it.
IN_EVERY_LANGUAGE: tuple[PageKind, ...] = ("topics", "archives", "feeds", "top", "more", "follow", "search")
OF_PREFIX: tuple[PageKind, ...] = ("landing", "month", "year", *FEEDS, *IN_EVERY_LANGUAGE, "notfound")
KINDS |= {kind.name: kind for kind in (_old(KINDS[name]) for name in OF_PREFIX)}


def key_of(page: Page, site: Site) -> str:
    """Return the key of the page's object in its bucket."""
    return object_key(KINDS[page.kind].address(page, site))


# ---- the pages that show a listing


@dataclass(frozen=True, slots=True)
class View:
    """One way to show a listing: the kind of page, the kinds of listings, and whether each year or month has a page of its own.

    Of years and months, only those stand that the listing is divided into (`rendering.pages.division`).
    """

    kind: PageKind
    shows: tuple[ListingKind, ...] = ("all", "category", "tag", "author", "series")
    by: Literal["", "year", "month"] = ""

    def page(self, listing: Listing, month: str) -> Page:
        return Page(self.kind, str(listing), {"": "", "year": month[:4], "month": month}[self.by])


WITH_FEEDS: tuple[ListingKind, ...] = ("all", "category", "tag", "author")
VIEWS: tuple[View, ...] = (
    View("landing"),
    View("year", by="year"),
    View("month", by="month"),
    View("rss", shows=WITH_FEEDS),
    View("atom", shows=WITH_FEEDS),
    View("json", shows=WITH_FEEDS),
    View("map", shows=("all", "pages"), by="month"),
    View("segment", shows=("all", "pages"), by="month"),
)

# Pages that show the boxes of a language: its newest posts, its most read posts, its pages outside the flow.
BOXES: tuple[PageKind, ...] = ("sidebar", "more", "top")
SHOWING_POSTS: Mapping[ListingKind, tuple[PageKind, ...]] = {"all": (*BOXES, "follow"), "pages": BOXES}
"""The pages of a language itself that show posts of these listings; the page to follow the site shows the newest one."""
SHOWING_FOLLOWERS: tuple[PageKind, ...] = ("sidebar", "more", "follow")
FIXED_OF_LANGUAGE: tuple[PageKind, ...] = (*IN_EVERY_LANGUAGE, "notfound", "segments", "sidebar")
FIXED_OF_SITE: tuple[PageKind, ...] = ("maps", "robots", "humans", "icon")
SCRIPTS: Mapping[str, tuple[str, ...]] = {  # the files that each script is joined from
    "site": ("scheme.js", "sidebar.js", "follow.js", "copy.js", "share.js", "larger-click.js", "topic.js"),
    "larger": ("larger.js",),
    "search": ("search.js",),
    "minisearch": ("minisearch.js",),
    "lost": ("lost.js",),
}
STYLED: tuple[PageKind, ...] = tuple(kind.name for kind in KINDS.values() if kind.type == HTML or kind.name == "icon")
"""The kinds whose pages show the theme."""

HOME: tuple[PageKind, ...] = ("landing", *FEEDS)  # of all posts: these stand even if nothing is published


TERMS: Mapping[ListingKind, Callable[[Post], tuple[Term, ...]]] = {
    "category": lambda post: post.categories,
    "tag": lambda post: post.tags,
    "author": lambda post: post.authors,
    "series": lambda post: (post.series,) if post.series else (),
}


def terms_of(post: Post) -> Mapping[ListingKind, tuple[Term, ...]]:
    """Return the terms of a post by the kind of their listings."""
    return {kind: terms(post) for kind, terms in TERMS.items()}


def listings_of(post: Post) -> tuple[Listing, ...]:
    """Return the listings that a post stands in."""
    if not post.listed:
        return (Listing("unlisted", post.lang),)
    if not post.date:
        return (Listing("pages", post.lang),)
    topics = (Listing(kind, post.lang, term.slug) for kind, terms in terms_of(post).items() for term in terms)
    shown = (Listing("all", post.lang), *topics)
    return (*shown, *(pinned_of(listing) for listing in shown if post.pinned and listing.kind in LED))


def pinned_of(listing: Listing) -> Listing:
    """Return the listing of the pinned posts that lead this one, of the kinds `LED`."""
    return Listing("pinned", listing.lang, listing.term)


LED: tuple[ListingKind, ...] = ("all", "category")
"""The kinds of listings whose landing pages begin with their pinned posts."""


def places_of(post: Post) -> frozenset[Place]:
    """Return the places of a post, one for each of its listings."""
    return frozenset(Place(listing, post.sort_key) for listing in listings_of(post))


def stands(record: Record, place: Place) -> bool:
    """Return whether the record has a post at this place. A pointer alone doesn't prove it."""
    post = record.post
    return post is not None and post.sort_key == place.sort_key and is_in(post, place.listing)


def is_in(post: Post, listing: Listing) -> bool:
    """Return whether the post stands in the listing; this is asked for each post of each list, so no list of listings is made."""
    if listing.lang != post.lang or post.listed == (listing.kind == "unlisted"):
        return False
    if post.listed and bool(post.date) == (listing.kind == "pages"):
        return False
    if listing.kind == "pinned":
        return post.pinned and (not listing.term or any(term.slug == listing.term for term in post.categories))
    if listing.kind not in TERMS:
        return not listing.term and listing.kind != "preview"
    return any(term.slug == listing.term for term in TERMS[listing.kind](post))


def pages_at(place: Place) -> frozenset[Page]:
    """Return the pages that may show a post at this place. Lists of topics and full segments follow from summaries."""
    listing = place.listing
    views = {view.page(listing, place.month) for view in VIEWS if listing.kind in view.shows}
    return frozenset(views | {Page(kind, listing.lang) for kind in SHOWING_POSTS.get(listing.kind, ())})


def pages_showing(post: Post) -> frozenset[Page]:
    """Return every page whose bytes may depend on `post`. A page too many is harmless, a missing page is a bug."""
    pages = (page for place in places_of(post) for page in pages_at(place))
    return frozenset(pages) | pages_of_address(post.address)


def pages_of_address(address: str) -> frozenset[Page]:
    """Return the pages that follow from who lives at an address: what stands there, and its card."""
    return frozenset({Page("address", address), Page("card", address)})


def part_beside_the_flow(lang: str) -> Page:
    """Return the part of the sitemap that each language has: its home page and its pages outside the flow."""
    return Page("map", str(Listing("pages", lang)), OUTSIDE)


def fixed_pages(site: Site) -> frozenset[Page]:
    """Return the pages that a site has before anything is published: also those at addresses that it leads elsewhere."""
    languages = [language.code for language in site.languages]
    home = {Page(kind, str(Listing("all", lang))) for lang in languages for kind in HOME}
    of_language = {Page(kind, lang) for lang in languages for kind in FIXED_OF_LANGUAGE} | {*map(part_beside_the_flow, languages)}
    return frozenset(home | of_language | moved_pages(site) | {Page(kind) for kind in FIXED_OF_SITE} | _files_of_ours())


def _files_of_ours() -> frozenset[Page]:
    return frozenset({Page("script", name) for name in SCRIPTS} | {Page("font", name) for name in fonts.files()})


def moved_pages(site: Site) -> frozenset[Page]:
    """Return the pages at the addresses that `site.yaml` leads elsewhere."""
    return frozenset(Page("address", path) for path in site.redirects)


def pages_of_record(record: Record) -> frozenset[Page]:
    """Return every page that shows this record, its redirects, and its reports."""
    shown = pages_showing(record.post) if record.post else frozenset()
    files = {Page("file", record.key)} if record.media else set()
    return shown | files | reports_of(record) | previews_of(record) | {Page("address", path) for path in redirects_of(record)}


def reports_of(record: Record) -> frozenset[Page]:
    """Return the report pages that may stand beside a source."""
    post = record.post
    names = bool(post and (post.links or post.images or post.files or post.aliases))
    reported: Mapping[PageKind, bool] = {
        "report": record.refusal is not None,
        "warnings": bool(record.shows or record.menu or record.diagnostics) or names,
    }
    return frozenset(Page(kind, record.key) for kind, applies in reported.items() if applies)


def previews_of(record: Record) -> frozenset[Page]:
    """Return the page that stands for what is at the secret address of a source, whatever that address is."""
    return frozenset({Page("preview", record.key)} if record.has_preview else ())


def preview_listing(lang: str) -> Listing:
    """Return the listing of the sources in a language that have or had a preview."""
    return Listing("preview", lang)


def at_addresses(pages: frozenset[Page], secrets: preview_addresses.Secrets) -> frozenset[Page]:
    """Return these pages with each preview and its letter at their addresses, and at former ones, where nothing may stand."""
    owed = frozenset(page for page in pages if page.kind == "preview" and not page.at)
    names = ((page.of, preview_addresses.token(secret, page.of)) for page in owed for secret in secrets.ever)
    return (pages - owed) | {Page(kind, *name) for name in names for kind in PREVIEWS}


PREVIEWS: tuple[PageKind, ...] = ("preview", "preview-letter")


def variants_of(key: str, picture: Picture) -> frozenset[Page]:
    """Return the pages of an image's variants while this picture stands for it."""
    return frozenset(Page("variant", key, f"{picture.name}/{one.file}") for one in picture.variants)


def redirects_of(record: Record) -> tuple[str, ...]:
    """Return the addresses that redirect to this record: the author's aliases and its former addresses."""
    aliases = record.post.aliases if record.post else ()
    return tuple(dict.fromkeys((*aliases, *record.former)))


def language_of(page: Page) -> str:
    """Return the language whose prefix the page's address has, or nothing for a kind without a prefix."""
    return page.lang if page.kind in OF_PREFIX else ""


def with_moved(pages: frozenset[Page], site: Site, former: frozenset[str]) -> frozenset[Page]:
    """Return these pages, and the pages at the addresses that they had while a former language was the default.

    Pages of the former default language had the addresses that pages of the new default language have now. Pages of the new
    default language had a prefix that no page has now.
    """
    if not former:
        return pages
    ours = {page.in_language(site.lang) for page in pages if language_of(page) in former}
    left = {replace(page, kind=old(page.kind)) for page in pages | ours if language_of(page) == site.lang}
    return frozenset(pages | ours | left)


def is_object(page: Page) -> bool:
    """Return whether the page is one object; if not, it stands for others."""
    return bool(KINDS[page.kind].bucket)


def about(page: Page) -> str:
    """Return what a page is about, without its language. Pages that may share an address when languages change have the same."""
    languages = page.kind.removeprefix("old-") in OF_PREFIX
    return page.in_language("").of if languages else page.of


def only(kinds: Iterable[str], pages: Iterable[Page]) -> frozenset[Page]:
    """Return the pages of these kinds; no kinds means all."""
    wanted = frozenset(kinds)
    return frozenset(page for page in pages if not wanted or page.kind in wanted)


def of_first_turn(pages: Iterable[Page]) -> frozenset[Page]:
    """Return the pages whose turn comes first."""
    turns = {page: KINDS[page.kind].turn for page in pages}
    first = min(turns.values(), default=0)
    return frozenset(page for page, turn in turns.items() if turn == first)
