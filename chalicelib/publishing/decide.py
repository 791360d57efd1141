"""Deciding: what an upload does to the record that stands. Pure: the same arguments give the same record.

The new record depends on one thing that only the table knows: which names (its address, its id) the source may own. So the
decision comes in two parts: the posts that could stand, best first (`candidates`), and the record, once it is known which of them
has its names (`compose`).
"""

from collections.abc import Iterable
from itertools import accumulate
from typing import TYPE_CHECKING, ClassVar

from msgspec.structs import replace

from chalicelib.codec import Stored
from chalicelib.content.plain_text import short
from chalicelib.errors import Refusal
from chalicelib.frozen import Frozen
from chalicelib.model import Post
from chalicelib.publishing.owed import owed_by
from chalicelib.record import Dependents, Owed, Record, id_name_of, names_of

if TYPE_CHECKING:
    from chalicelib.publishing.upload import Upload

FORMER_KEPT = 50  # addresses that a source has left; older ones redirect no longer
FORMER_ROOM = 15_000  # bytes of these addresses: the record holds them, and owes the page and the pointer of each


class Change(Frozen):
    """An event for a key of the content bucket; its sequence orders it among the events of the same key."""

    STORED: ClassVar = Stored(row=True)

    key: str
    sequence: str


def is_late(current: Record | None, change: Change) -> bool:
    """Return whether a later upload of the same source is accepted already."""
    return bool(current and current.sequence > change.sequence)


def candidates(current: Record | None, upload: "Upload") -> tuple[Post, ...]:
    """Return the posts that could be on the site now: the uploaded one, else the last good one, unless its author withdrew it."""
    last = current.post if current else None
    if upload.state == "refused":
        return (last,) if last else ()
    if upload.post is None:
        return ()
    return (upload.post, last) if last and names_of(last) != names_of(upload.post) else (upload.post,)


class Tenancy(Frozen):
    """The candidate that owns its names (`post`), the name that the first one lacks, and the names that are owned in vain;
    `previous_owners` are the sources from which names were taken over."""

    post: Post | None = None
    lacks: str = ""
    vain: tuple[str, ...] = ()
    previous_owners: tuple[str, ...] = ()


class Inheritance(Frozen):
    """What a source takes over from removed sources that it was before (`publishing.renames`): addresses, and an origin (empty:
    none). `elders` are the sources with the same bytes that stand now."""

    former: tuple[str, ...] = ()
    origin: str = ""
    elders: tuple[str, ...] = ()


class Circumstances(Frozen):
    """What the decision depends on beside the upload: the new version, what the source was read with, the name of its body,
    what is taken over from a renamed source, and what is owed besides."""

    version: str
    reading: str
    body: str = ""
    inherited: Inheritance = Inheritance()
    extra: frozenset[Owed] = frozenset()


def compose(current: Record | None, upload: "Upload", key: str, tenancy: Tenancy, circumstances: Circumstances) -> Record:
    """Return the new record, with all it owes."""
    post = tenancy.post
    is_taken = upload.post is not None and post is not upload.post
    refusal = _taken(upload.post, tenancy.lacks) if is_taken and upload.post else upload.refusal
    if post and post is upload.post:
        post = replace(post, body=circumstances.body)
    origin = _origin(current, post, key, circumstances)
    content = _completed(upload, current) if current and refusal else upload
    record = Record(
        key=key,
        version=circumstances.version,
        state="refused" if refusal else upload.state,
        post=replace(post, origin=origin) if post else None,
        media=content.media,
        digest=upload.digest or (current.digest if current else ""),
        reading=circumstances.reading,
        refusal=refusal,
        former=_former(current, post, circumstances.inherited.former),
        origin=origin,
        heir=current.heir if current and not post else "",
        former_id=_former_id(current) if current and not post else "",
        elders=current.elders if current and (current.post or not post) else circumstances.inherited.elders,
        wake="" if is_taken else upload.wake,
        diagnostics=upload.diagnostics,
        shows=content.shows,
        menu=content.menu,
        menu_beside=content.menu_beside,
        previewed=bool(post and current and current.has_preview),
        owing_since=(current.owing_since or current.version) if current and current.owed else "",
    )
    if not post:
        record = _with_preview(record, current, upload, circumstances.body)
    vain = {Dependents("left", name) for name in tenancy.vain}
    return replace(record, owed=owed_by(current, record) | vain | circumstances.extra)


def _completed(upload: "Upload", current: Record) -> "Upload":
    """Return the refused upload, with the current record's values where it gives none itself."""
    return replace(
        upload,
        media=upload.media or current.media,
        shows=upload.shows or current.shows,
        menu=upload.menu or current.menu,
        menu_beside=upload.menu_beside or current.menu_beside,
    )


def _former_id(current: Record) -> str:
    """Return the id of the post that the source no longer has."""
    return id_name_of(current.post) if current.post else current.former_id


def _with_preview(record: Record, current: Record | None, upload: "Upload", body: str) -> Record:
    """Return the record with the preview of this upload; a refused one leaves the last good one, unless it is private."""
    if upload.preview:
        return replace(record, preview=replace(upload.preview, body=body), due=upload.wake)
    if current and record.refusal and upload.state != "draft":
        return replace(record, preview=current.preview, due=current.due)
    return record


def _taken(post: Post, name: str) -> Refusal:
    return Refusal("taken", post.address) if name == post.address else Refusal("taken-id", short(post.id))


def _origin(current: Record | None, post: Post | None, key: str, circumstances: Circumstances) -> str:
    """Return the origin of the source now: one that it takes over, a new one if it has left its own to an heir, or as before."""
    if circumstances.inherited.origin:
        return "" if circumstances.inherited.origin == key else circumstances.inherited.origin
    if current and current.heir and post:
        return f"{key}#{circumstances.version}"
    return current.origin if current else ""


def _former(current: Record | None, post: Post | None, adopted: Iterable[str]) -> tuple[str, ...]:
    """Return the addresses where the source lived before, newest last, without the one where it lives now."""
    was = (current.former, current.address) if current else ((), "")
    paths = dict.fromkeys((*adopted, *was[0], was[1]))
    left = [path for path in paths if path and (post is None or path != post.address)][-FORMER_KEPT:]
    rooms = accumulate(len(path.encode()) for path in reversed(left))
    return tuple(left[len(left) - sum(room <= FORMER_ROOM for room in rooms) :])
