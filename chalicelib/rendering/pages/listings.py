"""The newest of a listing: its landing page and its feeds."""

from collections.abc import Callable, Sequence
from uuid import NAMESPACE_URL, UUID, uuid5

from chalicelib.content.site import Site
from chalicelib.model import Listing, Page, PageKind, Post
from chalicelib.rendering import feeds
from chalicelib.rendering.absolute_urls import uri
from chalicelib.rendering.page_kinds import KINDS
from chalicelib.rendering.pages.heads import of_listing
from chalicelib.rendering.pages.reading import Newest, newest, texts
from chalicelib.rendering.paths import listing_address, url, whole
from chalicelib.rendering.phrases import month_text
from chalicelib.rendering.presenters import Text, feed_title, in_list, listing_name, name_of, render, shown_listing, spelled
from chalicelib.rendering.queries import Made, OneSummary, Summaries, Summary
from chalicelib.rendering.site_context import SiteContext
from chalicelib.rendering.summaries import changed, topics_of, years_of
from chalicelib.rendering.view_models import Anchor

SHOWING_TOPICS: tuple[PageKind, ...] = ("topics", "feeds", "more", "sidebar")


def stands_always(listing: Listing, site: Site) -> bool:
    """The home page of each language stands before the first post does."""
    return listing.kind == "all" and any(language.code == listing.lang for language in site.languages)


async def landing(page: Page, context: SiteContext) -> Made:
    """The newest posts, and the way to the month where one reads on."""
    listing = page.listing
    known = await newest(listing, context)
    told = await named(listing, known)
    if not (known.posts or stands_always(listing, context.site)):
        return Made(None, summaries=told)
    shown = known.posts[: context.site.landing]
    lead = await texts(post for post in shown if post.lead)
    title = listing_name(context.site, listing, known.posts[0] if known.posts else None)
    itself = shown_listing(context.site, listing, title)
    body = render(
        "landing.html",
        page,
        context,
        listing.lang,
        about=of_listing(listing, itself, shown, context.site),
        listing=itself,
        posts=tuple(in_list(post, context, lead) for post in shown),
        older=_reading_on(listing, known, context.site),
    )
    return Made(body, summaries=told)


def _reading_on(listing: Listing, known: Newest, site: Site) -> Anchor | None:
    """The month of the first post that the landing page has no room for."""
    if len(known.posts) <= site.landing:
        return None
    month = known.posts[site.landing].month
    return Anchor(month_text(month, listing.lang), f"{listing_address(listing, site)}{month.replace('-', '/')}/")


async def named(listing: Listing, known: Newest) -> tuple[Summary, ...]:
    """How the newest post spells the listing's name, kept for the pages that list all topics, and for walks.

    Every page that months don't divide keeps it, so a walk finds the listing as soon as one of them stands.
    """
    if listing.kind == "all":
        return ()
    before = await OneSummary(topics_of(listing.lang), f"{listing.kind}:{listing.term}#name")
    name = spelled(listing, known.posts[0]).name if known.posts else None
    return changed(before, name, (Page(kind, listing.lang) for kind in SHOWING_TOPICS))


async def tally(page: Page, _context: SiteContext) -> Made:
    """How many posts the listing has, by adding its years up: no page, only a summary for those that list all topics."""
    listing = page.listing
    years = await Summaries(years_of(listing))
    before = await OneSummary(topics_of(listing.lang), f"{listing.kind}:{listing.term}#count")
    count = sum(year.value for year in years.values()) or None
    return Made(None, summaries=changed(before, count, (Page(kind, listing.lang) for kind in SHOWING_TOPICS)))


# ---- feeds


async def rss(page: Page, context: SiteContext) -> Made:
    return await _in_format(feeds.rss, page, context)


async def atom(page: Page, context: SiteContext) -> Made:
    return await _in_format(feeds.atom, page, context)


async def json(page: Page, context: SiteContext) -> Made:
    return await _in_format(feeds.json_feed, page, context)


async def _in_format(write: Callable[[feeds.Feed], bytes], page: Page, context: SiteContext) -> Made:
    """The listing's feed in one format."""
    listing = page.listing
    known = await newest(listing, context)
    told = await named(listing, known)
    if not (known.posts or stands_always(listing, context.site)):
        return Made(None, summaries=told)
    return Made(write(await _feed(page, listing, known, context.site)), summaries=told)


async def _feed(page: Page, listing: Listing, known: Newest, site: Site) -> feeds.Feed:
    """All that any format of this listing's feed may say."""
    posts = known.posts[: site.feed_length]
    found = await texts(posts if site.feed_full else ())
    name = listing_name(site, listing, posts[0] if posts else None)
    title = feed_title(site, listing, name)
    return feeds.Feed(
        title=title,
        description=site.description.get(listing.lang) or title,
        link=url(site, listing_address(listing, site)),
        feed_url=feed_url(page, site),
        lang=listing.lang,
        id=urn(site, f"listing/{listing}"),
        entries=tuple(_entry(post, found.get(post.key), site, name) for post, name in zip(posts, ids(posts, site), strict=True)),
        site_url=site.url,
        authors=(site.title.get(listing.lang),),
        hub=site.hub,
    )


def feed_url(page: Page, site: Site) -> str:
    """What a feed calls itself: whoever asks a hub for news of it asks by this name."""
    return uri(url(site, KINDS[page.kind].address(page, site)))


def ids(posts: Sequence[Post], site: Site) -> tuple[str, ...]:
    """An id for each of these posts, no two alike: the author's own, else one from the key, which no other post can take."""
    made = {urn(site, f"post/{post.key}"): post.key for post in posts}
    given: dict[str, str] = {}
    for post in sorted(posts, key=lambda one: one.key):
        own = post.id if ":" in post.id else post.id and urn(site, f"id/{post.id}")
        free = bool(own) and own not in given and made.get(own, post.key) == post.key
        given[own if free else urn(site, f"post/{post.key}")] = post.key
    by_key = {key: name for name, key in given.items()}
    return tuple(by_key[post.key] for post in posts)


def _entry(post: Post, text: Text | None, site: Site, name: str) -> feeds.Entry:
    return feeds.Entry(
        id=name,
        url=url(site, post.address),
        title=post.title,
        published=post.date,
        updated=post.updated,
        authors=tuple(name_of(site, "author", term, post.lang) for term in post.authors),
        categories=tuple(name_of(site, "category", term, post.lang) for term in post.categories)
        + tuple(t.name for t in post.tags),
        excerpt=post.excerpt,
        html=text.html if text else "",
        image=whole(site.url, post.image),
        lang=post.lang,
    )


def urn(site: Site, name: str) -> str:
    """An id that outlives addresses: from the site's own name (its first URL, unless it says otherwise) and the key."""
    space: UUID = uuid5(NAMESPACE_URL, site.feed_id or site.url)
    return f"urn:uuid:{uuid5(space, name)}"
