"""The status of each file: whether readers find it, when they will, or why they don't. Pure: a record in, words out."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Literal, TypeAlias

from chalicelib.content.media import files
from chalicelib.content.text.post_names import plain_name
from chalicelib.errors import CONTESTED
from chalicelib.frozen import Frozen
from chalicelib.record import Record
from chalicelib.store.publishes import Publish

FileState: TypeAlias = Literal["live", "draft", "due", "expiring", "expired", "refused", "waiting", "unread", "file"]

STATE_NAMES: Mapping[FileState, tuple[str, str]] = {
    "live": ("live", "live"),
    "expiring": ("expiring", "expiring"),
    "due": ("scheduled", "scheduled"),
    "draft": ("draft", "drafts"),
    "expired": ("expired", "expired"),
    "refused": ("refused", "refused"),
    "waiting": ("waiting for an address", "waiting for an address"),
    "unread": ("not read yet", "not read yet"),
    "file": ("other file", "other files"),
}
"""The name of one file and of several in each state, in the order in which they are counted."""


class FileStatus(Frozen):
    """The status of a file: its state, the address where readers find it (empty: none), and the time of its next change.

    `why` is the reason of a refusal, with its `line`; `owner` is the file that has the address it waits for. `is_older` means
    that readers see an earlier version, since the last one was refused; `is_changing`, that pages which show it are still
    rendered.
    """

    key: str
    state: FileState
    title: str = ""
    address: str = ""
    time: str = ""
    why: str = ""
    line: int = 0
    owner: str = ""
    is_older: bool = False
    is_changing: bool = False
    preview: str = ""
    """The secret address where its author sees it before it is published, if it has one."""

    @property
    def is_simply_live(self) -> bool:
        """Whether there is nothing to report."""
        return self.state in ("live", "file") and not self.is_changing


def status_of(key: str, record: Record | None, owner: str = "", preview: str = "", publish: Publish | None = None) -> FileStatus:
    """Return the status of an uploaded file; `owner` is the file that has the address it waits for, if any.

    `publish` says how far its pages are, unless its last change is older than a week.
    """
    if record is None or record.state == "removed":
        return FileStatus(key, "unread")
    refusal, shown = record.refusal, record.post or record.preview
    media = None if refusal and record.media and record.media.picture else record.media  # that picture may be the one refused
    return FileStatus(
        key=key,
        state=_state(record),
        title=plain_name(shown) if shown else "",
        address=record.address or (f"/{key}" if media else ""),
        time=record.turns,
        why=str(refusal) if refusal else "",
        line=refusal.line if refusal else 0,
        owner=owner,
        is_older=bool(refusal and (record.post or media)),
        is_changing=bool(record.owed) or (publish is not None and not publish.is_done_with(record)),
        preview=preview,
    )


def _state(record: Record) -> FileState:
    if record.refusal:
        return "waiting" if record.refusal.code in CONTESTED else "refused"
    if record.state == "published":
        is_source = files.sort_of(record.key) == "source"
        return ("expiring" if record.turns else "live") if is_source else "file"
    return STATES[record.state]


STATES: Mapping[str, FileState] = {
    "draft": "draft",
    "due": "due",
    "expired": "expired",
    "refused": "refused",
    "removed": "unread",
}


def name_awaited(record: Record) -> str:
    """Return the address that a file waits for; empty if it waits for none, or for an id."""
    return record.refusal.found if record.refusal and record.refusal.code == "taken" else ""


def counts(statuses: Iterable[FileStatus]) -> Mapping[FileState, int]:
    """Return the number of files in each state that occurs, in the order of `STATE_NAMES`."""
    numbers = Counter(status.state for status in statuses)
    return {state: numbers[state] for state in STATE_NAMES if numbers[state]}
