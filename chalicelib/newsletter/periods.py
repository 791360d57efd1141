"""Periods of digests: a day or a week, from the site's hour to the same hour, in the site's zone."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from chalicelib.content.site import Site

DAYS: Mapping[str, int] = {"daily": 1, "weekly": 7}  # weeks begin on Monday
MONDAY = 0


def latest(kind: str, site: Site, now: datetime) -> datetime:
    """The latest time, not after `now`, at which such a digest goes out."""
    return max(time for time in _times(kind, site, now) if time <= now)


def following(kind: str, site: Site, now: datetime) -> datetime:
    """The next time after `now`: the hour is the clock's on the wall, also where it was changed in between."""
    return min(time for time in _times(kind, site, now) if time > now)


def id_of(kind: str, site: Site, time: datetime) -> str:
    """The id of the digest that goes out at this time; the hour is in it, for the site may change it within a day."""
    return f"{kind}-{time.astimezone(ZoneInfo(site.zone)):%Y-%m-%d-%H}"


def _times(kind: str, site: Site, now: datetime) -> Iterator[datetime]:
    """The times around `now`."""
    zone = ZoneInfo(site.zone)
    today = now.astimezone(zone).date()
    for away in range(-DAYS[kind], DAYS[kind] + 1):
        day = today + timedelta(days=away)
        if kind == "daily" or day.weekday() == MONDAY:
            yield datetime(day.year, day.month, day.day, site.newsletter.hour, tzinfo=zone).astimezone(UTC)
