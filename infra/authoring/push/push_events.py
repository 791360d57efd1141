"""What a push reports as it goes on: one event for each thing that happens, as a line of text or of JSON.

An event is a row of `SAID`: how it reads, and whether it is a result (stdout) or said beside it (stderr).
"""

import sys
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias
from urllib.parse import quote
from zoneinfo import ZoneInfo

from chalicelib.comments.rules.comment_file import Finding
from chalicelib.content.media.images import is_image
from chalicelib.diagnostics import CAUTIONS, Diagnostic, explained
from chalicelib.errors import REASONS, Refusal
from chalicelib.frozen import Frozen
from infra.authoring.push.push_count import ARRIVED
from infra.terminal import streams
from infra.terminal.invocation import runnable, word
from infra.terminal.writer import escaped, write

if TYPE_CHECKING:
    from infra.authoring.push.liveness import Arrival

Event: TypeAlias = Mapping[str, Any]
Tell: TypeAlias = Callable[[Event], None]


# ---- the events


def refused(key: str, refusal: Refusal) -> Event:
    """A file is refused: by the checks before anything is uploaded, or by the site."""
    reason = REASONS[refusal.code]
    said = {"line": refusal.line or 1, "why": reason.why, "found": refusal.found, "remedy": reason.remedy(refusal.found)}
    return {"event": "refused", "file": key, "code": refusal.code, **said}


def doubtful(key: str, diagnostic: Diagnostic) -> Event:
    """Something in a file is published, and probably not meant."""
    caution = CAUTIONS[diagnostic.code]
    said = {"line": diagnostic.line or 1, "why": caution.why, "found": diagnostic.found, "remedy": caution.instead}
    return {"event": "warning", "file": key, "code": diagnostic.code, **said}


def lacking(key: str, line: int, needed: str) -> Event:
    """A file shows or links to another one that isn't there."""
    why = f"{'shows' if is_image(needed) else 'links to'} {needed}, which is missing"
    remedy = "Add the file, or correct its address."
    return {"event": "missing", "file": key, "line": line or 1, "needs": needed, "why": why, "remedy": remedy}


def unused(key: str, finding: Finding) -> Event:
    """Something in a file of comments isn't used."""
    return {"event": "unused", "file": key, "line": finding.line, "why": finding.what, "remedy": finding.remedy}


def failed(key: str, why: str) -> Event:
    return {"event": "failed", "file": key, "why": why}


def unnoted(file: Path, error: OSError) -> Event:
    """What was pushed can't be noted, which costs only time."""
    return {"event": "note", "text": f"can't write {file}: {error.strerror}; the next push compares everything with the site"}


def conflict(key: str, *, is_there: bool) -> Event:
    """Somebody else has changed the object since the last push."""
    return {"event": "conflict", "file": key, "deleted": not is_there}


def would_conflict(key: str, *, is_there: bool) -> Event:
    """The same, said before anything is pushed."""
    return {"event": "would-conflict", "file": key, "deleted": not is_there}


def replaced(key: str, *, is_there: bool) -> Event:
    """Before it was live, another upload has replaced the file, or somebody has deleted it."""
    return {"event": "replaced", "file": key, "deleted": not is_there}


def no_more(event: str, key: str, was: str) -> Event:
    """A file is `deleted`, or `left-out` of a build because it is refused; it had this address, if any."""
    return {"event": event, "file": key, **({"was": was} if was else {})}


def arrived(arrival: "Arrival", url: str, seconds: float | None, zone: str, due: str = "") -> Event:
    """An upload is live, or is what else its author wanted: a draft, due later, expired, removed.

    `due` is the time (UTC) that has come for it, if no upload has changed it; nobody has waited for `seconds` then.
    """
    progress = arrival.progress
    pages = {} if progress.pages is None else {"pages": progress.pages}
    flags = {"so_far": not progress.is_done, "at_least": progress.at_least}
    address = absolute(url, arrival.address) if arrival.state == "published" else ""
    left = {"moved_from" if arrival.address else "was": arrival.left} if arrival.left else {}
    wake = {"at": local(arrival.wake, zone)} if arrival.wake else {}
    preview = {"preview": f"{url}{arrival.preview}"} if arrival.preview else {}
    came = {"due": local(due, zone)} if due else {}
    took = {} if seconds is None else {"seconds": round(seconds, 1)}
    return {
        "event": "live",
        "file": arrival.key,
        "state": arrival.state,
        "address": address,
        **took,
        **wake,
        **left,
        **preview,
        **came,
        **pages,
        **{name: True for name, holds in flags.items() if holds and pages},
    }


def absolute(url: str, address: str) -> str:
    """Return an address of the site as a reader types it; empty where there is none."""
    return f"{url}{quote(address)}" if address else ""


