"""The coroutines of the page kinds: each awaits queries and returns what should be in the bucket.

Offers: `PAGES`, with one coroutine for each row of `page_kinds.KINDS`; `reading.texts`, which newsletters use as well. By module:
`post_or_redirect`, `listings` (landing pages and feeds), `division` (what a listing is divided into), `archives` (months and
years), `languages` (topics, archives, sidebar …), `topics` (of a language, by kind and letter), `search`, `files` (files and
reports), `whole_site` (robots.txt, icon, scripts, fonts, sheets), `unpublished` (previews of drafts and scheduled posts).

To add a page kind, write its coroutine in one of these modules and add a row to `PAGES`, to `page_kinds.KINDS` and to
`model.PageKind`. May import: `chalicelib.rendering` and what that may import. The queries are answered by `store.answers`.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import TypeAlias

from chalicelib.model import Page, PageKind
from chalicelib.partitions import TOP
from chalicelib.rendering.page_kinds import OF_PREFIX, old
from chalicelib.rendering.pages import archives, files, languages, listings, post_or_redirect, search, unpublished, whole_site
from chalicelib.rendering.queries import Asking, Copy, Draw, Made, OneSummary
from chalicelib.rendering.site_context import SiteContext
from chalicelib.rendering.summaries import count_of, months_of, segments_of, several_of, top_name, years_of

Result: TypeAlias = Made | Copy | Draw | None  # None: the page belongs to something else now
MakePage: TypeAlias = Callable[[Page, SiteContext], Asking[Result]]

PAGES: Mapping[PageKind, MakePage] = {
    "address": post_or_redirect.address,
    "card": post_or_redirect.card,
    "comments": post_or_redirect.comments_feed,
    "comments-page": post_or_redirect.comments_page,
    "landing": listings.landing,
    "month": archives.month,
    "year": archives.year,
    "rss": listings.feed,
    "atom": listings.feed,
    "json": listings.feed,
    "map": archives.part_of_map,
    "maps": whole_site.maps,
    "segment": search.segment,
    "segments": search.segments,
    "topics": languages.topics,
    "archives": languages.archives,
    "feeds": languages.feeds,
    "top": languages.top,
    "more": languages.more,
    "follow": languages.follow,
    "search": search.search,
    "notfound": languages.notfound,
    "sidebar": languages.sidebar,
    "robots": whole_site.robots,
    "humans": whole_site.humans,
    "icon": whole_site.icon,
    "script": whole_site.script,
    "font": whole_site.font,
    "sheet": whole_site.sheet,
    "file": files.file,
    "variant": files.variant,
    "sized": files.sized,
    "showing": files.showing,
    "report": files.report,
    "warnings": files.warnings,
    "preview": unpublished.preview,
    "preview-letter": unpublished.letter,
    **{old(kind): whole_site.vacated for kind in OF_PREFIX},
}

Name: TypeAlias = tuple[str, str]


def _of_landing(page: Page, _context: SiteContext) -> tuple[Name, ...]:
    listing = page.listing
    several = (several_of(listing),) if listing.kind == "author" else ()
    return () if listing.kind == "all" else (count_of(listing), *several)


SUMMARIES: Mapping[PageKind, Callable[[Page, SiteContext], tuple[Name, ...]]] = {
    "month": lambda page, _: ((months_of(page.listing), page.at),),
    "year": lambda page, _: ((years_of(page.listing), page.at),),
    "landing": _of_landing,
    "segment": lambda page, _: ((segments_of(page.listing), page.at),),
    "top": lambda page, context: ((TOP, top_name(page.of, context.site.top[0].hours)),),
}
"""The names of summaries that pages of a kind mostly ask for."""


def asked_first(pages: Iterable[Page], context: SiteContext) -> frozenset[OneSummary]:
    """Return the summaries that these pages will ask for at different times, so that they are read together, before all else."""
    asking = [page for page in pages if page.kind in SUMMARIES]
    return frozenset(OneSummary(*name) for page in asking for name in SUMMARIES[page.kind](page, context))
