"""Dates that authors write.

Each becomes ISO 8601 text in the site's zone, to the second: `2026-11-25T09:30:00+01:00`. A date without a zone is in the site's
zone. The year comes first, or the month is an English word (`Nov 26, 2026`): `01/02/2026` would be one day in London and another
in New York. A date may also be in a path (`2026/11/25/slug`) or before a name (`2026-11-25-slug`, `20261125-slug`, Pelican's
`261125-slug`).
"""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from typing import NamedTuple
from zoneinfo import ZoneInfo

from chalicelib.content.plain_text import short
from chalicelib.errors import Refusal

EARLIEST = 1900  # older years are typing errors, and time zones are younger

WRITTEN = re.compile(
    r"(?P<year>\d{4})(?P<between>[-/.])(?P<month>\d{1,2})(?P=between)(?P<day>\d{1,2})"
    r"(?:(?:[Tt]|\s+)(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d+)?)?"
    r"\s*(?P<zone>[Zz]|UTC|GMT|(?P<sign>[-+])(?P<east>\d{1,2})(?::?(?P<minutes>\d{2}))?)?)?",
    re.ASCII,
)

DAY, MONTH = r"\d{1,2}(?:st|nd|rd|th)?", r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)(?:[a-z]{2,6})?\.?"
WITH_MONTH = re.compile(
    rf"(?:(?:mon|tue|wed|thu|fri|sat|sun)(?:[a-z]{{3,5}})?\.?,?\s+)?"
    rf"(?:{MONTH}\s+{DAY},?\s+[1-9]\d{{3}}|{DAY}(?:\s+|-){MONTH}(?:,?\s+|-)[1-9]\d{{3}})"
    r"(?:(?:,?\s+|,?\s+at\s+)\d{1,2}:\d{2}(?::\d{2})?(?:\s*[ap]m)?(?:\s*(?:Z|UTC|GMT|[-+]\d{2}:?\d{2}))?)?",
    re.ASCII | re.IGNORECASE,
)
"""Dates that `dateutil` may read: whole ones, since it fills in what is missing from today's date."""


def read_date(text: str, zone: str) -> str:
    """Return the date of a text as ISO 8601, in the site's zone; refuse a text without a valid date."""
    return read_moment(text, zone).isoformat()


def read_moment(text: str, zone: str) -> datetime:
    """Return the same as a `datetime`."""
    text = text.strip()
    written = WRITTEN.fullmatch(text)
    if not written and not WITH_MONTH.fullmatch(text):
        raise Refusal("bad-date", short(text))
    try:
        there = local(written, ZoneInfo(zone)) if written else with_month(text, ZoneInfo(zone))
        return in_zone(there, ZoneInfo(zone))
    except (ValueError, OverflowError) as error:  # the calendar has no such day, or time has no such year
        raise Refusal("bad-date", short(text)) from error


def local(written: re.Match[str], zone: ZoneInfo) -> datetime:
    """Return the date and time of the text, in its own zone or else the site's."""
    year, month, day, hour, minute, second = (
        int(written[name] or 0) for name in ("year", "month", "day", "hour", "minute", "second")
    )
    if year < EARLIEST:
        raise ValueError(year)
    return datetime(year, month, day, hour, minute, second, tzinfo=offset(written) or zone)


def with_month(text: str, zone: ZoneInfo) -> datetime:
    """Return the same of a text with the name of a month."""
    from dateutil import parser  # noqa: PLC0415 - few dates name their month

    moment = parser.parse(text, default=datetime(EARLIEST, 1, 1))
    if moment.year < EARLIEST:
        raise ValueError(moment.year)
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def offset(written: re.Match[str]) -> timezone | None:
    """Return the zone in the text, if any."""
    if not written["zone"]:
        return None
    east = timedelta(hours=int(written["east"] or 0), minutes=int(written["minutes"] or 0))
    return timezone(-east if written["sign"] == "-" else east)


def in_zone(moment: datetime, zone: ZoneInfo) -> datetime:
    """Convert to the zone by way of UTC, so that a skipped hour becomes a valid one; offsets are whole minutes."""
    there = moment.astimezone(UTC).astimezone(zone)
    east = there.utcoffset() or timedelta()
    odd = east % timedelta(minutes=1)  # before standard time; RFC 3339 can't write it
    return there.replace(tzinfo=timezone(east - odd)) if odd else there


class Dated(NamedTuple):
    """A name split into the date before it, if any, and the rest."""

    date: str
    rest: str


PREFIXES: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
    (re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[-_. ]+|$)", re.ASCII), lambda date: f"{date[1]}-{date[2]}-{date[3]}"),
    (re.compile(r"(\d{4})(\d{2})(\d{2})(?:[-_ ]|$)", re.ASCII), lambda date: f"{date[1]}-{date[2]}-{date[3]}"),
    (re.compile(r"(\d{2})(\d{2})(\d{2})[-_]", re.ASCII), lambda date: f"20{date[1]}-{date[2]}-{date[3]}"),
)


def dated(name: str) -> Dated:
    """Split off the date at the begin of a name. A date with dashes must be valid; other digits may be no date."""
    for pattern, date in PREFIXES:
        match = pattern.match(name)
        if match and (pattern is PREFIXES[0][0] or is_day(date(match))):
            return Dated(date(match), name[match.end() :])
    return Dated("", name)


TIME = re.compile(r"([01]\d|2[0-3])([0-5]\d)([0-5]\d)", re.ASCII)


def date_before(name: str) -> str:
    """Return the date at the begin of a name, with the time of day where the rest is only that: `2026-12-03-063000`."""
    date, rest = dated(name)
    time = TIME.fullmatch(rest)
    return f"{date} {time[1]}:{time[2]}:{time[3]}" if date and time else date


def is_day(text: str) -> bool:
    """Return whether the calendar has this day."""
    try:
        read_moment(text, "UTC")
    except Refusal:
        return False
    return True


IN_PATH = re.compile(r"(?:^|/)(\d{4})/(\d{1,2})/(\d{1,2})(?:/|$)", re.ASCII)


def date_in_path(path: str) -> str:
    """Return the date in a path, in any folder: `inside-rust/2020/11/23/slug`; nothing if there is none."""
    match = IN_PATH.search(path)
    return f"{match[1]}-{match[2]}-{match[3]}" if match else ""
