"""The archives of a listing: its months, its years, and each month's part of the sitemap."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import groupby
from typing import TypeAlias

from msgspec.structs import replace

from chalicelib.content.site.site import Site
from chalicelib.model import Listing, Page, PageKind, Post
from chalicelib.rendering.formats import sitemap
from chalicelib.rendering.head import alternates, alternates_of
from chalicelib.rendering.page_kinds import KINDS
from chalicelib.rendering.pages import division
from chalicelib.rendering.pages.division import Divided
from chalicelib.rendering.pages.heads import of_time
from chalicelib.rendering.pages.reading import Newest, in_own_lists, newest, within
from chalicelib.rendering.pages.translations import Versions, versions_of
from chalicelib.rendering.paths import url
from chalicelib.rendering.presenters import is_offered, render, shown_listing, spelling, to_line, to_month, to_year
from chalicelib.rendering.queries import Made, MonthsOf, NamesBeside, OneSummary, Summaries, Summary, nearest
from chalicelib.rendering.site_context import SiteContext
from chalicelib.rendering.summaries import FITS, changed, months_of, number_in, years_of
from chalicelib.rendering.view_models.links import Anchor
from chalicelib.rendering.view_models.lists import ShownLine, ShownPart, ShownYear
from chalicelib.rendering.view_models.post import ShownPost

SHOWING_YEARS: tuple[PageKind, ...] = ("more", "sidebar")


def never_stood(listing: Listing, previous: Summary, stands: object) -> bool:
    """Return whether a year or month of a topic has no page, and had none before, so that there is nothing to remove.

    An existing page has its count in the store: it is written before the page, and deleted after it.
    """
    return not stands and listing.kind != "all" and previous.value is None and not previous.owes


# ---- months


async def month(page: Page, context: SiteContext) -> Made | None:
    """Return the posts of one month, with links to the months with posts before and after it; nothing in a year that fits."""
    listing = page.listing
    recent = await newest(listing, context)
    previous = await OneSummary(months_of(listing), page.at)
    posts = await within(listing, page.at, recent) if await division.has_month(listing, page.at[:4], context) else ()
    if never_stood(listing, previous, posts):
        return None
    beside = await _months_beside(listing, page.at, recent) if posts or previous.value else ("", "")
    spelled = spelling(listing, posts)
    value = [len(posts), spelled] if posts else None
    summaries = changed(previous, value, await _owed_by_month(page, recent, previous, posts, beside))
    if not posts:
        return Made(None, summaries=summaries)
    whole = posts if len(posts) <= FITS else posts[: context.site.landing]
    titles = _titles(to_month(page.at, listing, context.site), posts)
    shown = await in_own_lists(whole, context), titles.lines[: len(whole)], titles
    return Made(_shown_month(page, context, shown, spelled, beside), summaries=summaries)


async def _months_beside(listing: Listing, month: str, recent: Newest) -> tuple[str, str]:
    """Return the months before and after this one: mostly it is the newest of all, and not the first of its year."""
    older, newer = nearest(month, await MonthsOf(months_of(listing), month[:4]))
    is_newest = bool(recent.posts) and recent.posts[0].month <= month
    return (older, newer) if older and (newer or is_newest) else await NamesBeside(months_of(listing), month)


Shown: TypeAlias = tuple[tuple[ShownPost, ...], tuple[ShownLine, ...], ShownPart]
"""What a month shows: its newest posts, if the site has templates of its own; their titles; and the titles of all."""


def _shown_month(page: Page, context: SiteContext, shown: Shown, spelled: str, beside: tuple[str, str]) -> bytes:
    """Render a month; `beside` are the months before and after it, if any."""
    posts, first, titles = shown
    listing, site = page.listing, context.site
    itself = shown_listing(site, listing, spelled)
    year, month = to_year(page.at[:4], listing, site), to_month(page.at, listing, site)
    older, newer = (to_month(month, listing, site) if month else None for month in beside)
    about = of_time(listing, itself, (year, month), (line.text for line in first), site)
    values = {
        "listing": itself,
        "month_text": month.text,
        "posts": posts,
        "older": older,
        "newer": newer,
        "year": year,
        "lines": titles.lines[len(first) :],
        "titles": (titles,),
    }
    return render("month.html", page, context, listing.lang, about=about, **values)


async def _owed_by_month(
    page: Page, recent: Newest, previous: Summary, posts: tuple[Post, ...], beside: tuple[str, str]
) -> frozenset[Page]:
    """Return the pages that a changed month owes: its year; if it appears or goes, also its neighbours and the lists of months.

    A month that appears owes itself, too: other months may appear at the same time, and then the summaries of all are written.
    """
    listing = page.listing
    owed = {Page("year", page.of, page.at[:4])}
    if (previous.value is None) != (not posts):
        owed |= {replace(page, at=other) for other in (page.at, *beside) if other}
        owed |= {Page("archives", listing.lang), Page("segments", listing.lang), Page("maps")} if listing.kind == "all" else set()
        older = await division.next_older(listing, page.at, recent) if posts else None
        owed |= {replace(page, at=older.month)} if older and older.month[:4] == page.at[:4] else set()
    return frozenset(owed)


# ---- years


async def year(page: Page, context: SiteContext) -> Made | None:
    """Return the titles of a year's posts, or its months with their counts if they don't fit; nothing for a listing that fits."""
    listing = page.listing
    previous = await OneSummary(years_of(listing), page.at)
    whole = await division.listing_divided(listing, context)
    if never_stood(listing, previous, whole.is_divided):
        return None
    if not whole.is_divided:
        owed = await division.months_counted(listing, page.at) if previous.value else frozenset()
        return Made(None, summaries=changed(previous, None, owed | {Page("landing", page.of)}))
    held = await division.year_divided(listing, page.at, whole.newest)
    beside = nearest(page.at, await Summaries(years_of(listing)))
    summaries = changed(previous, held.count or None, await _owed_by_year(page, whole.newest, number_in(previous), held, beside))
    if not held.count:
        return Made(None, summaries=summaries)
    return Made(_shown_year(page, context, held, beside), summaries=summaries)


async def _owed_by_year(
    page: Page, recent: Newest, previous_count: int, held: Divided, beside: tuple[str, str]
) -> frozenset[Page]:
    """Return the pages that a changed year owes: those that show all years; if it appears or goes, also its neighbours."""
    listing = page.listing
    showing: tuple[PageKind, ...] = SHOWING_YEARS if listing.kind == "all" else ()
    owed = {Page("landing", page.of), *(Page(kind, listing.lang) for kind in showing)}
    owed |= await division.owed_by_year(listing, page.at, previous_count, held)
    if bool(previous_count) != bool(held.count):
        owed |= {replace(page, at=other) for other in (page.at, *beside) if other}
        older = await division.next_older(listing, page.at, recent) if held.count else None
        owed |= {replace(page, at=older.month[:4])} if older else set()
    return frozenset(owed)


def _shown_year(page: Page, context: SiteContext, held: Divided, beside: tuple[str, str]) -> bytes:
    """Render a year with posts; `beside` are the years before and after it, empty if there is none."""
    listing, site = page.listing, context.site
    itself = shown_listing(site, listing, held.spelled or spelling(listing, held.newest.posts))
    link = to_year(page.at, listing, site)
    older, newer = (to_year(year, listing, site) if year else None for year in beside)
    parts = months_shown(listing, held, site)
    about = of_time(listing, itself, (link,), (part.text for part in parts), site)
    shown = {
        "listing": itself,
        "year": ShownYear(page.at, link.address, held.count),
        "parts": parts,
        "older": older,
        "newer": newer,
    }
    return render("year.html", page, context, listing.lang, about=about, **shown)


def months_shown(listing: Listing, held: Divided, site: Site) -> tuple[ShownPart, ...]:
    """Return the months of a year, newest first: each with the titles of its posts, or with their number."""
    if held.is_divided:
        links = (to_month(month, listing, site, count) for month, count in sorted(held.parts.items(), reverse=True))
        return tuple(ShownPart(link.text, link.address, link.count) for link in links)
    by_month = groupby(held.newest.posts, lambda post: post.month)
    return tuple(_month_of_titles(to_month(month, listing, site), listing, posts) for month, posts in by_month)


def _month_of_titles(link: Anchor, listing: Listing, posts: Iterable[Post]) -> ShownPart:
    address = link.address if listing.kind == "all" else ""  # the months of another listing that fits have no pages
    return _titles(replace(link, address=address), tuple(posts))


def _titles(of: Anchor, posts: Sequence[Post]) -> ShownPart:
    """Return the titles of all posts of a month, and their number."""
    return ShownPart(of.text, of.address, len(posts), tuple(map(to_line, posts)))


# ---- the sitemap


async def part_of_map(page: Page, context: SiteContext) -> Made:
    """Return the part of the sitemap for a month, or for the home page and the pages outside the flow."""
    listing = page.listing
    recent = await newest(listing, context)
    posts = await within(listing, page.at, recent)
    summaries: tuple[Summary, ...] = ()
    if listing.kind == "pages":
        previous = await OneSummary(months_of(listing), page.at)
        owed = {Page("segments", listing.lang)} if (previous.value is None) != (not posts) else ()
        summaries = changed(previous, [len(posts), ""] if posts else None, owed)
    versions = await versions_of(posts, context.site)
    is_first = listing.kind == "pages" and is_offered(listing.lang, context.site)
    fixed = [_fixed(kind, listing.lang, context.site) for kind in MAPPED] if is_first else []
    located = fixed + [_located(post, versions.get(post.translation, ()), context.site) for post in posts]
    return Made(sitemap.segment(located) if located else None, summaries=summaries)


MAPPED: Mapping[PageKind, Callable[[str], Page]] = {
    "landing": lambda lang: Page("landing", str(Listing("all", lang))),
    "follow": lambda lang: Page("follow", lang),
}
"""The pages of a language itself that its sitemap names: the home page, and the page to follow the site."""


def _fixed(kind: PageKind, lang: str, site: Site) -> sitemap.Located:
    """Return such a page without a time, because it changes too often."""
    page = MAPPED[kind](lang)
    return sitemap.Located(url(site, KINDS[kind].address(page, site)), alternates=alternates(page, site))


def _located(post: Post, versions: Versions, site: Site) -> sitemap.Located:
    return sitemap.Located(url(site, post.address), post.updated, alternates_of(post, versions, site))
