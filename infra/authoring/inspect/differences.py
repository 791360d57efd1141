"""The differences between the content bucket, the catalog and the public bucket. Pure: states in, differences out.

An author uploads a source, its record follows from it, and pages follow from the records. Each step may have been lost: an event,
a message, an object that somebody changed. A difference is reported where it began: of a source that was never read, the missing
pages aren't reported one by one.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Literal, TypeAlias

from chalicelib.cloud.items import Value
from chalicelib.content.media import files
from chalicelib.frozen import Frozen
from chalicelib.model import Page
from chalicelib.publishing.decide import Change
from chalicelib.publishing.write import NOTHING, UNKNOWN, digest
from chalicelib.record import LOWEST, Record

DifferenceKind: TypeAlias = Literal[
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

TEXTS: Mapping[DifferenceKind, str] = {
    "unread": "was uploaded and never read: its event was lost",
    "older": "was uploaded again, but the site still has the earlier version: the event was lost",
    "gone": "was deleted, but the site still has it: the event was lost",
    "unfinished": "was read, but the work that follows was never finished",
    "overdue": "should have changed by itself at {detail}: the schedule hasn't done it",
    "unencoded": "has never been encoded, so readers get no smaller sizes of it",
    "unsaid": "is refused, but the report beside it is missing",
    "over": "reports a problem that no longer exists",
    "missing": "is missing from the public bucket",
    "changed": "was changed in the public bucket by something other than Presswork",
    "left": "should be gone from the public bucket",
    "half": "may be half written: the write was interrupted",
    "outdated": "isn't what would be rendered now",
    "failing": "can't be rendered: {detail}",
    "strange": "is in the public bucket, but isn't a page of the site",
}
"""The text of each kind of difference, after the file or the address."""

OTHER_REMEDIES: Mapping[DifferenceKind, str] = {
    "failing": "change the file or the template that it is made from",
    "strange": "`--repair --delete` removes what no page shows",
}
"""The remedies of differences that `--repair` alone doesn't mend."""


class Difference(Frozen):
    """One difference: its kind, its file or object, and the page or source that is queued to mend it."""

    kind: DifferenceKind
    what: str
    detail: str = ""
    page: Page | None = None
    change: Change | None = None

    def __str__(self) -> str:
        return f"{self.what} {TEXTS[self.kind].format(detail=self.detail)}"


# ---- a source and its record


class ObjectState(Frozen):
    """An object of the content bucket: its ETag, and a digest of its bytes if they were read.

    `in_force` is whether a file of the site itself is in force, `encoded` whether an image is encoded or refused.
    """

    etag: str
    digest: str = ""
    in_force: bool = True
    encoded: bool = True


def source_differences(key: str, uploaded: ObjectState | None, record: Record | None, overdue: str) -> Iterator[Difference]:
    """Yield the difference between an object and its record; a record whose time came before `overdue` (UTC) is late."""
    if kind := _source_difference(key, uploaded, record, overdue):
        detail = record.wake if record and kind == "overdue" else ""
        yield Difference(kind, key, detail, change=Change(key, record.sequence if record else LOWEST))


def _source_difference(key: str, uploaded: ObjectState | None, record: Record | None, overdue: str) -> DifferenceKind | None:
    if record is None or record.state == "removed":
        return "unread" if uploaded else None
    if uploaded is None:
        return "gone"
    if is_older(key, uploaded, record):
        return "older"
    if record.owed:
        return "unfinished"
    if record.wake and record.wake < overdue:
        return "overdue"
    return None if uploaded.encoded else "unencoded"


def is_older(key: str, uploaded: ObjectState, record: Record) -> bool:
    """Return whether the record is of an earlier upload than the object."""
    if files.sort_of(key) == "source":
        return uploaded.digest != record.digest
    if files.sort_of(key) in files.FIXTURES:
        return not uploaded.in_force
    return bool(record.media and not record.refusal and record.media.etag != uploaded.etag)


# ---- a page and its object


def write_state_differences(key: str, page: Page, state: Value, current: Value) -> Iterator[Difference]:
    """Yield the difference between the current object and the last one that was written, each given by its digest."""
    if state == current:
        return
    kind: DifferenceKind = (
        "half" if state == UNKNOWN else "left" if state == NOTHING else "missing" if current == NOTHING else "changed"
    )
    yield Difference(kind, key, page=page)


def rendering_differences(key: str, page: Page, expected: str, current: Value) -> Iterator[Difference]:
    """Yield the difference between the current object and the page as it would be rendered now, each given by its digest."""
    if expected == current:
        return
    kind: DifferenceKind = "left" if expected == NOTHING else "missing" if current == NOTHING else "outdated"
    yield Difference(kind, key, page=page)


def digest_if_expected(etag: str, types: Iterable[str], expected: Value | None) -> Value | None:
    """Return the expected digest if the listed object has it with one of these types; None if that isn't known.

    A list shows neither types nor metadata, so an object that redirects has to be looked at.
    """
    return expected if expected in {digest(etag, media_type, {}) for media_type in types} else None
