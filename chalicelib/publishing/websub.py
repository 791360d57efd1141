"""Pinging: the site's hub is told which feeds have changed, so that whoever follows them there gets the news at once.

What a press has printed waits in the table (`catalog.hub`). A ping tells of all that waits, and what it told goes; a feed
that is printed meanwhile stays for the next one. So a worker that dies costs a ping too many, never one that is missing. A site
that stands on somebody's own machine is told to nobody: the hub could not fetch it, and whose it is is nobody's business.
"""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from ipaddress import ip_address
from urllib.parse import urlsplit

from chalicelib.cloud.ports import Cloud, Item, UnheardError
from chalicelib.store import site_files, websub_feeds
from chalicelib.store.websub_feeds import Waiting
from chalicelib.times import in_utc

log = logging.getLogger(__name__)
AT_ONCE = 200  # feeds in a ping, more than a post is in; after a change of the whole site the next tick goes on
LONGEST_PAUSE = timedelta(hours=1)
GIVEN_UP = timedelta(days=1)  # by then followers have long found the news by themselves


def look(cloud: Cloud, now: datetime, alarm: Item) -> None:
    """Tell the hub of what waits; where that was in vain, look again after a pause, longer each time."""
    waiting = websub_feeds.waiting(cloud.table, AT_ONCE)
    feeds = [feed for feed in waiting if feed.is_ripe(now)]
    done = _done_with(cloud, now, feeds)
    websub_feeds.told(cloud.table, done, now)
    still = [feed for feed in waiting if not feed.is_quiet(now)]
    if len(done) < len(feeds):
        vain = int(alarm.has["vain"])
        websub_feeds.look_again(cloud.table, alarm, now + pause(vain), vain + 1)
    elif len(waiting) == AT_ONCE:
        return
    elif still:
        websub_feeds.look_for(cloud.table, alarm, still, now)
    else:
        websub_feeds.put_away(cloud.table, alarm)


def pause(vain: int) -> timedelta:
    """How long to wait after a ping in vain, when so many were before it."""
    return min(timedelta(minutes=2**vain), LONGEST_PAUSE)


def _done_with(cloud: Cloud, now: datetime, feeds: Sequence[Waiting]) -> Sequence[Waiting]:
    """Those of the feeds that need no other ping: the hub knows, there is none any more, or it will never listen."""
    site = site_files.read(cloud).site
    address = site.hub
    if cloud.hub is None or not address or not feeds:
        return feeds
    if is_local(site.url):
        log.debug("the hub %s isn't told of %d feeds that changed: %s is this machine's own", address, len(feeds), site.url)
        return feeds
    try:
        cloud.hub.ping(address, [feed.url for feed in feeds])
    except UnheardError as error:
        return _given_up(address, error, feeds, in_utc(now - GIVEN_UP))
    log.info("the hub %s knows of %d feeds that changed", address, len(feeds))
    return feeds


def is_local(url: str) -> bool:
    """Whether a site at this URL is seen from its own machine or its own network alone."""
    host = (urlsplit(url).hostname or "").rstrip(".")
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host.rpartition(".")[2] in LOCAL


LOCAL = ("localhost", "local", "")  # what the names of such hosts end in; no host is nowhere


def _given_up(address: str, error: UnheardError, feeds: Sequence[Waiting], before: str) -> Sequence[Waiting]:
    """Of feeds told in vain, all where the hub refuses for good, else those that wait for too long."""
    gone = [feed for feed in feeds if not error.again or feed.since <= before]
    log.warning("the hub %s was told in vain of %d feeds, %d of which are given up: %s", address, len(feeds), len(gone), error)
    return gone
