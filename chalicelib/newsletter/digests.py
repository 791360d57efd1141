"""Digests: at the site's hour, announce a letter for the day or the week, if any post's letter came due in it.

The time of the next digest is stored, so checking each minute costs no more than the query of all timers. A period begins where
the last announced period ended, even if the site's hour has changed since, so periods leave no gap.
"""

from collections.abc import Container
from datetime import datetime, timedelta

from chalicelib.cloud.items import Absent, At, Item, Same
from chalicelib.cloud.ports import Cloud
from chalicelib.content.site.site import Site
from chalicelib.newsletter.rules import periods
from chalicelib.newsletter.rules.letter import Letter
from chalicelib.store import site_files, timers
from chalicelib.store.newsletter import letters
from chalicelib.times import in_utc

LINGER = timedelta(minutes=2)  # a letter that came due at the last moment is listed by then


def plan(cloud: Cloud, now: datetime, planned: Container[str]) -> None:
    """Store the time of the next digest of each kind that has none; posts before now are in no digest."""
    for kind in periods.DAYS:
        if _at(kind).sk not in planned:
            site = site_files.read(cloud).site
            cloud.table.put(_item(kind, in_utc(now), in_utc(periods.following(kind, site, now))), Absent())


def look(cloud: Cloud, now: datetime, item: Item, kind: str) -> None:
    """When the time has come, announce the digest of the period that is over, and store the next time."""
    if item.text("next") > in_utc(now):
        return
    site = site_files.read(cloud).site
    last = _announced(cloud, now, kind, site, item.text("last"))
    following = in_utc(periods.following(kind, site, now))
    cloud.table.put(_item(kind, last, following), Same("next", item.has["next"]))


def _announced(cloud: Cloud, now: datetime, kind: str, site: Site, since: str) -> str:
    """Return the end of the last period that a digest of this kind has covered: it was empty, or its letter is stored.

    A site without letters has only empty periods.
    """
    time = periods.latest(kind, site, now)
    due = in_utc(time)
    if due <= since:
        return since
    if not site.newsletter.on or not letters.listed(cloud.table, after=since, until=due, limit=1):
        return due
    letter = Letter(periods.id_of(kind, site, time), kind, "due", due, since=since)
    announced = letters.announce(cloud.table, letter, look=in_utc(now + LINGER))
    return due if announced and (announced.since, announced.due) == (since, due) else since


def _at(kind: str) -> At:
    return timers.at("digest", kind)


def _item(kind: str, last: str, following: str) -> Item:
    return Item(_at(kind), {"last": last, "next": following})
