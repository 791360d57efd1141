"""Walking: everything is made right again, a stretch at a time.

A message says where the walk stands; handling it queues one stretch of work and then the message of the next stretch, so
no worker ever holds the whole site. A stretch may be walked twice: all it does is level-triggered.
"""

from collections.abc import Sequence
from dataclasses import replace

from chalicelib.cloud.ports import Cloud
from chalicelib.content.site import Site
from chalicelib.model import Listing, ListingKind, Page, PageKind
from chalicelib.publishing import messages
from chalicelib.publishing.decide import Change
from chalicelib.publishing.messages import Walk
from chalicelib.record import LOWEST
from chalicelib.rendering.page_kinds import VIEWS, fixed_pages, only, pages_of_record
from chalicelib.rendering.queries import OneSummary, Summaries
from chalicelib.rendering.summaries import segment_of, segments_of, topics_of
from chalicelib.store import item_keys, records, site_files
from chalicelib.store.asking import ask

STRETCH = 100
WALKED: tuple[ListingKind, ...] = ("all", "pages")  # the listings that between them have every post of a language
# Kinds of pages that only posts lead to.
BY_POST: frozenset[PageKind] = frozenset({"address", "month", "year", "map", "segment", "report", "warnings"})


def walk_sources(cloud: Cloud, walk: Walk) -> None:
    """Look at the next sources of the content bucket again."""
    keys = cloud.content.keys(after=walk.after, limit=STRETCH)
    standing = records.read_many(cloud.table, keys)
    changes = [Change(key, standing[key].sequence if key in standing else LOWEST) for key in keys]
    cloud.uploads.send(messages.again([change]) for change in changes)
    if len(keys) == STRETCH:
        cloud.uploads.send([messages.to_walk(replace(walk, after=keys[-1]))])


def walk_pages(cloud: Cloud, walk: Walk) -> None:
    """Queue the next pages of these kinds: first the fixed ones and those of each topic, then by the posts of each language."""
    site = site_files.read(cloud).site
    if not walk.of:
        _queue(cloud, walk, _whole(cloud, site))
    else:
        sort_keys = _stretch(cloud, walk)
        found = records.read_many(cloud.table, {sort_key.split("#", 1)[1] for sort_key in sort_keys})
        pages = frozenset().union(*(_by_time(pages_of_record(record)) for record in found.values()))
        _queue(cloud, walk, pages | _full_segments(cloud, only(walk.kinds, pages)))
        if len(sort_keys) == STRETCH:
            cloud.press.send([messages.to_walk(replace(walk, after=sort_keys[-1]))])
            return
    if (following := _following(site, walk.of)) and BY_POST & frozenset(walk.kinds):
        cloud.press.send([messages.to_walk(replace(walk, of=following, after=""))])


def _following(site: Site, of: str) -> str:
    """The listing to walk after this one."""
    listings = [str(Listing(kind, language.code)) for language in site.languages for kind in WALKED]
    return (["", *listings, ""])[(["", *listings]).index(of) + 1] if of in ("", *listings) else ""


def _stretch(cloud: Cloud, walk: Walk) -> Sequence[str]:
    found = cloud.table.query(item_keys.pointers_to("list", walk.of), after=walk.after, limit=STRETCH)
    return [item.at.sk for item in found]


def _queue(cloud: Cloud, walk: Walk, pages: frozenset[Page]) -> None:
    wanted = only(walk.kinds, pages)
    if wanted:
        cloud.press.send(messages.to_press(wanted))


def _whole(cloud: Cloud, site: Site) -> frozenset[Page]:
    """The fixed pages, and of each topic the pages that no month divides."""
    topics = {language.code: Summaries(topics_of(language.code)) for language in site.languages}
    found = ask(cloud.table, topics.values())
    listings = {Listing.parse(f"{lang}:{name.rpartition('#')[0]}") for lang, query in topics.items() for name in found[query]}
    whole = [view for view in VIEWS if not view.by_month]
    return fixed_pages(site) | {view.page(listing, "") for listing in listings for view in whole}


def _by_time(pages: frozenset[Page]) -> frozenset[Page]:
    """Those pages that belong to the post or its month, and the year of that month."""
    dated = frozenset(page for page in pages if page.at or page.kind in BY_POST)
    return dated | {Page("year", page.of, page.at[:4]) for page in dated if page.kind == "month"}


def _full_segments(cloud: Cloud, pages: frozenset[Page]) -> frozenset[Page]:
    """Beside the first segment of a month those that it has noted."""
    noted = {page: OneSummary(segments_of(page.listing), page.at) for page in pages if page.kind == "segment"}
    found = ask(cloud.table, noted.values())
    numbers = {page: range(1, len(found[query].value or ()) + 1) for page, query in noted.items()}
    return frozenset(segment_of(page, number) for page, of_month in numbers.items() for number in of_month)
