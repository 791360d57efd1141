"""The time zone of a blog whose export tells local times and times in UTC, but no zone: the one in which all of them fit."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

from babel import Locale, UnknownLocaleError
from babel.core import get_global

FITS = 0.95  # of the times; some were changed by hand, or come from before a move
SAMPLES = 500
COMMON = (
    *("Europe/London", "Europe/Paris", "Europe/Berlin", "Europe/Madrid", "Europe/Rome", "Europe/Athens", "Europe/Moscow"),
    *("America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles", "America/Sao_Paulo", "America/Mexico_City"),
    *(
        "Asia/Kolkata",
        "Asia/Shanghai",
        "Asia/Tokyo",
        "Asia/Singapore",
        "Australia/Sydney",
        "Africa/Johannesburg",
        "America/Toronto",
        "Europe/Lisbon",
        "Europe/Zurich",
    ),
)


def zone_of(moments: Sequence[datetime], language: str) -> str:
    """Return the first zone that these times fit in: one where the language is spoken, a common one, any; empty if none fits."""
    known = [moment for moment in moments if moment.tzinfo][:: max(1, len(moments) // SAMPLES)]
    if not known or all(not moment.utcoffset() for moment in known):
        return "UTC" if known else ""
    most = len(known) * (1 - FITS)
    return next((zone for zone in candidates(language) if misfits(zone, known, most) <= most), "")


def misfits(zone: str, moments: Iterable[datetime], most: float) -> int:
    """Return how many times have another distance from UTC than the zone had then; stops counting above `most`."""
    there, count = ZoneInfo(zone), 0
    for moment in moments:
        east = moment.astimezone(UTC).astimezone(there).utcoffset() or timedelta()
        count += east != moment.utcoffset()
        if count > most:
            break
    return count


def candidates(language: str) -> Iterator[str]:
    """Yield the zones in the order in which they are likely."""
    there, known = get_global("territory_zones").get(territory_of(language), ()), available_timezones()
    places = sorted(zone for zone in known if "/" in zone and not zone.startswith(("Etc/", "SystemV/", "posix", "right")))
    fixed = [f"Etc/GMT{hours:+d}" for hours in range(-14, 13) if hours]
    spoken = [zone for zone in there if zone in known]
    yield from dict.fromkeys([*(zone for zone in COMMON if zone in spoken), *spoken, *COMMON, *places, *fixed])


def territory_of(language: str) -> str:
    """Return the country that a language is most likely written in."""
    try:
        locale = Locale.parse(language.replace("-", "_"))
    except (ValueError, UnknownLocaleError):
        return ""
    likely = str(get_global("likely_subtags").get(locale.language, ""))
    return locale.territory or likely.rpartition("_")[2]
