"""A status and a schedule in lines of text. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from infra.authoring.inspect.file_status import STATE_NAMES, FileState, FileStatus, counts
from infra.authoring.inspect.status import FileDetail, ScheduledEvent
from infra.running import local
from infra.terminal.streams import counted, on_one_line

WRONG: tuple[FileState, ...] = ("refused", "waiting")
"""The states about which an author has to do something."""
LINES: Mapping[FileState, str] = {
    "live": "live",
    "expiring": "live until {time}",
    "due": "scheduled for {time}",
    "draft": "a draft or private",
    "expired": "expired",
    "refused": "refused: {why}",
    "waiting": "waiting for {awaited}",
    "unread": "uploaded but not yet read",
    "file": "published",
}
"""The text about a file in each state."""


def is_wrong(statuses: Iterable[FileStatus]) -> bool:
    return any(status.state in WRONG for status in statuses)


def overview(statuses: Sequence[FileStatus], zone: ZoneInfo) -> Iterator[str]:
    """Yield the number of files in each state, and a line for each file that isn't simply live, in the order of states."""
    numbers = (counted(number, *STATE_NAMES[state]) for state, number in counts(statuses).items())
    yield ", ".join(numbers) or "Nothing is uploaded yet."
    order = list(STATE_NAMES)
    others = [status for status in statuses if not status.is_simply_live]
    for status in sorted(others, key=lambda status: (order.index(status.state), status.time, status.key)):
        yield with_preview(status, zone)


def line(status: FileStatus, zone: ZoneInfo) -> str:
    """Return a line about a file, which begins with its name and line, as editors read it."""
    place = f"{status.key}:{status.line}" if status.line else status.key
    return on_one_line(f"{place}: {state_text(status, zone)}")


def state_text(status: FileStatus, zone: ZoneInfo) -> str:
    awaited = f"an address that {status.owner} has" if status.owner else "an address or id that another file has"
    text = LINES[status.state].format(time=local(status.time, zone), why=status.why, awaited=awaited)
    older = "; readers still see the previous version" if status.is_older else ""
    changing = "; its pages are being made" if status.is_changing else ""
    return (text.removesuffix(".") if older or changing else text) + older + changing


def with_preview(status: FileStatus, zone: ZoneInfo) -> str:
    """Return a line about a file, with the address of its preview."""
    return line(status, zone) + (f"; preview: {status.preview}" if status.preview else "")


def in_detail(detail: FileDetail, zone: ZoneInfo, url: str, letter: str) -> Iterator[str]:
    """Yield all details of a file; `letter` is the text about its letter."""
    status = detail.status
    yield line(status, zone)
    rows = (
        ("title", status.title),
        ("address", f"{url}{status.address}" if status.address else ""),
        ("preview", status.preview),
        ("aliases", ", ".join(detail.aliases)),
        ("formerly", ", ".join(detail.former)),
        ("letter", letter),
        ("your copy", "differs from what was uploaded; `presswork push` uploads it" if detail.differs else ""),
    )
    yield from (f"  {name:<10} {value}" for name, value in rows if value)
    yield from (f"  {'warning':<10} {warning}" for warning in detail.warnings)


# ---- the schedule


def schedule(events: Sequence[ScheduledEvent], zone: ZoneInfo) -> Iterator[str]:
    """Yield the coming events by day, in the site's zone."""
    if not events:
        yield "Nothing is scheduled."
    for day, of_day in groupby(events, key=lambda event: event.time.astimezone(zone).date()):
        yield f"{day:%A}, {day.day} {day:%B %Y}"
        for event in of_day:
            yield f"  {event.time.astimezone(zone):%H:%M}  {event.what:<14} {': '.join(filter(None, (event.of, event.title)))}"


def as_rows(events: Iterable[ScheduledEvent]) -> list[Mapping[str, Any]]:
    return [{"time": event.time.isoformat(), "what": event.what, "file": event.of, "title": event.title} for event in events]
