"""The times of exports that programs wrote: ISO 8601, or milliseconds since 1970."""

from datetime import UTC, datetime
from typing import Any


def moment(value: Any) -> datetime | None:
    """Return a time of an export, in UTC where it names no zone; None where it is none."""
    try:
        if isinstance(value, int | float):
            return datetime.fromtimestamp(value / 1000, UTC)
        found = datetime.fromisoformat(str(value).strip())
    except (ValueError, OverflowError, OSError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def aware(moment: datetime) -> datetime:
    """Return a time with a zone: this machine's, where it names none."""
    return moment if moment.tzinfo else moment.astimezone()
