"""WebSub: notify the site's hub of the feeds that have changed, so that their readers get them at once.

A feed that was written waits in the table (`store.websub_feeds`). One ping names all feeds that wait, and then they wait no
longer; a feed that is written meanwhile waits for the next ping. So a worker that dies costs a ping too many, and never one too
few. The hub isn't notified of a site on the author's own machine: it could not fetch the feeds, and should not learn of them.
"""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from ipaddress import ip_address
from urllib.parse import urlsplit

from chalicelib.cloud.items import Item
from chalicelib.cloud.ports import Cloud, UnheardError
from chalicelib.store import site_files, websub_feeds
from chalicelib.store.websub_feeds import Waiting
from chalicelib.times import in_utc

log = logging.getLogger(__name__)
AT_ONCE = 200  # feeds in a ping, more than show one post; after a change of the whole site the next tick goes on
LONGEST_PAUSE = timedelta(hours=1)
GIVEN_UP = timedelta(days=1)  # by then feed readers have fetched the feeds on their own


def look(cloud: Cloud, now: datetime, timer: Item) -> None:
    """Notify the hub of the feeds that wait; where that failed, set the timer after a pause, longer each time."""
    waiting = websub_feeds.waiting(cloud.table, AT_ONCE)
    feeds = [feed for feed in waiting if feed.is_ripe(now)]
    done = _done_with(cloud, now, feeds)
    websub_feeds.remove(cloud.table, done, now)
    still = [feed for feed in waiting if not feed.is_quiet(now)]
    if len(done) < len(feeds):
        failures = timer.number("vain")
        websub_feeds.retry(cloud.table, timer, now + pause(failures), failures + 1)
    elif len(waiting) == AT_ONCE:
        return
    elif still:
        websub_feeds.set_timer(cloud.table, timer, still, now)
    else:
        websub_feeds.stop_timer(cloud.table, timer)


def pause(failures: int) -> timedelta:
    """Return how long to wait after a ping that failed, when so many failed before it."""
    return min(timedelta(minutes=2**failures), LONGEST_PAUSE)


def _done_with(cloud: Cloud, now: datetime, feeds: Sequence[Waiting]) -> Sequence[Waiting]:
    """Ping the hub; return the feeds that wait no longer: the hub knows of them, there is none, or it refuses them for good."""
    site = site_files.read(cloud).site
    address = site.hub
    if cloud.hub is None or not address or not feeds:
        return feeds
    if is_local(site.url):
        log.debug("the hub %s isn't notified of %d feeds: %s is reachable from this machine alone", address, len(feeds), site.url)
        return feeds
    try:
        cloud.hub.ping(address, [feed.url for feed in feeds])
    except UnheardError as error:
        return _given_up(address, error, feeds, in_utc(now - GIVEN_UP))
    log.info("the hub %s is notified of %d feeds", address, len(feeds))
    return feeds


def is_local(url: str) -> bool:
    """Return whether a site at this URL is reachable from its own machine or its own network alone."""
    host = (urlsplit(url).hostname or "").rstrip(".")
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host.rpartition(".")[2] in LOCAL


LOCAL = ("localhost", "local", "")  # what the names of such hosts end in; a URL without a host counts as one


def _given_up(address: str, error: UnheardError, feeds: Sequence[Waiting], previous: str) -> Sequence[Waiting]:
    """Return the feeds to give up after a failed ping: all if the hub refuses for good, else those that waited too long."""
    gone = [feed for feed in feeds if not error.again or feed.since <= previous]
    log.warning(
        "hub %s was not notified of %d feeds, %d of which will not be tried again: %s", address, len(feeds), len(gone), error
    )
    return gone
