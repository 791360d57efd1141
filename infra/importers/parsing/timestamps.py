"""The times of exports that programs wrote: ISO 8601, or milliseconds since 1970."""

from datetime import UTC, datetime
from typing import Any

from infra.importers.parsing.date_repair import nearest


def moment(value: Any) -> datetime | None:
    """Return a time of an export, in UTC if it has no zone; an impossible date becomes the nearest one. None without a time."""
    try:
        if isinstance(value, int | float):
            return datetime.fromtimestamp(value / 1000, UTC)
    except (ValueError, OverflowError, OSError):
        return None
    written = str(value).strip()
    return _read(written) or _read(nearest(written))


def _read(written: str) -> datetime | None:
    try:
        time = datetime.fromisoformat(written)
    except ValueError:
        return None
    return time if time.tzinfo else time.replace(tzinfo=UTC)


def mended(value: Any) -> tuple[str, ...]:
    """Return the report's line about an impossible date."""
    written = str(value or "").strip()
    repaired = None if isinstance(value, int | float) or _read(written) else moment(written)
    return (f"its date {written} is none of the calendar; it is {repaired:%Y-%m-%d %H:%M} here",) if repaired else ()


def aware(moment: datetime) -> datetime:
    """Return a time with a zone: this machine's, where it names none."""
    return moment if moment.tzinfo else moment.astimezone()
