"""What a status and a schedule say, in lines. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from infra.authoring.inspect.file_status import MEANINGS, Became, Situation, counts
from infra.authoring.inspect.status import Coming, Detail
from infra.running import local
from infra.terminal.streams import on_one_line

WRONG: tuple[Became, ...] = ("refused", "waiting")
"""The states that an author has to do something about."""
LINES: Mapping[Became, str] = {
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
"""What is said of a file in each state."""


def is_wrong(situations: Iterable[Situation]) -> bool:
    return any(one.state in WRONG for one in situations)


def overview(situations: Sequence[Situation], zone: ZoneInfo) -> Iterator[str]:
    """Yield how many files are in each state, and a line for each that isn't simply live, in the order of states."""
    yield ", ".join(f"{MEANINGS[state]}: {many:,}" for state, many in counts(situations).items()) or "nothing is uploaded yet"
    order = list(MEANINGS)
    others = [one for one in situations if not one.is_simply_live]
    for one in sorted(others, key=lambda one: (order.index(one.state), one.time, one.key)):
        yield with_preview(one, zone)


def line(one: Situation, zone: ZoneInfo) -> str:
    """Return a line about a file, which begins with its name and line, as editors read it."""
    where = f"{one.key}:{one.line}" if one.line else one.key
    return on_one_line(f"{where}: {said(one, zone)}")


def said(one: Situation, zone: ZoneInfo) -> str:
    awaited = f"an address that {one.owner} has" if one.owner else "an address or id that another file has"
    text = LINES[one.state].format(time=local(one.time, zone), why=one.why, awaited=awaited)
    older = "; readers still see the previous version" if one.is_older else ""
    changing = "; its pages are being made" if one.is_changing else ""
    return (text.removesuffix(".") if older or changing else text) + older + changing


def with_preview(one: Situation, zone: ZoneInfo) -> str:
    """Return a line about a file, and where its author sees it before it is published."""
    return line(one, zone) + (f"; preview: {one.preview}" if one.preview else "")


def in_detail(found: Detail, zone: ZoneInfo, url: str, letter: str) -> Iterator[str]:
    """Yield all that is known of one file; `letter` is what is said of its letter."""
    one = found.situation
    yield line(one, zone)
    rows = (
        ("title", one.title),
        ("address", f"{url}{one.address}" if one.address else ""),
        ("preview", one.preview),
        ("aliases", ", ".join(found.aliases)),
        ("formerly", ", ".join(found.former)),
        ("letter", letter),
        ("your copy", "differs from what was uploaded; `presswork push` uploads it" if found.differs else ""),
    )
    yield from (f"  {name:<10} {value}" for name, value in rows if value)
    yield from (f"  {'warning':<10} {warning}" for warning in found.warnings)


# ---- what is coming


def schedule(coming: Sequence[Coming], zone: ZoneInfo) -> Iterator[str]:
    """Yield what is coming, by day, in the site's zone."""
    if not coming:
        yield "nothing is scheduled"
    for day, several in groupby(coming, key=lambda one: one.time.astimezone(zone).date()):
        yield f"{day:%A, %-d %B %Y}"
        for one in several:
            yield f"  {one.time.astimezone(zone):%H:%M}  {one.what:<14} {': '.join(filter(None, (one.of, one.title)))}"


def as_values(coming: Iterable[Coming]) -> list[Mapping[str, Any]]:
    return [{"time": one.time.isoformat(), "what": one.what, "file": one.of, "title": one.title} for one in coming]
