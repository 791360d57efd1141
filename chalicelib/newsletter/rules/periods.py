"""Periods of digests: a day or a week, from the site's hour to the same hour, in the site's time zone."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from chalicelib.content.site.site import Site

DAYS: Mapping[str, int] = {"daily": 1, "weekly": 7}  # weeks begin on Monday
MONDAY = 0


def latest(kind: str, site: Site, now: datetime) -> datetime:
    """Return the latest time, not after `now`, at which such a digest is due."""
    return max(time for time in _times(kind, site, now) if time <= now)


def following(kind: str, site: Site, now: datetime) -> datetime:
    """Return the first such time after `now`; the hour is local time, also across a change of daylight saving time."""
    return min(time for time in _times(kind, site, now) if time > now)


def id_of(kind: str, site: Site, time: datetime) -> str:
    """Return the id of the digest that is due at this time; it contains the hour, since the site may change it within a day."""
    return f"{kind}-{time.astimezone(ZoneInfo(site.zone)):%Y-%m-%d-%H}"


def _times(kind: str, site: Site, now: datetime) -> Iterator[datetime]:
    """Yield the times around `now`."""
    zone = ZoneInfo(site.zone)
    today = now.astimezone(zone).date()
    for away in range(-DAYS[kind], DAYS[kind] + 1):
        day = today + timedelta(days=away)
        if kind == "daily" or day.weekday() == MONDAY:
            yield datetime(day.year, day.month, day.day, site.newsletter.hour, tzinfo=zone).astimezone(UTC)