def local(time: str, zone: str) -> str:
    """Return a time in the site's zone."""
    return datetime.fromisoformat(time).astimezone(ZoneInfo(zone)).isoformat(timespec="minutes")


# ---- as text


class Said(Frozen):
    """One row: how an event reads, and whether it is a result."""

    text: Callable[[Event], str]
    is_result: bool = False


def _at(event: Event) -> str:
    return f"{event['file']}:{event['line']}: "


def _refused(event: Event) -> str:
    detail = f" (found: {event['found']})" if event["found"] else ""
    return f"{_at(event)}{event['why']}{detail}. {event['remedy']}"


def _doubtful(event: Event) -> str:
    is_sentence = CAUTIONS[event["code"]].is_sentence
    return f"{_at(event)}warning: {explained(event['found'], event['why'], is_sentence=is_sentence)}"


def _conflict(event: Event) -> str:
    if event["deleted"]:
        return f"{event['file']}: somebody else has deleted it since your last push, so it wasn't uploaded; --force puts it back"
    return (
        f"{event['file']}: somebody else has changed it since your last push, so theirs was left alone; "
        f"`presswork history {word(event['file'])} --diff` shows it, and --force replaces it"
    )


def _would_conflict(event: Event) -> str:
    if event["deleted"]:
        return f"{event['file']}: somebody else has deleted it since your last push, so it wouldn't be uploaded without --force"
    return (
        f"{event['file']}: somebody else has changed it since your last push, so it would be left alone without --force; "
        f"`presswork history {word(event['file'])} --diff` shows their change"
    )


def _replaced(event: Event) -> str:
    if event["deleted"]:
        return f"{event['file']}: somebody else has deleted it before it was live; --force puts it back"
    return f"{event['file']}: replaced by another upload; `presswork history {word(event['file'])} --diff` shows how"


STATES: Mapping[str, Callable[[Event], str]] = {
    "published": lambda event: event["address"] or "applied",
    "draft": lambda _: "a draft, not published",
    "due": lambda event: f"will be published at {_time(event['at'])}",
    "expired": lambda _: "has expired, so it isn't shown",
    "removed": lambda _: "removed",
}


def _time(said: str) -> str:
    return said[:16].replace("T", " ")


def _live(event: Event) -> str:
    what = STATES[event["state"]](event)
    until = f", until {_time(event['at'])}" if event["state"] == "published" and "at" in event else ""
    moved = f", moved from {event['moved_from']}" if "moved_from" in event else ""
    preview = f"; preview: {event['preview']}" if event.get("preview") else ""
    took = f"  {event['seconds']:.1f} s" if "seconds" in event and event["state"] in ("published", "removed") else ""
    due = f", as scheduled for {_time(event['due'])}" if event.get("due") else ""
    return f"{event['file']}  {what}{took}{due}{until}{moved}{_others(event)}{preview}"


def _others(event: Event) -> str:
    """What else has changed."""
    if not event.get("pages"):
        return ""
    number = "at least " * bool(event.get("at_least")) + streams.counted(event["pages"], "other page")
    return f"; {number} changed{' so far; `presswork status` shows when all are made' * bool(event.get('so_far'))}"


MADE_AGAIN: Mapping[str, str] = {"all": "all pages", "some": "the pages that show it"}
"""What a change of the site's own files would make again, by how much it touches (`rebuild_scope`)."""


HAPPENINGS: Mapping[str, str] = {
    "published": "would be published: {address}",
    "edited": "would change: {address}",
    "moved": "would move: {was} → {address}{redirect}",
    "unpublished": "would be unpublished: {was}",
    "removed": "would be removed: {was}",
    "due": "would be published at {time}",
    "draft": "would be a draft, not published",
    "expired": "has expired, so it wouldn't be shown",
    "in force": "would be applied",
}
"""What would become of a file, by the kind of change."""


def _would(event: Event) -> str:
    said = HAPPENINGS[event["what"]]
    redirect = ", with a redirect" if event["redirects"] else ""
    facts = {"address": event["address"], "was": event["was"], "redirect": redirect, "time": _time(event.get("at", ""))}
    again = f"; {MADE_AGAIN[event['again']]} would be made again" if "again" in event else ""
    return f"{event['file']}  {said.format(**facts)}".rstrip(": ") + again


def _would_mail(event: Event) -> str:
    most = "" if event["exact"] else "up to "
    return f"{event['file']}  would be mailed to {most}{streams.counted(event['to'], 'subscriber')}"


def _would_end(event: Event) -> str:
    rows = (
        (event["uploads"], "would be uploaded"),
        (event["removals"], "would be removed"),
        (event["refused"], "would be refused"),
        (event["contested"], "would be left alone, as changed by somebody else"),
    )
    told = ", ".join(f"{streams.counted(number, 'file')} {what}" for number, what in rows if number)
    return told or "nothing would change: the site has all of this already"


