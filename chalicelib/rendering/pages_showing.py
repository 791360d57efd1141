"""The pages that show a post: a pure table, which `publishing.owed` asks for the pages that a change touches.

A post is in listings (`rendering.post_listings`), and a listing is shown by views. A page is one view of one listing, so two
small tables, `post_listings.TERMS` and `VIEWS`, give the pages that show a post.
"""

from collections.abc import Mapping
from typing import Literal

from chalicelib.content.media.image_variants import Picture
from chalicelib.frozen import Frozen
from chalicelib.model import Listing, ListingKind, Page, PageKind, Place, Post
from chalicelib.record import Record
from chalicelib.rendering.post_listings import places_of


class View(Frozen):
    """One way to show a listing: the kind of page, the kinds of listings, and whether each year or month has a page of its own.

    Only those years and months exist that the listing is divided into (`rendering.pages.division`).
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
    """Return the pages that follow from who lives at an address: what is there, and its card."""
    return frozenset({Page("address", address), Page("card", address)})


def pages_of_record(record: Record) -> frozenset[Page]:
    """Return every page that shows this record, its redirects, and its reports."""
    shown = pages_showing(record.post) if record.post else frozenset()
    files = {Page("file", record.key)} if record.media else set()
    return shown | files | reports_of(record) | previews_of(record) | {Page("address", path) for path in redirects_of(record)}


def reports_of(record: Record) -> frozenset[Page]:
    """Return the report pages that may be beside a source."""
    post = record.post
    names = bool(post and (post.links or post.images or post.files or post.aliases))
    reported: Mapping[PageKind, bool] = {
        "report": record.refusal is not None,
        "warnings": bool(record.shows or record.menu or record.diagnostics) or names,
    }
    return frozenset(Page(kind, record.key) for kind, applies in reported.items() if applies)


def previews_of(record: Record) -> frozenset[Page]:
    """Return the page that represents what is at the secret address of a source, whatever that address is."""
    return frozenset({Page("preview", record.key)} if record.has_preview else ())


def redirects_of(record: Record) -> tuple[str, ...]:
    """Return the addresses that redirect to this record: the author's aliases and its former addresses."""
    aliases = record.post.aliases if record.post else ()
    return tuple(dict.fromkeys((*aliases, *record.former)))


def variants_of(key: str, picture: Picture) -> frozenset[Page]:
    """Return the pages of an image's variants while this is its picture."""
    return frozenset(Page("variant", key, f"{picture.name}/{one.file}") for one in picture.variants)
