"""Times as they are stored: text in UTC, to the second, so that texts sort as their times do."""

from datetime import UTC, datetime


def in_utc(time: datetime) -> str:
    """Return the time as stored text."""
    return time.astimezone(UTC).isoformat(timespec="seconds")


def iso_to_utc(text: str) -> str:
    """Return the time of an ISO 8601 text with a zone as stored text; an empty text stays empty."""
    return in_utc(datetime.fromisoformat(text)) if text else ""
