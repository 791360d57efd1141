"""How a listing is divided: into years if it doesn't fit on one page, and a year into months if the year doesn't fit.

At most `FITS` posts fit on a page. How deep a listing is divided is a function of its counts alone, so it converges. The listing
of all posts has its years and months always, because people shorten addresses by hand.

Each count is a summary: a month's, a year's, a listing's. Of a listing that fits, only its own count is kept, and all its posts
are read; of a listing that is divided, the counts of its years are added up. So only a month, which is never divided, may read
more than `FITS` posts and one.

When a listing no longer fits, its landing page owes the newest year. A year that is counted for the first time owes the year
before it, and so on to the first. When the listing fits again, its landing page owes all years, which then go. A year that is
divided into months goes the same way.
"""

from collections.abc import Mapping

from chalicelib.frozen import Frozen
from chalicelib.model import Listing, Page, Post
from chalicelib.rendering.pages.reading import Newest, keys_read, newest, newest_of, older_than, within
from chalicelib.rendering.queries import MonthsOf, OneSummary, Summaries, Summary
from chalicelib.rendering.site_context import SiteContext
from chalicelib.rendering.summaries import FITS, months_of, number_in, years_of


class Divided(Frozen):
    """A listing, or a year of it: its newest posts, and the number of posts in each part; all its posts and no parts if it fits.

    While the parts are being counted, some may be missing, so `count` is at least the number of posts that were found.
    """

    newest: Newest
    is_divided: bool
    parts: Mapping[str, int]
    spelled: str = ""
    """The name of the listing, as the newest post of a year that has months spells it."""

    @property
    def count(self) -> int:
        """Return the number of posts."""
        return max(sum(self.parts.values()), len(self.newest.posts)) if self.is_divided else len(self.newest.posts)


async def listing_divided(listing: Listing, context: SiteContext) -> Divided:
    """Return how the listing is divided into years."""
    recent = await newest(listing, context)
    if listing.kind == "all":
        return Divided(recent, is_divided=True, parts={})
    if not recent.whole and len(recent.posts) <= FITS:  # it was too large for one page when it was last counted
        years = _counts(await Summaries(years_of(listing)))
        if sum(years.values()) > FITS:
            return Divided(recent, is_divided=True, parts=years)
        recent = await newest_of(listing, max(context.reach, FITS + 1), keys=keys_read(context))
    if len(recent.posts) <= FITS:
        return Divided(recent, is_divided=False, parts={})
    return Divided(recent, is_divided=True, parts=_counts(await Summaries(years_of(listing))))


async def year_divided(listing: Listing, year: str, recent: Newest) -> Divided:
    """Return how a year of the listing is divided into months."""
    noted = await OneSummary(years_of(listing), year)
    if number_in(noted) > FITS:
        of_year = await MonthsOf(months_of(listing), year)
        months = _counts(of_year)
        if sum(months.values()) > FITS:
            spelled = of_year[max(months)].value[1]
            return Divided(Newest((), whole=False), is_divided=True, parts=months, spelled=spelled)
    posts = await within(listing, year, recent, FITS + 1)
    if len(posts) <= FITS:
        return Divided(Newest(posts, whole=True), is_divided=False, parts={})
    return Divided(Newest(posts, whole=False), is_divided=True, parts=_counts(await MonthsOf(months_of(listing), year)))


async def has_month(listing: Listing, year: str, context: SiteContext) -> bool:
    """Return whether the months of this year of the listing have pages."""
    if listing.kind == "all":
        return True
    whole = await listing_divided(listing, context)
    return whole.is_divided and (await year_divided(listing, year, whole.newest)).is_divided


def _counts(summaries: Mapping[str, Summary]) -> Mapping[str, int]:
    """Return the number of posts of each year or month."""
    return {name: number_in(one) for name, one in sorted(summaries.items())}


# ---- what a change of a count owes, beside the page that adds it up


async def owed_by_listing(listing: Listing, previous_count: int, divided: Divided) -> frozenset[Page]:
    """Return the years that come or go with the division of the listing: the newest year, which owes the others; or all."""
    if previous_count <= FITS < divided.count:
        return frozenset({Page("year", str(listing), divided.newest.posts[0].month[:4])})
    if divided.count <= FITS < previous_count:
        return frozenset(Page("year", str(listing), year) for year in await Summaries(years_of(listing)))
    return frozenset()


async def owed_by_year(listing: Listing, year: str, previous_count: int, divided: Divided) -> frozenset[Page]:
    """Return the months that come or go with the division of the year, in the same way."""
    if listing.kind == "all":
        return frozenset()
    if previous_count <= FITS < divided.count:
        return frozenset({Page("month", str(listing), divided.newest.posts[0].month)})
    if divided.count <= FITS < previous_count:
        return await months_counted(listing, year)
    return frozenset()


async def months_counted(listing: Listing, year: str) -> frozenset[Page]:
    """Return the months of this year that have a count."""
    return frozenset(Page("month", str(listing), month) for month in await MonthsOf(months_of(listing), year))


async def next_older(listing: Listing, at: str, recent: Newest) -> Post | None:
    """Return the newest post before this year or month; none of the listing of all posts, whose parts are all counted anyway."""
    return None if listing.kind == "all" else await older_than(listing, at, recent)
