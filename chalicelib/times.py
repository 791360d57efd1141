"""Times as they are kept: in UTC and to the second, as text, so that texts compare as their moments do."""

from datetime import UTC, datetime


def in_utc(time: datetime) -> str:
    """The time as it is kept."""
    return time.astimezone(UTC).isoformat(timespec="seconds")


def told_in_utc(text: str) -> str:
    """What a text with a zone tells, as it is kept; nothing where it tells nothing."""
    return in_utc(datetime.fromisoformat(text)) if text else ""