def _mailed(event: Event) -> str:
    if event.get("subscribers") == 0:
        return f"{event['file']}  mailed to nobody: there are no subscribers yet"
    return f"{event['file']}  mailed to {streams.counted(event['to'], 'subscriber')}"


def _listed(event: Event) -> str:
    return streams.first_of(event["files"], SHOWN)


def _them(event: Event) -> str:
    return streams.plural(len(event["files"]), "it", "them")


def _done(event: Event) -> str:
    """The last line: what became of everything. That files were uploaded isn't worth a word once any of them have arrived.

    It has `pages` only where no file's line has them.
    """
    has_arrived = any(event[name] for name in ARRIVED.values())
    shown = [name for name in ENDS if event[name] and not (name == "uploaded" and has_arrived)]
    told = ", ".join(streams.counted(event[name], *ENDS[name]) for name in shown)
    if not told and event.get("pages"):
        told = f"no file differs, but {streams.counted(event['pages'], 'page')} changed"
    return f"{told}, {event['seconds']:.1f} seconds" if told else f"nothing to push: {event['site']} has all of this already"


ENDS: Mapping[str, tuple[str, str]] = {
    "live": ("live", "live"),
    "scheduled": ("scheduled", "scheduled"),
    "drafts": ("draft", "drafts"),
    "expired": ("expired", "expired"),
    "uploaded": ("uploaded", "uploaded"),
    "deleted": ("deleted", "deleted"),
    "comments": ("new comment", "new comments"),
    "refused": ("refused", "refused"),
    "contested": ("changed by somebody else", "changed by somebody else"),
    "failed": ("failed", "failed"),
    "replaced": ("replaced or deleted meanwhile", "replaced or deleted meanwhile"),
    "late": ("not live yet", "not live yet"),
}
"""What became of one file and of several, by the name of their number in an event."""
SHOWN = 5  # files of a list in a line

SAID: Mapping[str, Said] = {
    "refused": Said(_refused),
    "warning": Said(_doubtful),
    "unused": Said(lambda event: f"{_at(event)}warning: {event['why']}. {event['remedy']}"),
    "missing": Said(lambda event: f"{_at(event)}warning: {event['why']}"),
    "failed": Said(lambda event: f"{event['file']}: {event['why']}"),
    "conflict": Said(_conflict),
    "would-conflict": Said(_would_conflict),
    "replaced": Said(_replaced),
    "gone": Said(lambda event: f"on the site, but not here: {_listed(event)}; --delete removes {_them(event)}"),
    "deleted": Said(lambda event: f"{event['file']}  deleted{_others(event)}", is_result=True),
    "left-out": Said(lambda event: f"{event['file']}  left out until that is mended{_others(event)}", is_result=True),
    "pushed": Said(lambda event: f"{event['file']}  uploaded", is_result=True),
    "live": Said(_live, is_result=True),
    "late": Said(lambda event: f"not live yet after {event['seconds']:.0f} s: {_listed(event)}; `presswork status` shows why"),
    "more": Said(lambda event: f"and {streams.counted(event['files'], 'more file')}", is_result=True),
    "mailed": Said(_mailed, is_result=True),
    "would": Said(_would, is_result=True),
    "would-mail": Said(_would_mail, is_result=True),
    "would-comments": Said(lambda event: f"{_listed(event)}  what is new in it would come below posts", is_result=True),
    "would-end": Said(_would_end),
    "remembered": Said(lambda event: f"from now on this blog is pushed to {event['site']}, as {event['file']} says"),
    "note": Said(lambda event: str(event["text"])),
    "blind": Said(lambda event: f"uploaded, without waiting until it is live: {event['why']}"),
    "done": Said(_done),
}


# ---- printing


def printed_as_json(event: Event) -> None:
    streams.event(event)


def printed_as_text(event: Event) -> None:
    """Print the line of an event; above the progress bar, where there is one."""
    said = SAID[event["event"]]
    text, stream = said.text(event), sys.stdout if said.is_result else sys.stderr
    text = runnable(streams.on_one_line(text) if "file" in event else text)
    if not streams.is_watched():
        write(text, stream)
        return
    from tqdm import tqdm  # noqa: PLC0415 - only a terminal has bars

    file = streams.on_one_line(str(event.get("file", "")))  # in the colour of what became of it
    colour = streams.shown(COLOURS.get(event["event"], ""), stream) if file and text.startswith(file) else ""
    tqdm.write(escaped(text, colour, len(file)), file=stream)


COLOURS: Mapping[str, str] = {
    **dict.fromkeys(("live", "mailed"), streams.GOOD),
    **dict.fromkeys(("refused", "failed", "conflict", "would-conflict"), streams.BAD),
    **dict.fromkeys(("warning", "missing", "replaced"), streams.DOUBTFUL),
}
