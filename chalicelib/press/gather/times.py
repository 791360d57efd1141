"""A listing by time: its months, their years, and the month's part of the sitemap."""

from chalicelib.press import sitemap
from chalicelib.press.gather.reading import newest, texts, within
from chalicelib.press.house import House
from chalicelib.press.needs import Beside, Made, One, Steps, Summaries, Summary
from chalicelib.press.paths import listing_address, url
from chalicelib.press.phrases import month_text
from chalicelib.press.showing import in_list, listing_name, name_of, render, shown_listing, spelled
from chalicelib.press.shown import Anchor, ShownYear
from chalicelib.press.summaries import changed, months_of, years_of
from chalicelib.words import Listing, Page, Post, Term

SHOWING_YEARS = ("more", "sidebar")


def month(page: Page, house: House) -> Steps[Made]:
    """All posts of one month, and the months before and after it that have any."""
    listing = Listing.parse(page.of)
    known = yield from newest(listing, house)
    posts = yield from within(listing, page.at, known)
    before: Summary = yield One(months_of(listing), page.at)
    older, newer = yield Beside(months_of(listing), page.at)
    told = [len(posts), spelled(listing, posts[0]).name] if posts else None
    summary = changed(before, told, _owed_by_month(listing, page.at, before, posts, (older, newer)))
    if not posts:
        return Made(None, summaries=summary)
    name = listing_name(house.site, listing, posts[0])
    text = month_text(page.at, listing.lang)
    lead = yield from texts(post for post in posts if post.lead)
    base = listing_address(listing, house.site)
    body = render(
        "month.html",
        page,
        house,
        listing.lang,
        about={"feeds": shown_listing(house.site, listing, name).feeds},
        listing=shown_listing(house.site, listing, name),
        month_text=text,
        posts=tuple(in_list(post, house, lead) for post in posts),
        older=_to_month(older, listing, base),
        newer=_to_month(newer, listing, base),
        year=Anchor(page.at[:4], f"{base}{page.at[:4]}/"),
    )
    return Made(body, summaries=summary)


def _to_month(month: str, listing: Listing, base: str) -> Anchor | None:
    return Anchor(month_text(month, listing.lang), f"{base}{month.replace('-', '/')}/") if month else None


def _owed_by_month(
    listing: Listing, month: str, before: Summary, posts: tuple[Post, ...], beside: tuple[str, str]
) -> frozenset[Page]:
    """Another count or spelling: its year. A month that appears or goes: also the months beside it, and what lists all months.

    A month that appears is pressed once more, when the summaries of those that appear with it are written too.
    """
    owed = {Page("year", str(listing), month[:4])}
    if (before.value is None) != (not posts):
        owed |= {Page("month", str(listing), one) for one in (month, *beside) if one}
        owed |= {Page("archives", listing.lang), Page("maps")} if listing.kind == "all" else set()
    return frozenset(owed)


def year(page: Page, house: House) -> Steps[Made]:
    """The months of a year with their counts; the year's own count climbs on to the listing."""
    listing = Listing.parse(page.of)
    months: dict[str, Summary] = yield Summaries(months_of(listing), page.at)
    counts = {month: summary.value[0] for month, summary in sorted(months.items())}
    summaries = yield from _climb(listing, page.at, sum(counts.values()))
    if not counts:
        return Made(None, summaries=summaries)
    base = listing_address(listing, house.site)
    newest = Term(listing.term, months[max(months)].value[1])
    name = (
        house.site.title.get(listing.lang) if listing.kind == "all" else name_of(house.site, listing.kind, newest, listing.lang)
    )
    shown = ShownYear(
        page.at,
        f"{base}{page.at}/",
        sum(counts.values()),
        tuple(Anchor(month_text(m, listing.lang), f"{base}{m.replace('-', '/')}/", count=n) for m, n in counts.items()),
    )
    about = {"feeds": shown_listing(house.site, listing, name).feeds}
    body = render(
        "year.html", page, house, listing.lang, about=about, listing=shown_listing(house.site, listing, name), year=shown
    )
    return Made(body, summaries=summaries)


def _climb(listing: Listing, year: str, count: int) -> Steps[tuple[Summary, ...]]:
    """The year's own count; whoever shows all years, or adds them up, is owed for it: no two pages write one summary."""
    before: Summary = yield One(years_of(listing), year)
    whole = listing.kind == "all"
    showing = {Page(kind, listing.lang) for kind in SHOWING_YEARS} if whole else {Page("tally", str(listing))}
    return changed(before, count or None, showing)


def segment(page: Page, house: House) -> Steps[Made]:
    """The posts of a month (or the pages outside the flow) for search engines."""
    listing = Listing.parse(page.of)
    known = yield from newest(listing, house)
    posts = yield from within(listing, page.at, known)
    summaries: tuple[Summary, ...] = ()
    if listing.kind == "pages":
        before = yield One(months_of(listing), page.at)
        appears = (before.value is None) != (not posts)
        summaries = changed(before, [len(posts), ""] if posts else None, {Page("maps")} if appears else ())
    located = [sitemap.Located(url(house.site, post.address), post.updated) for post in posts]
    return Made(sitemap.segment(located) if posts else None, summaries=summaries)
