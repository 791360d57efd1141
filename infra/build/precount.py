"""What a build from nothing counts ahead, from the pointers of its listings.

A page stores what it counts for other pages (`rendering.summaries`), and owes them when that changes. In a build from nothing
all of it would change: most months, years and topics would be rendered twice or more, wave after wave. Counted ahead, nothing
changes, so each page is rendered once, in any order. Nothing depends on these counts being right: the page that counts puts
a wrong one right, and owes the others as ever.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

from chalicelib.cloud.ports import Table
from chalicelib.model import OUTSIDE, Listing, Page
from chalicelib.rendering.presenters import spelling
from chalicelib.rendering.queries import Summary
from chalicelib.rendering.summaries import FITS, count_of, months_of, several_of, spelling_of, years_of
from chalicelib.store import item_keys, records

YEAR, MONTH = len("2011"), len("2011-04")


def counted(table: Table, pages: Iterable[Page]) -> Iterator[Summary]:
    """Yield what the pages of these listings would count; the months of a topic's year that doesn't fit are left to its pages."""
    authors: dict[str, list[Listing]] = defaultdict(list)
    for of in sorted({page.of for page in pages if page.kind in ("landing", "map")}):
        listing = Listing.parse(of)
        if sort_keys := _sort_keys(table, of):
            yield from _counted(table, listing, sort_keys)
            authors[listing.lang] += [listing] if listing.kind == "author" else []
    yield from (Summary(*several_of(one), len(known) > 1) for known in authors.values() for one in known)


def standing(table: Table, pages: Iterable[Page]) -> frozenset[Page]:
    """Leave out the years and months that a listing which fits on one page isn't divided into."""
    fits: dict[tuple[str, str], bool] = {}

    def may_stand(page: Page) -> bool:
        if page.kind not in ("year", "month") or page.listing.kind == "all":
            return True
        whole = (page.of, page.at[:YEAR] if page.kind == "month" else "")
        if whole not in fits:
            fits[whole] = len(_sort_keys(table, *whole, limit=FITS + 1)) <= FITS
        return not fits[whole]

    return frozenset(filter(may_stand, pages))


def _sort_keys(table: Table, of: str, time: str = "", limit: int | None = None) -> Sequence[str]:
    found = table.query(item_keys.pointers_to("list", of), after=time, before=time and f"{time}~", limit=limit)
    return [item.at.sk for item in found]


def _counted(table: Table, listing: Listing, sort_keys: Sequence[str]) -> Iterator[Summary]:
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
