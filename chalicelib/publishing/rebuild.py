"""Rebuilding: make everything right again, a hundred sources at a time.

A message holds the position of the rebuild. Its handler queues the work that follows there, and then the message with the next
position, so that no worker ever holds the whole site. Handling a position twice is harmless.
"""

from collections.abc import Collection, Mapping
from itertools import pairwise

from msgspec.structs import replace

from chalicelib.cloud.ports import Cloud
from chalicelib.content.site.site import Site
from chalicelib.model import Listing, ListingKind, Page, PageKind
from chalicelib.publishing import messages
from chalicelib.publishing.decide import Change
from chalicelib.publishing.messages import LinkedPosition, Passage, Position, Rebuild
from chalicelib.publishing.resolve_owed import rebuild_linked
from chalicelib.record import LOWEST
from chalicelib.rendering.fixed_pages import fixed_pages
from chalicelib.rendering.page_kinds import only
from chalicelib.rendering.pages.comments import comments_beside
from chalicelib.rendering.pages_showing import VIEWS, pages_of_record
from chalicelib.rendering.queries import OneSummary, Summaries
from chalicelib.rendering.summaries import comments_at, segment_of, segments_of, topics_of
from chalicelib.store import item_keys, publishes, records, site_files
from chalicelib.store.asking import ask
from chalicelib.store.publishes import Publish

STRETCH = 100
LISTINGS: tuple[ListingKind, ...] = ("all", "pages", "unlisted", "preview")  # which together have every post of a language
# Kinds of pages that are found only by the posts they show.
BY_POST: frozenset[PageKind] = frozenset(
    {"address", "card", "comments", "comments-page", "month", "year", "map", "segment", "report", "warnings", "preview"}
)


def rebuild_sources(cloud: Cloud, position: Position) -> None:
    """Queue the next sources of the content bucket, to be ingested again."""
    keys = cloud.content.keys(after=position.after, limit=STRETCH)
    current = records.read_many(cloud.table, keys)
    changes = [Change(key, current[key].sequence if key in current else LOWEST) for key in keys]
    cloud.uploads.send(messages.again([change]) for change in changes)
    if len(keys) == STRETCH:
        cloud.uploads.send([messages.to_rebuild(replace(position, after=keys[-1]))])
    elif position.causes:  # from here on, each source is a publish of its own
        publishes.end(cloud, position.causes, position.awaited)


def go_on(cloud: Cloud, position: Rebuild, seen: Mapping[str, Publish]) -> None:
    """Queue what follows at this position of the press queue.

    A rebuild that begins is awaited under a nonce of its own, until it is over. As it goes over all pages from now on, nothing
    that was seen to await such a rebuild has to wait for another one.
    """
    causes = tuple(cause for cause in position.causes if cause in seen)
    if position.awaited or not causes:
        advance(cloud, position)
        return
    nonce = publishes.nonce()
    publishes.expect(cloud, {cause: [position.name] for cause in causes}, nonce)
    advance(cloud, replace(position, causes=causes, awaited=publishes.awaited(position.name, nonce)))
    publishes.settle(cloud, {cause: seen[cause] for cause in causes}, {position.name: None})


def advance(cloud: Cloud, position: Rebuild) -> None:
    """Queue the next pages of a rebuild, and its next position; after the last, a passage."""
    if isinstance(position, LinkedPosition):
        rebuild_linked(cloud, position)
    else:
        rebuild_pages(cloud, position)


def rebuild_pages(cloud: Cloud, position: Position) -> None:
    """Queue the next pages of these kinds: first the fixed pages and those of each topic, then those of the posts."""
    site = site_files.read(cloud).site
    if not position.of:
        _queue(cloud, position, undated(cloud, site))
    else:
        items = cloud.table.query(item_keys.pointers_to("list", position.of), after=position.after, limit=STRETCH)
        sort_keys = [item.at.sk for item in items]
        by_key = records.read_many(cloud.table, {sort_key.split("#", 1)[1] for sort_key in sort_keys})
        pages = frozenset().union(*(_dated(pages_of_record(record)) for record in by_key.values()))
        beside = full_segments(cloud, only(position.kinds, pages)) | pages_of_comments(cloud, pages, site, position.kinds)
        _queue(cloud, position, pages | beside)
        if len(sort_keys) == STRETCH:
            cloud.press.send([messages.to_rebuild(replace(position, after=sort_keys[-1]))])
            return
    if (following := _following(site, position)) and BY_POST & frozenset(position.kinds):
        cloud.press.send([messages.to_rebuild(replace(position, of=following, after=""))])
    elif position.causes:
        cloud.press.send([messages.to_pass(Passage(causes=position.causes, awaited=position.awaited))])


def _following(site: Site, position: Position) -> str:
    """Return the listing that the rebuild goes to after this one; empty at the end."""
    kinds = LISTINGS if {*position.kinds} - {"preview"} else LISTINGS[-1:]
    listings = ["", *(str(Listing(kind, language.code)) for language in site.languages for kind in kinds)]
    return dict(pairwise(listings)).get(position.of, "")


def _queue(cloud: Cloud, position: Position, pages: frozenset[Page]) -> None:
    if wanted := only(position.kinds, pages):
        cloud.press.send(messages.to_press(wanted, causes=position.causes))


def undated(cloud: Cloud, site: Site) -> frozenset[Page]:
    """Return the fixed pages, and the pages of each topic that aren't about a year or a month."""
    topics = {language.code: Summaries(topics_of(language.code)) for language in site.languages}
    answers = ask(cloud.table, topics.values())
    names = {f"{lang}:{name.rpartition('#')[0]}" for lang, query in topics.items() for name in answers[query]}
    undated = [view for view in VIEWS if not view.by]
    listings = [Listing.parse(name) for name in names]
    return fixed_pages(site) | {view.page(one, "") for one in listings for view in undated if one.kind in view.shows}


def _dated(pages: frozenset[Page]) -> frozenset[Page]:
    """Return the pages among these that belong to the post, its month or its year."""
    return frozenset(page for page in pages if page.at or page.kind in BY_POST)


def full_segments(cloud: Cloud, pages: frozenset[Page]) -> frozenset[Page]:
    """Return all segments of the months whose first segment is among these pages."""
    noted = {page: OneSummary(segments_of(page.listing), page.at) for page in pages if page.kind == "segment"}
    answers = ask(cloud.table, noted.values())
    numbers = {page: range(1, len(answers[query].value or ()) + 1) for page, query in noted.items()}
    return frozenset(segment_of(page, number) for page, of_month in numbers.items() for number in of_month)


def pages_of_comments(cloud: Cloud, pages: frozenset[Page], site: Site, kinds: Collection[str] = ()) -> frozenset[Page]:
    """Return the feeds of the comments on the posts at these addresses, and their further pages; only of these kinds, if any."""
    if not site.comment_rules.on or (kinds and not {"comments", "comments-page"} & set(kinds)):
        return frozenset()
    noted = {page.of: OneSummary(*comments_at(page.of)) for page in pages if page.kind == "address"}
    answers = ask(cloud.table, noted.values())
    return frozenset().union(*(comments_beside(answers[query], address) for address, query in noted.items()))
