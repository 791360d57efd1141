"""What each kind of page reads and writes: one `async def` a kind, in the order of `press.kinds`.

It awaits queries (`press.needs`) and returns what should stand in the bucket. `GATHER` has one row for each row of `KINDS`.
"""

from collections.abc import Callable, Mapping

from chalicelib.press.gather import address, files, languages, listings, search, times, whole
from chalicelib.press.house import House
from chalicelib.press.kinds import OF_PREFIX, old
from chalicelib.press.needs import Asking, Copy, Made
from chalicelib.words import Page, PageKind

Gather = Callable[[Page, House], Asking[Made] | Asking[Copy | Made] | Asking[Made | None]]

GATHER: Mapping[PageKind, Gather] = {
    "address": address.address,
    "landing": listings.landing,
    "month": times.month,
    "year": times.year,
    "rss": listings.rss,
    "atom": listings.atom,
    "json": listings.json,
    "tally": listings.tally,
    "map": times.part_of_map,
    "maps": whole.maps,
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
    "robots": whole.robots,
    "humans": whole.humans,
    "icon": whole.icon,
    "script": whole.script,
    "file": files.file,
    "report": files.report,
    "warnings": files.warnings,
    **{old(kind): whole.vacated for kind in OF_PREFIX},
}
