"""Feeds of which the site's hub has to be notified: each is noted when it is written, and waits until a ping names it.

HUB      object's key   a feed: its URL, when it was last written, since when it waits (`first`), and the nonce of that write
CLOCK    hub            the timer: when it is due, since when feeds wait (`first`), how many pings failed since (`vain`)

All feeds of a publish go into one ping: the timer is due when nothing was noted for a while (`QUIET`). That is longer than the
CDN keeps old bytes, which a hub would fetch if it were notified earlier, and longer than rendering a batch may take. If feeds
never stop changing, none waits for longer than `LONGEST`; a feed that a ping names before it was quiet goes on waiting, because
the hub has to be notified of its last bytes, too.

These writes are made once, with the nonce that was read (not by `store.update`): if a feed was written meanwhile, that write has
set the timer, and nothing is left to decide.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from chalicelib.cloud.items import At, Item, Same, Value
from chalicelib.cloud.ports import Table
from chalicelib.frozen import Frozen
from chalicelib.partitions import HUB
from chalicelib.store import timers
from chalicelib.store.update import nonce
from chalicelib.times import in_utc

TIMER = timers.at("hub")
QUIET = timedelta(seconds=60)
LONGEST = timedelta(minutes=3)


class Waiting(Frozen):
    """A feed of which the hub has to be notified."""

    at: At
    url: str
    since: str
    first: str
    nonce: str

    def is_quiet(self, now: datetime) -> bool:
        """Whether the feed was written so long ago that the hub would fetch the new bytes."""
        return self.since <= in_utc(now - QUIET)

    def is_ripe(self, now: datetime) -> bool:
        """Whether the hub has to be notified now."""
        return self.is_quiet(now) or self.first <= in_utc(now - LONGEST)


def noting(table: Table, feeds: Mapping[str, str], now: datetime) -> list[Item]:
    """The items that note that these feeds (URLs by object's key) were written; none where there are no feeds."""
    if not feeds:
        return []
    time, new = in_utc(now), nonce()
    places = {At(HUB, key): url for key, url in feeds.items()}
    items = table.get_many([*places, TIMER])
    first = {at: str(item.has.get("first", time)) for at, item in items.items()}
    noted = [Item(at, {"url": url, "since": time, "first": first.get(at, time), "nonce": new}) for at, url in places.items()]
    return [*noted, _timer(time, first.get(TIMER, time), new)]


def _timer(since: str, first: str, nonce: str) -> Item:
    """The timer for feeds of which the first waits since `first`, and the last was written at `since`."""
    quiet, longest = (datetime.fromisoformat(time) + pause for time, pause in ((since, QUIET), (first, LONGEST)))
    return Item(TIMER, {"look": in_utc(min(quiet, longest)), "first": first, "vain": 0, "nonce": nonce})


def waiting(table: Table, most: int) -> tuple[Waiting, ...]:
    """The feeds that wait, at most so many."""
    items = table.query(HUB, limit=most)
    return tuple(Waiting(item.at, *(item.text(name) for name in ("url", "since", "first", "nonce"))) for item in items)


def remove(table: Table, feeds: Iterable[Waiting], now: datetime) -> None:
    """Remove the feeds that a ping has named; one that wasn't quiet, or was written again meanwhile, goes on waiting."""
    for feed in feeds:
        if feed.is_quiet(now):
            table.delete(feed.at, Same("nonce", feed.nonce))
        else:
            has: Mapping[str, Value] = {"url": feed.url, "since": feed.since, "first": in_utc(now), "nonce": feed.nonce}
            table.put(Item(feed.at, has), Same("nonce", feed.nonce))


def retry(table: Table, timer: Item, time: datetime, failures: int) -> None:
    """Set the timer to this time after a failed ping, unless a feed was written meanwhile, which has set it."""
    has: Mapping[str, Value] = {"look": in_utc(time), "vain": failures, "nonce": timer.has["nonce"]}
    table.put(Item(TIMER, has), Same("nonce", timer.has["nonce"]))


def set_timer(table: Table, timer: Item, feeds: Sequence[Waiting], now: datetime) -> None:
    """Set the timer for these feeds, unless a feed was written meanwhile, which has set it."""
    first = min(in_utc(now) if feed.is_ripe(now) else feed.first for feed in feeds)
    nonce = str(timer.has["nonce"])
    table.put(_timer(max(feed.since for feed in feeds), first, nonce), Same("nonce", nonce))


def stop_timer(table: Table, timer: Item) -> None:
    """Remove the timer, because no feed waits, unless a feed was written meanwhile."""
    table.delete(TIMER, Same("nonce", timer.has["nonce"]))
