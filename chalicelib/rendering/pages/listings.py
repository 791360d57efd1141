"""The newest posts of a listing: its landing page and its feeds."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import groupby
from uuid import NAMESPACE_URL, uuid5

from msgspec.structs import replace

from chalicelib.content.media.media_types import type_at
from chalicelib.content.presentation.players import own_key
from chalicelib.content.site.podcasts import Podcast
from chalicelib.content.site.site import Site
from chalicelib.model import Listing, Page, PageKind, Post
from chalicelib.rendering.formats import feeds
from chalicelib.rendering.language.names import name_of
from chalicelib.rendering.language.post_names import post_name
from chalicelib.rendering.page_kinds import KINDS
from chalicelib.rendering.pages.division import Divided, listing_divided, owed_by_listing
from chalicelib.rendering.pages.heads import of_listing
from chalicelib.rendering.pages.reading import Newest, comment_counts, image_of, in_own_lists, leads, newest, pinned, texts
from chalicelib.rendering.paths import listing_address, url, whole
from chalicelib.rendering.presenters import (
    as_pinned,
    feed_title,
    in_list,
    is_offered,
    leading,
    render,
    shown_listing,
    spelling,
    to_line,
    to_month,
    to_year,
)
from chalicelib.rendering.queries import Made, OneSummary, Records, Summary
from chalicelib.rendering.site_context import SiteContext
from chalicelib.rendering.strict_text import uri
from chalicelib.rendering.summaries import FITS, changed, count_of, number_in, several_of, spelling_of, years_of
from chalicelib.rendering.view_models.links import Anchor
from chalicelib.rendering.view_models.lists import ShownListing, ShownPart
from chalicelib.rendering.view_models.post import ShownPost

SHOWING_TOPICS: tuple[PageKind, ...] = ("topics", "feeds", "more", "sidebar")
SHOWING_NAMES: tuple[PageKind, ...] = (*SHOWING_TOPICS, "follow")
SHOWING_NEWEST: tuple[PageKind, ...] = ("topics",)
IDS = 1_000  # kept: three feeds of a listing have the same posts
PINNED = 5
"""Pinned posts that lead a landing page, at most: the newest ones."""


def stands_always(listing: Listing, site: Site) -> bool:
    """Return whether the listing has pages without posts: all posts of a language of the site."""
    return listing.kind == "all" and is_offered(listing.lang, site)


async def landing(page: Page, context: SiteContext) -> Made:
    """Return the pinned and the newest posts, then the titles of all others; of a listing that is divided, its years."""
    listing = page.listing
    divided = await listing_divided(listing, context)
    recent = divided.newest
    summaries = (*await named(listing, recent), *await _counted(listing, divided))
    if not (recent.posts or stands_always(listing, context.site)):
        return Made(None, summaries=summaries)
    if listing.kind == "series":
        said = await comment_counts(() if divided.is_divided else recent.posts, context)
        return Made(_series(page, divided, said, context), summaries=summaries)
    first = await pinned(listing, recent, min(PINNED, context.site.landing))
    shown, left = _parted(first, recent.posts, context.site.landing)
    itself = await _itself(listing, recent, context.site)
    titles: tuple[ShownPart, ...] = ()
    if listing.kind == "tag":
        titles, left = (by_year(shown), left) if divided.is_divided else (by_year(recent.posts), ())
    body = render(
        "landing.html",
        page,
        context,
        listing.lang,
        about=of_listing(listing, itself, shown, context.site),
        listing=itself,
        posts=await in_own_lists(shown, context) if titles else await _in_list(listing, shown, len(first), context),
        older=await _reading_on(listing, left, context.site) if divided.is_divided else None,
        parts=_years(listing, divided, left, context.site),
        count=0 if listing.kind == "all" else divided.count,
        titles=titles,
    )
    return Made(body, summaries=summaries)


def _parted(first: Sequence[Post], recent: Sequence[Post], most: int) -> tuple[tuple[Post, ...], tuple[Post, ...]]:
    """Return the posts that a landing page shows, with the pinned ones first, and those that are left."""
    pinned_keys = {post.key for post in first}
    posts = (*first, *(post for post in recent if post.key not in pinned_keys))
    return posts[:most], posts[most:]


async def _itself(listing: Listing, recent: Newest, site: Site) -> ShownListing:
    several = bool((await OneSummary(*several_of(listing))).value) if listing.kind == "author" else False
    return replace(shown_listing(site, listing, spelling(listing, recent.posts)), several=several)


async def _in_list(listing: Listing, shown: Sequence[Post], led: int, context: SiteContext) -> tuple[ShownPost, ...]:
    """Return the posts of a landing page: the first `led` are pinned, and of all posts the first with a title has its image."""
    lead = await leads(shown, context)
    said = await comment_counts(shown, context)
    posts = [in_list(post, context, lead, said.get(post.address, 0)) for post in shown]
    posts[:led] = map(as_pinned, posts[:led])
    first = next((number for number, post in enumerate(shown) if post.title), None)
    if first is not None and listing.kind == "all":
        posts[first] = leading(posts[first], shown[first], await image_of(shown[first]))
    return tuple(posts)


def _series(page: Page, divided: Divided, said: Mapping[str, int], context: SiteContext) -> bytes:
    """Return the parts of a series from the first to the last; of one that is divided, its years."""
    listing, posts = page.listing, divided.newest.posts
    itself = shown_listing(context.site, listing, spelling(listing, posts))
    parts = () if divided.is_divided else posts[::-1]
    return render(
        "series.html",
        page,
        context,
        listing.lang,
        about=of_listing(listing, itself, parts or posts, context.site),
        listing=itself,
        posts=tuple(in_list(post, context, {}, said.get(post.address, 0)) for post in parts),
        parts=_years(listing, divided, (), context.site)[::-1],
        count=divided.count,
    )


async def _reading_on(listing: Listing, left: Sequence[Post], site: Site) -> Anchor | None:
    """Return a link to the first of the posts left: in its year, or in its month if the year is divided."""
    if not left:
        return None
    post = left[0]
    noted = await OneSummary(years_of(listing), post.month[:4])
    if number_in(noted) > FITS:
        return to_month(post.month, listing, site)
    return replace(to_year(post.month[:4], listing, site), fragment=post.address)


def _years(listing: Listing, divided: Divided, left: Iterable[Post], site: Site) -> tuple[ShownPart, ...]:
    """Return the years, newest first: each with the titles of its posts that have no excerpt here, or their number."""
    if divided.is_divided:
        links = (to_year(year, listing, site, count) for year, count in sorted(divided.parts.items(), reverse=True))
        return tuple(ShownPart(link.text, link.address, link.count) for link in links)
    return by_year(left)


def by_year(posts: Iterable[Post]) -> tuple[ShownPart, ...]:
    """Return the titles of these posts by year."""
    years = groupby(posts, lambda post: post.month[:4])
    return tuple(ShownPart(year, lines=tuple(map(to_line, of_year))) for year, of_year in years)


async def named(listing: Listing, recent: Newest) -> tuple[Summary, ...]:
    """Return the summary of the listing's name, as the newest post spells it, for the pages of all topics, and for rebuilds.

    The landing page and all feeds write it, so a rebuild finds the listing as soon as one of them was rendered.
    """
    if listing.kind == "all":
        return ()
    previous = await OneSummary(*spelling_of(listing))
    name = spelling(listing, recent.posts) if recent.posts else None
    return changed(previous, name, (Page(kind, listing.lang) for kind in SHOWING_NAMES))


async def _counted(listing: Listing, divided: Divided) -> tuple[Summary, ...]:
    """Return the summary of the number of a topic's posts and of the newest one's month.

    The number is for the pages of all topics, and for all pages of the topic. Only one page shows what is newest. A menu that
    the topic is in shows it only while it has posts.
    """
    if listing.kind == "all":
        return ()
    previous = await OneSummary(*count_of(listing))
    owed = await owed_by_listing(listing, number_in(previous), divided)
    showing = SHOWING_TOPICS if number_in(previous) != divided.count else SHOWING_NEWEST
    value = [divided.count, *(post.month for post in divided.newest.posts[:1])] if divided.count else None
    crossing = listing.kind == "category" and (number_in(previous) > 0) != (divided.count > 0)
    in_menu = {Page("showing", str(listing))} if crossing else set()
    return changed(previous, value, owed | in_menu | {Page(kind, listing.lang) for kind in showing})


# ---- feeds


WRITERS: Mapping[PageKind, Callable[[feeds.Feed], bytes]] = {"rss": feeds.rss, "atom": feeds.atom, "json": feeds.json_feed}


async def feed(page: Page, context: SiteContext) -> Made:
    """Return the listing's feed, in the format that the kind of the page names; nothing if the site has no such feed."""
    listing = page.listing
    recent = await newest(listing, context)
    summaries = await named(listing, recent)
    stands = bool(recent.posts) or stands_always(listing, context.site)
    if not stands or page.kind not in context.site.feeds.get(listing.kind, ()):
        return Made(None, summaries=summaries)
    return Made(WRITERS[page.kind](await _feed(page, listing, recent, context.site)), summaries=summaries)


