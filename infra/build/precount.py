"""The counts that a build from nothing makes ahead, from the pointers of its listings.

A page stores what it counts for other pages (`rendering.summaries`), and owes them when that changes. In a build from nothing
all of it would change: most months, years and topics would be rendered twice or more, wave after wave. Counted ahead, nothing
changes, so each page is rendered once, in any order. Nothing depends on these counts being right: the page that counts corrects
a wrong one, and owes the others as ever.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from chalicelib.cloud.ports import Table
from chalicelib.model import OUTSIDE, Listing, Page
from chalicelib.rendering.presenters import spelling
from chalicelib.rendering.queries import Summary
from chalicelib.rendering.summaries import FITS, count_of, months_of, several_of, spelling_of, years_of
from chalicelib.store import item_keys, records

YEAR, MONTH = len("2011"), len("2011-04")


def summaries_of(table: Table, pages: Iterable[Page]) -> Iterator[Summary]:
    """Yield what the pages of these listings would count; the months of a topic's year that doesn't fit are left to its pages."""
    authors: dict[str, list[Listing]] = defaultdict(list)
    for of in sorted({page.of for page in pages if page.kind in ("landing", "map")}):
        listing = Listing.parse(of)
        if sort_keys := _sort_keys(table, of):
            yield from _summaries_of(table, listing, sort_keys)
            authors[listing.lang] += [listing] if listing.kind == "author" else []
    yield from (Summary(*several_of(listing), len(listings) > 1) for listings in authors.values() for listing in listings)


def existing_pages(table: Table, pages: Iterable[Page]) -> frozenset[Page]:
    """Leave out the years and months into which a listing isn't divided, since it fits on one page."""

    @cache
    def fits(of: str, year: str) -> bool:
        return len(_sort_keys(table, of, year, limit=FITS + 1)) <= FITS

    def exists(page: Page) -> bool:
        if page.kind not in ("year", "month") or page.listing.kind == "all":
            return True
        return not fits(page.of, page.at[:YEAR] if page.kind == "month" else "")

    return frozenset(filter(exists, pages))


def _sort_keys(table: Table, of: str, time: str = "", limit: int | None = None) -> Sequence[str]:
    items = table.query(item_keys.pointers_to("list", of), after=time, before=time and f"{time}~", limit=limit)
    return [item.at.sk for item in items]


def _summaries_of(table: Table, listing: Listing, sort_keys: Sequence[str]) -> Iterator[Summary]:
    if listing.kind == "pages":
        yield Summary(months_of(listing), OUTSIDE, [len(sort_keys), ""])
        return
    if listing.kind == "all":
        months = Counter(sort_key[:MONTH] for sort_key in sort_keys)
        yield from (Summary(months_of(listing), month, [count, ""]) for month, count in months.items())
    else:
        newest = records.read(table, sort_keys[-1].split("#", 1)[1])
        yield Summary(*count_of(listing), [len(sort_keys), sort_keys[-1][:MONTH]])
        yield Summary(*spelling_of(listing), spelling(listing, [newest.post] if newest and newest.post else []))
    if listing.kind == "all" or len(sort_keys) > FITS:
        years = Counter(sort_key[:YEAR] for sort_key in sort_keys)
        yield from (Summary(years_of(listing), year, count) for year, count in years.items())
