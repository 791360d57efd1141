"""Every kind of page: its address, its type, how long it is kept, and when its turn is.

To add a page kind, add its name to `model.PageKind`, a row to `KINDS`, and its coroutine to `PAGES` of `rendering.pages`; if it
shows listings, add a row to `VIEWS` of `rendering.pages_showing` as well. A kind that is in every language is also in
`IN_EVERY_LANGUAGE`, and what its template sees in `view_models.uses`.
"""

from collections.abc import Callable, Iterable
from typing import cast

from msgspec.structs import replace

from chalicelib.content.addresses import preview_addresses
from chalicelib.content.addresses.addresses import path_of_card
from chalicelib.content.media import media_types
from chalicelib.content.media.image_variants import path_of, path_of_sized
from chalicelib.content.media.media_types import TYPES
from chalicelib.content.site.site import Language, Site
from chalicelib.frozen import Frozen
from chalicelib.model import OUTSIDE, Page, PageKind
from chalicelib.rendering.paths import feed_of_comments, listing_address, object_key, page_of_comments

HTML, TEXT, XML, JSON, SVG, SCRIPT = (TYPES[extension] for extension in ("html", "txt", "xml", "json", "svg", "js"))
SHORT = "public, max-age=0, s-maxage=30, must-revalidate"
BRIEFLY = "public, max-age=60, s-maxage=30, stale-while-revalidate=600"  # boxes are there at once on the next page
LONGER = "public, max-age=300"
FOR_EVER = "public, max-age=31536000, immutable"  # a name that says all that is in the file


class PageSpec(Frozen):
    """One kind of page: its name, the address of such a page, its media type, its cache rule, and its bucket.

    `turn` is when a batch makes such pages: they show what pages of earlier turns have counted. A kind without a bucket
    represents the pages that show an image: their number isn't bounded, so a rebuild queues them (`publishing.messages`).
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


KINDS: dict[str, PageSpec] = {
    kind.name: kind
    for kind in (
        PageSpec("address", lambda page, _: page.of),
        PageSpec("card", lambda page, _: path_of_card(page.of), "", turn=1),
        PageSpec("comments", lambda page, _: feed_of_comments(page.of), media_types.FEEDS["rss"].served, turn=1),
        PageSpec("comments-page", lambda page, _: page_of_comments(page.of, int(page.at)), turn=1),
        PageSpec("month", _of_listing(lambda page: page.at.replace("-", "/") + "/")),
        PageSpec("year", _of_listing(lambda page: f"{page.at}/"), turn=1),
        PageSpec("landing", _of_listing(lambda _: ""), turn=2),
        PageSpec("rss", _of_listing(lambda _: "feed/"), media_types.FEEDS["rss"].served),
        PageSpec("atom", _of_listing(lambda _: "feed/atom/"), media_types.FEEDS["atom"].served),
        PageSpec("json", _of_listing(lambda _: "feed/json/"), media_types.FEEDS["json"].served),
        PageSpec("map", _part_of_map, XML),
        PageSpec("maps", lambda *_: "/sitemap.xml", XML, turn=3),
        PageSpec("segment", _segment, JSON),
        PageSpec("segments", lambda page, _: f"/_/search/{page.of}.json", JSON, turn=3),
        PageSpec("topics", _of_language("topics/"), turn=3),
        PageSpec("archives", _of_language("archives/"), turn=3),
        PageSpec("feeds", _of_language("feeds/"), turn=3),
        PageSpec("top", _of_language("top/")),
        PageSpec("more", _of_language("more/"), turn=3),
        PageSpec("follow", _of_language("follow/"), turn=3),
        PageSpec("search", _of_language("search/")),
        PageSpec("notfound", _of_language("404.html")),
        PageSpec("sidebar", lambda page, _: f"/_/sidebar.{page.of}.html", cache=BRIEFLY, turn=3),
        PageSpec("robots", lambda *_: "/robots.txt", TEXT),
        PageSpec("humans", lambda *_: "/humans.txt", TEXT),
        PageSpec("icon", lambda *_: "/_/icon.svg", SVG, LONGER),
        PageSpec("script", lambda page, _: f"/_/{page.of}.js", SCRIPT, LONGER),
        PageSpec("font", lambda page, _: f"/_/fonts/{page.of}", TYPES["woff2"], FOR_EVER),
        PageSpec("sheet", lambda page, _: f"/_/{page.of}", TYPES["css"], FOR_EVER),
        PageSpec("file", lambda page, _: f"/{page.of}", "", LONGER),
        PageSpec("variant", lambda page, _: path_of(page.of, *page.at.split("/")), "", FOR_EVER, turn=1),
        PageSpec("sized", lambda page, _: path_of_sized(page.of, page.at), "", LONGER, turn=1),
        PageSpec("showing", lambda *_: "", TEXT, bucket=""),
        PageSpec("report", lambda page, _: f"/{page.of}.error.txt", TEXT, "no-store", "content"),
        PageSpec("warnings", lambda page, _: f"/{page.of}.warning.txt", TEXT, "no-store", "content", turn=1),
        PageSpec("preview", lambda page, _: preview_addresses.address(page.at), cache="no-store"),
        PageSpec("preview-letter", lambda page, _: f"{preview_addresses.address(page.at)}letter/", cache="no-store"),
    )
}

FORMER = frozenset({"tally"})
"""Kinds of pages of earlier versions, which waiting messages and stored summaries may still name: there is nothing to render."""


def old(kind: PageKind) -> PageKind:
    """Return the kind for the addresses that this kind had while the default language had a prefix."""
    return cast(PageKind, f"old-{kind}")


def _old(kind: PageSpec) -> PageSpec:
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
PARTS: tuple[PageKind, ...] = ("sidebar", "notfound", "preview", "preview-letter")  # HTML that no link of the site leads to
STYLED: tuple[PageKind, ...] = tuple(kind.name for kind in KINDS.values() if kind.type == HTML or kind.name == "icon")
"""The kinds whose pages show the theme."""


def key_of(page: Page, site: Site) -> str:
    """Return the key of the page's object in its bucket."""
    return object_key(KINDS[page.kind].address(page, site))


def is_object(page: Page) -> bool:
    """Return whether the page is one object; if not, it represents others."""
    return bool(KINDS[page.kind].bucket)


def is_read_by_people(page: Page) -> bool:
    """Return whether people open and read what is there; feeds, images, files and parts of pages are other objects."""
    return KINDS[page.kind].type == HTML and page.kind not in PARTS


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


def at_addresses(pages: frozenset[Page], secrets: preview_addresses.Secrets) -> frozenset[Page]:
    """Return these pages with each preview and its letter at their addresses, and at former ones, where nothing may be left."""
    owed = frozenset(page for page in pages if page.kind == "preview" and not page.at)
    names = ((page.of, preview_addresses.token(secret, page.of)) for page in owed for secret in secrets.ever)
    return (pages - owed) | {Page(kind, *name) for name in names for kind in PREVIEWS}


PREVIEWS: tuple[PageKind, ...] = ("preview", "preview-letter")