async def _feed(page: Page, listing: Listing, recent: Newest, site: Site) -> feeds.Feed:
    """Return the feed of a listing, for any format."""
    posts = recent.posts[: site.feed_length]
    bodies = await texts(posts if site.feed_full else [post for post in posts if post.whole])
    html = {key: text.html for key, text in bodies.items()}
    enclosed = await _enclosures(posts, site)
    title = feed_title(site, listing, spelling(listing, posts))
    return feeds.Feed(
        title=title,
        description=site.description.get(listing.lang) or title,
        link=url(site, listing_address(listing, site)),
        feed_url=feed_url(page, site),
        lang=listing.lang,
        id=urn(site, f"listing/{listing}"),
        entries=tuple(
            _entry(post, html.get(post.key, ""), enclosed.get(post.key), site, name)
            for post, name in zip(posts, ids(posts, site), strict=True)
        ),
        site_url=site.url,
        authors=(site.title.get(listing.lang),),
        hub=site.hub,
        podcast=_podcast(listing, site),
    )


def _podcast(listing: Listing, site: Site) -> Podcast:
    """Return the podcast that is the feed of this listing, with the absolute address of its image; without one, an empty one."""
    podcast = site.podcast
    of = Listing("category", listing.lang, podcast.of) if podcast.of else Listing("all", listing.lang)
    return replace(podcast, image=whole(site.url, podcast.image)) if listing == of else Podcast()


