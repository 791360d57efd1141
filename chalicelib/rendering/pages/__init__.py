"""What each kind of page reads and writes: one `async def` a kind, in the order of `press.kinds`.

It awaits queries (`press.needs`) and returns what should stand in the bucket. `GATHER` has one row for each row of `KINDS`.
"""

from collections.abc import Callable, Mapping

from chalicelib.model import Page, PageKind
from chalicelib.rendering.page_kinds import OF_PREFIX, old
from chalicelib.rendering.pages import address, archives, files, languages, listings, search, whole_site
from chalicelib.rendering.queries import Asking, Copy, Made
from chalicelib.rendering.site_context import SiteContext

Gather = Callable[[Page, SiteContext], Asking[Made] | Asking[Copy | Made] | Asking[Made | None]]

GATHER: Mapping[PageKind, Gather] = {
    "address": address.address,
    "landing": listings.landing,
    "month": archives.month,
    "year": archives.year,
    "rss": listings.rss,
    "atom": listings.atom,
    "json": listings.json,
    "tally": listings.tally,
    "map": archives.part_of_map,
    "maps": whole_site.maps,
    "segment": search.segment,
    "segments": search.segments,
    "topics": languages.topics,
    "archives": languages.archives,
    "feeds": languages.feeds,
    "top": languages.top,
    "more": languages.more,
    "search": search.search,
    "notfound": languages.notfound,
    "sidebar": languages.sidebar,
    "robots": whole_site.robots,
    "humans": whole_site.humans,
    "icon": whole_site.icon,
    "script": whole_site.script,
    "file": files.file,
    "report": files.report,
    "warnings": files.warnings,
    **{old(kind): whole_site.vacated for kind in OF_PREFIX},
}
