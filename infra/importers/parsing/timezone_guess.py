"""The time zone of a blog whose export tells local times and times in UTC, but no zone: the one in which most of them fit.

Some never do: they were changed by hand, or are from before a move, or the blog had a fixed distance from UTC for some years.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

from babel import Locale, UnknownLocaleError
from babel.core import get_global

SAMPLES = 500
UNLIKELY = 0.1  # of the times: how many more have to fit in a zone that few live in, than in a likely one
COMMON = (
    *("Europe/London", "Europe/Paris", "Europe/Berlin", "Europe/Madrid", "Europe/Rome", "Europe/Athens", "Europe/Moscow"),
    *("America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles", "America/Sao_Paulo", "America/Mexico_City"),
    *("Asia/Kolkata", "Asia/Shanghai", "Asia/Tokyo", "Asia/Singapore", "Australia/Sydney", "Africa/Johannesburg"),
    *("America/Toronto", "Europe/Lisbon", "Europe/Zurich"),
)


def zone_of(moments: Sequence[datetime], language: str) -> str:
    """Return the zone in which most of these times fit; of several, one where the language is spoken, or else a common one. Empty
    if no time names its distance from UTC."""
    samples = [moment for moment in moments if moment.tzinfo][:: max(1, len(moments) // SAMPLES)]
    if not samples or all(not moment.utcoffset() for moment in samples):
        return "UTC" if samples else ""
    best, fewest = "", float(len(samples))
    for zone, handicap in candidates(language, max(1, len(samples) * UNLIKELY)):
        if (count := handicap + misfits(zone, samples, fewest - handicap)) < fewest:
            best, fewest = zone, count
    return best


def misfits(zone: str, moments: Iterable[datetime], most: float) -> int:
    """Return how many times have another distance from UTC than the zone had then; stops counting at `most`."""
    place, count = ZoneInfo(zone), 0
    for moment in moments:
        east = moment.astimezone(UTC).astimezone(place).utcoffset() or timedelta()
        count += east != moment.utcoffset()
        if count >= most:
            break
    return count


def candidates(language: str, handicap: float) -> Iterator[tuple[str, float]]:
    """Yield the zones, the likely ones first; those where few live have a handicap, and those that are no place twice that."""
    of_territory, zones = get_global("territory_zones").get(territory_of(language), ()), available_timezones()
    places = sorted(zone for zone in zones if "/" in zone and not zone.startswith(("Etc/", "SystemV/", "posix", "right")))
    fixed = [f"Etc/GMT{hours:+d}" for hours in range(-14, 13) if hours]
    of_language = [zone for zone in of_territory if zone in zones]
    likely = dict.fromkeys([*(zone for zone in COMMON if zone in of_language), *of_language, *COMMON, "UTC"])
    yield from ((zone, 0) for zone in likely)
    yield from ((zone, handicap) for zone in places if zone not in likely)
    yield from ((zone, 2 * handicap) for zone in fixed)


def territory_of(language: str) -> str:
    """Return the country that a language is most likely written in."""
    try:
        locale = Locale.parse(language.replace("-", "_"))
    except (ValueError, UnknownLocaleError):
        return ""
    likely = str(get_global("likely_subtags").get(locale.language, ""))
    return locale.territory or likely.rpartition("_")[2]
