"""What differs between the content bucket, the catalog and the public bucket. Pure: what was seen gives what is found.

An author uploads a source, its record follows from it, and pages follow from the records. Each step may have been lost: an event,
a message, an object that somebody changed. A difference is found where it began: of a source that was never read, its missing
pages aren't found one by one.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from chalicelib.cloud.ports import Value
from chalicelib.content.media import files
from chalicelib.model import Page
from chalicelib.publishing.decide import Change
from chalicelib.publishing.write import NOTHING, UNKNOWN, digest
from chalicelib.record import LOWEST, Record

Kind: TypeAlias = Literal[
    "unread",
    "older",
    "gone",
    "unfinished",
    "overdue",
    "unencoded",
    "unsaid",
    "over",
    "missing",
    "changed",
    "left",
    "half",
    "outdated",
    "failing",
    "strange",
]

SAYS: Mapping[Kind, str] = {
    "unread": "was uploaded and never read: its event was lost",
    "older": "was uploaded again, but the site still has the earlier version: the event was lost",
    "gone": "was deleted, but the site still has it: the event was lost",
    "unfinished": "was read, but the work that follows was never finished",
    "overdue": "should have changed by itself at {found}: the schedule hasn't done it",
    "unencoded": "has never been encoded, so readers get no smaller sizes of it",
    "unsaid": "is refused, but the report beside it is missing",
    "over": "reports a problem that no longer exists",
    "missing": "is missing from the public bucket",
    "changed": "was changed in the public bucket by something other than Presswork",
    "left": "should be gone from the public bucket",
    "half": "may be half written: the write was interrupted",
    "outdated": "isn't what would be rendered now",
    "failing": "can't be rendered: {found}",
    "strange": "is in the public bucket, but isn't a page of the site",
}
"""How each kind of difference is said, after the file or the address."""

NOT_MENDED: Mapping[Kind, str] = {
    "failing": "change the file or the template that it is made from",
    "strange": "`--repair --delete` removes what no page shows",
}
"""What `--repair` alone doesn't mend, and what does."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One difference: its kind, the file or the object that it is about, and what is queued to mend it: a page or a source."""

    kind: Kind
    what: str
    found: str = ""
    page: Page | None = None
    change: Change | None = None

    def __str__(self) -> str:
        return f"{self.what} {SAYS[self.kind].format(found=self.found)}"


# ---- a source and its record


@dataclass(frozen=True, slots=True)
class Seen:
    """An object of the content bucket: its ETag, and a digest of its bytes if they were read.

    `in_force` is whether a file of the site itself says what is in force, `encoded` whether an image is encoded or refused.
    """

    etag: str
    digest: str = ""
    in_force: bool = True
    encoded: bool = True


def of_source(key: str, seen: Seen | None, record: Record | None, overdue: str) -> Iterator[Finding]:
    """Yield what differs between an object and its record; a record whose time came before `overdue` (UTC) is late."""
    if kind := _of_source(key, seen, record, overdue):
        found = record.wake if record and kind == "overdue" else ""
        yield Finding(kind, key, found, change=Change(key, record.sequence if record else LOWEST))


def _of_source(key: str, seen: Seen | None, record: Record | None, overdue: str) -> Kind | None:
    stands = record is not None and record.state != "removed"
    if seen is None or record is None or not stands:
        return "gone" if stands else "unread" if seen else None
    if is_older(key, seen, record):
        return "older"
    if record.owed:
        return "unfinished"
    if record.wake and record.wake < overdue:
        return "overdue"
    return None if seen.encoded else "unencoded"


def is_older(key: str, seen: Seen, record: Record) -> bool:
    """Return whether the record is of an earlier upload than the object."""
    if files.sort_of(key) == "source":
        return seen.digest != record.digest
    if files.sort_of(key) in files.FIXTURES:
        return not seen.in_force
    return bool(record.media and not record.refusal and record.media.etag != seen.etag)


# ---- a page and its object


def of_write_state(key: str, page: Page, state: Value, standing: Value) -> Iterator[Finding]:
    """Yield what differs between what is in the public bucket and what was last written there, each named by its digest."""
    if state == standing:
        return
    kind: Kind = "half" if state == UNKNOWN else "left" if state == NOTHING else "missing" if standing == NOTHING else "changed"
    yield Finding(kind, key, page=page)


def of_rendering(key: str, page: Page, wanted: str, standing: Value) -> Iterator[Finding]:
    """Yield what differs between what is there and what would be rendered now, each named by its digest."""
    if wanted == standing:
        return
    kind: Kind = "left" if wanted == NOTHING else "missing" if standing == NOTHING else "outdated"
    yield Finding(kind, key, page=page)


def guessed(etag: str, types: Iterable[str], state: Value | None) -> Value | None:
    """Return the digest of a listed object if it is the one that was written with one of these types; None: it isn't known.

    A list shows neither types nor metadata, so an object that redirects has to be looked at.
    """
    return state if state in {digest(etag, one, {}) for one in types} else None
