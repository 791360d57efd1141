"""The coroutines of the page kinds: each awaits queries and returns what should be in the bucket.

Offers: `PAGES`, with one coroutine for each row of `page_kinds.KINDS`; `reading.texts`, which newsletters use as well. By module:
`post_or_redirect`, `listings` (landing pages and feeds), `division` (what a listing is divided into), `archives` (months and
years), `languages` (topics, archives, sidebar …), `topics` (of a language, by kind and letter), `search`, `files` (files and
reports), `whole_site` (robots.txt, icon, scripts, fonts, sheets), `unpublished` (previews of drafts and scheduled posts).

To add a page kind, write its coroutine in one of these modules and add a row to `PAGES`, to `page_kinds.KINDS` and to
`model.PageKind`. May import: `chalicelib.rendering` and what that may import. The queries are answered by `store.answers`.
"""

from collections.abc import Callable, Mapping
from typing import TypeAlias

from chalicelib.model import Page, PageKind
from chalicelib.rendering.page_kinds import OF_PREFIX, old
from chalicelib.rendering.pages import archives, files, languages, listings, post_or_redirect, search, unpublished, whole_site
from chalicelib.rendering.queries import Asking, Copy, Draw, Made
from chalicelib.rendering.site_context import SiteContext

Result: TypeAlias = Made | Copy | Draw | None  # None: the page belongs to something else now
MakePage: TypeAlias = Callable[[Page, SiteContext], Asking[Result]]

PAGES: Mapping[PageKind, MakePage] = {
    "address": post_or_redirect.address,
    "card": post_or_redirect.card,
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