def feed_url(page: Page, site: Site) -> str:
    """Return the URL of a feed, by which feed readers subscribe to it at a hub."""
    return uri(url(site, KINDS[page.kind].address(page, site)))


def ids(posts: Sequence[Post], site: Site) -> tuple[str, ...]:
    """Return a unique id for each of these posts: the author's own, else one from its key, which no other post can take."""
    keys = {made_id(post, site): post.key for post in posts}
    given: dict[str, str] = {}
    for post in sorted(posts, key=lambda post: post.key):
        own = post.id if ":" in post.id else post.id and urn(site, f"id/{post.id}")
        free = bool(own) and own not in given and keys.get(own, post.key) == post.key
        given[own if free else made_id(post, site)] = post.key
    by_key = {key: name for name, key in given.items()}
    return tuple(by_key[post.key] for post in posts)


def made_id(post: Post, site: Site) -> str:
    """Return the id of a post that has none of its author's: from its key, or the key that it had before it was renamed."""
    return urn(site, f"post/{post.origin or post.key}")


async def _enclosures(posts: Sequence[Post], site: Site) -> Mapping[str, feeds.Enclosure]:
    """Return what feeds enclose, by the posts' keys: the file of the first player; a file of this site only if it is there."""
    own = {post.key: key for post in posts if (key := own_key(post.player))}
    records = await Records(frozenset(own.values())) if own else {}
    files = {key: record.media for key, record in records.items() if record.media}
    enclosures: dict[str, feeds.Enclosure] = {}
    for post in posts:
        if post.key not in own and post.player and not post.player.startswith("/"):
            enclosures[post.key] = feeds.Enclosure(post.player, type_at(post.player), 0, post.duration)
        elif media := files.get(own.get(post.key, "")):
            enclosures[post.key] = feeds.Enclosure(url(site, f"/{media.key}"), media.type, media.length, post.duration)
    return enclosures


def _entry(post: Post, html: str, enclosed: feeds.Enclosure | None, site: Site, id_: str) -> feeds.Entry:
    categories = (name_of(site, "category", term, post.lang) for term in post.categories)
    return feeds.Entry(
        id=id_,
        url=url(site, post.address),
        title=post.title,
        name=post_name(post),
        published=post.date,
        updated=post.updated,
        authors=tuple(name_of(site, "author", term, post.lang) for term in post.authors),
        categories=(*categories, *(tag.name for tag in post.tags)),
        excerpt=post.excerpt,
        html=html,
        image=whole(site.url, post.image),
        lang=post.lang,
        enclosure=enclosed,
        explicit=post.explicit,
    )


def urn(site: Site, name: str) -> str:
    """Return an id that doesn't depend on addresses: from the site's `feed_id`, or its URL, and the name."""
    return _urn(site.feed_id or site.url, name)


@lru_cache(maxsize=IDS)
def _urn(space: str, name: str) -> str:
    return f"urn:uuid:{uuid5(uuid5(NAMESPACE_URL, space), name)}"
