"""Dates that no calendar has, such as `2015-02-30` or `2016-13-01`, and the real ones that are nearest to them.

Old systems took them: they counted on into the next month, or never looked. Presswork refuses a post with such a date, so each
importer mends it, and says so in the report.
"""

import re
from calendar import monthrange
from datetime import date, timedelta

NUMBERS = re.compile(
    r"(?P<year>\d{4})(?P<between>[-/.])(?P<month>\d{1,2})(?P=between)(?P<day>\d{1,2})"
    r"(?:(?:[Tt]|\s+)(?P<hour>\d{1,2}):(?P<minute>\d{1,2})(?::(?P<second>\d{1,2}))?(?P<zone>.*))?",
    re.ASCII,
)
MONTHS, LONGEST_MONTH = 12, 31
HOURS, MINUTES = 24, 60


def nearest(written: str) -> str:
    """Return the nearest date that the calendar has; empty where these are no numbers of a date.

    - A day behind the end of its month is the last of that month.
    - A month above 12 was a day, if the day can be a month: `2016-13-01` is January 13. Otherwise this is no date at all.
    - `24:00` is midnight at the end of the day. Any other time that no clock shows is left out.
    """
    match = NUMBERS.fullmatch(written.strip())
    if match is None:
        return ""
    year, month, day = (int(match[name]) for name in ("year", "month", "day"))
    if month > MONTHS >= day:
        month, day = day, month
    if month > MONTHS:
        return ""
    month = max(month, 1)
    return with_time(year, month, min(max(day, 1), last_of(year, month)), match)


def counted_on(written: str) -> str:
    """Return the date that Ruby takes it for, which counts on into the next month: February 30 is March 1 or 2. Empty where Ruby
    knows no date, either."""
    match = NUMBERS.fullmatch(written.strip())
    if match is None or not (1 <= int(match["month"]) <= MONTHS and 1 <= int(match["day"]) <= LONGEST_MONTH):
        return ""
    year, month, day = (int(match[name]) for name in ("year", "month", "day"))
    return with_time(year, month, day, match)


def with_time(year: int, month: int, day: int, match: re.Match[str]) -> str:
    """Return the day, which may be behind the end of its month, with the time beside it if a clock shows it."""
    try:
        result = date(year, month, 1) + timedelta(days=day - 1)
        if match["hour"] is None:
            return f"{result}"
        hour, minute, second = (int(match[name] or 0) for name in ("hour", "minute", "second"))
        if (hour, minute, second) == (HOURS, 0, 0):
            result, hour = result + timedelta(days=1), 0
    except (ValueError, OverflowError):
        return ""
    is_time = hour < HOURS and minute < MINUTES and second < MINUTES
    return f"{result} {hour:02}:{minute:02}:{second:02}{match['zone']}" if is_time else f"{result}"


def last_of(year: int, month: int) -> int:
    """Return the last day of a month."""
    return monthrange(year, month)[1] if year else LONGEST_MONTH
