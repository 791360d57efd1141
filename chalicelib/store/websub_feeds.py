"""Feeds that the site's hub has to be told of: each is noted when it was printed, and stays until a ping has told of it.

HUB      object's key   a feed: its URL, when it was printed, since when it waits (`first`), and a nonce, another one each time
CLOCK    hub            that some wait: when to look, since when (`first`), how many pings were in vain since the last printing

All of a publish is told in one ping: the clock looks when nothing was noted for a while (`QUIET`). That is longer than the
CDN keeps old bytes, which a hub that is told too early would fetch, and than a press may take, so the press has ended.
Where it is never quiet, nothing waits for longer than `LONGEST`; a feed that was told of before it was quiet goes on waiting,
for its last bytes have to be told of, too.

These writes are made once, with the nonce that was read (not by `catalog.update`): where a feed was printed meanwhile, that
printing has set the alarm, and nothing is left to decide.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from chalicelib.cloud.ports import At, Item, Same, Table, Value
from chalicelib.store import timers
from chalicelib.store.nonces import nonce
from chalicelib.times import in_utc

WAITING = "HUB"
TIMER = timers.at("hub")
QUIET = timedelta(seconds=60)
LONGEST = timedelta(minutes=3)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A feed that a hub has to be told of."""

    at: At
    url: str
    since: str
    first: str
    nonce: str

    def is_quiet(self, now: datetime) -> bool:
        """Whether the hub would fetch the new bytes."""
        return self.since <= in_utc(now - QUIET)

    def is_ripe(self, now: datetime) -> bool:
        """Whether the hub has to be told now."""
        return self.is_quiet(now) or self.first <= in_utc(now - LONGEST)


def noting(table: Table, feeds: Mapping[str, str], now: datetime) -> list[Item]:
    """What notes that these feeds (URLs by object's key) have been printed; nothing where there are none."""
    if not feeds:
        return []
    time, new = in_utc(now), nonce()
    places = {At(WAITING, key): url for key, url in feeds.items()}
    standing = table.get_many([*places, TIMER])
    first = {at: str(item.has.get("first", time)) for at, item in standing.items()}
    noted = [Item(at, {"url": url, "since": time, "first": first.get(at, time), "nonce": new}) for at, url in places.items()]
    return [*noted, _alarm(time, first.get(TIMER, time), new)]


def _alarm(since: str, first: str, nonce: str) -> Item:
    """An alarm for feeds of which the first waits since then, and the last was printed then."""
    quiet, longest = (datetime.fromisoformat(time) + pause for time, pause in ((since, QUIET), (first, LONGEST)))
    return Item(TIMER, {"look": in_utc(min(quiet, longest)), "first": first, "vain": 0, "nonce": nonce})


def waiting(table: Table, most: int) -> tuple[Waiting, ...]:
    """The feeds that wait, at most so many."""
    items = table.query(WAITING, limit=most)
    return tuple(Waiting(item.at, *(str(item.has[name]) for name in ("url", "since", "first", "nonce"))) for item in items)


def told(table: Table, feeds: Iterable[Waiting], now: datetime) -> None:
    """These need no ping any more, but those that weren't quiet; one that was printed again meanwhile goes on waiting."""
    for feed in feeds:
        if feed.is_quiet(now):
            table.delete(feed.at, Same("nonce", feed.nonce))
        else:
            has: Mapping[str, Value] = {"url": feed.url, "since": feed.since, "first": in_utc(now), "nonce": feed.nonce}
            table.put(Item(feed.at, has), Same("nonce", feed.nonce))


def look_again(table: Table, alarm: Item, time: datetime, vain: int) -> None:
    """Let the clock look later, unless a feed was printed meanwhile: that is told as soon as all is quiet."""
    has: Mapping[str, Value] = {"look": in_utc(time), "vain": vain, "nonce": alarm.has["nonce"]}
    table.put(Item(TIMER, has), Same("nonce", alarm.has["nonce"]))


def look_for(table: Table, alarm: Item, feeds: Sequence[Waiting], now: datetime) -> None:
    """Let the clock look when these have to be told of, unless a feed was printed meanwhile, which set it."""
    first = min(in_utc(now) if feed.is_ripe(now) else feed.first for feed in feeds)
    nonce = str(alarm.has["nonce"])
    table.put(_alarm(max(feed.since for feed in feeds), first, nonce), Same("nonce", nonce))


def put_away(table: Table, alarm: Item) -> None:
    """Nothing waits any more, unless a feed was printed meanwhile."""
    table.delete(TIMER, Same("nonce", alarm.has["nonce"]))
