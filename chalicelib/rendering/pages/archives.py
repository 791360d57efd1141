"""The archives of a listing: its months, its years, and each month's part of the sitemap."""

from chalicelib.content.site import Site
from chalicelib.model import Listing, Page, PageKind, Post
from chalicelib.rendering import sitemap
from chalicelib.rendering.head import alternates, alternates_of
from chalicelib.rendering.pages.heads import of_time
from chalicelib.rendering.pages.reading import newest, texts, within
from chalicelib.rendering.pages.translations import Versions, versions_of
from chalicelib.rendering.paths import url
from chalicelib.rendering.presenters import in_list, is_offered, render, shown_listing, spelling, to_month, to_year
from chalicelib.rendering.queries import Made, NamesBeside, OneSummary, Summaries, Summary
from chalicelib.rendering.site_context import SiteContext
from chalicelib.rendering.summaries import changed, months_of, years_of
from chalicelib.rendering.view_models import ShownPost, ShownYear

SHOWING_YEARS: tuple[PageKind, ...] = ("more", "sidebar")


async def month(page: Page, context: SiteContext) -> Made:
    """Return the posts of one month, with links to the months with posts before and after it."""
    listing = page.listing
    known = await newest(listing, context)
    posts = await within(listing, page.at, known)
    before = await OneSummary(months_of(listing), page.at)
    beside = await NamesBeside(months_of(listing), page.at)
    spelled = spelling(listing, posts)
    value = [len(posts), spelled] if posts else None
    summaries = changed(before, value, _owed_by_month(listing, page.at, before, posts, beside))
    if not posts:
        return Made(None, summaries=summaries)
    lead = await texts(post for post in posts if post.lead)
    shown = tuple(in_list(post, context, lead) for post in posts)
    return Made(_shown_month(page, context, shown, spelled, beside), summaries=summaries)


def _shown_month(page: Page, context: SiteContext, posts: tuple[ShownPost, ...], spelled: str, beside: tuple[str, str]) -> bytes:
    """Render a month with posts; `beside` are the months before and after it, empty if there is none."""
    listing, site = page.listing, context.site
    itself = shown_listing(site, listing, spelled)
    year, month = to_year(page.at[:4], listing, site), to_month(page.at, listing, site)
    older, newer = (to_month(month, listing, site) if month else None for month in beside)
    about = of_time(listing, itself, (year, month), (post.title for post in posts), site)
    shown = {"listing": itself, "month_text": month.text, "posts": posts, "older": older, "newer": newer, "year": year}
    return render("month.html", page, context, listing.lang, about=about, **shown)


def _owed_by_month(
    listing: Listing, month: str, before: Summary, posts: tuple[Post, ...], beside: tuple[str, str]
) -> frozenset[Page]:
    """Return the pages that a changed month owes: its year; if it appears or goes, also its neighbours and the lists of months.

    A month that appears owes itself, too: other months may appear at the same time, and then the summaries of all are written.
    """
    owed = {Page("year", str(listing), month[:4])}
    if (before.value is None) != (not posts):
        owed |= {Page("month", str(listing), other) for other in (month, *beside) if other}
        owed |= {Page("archives", listing.lang), Page("segments", listing.lang), Page("maps")} if listing.kind == "all" else set()
    return frozenset(owed)


async def year(page: Page, context: SiteContext) -> Made:
    """Return the months of a year with their counts; the year's own count is added to the listing's."""
    listing = page.listing
    months = await Summaries(months_of(listing), page.at)
    counts = {month: summary.value[0] for month, summary in sorted(months.items())}
    summaries = await _climb(listing, page.at, sum(counts.values()))
    if not counts:
        return Made(None, summaries=summaries)
    itself = shown_listing(context.site, listing, months[max(months)].value[1])
    link = to_year(page.at, listing, context.site)
    links = tuple(to_month(month, listing, context.site, count) for month, count in counts.items())
    shown = ShownYear(page.at, link.address, sum(counts.values()), links)
    about = of_time(listing, itself, (link,), (month.text for month in reversed(links)), context.site)
    body = render("year.html", page, context, listing.lang, about=about, listing=itself, year=shown)
    return Made(body, summaries=summaries)


async def _climb(listing: Listing, year: str, count: int) -> tuple[Summary, ...]:
    """Return the summary of the year's count.

    It owes the pages that show or add up all years: each page writes its own summary.
    """
    before = await OneSummary(years_of(listing), year)
    whole = listing.kind == "all"
    showing = {Page(kind, listing.lang) for kind in SHOWING_YEARS} if whole else {Page("tally", str(listing))}
    return changed(before, count or None, showing)


async def part_of_map(page: Page, context: SiteContext) -> Made:
    """Return the part of the sitemap for a month, or for the home page and the pages outside the flow."""
    listing = page.listing
    known = await newest(listing, context)
    posts = await within(listing, page.at, known)
    summaries: tuple[Summary, ...] = ()
    if listing.kind == "pages":
        before = await OneSummary(months_of(listing), page.at)
        owed = {Page("segments", listing.lang)} if (before.value is None) != (not posts) else ()
        summaries = changed(before, [len(posts), ""] if posts else None, owed)
    versions = await versions_of(posts, context.site)
    home = [_home(listing.lang, context.site)] if listing.kind == "pages" and is_offered(listing.lang, context.site) else []
    located = home + [_located(post, versions.get(post.translation, ()), context.site) for post in posts]
    return Made(sitemap.segment(located) if located else None, summaries=summaries)


def _home(lang: str, site: Site) -> sitemap.Located:
    """Return the home page without a time, because it changes too often."""
    page = Page("landing", str(Listing("all", lang)))
    return sitemap.Located(url(site, f"{site.prefix(lang)}/"), alternates=alternates(page, site))


def _located(post: Post, versions: Versions, site: Site) -> sitemap.Located:
    return sitemap.Located(url(site, post.address), post.updated, alternates_of(post, versions, site))
