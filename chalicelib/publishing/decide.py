"""Deciding: what an upload does to the record that stands. Pure: the same arguments give the same record.

The new record depends on one thing that only the table knows: which names (its address, its id) the source may own. So the
decision comes in two parts: the posts that could stand, best first (`candidates`), and the record, once it is known which of them
has its names (`compose`).
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import TYPE_CHECKING, ClassVar

from chalicelib.codec import Stored
from chalicelib.content.plain_text import short
from chalicelib.errors import Refusal
from chalicelib.model import Post
from chalicelib.publishing.owed import owed_by
from chalicelib.record import Dependents, Owed, Record, id_name_of, names_of

if TYPE_CHECKING:
    from chalicelib.publishing.upload import Upload

FORMER_KEPT = 50  # addresses that a source has left; older ones redirect no longer
FORMER_ROOM = 15_000  # bytes of these addresses: the record holds them, and owes the page and the pointer of each


@dataclass(frozen=True, slots=True)
class Change:
    """An event for a key of the content bucket; its sequence orders it among the events of the same key."""

    STORED: ClassVar = Stored(row=True)

    key: str
    sequence: str


def is_late(standing: Record | None, change: Change) -> bool:
    """Whether a later upload of the same source is accepted already."""
    return bool(standing and standing.sequence > change.sequence)


def candidates(standing: Record | None, upload: "Upload") -> tuple[Post, ...]:
    """The posts that could be on the site now: the uploaded one, else the last good version, unless its author withdrew it."""
    last = standing.post if standing else None
    if upload.state == "refused":
        return (last,) if last else ()
    if upload.post is None:
        return ()
    return (upload.post, last) if last and names_of(last) != names_of(upload.post) else (upload.post,)


@dataclass(frozen=True, slots=True)
class Tenancy:
    """Which of the candidates owns its names (`lives`), which name the first one lacks, and which names are owned in vain;
    `before` are the sources from which names were taken over."""

    lives: Post | None = None
    lacks: str = ""
    vain: tuple[str, ...] = ()
    before: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Inheritance:
    """What a source takes over from removed sources that it was before (`publishing.renames`): addresses, and an origin (empty:
    none). `elders` are the sources with the same bytes that stand now."""

    former: tuple[str, ...] = ()
    origin: str = ""
    elders: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What the decision depends on beside the upload: the new version, what the source was read with, the name of its body,
    what is taken over from a renamed source, and what is owed besides."""

    version: str
    reading: str
    body: str = ""
    inherited: Inheritance = Inheritance()
    extra: frozenset[Owed] = frozenset()


def compose(standing: Record | None, upload: "Upload", key: str, tenancy: Tenancy, circumstances: Circumstances) -> Record:
    """The new record, with all it owes."""
    lives = tenancy.lives
    taken = upload.post is not None and lives is not upload.post
    refusal = _taken(upload.post, tenancy.lacks) if taken and upload.post else upload.refusal
    if lives and lives is upload.post:
        lives = replace(lives, body=circumstances.body)
    origin = _origin(standing, lives, key, circumstances)
    record = Record(
        key=key,
        version=circumstances.version,
        state="refused" if refusal else upload.state,
        post=replace(lives, origin=origin) if lives else None,
        media=upload.media or (standing.media if standing and refusal else None),
        digest=upload.digest or (standing.digest if standing else ""),
        reading=circumstances.reading,
        refusal=refusal,
        former=_former(standing, lives, circumstances.inherited.former),
        origin=origin,
        heir=standing.heir if standing and not lives else "",
        former_id="" if lives or not standing else id_name_of(standing.post) if standing.post else standing.former_id,
        elders=standing.elders if standing and (standing.post or not lives) else circumstances.inherited.elders,
        wake="" if taken else upload.wake,
        diagnostics=upload.diagnostics,
        shows=upload.shows or (standing.shows if standing and refusal else ()),
        menu=upload.menu or (standing.menu if standing and refusal else ()),
        menu_beside=upload.menu_beside or (standing.menu_beside if standing and refusal else ()),
        previewed=bool(lives and standing and standing.has_preview),
        owing_since=(standing.owing_since or standing.version) if standing and standing.owed else "",
    )
    if not lives:
        record = _with_preview(record, standing, upload, circumstances.body)
    vain = {Dependents("left", name) for name in tenancy.vain}
    return replace(record, owed=owed_by(standing, record) | vain | circumstances.extra)


def _with_preview(record: Record, standing: Record | None, upload: "Upload", body: str) -> Record:
    """The record with the preview of this upload; a refused one leaves the last good preview, unless it says it is private."""
    if upload.preview:
        return replace(record, preview=replace(upload.preview, body=body), due=upload.wake)
    if standing and record.refusal and upload.state != "draft":
        return replace(record, preview=standing.preview, due=standing.due)
    return record


def _taken(post: Post, name: str) -> Refusal:
    return Refusal("taken", post.address) if name == post.address else Refusal("taken-id", short(post.id))


def _origin(standing: Record | None, lives: Post | None, key: str, circumstances: Circumstances) -> str:
    """The origin of the source now: the one that it takes over, a new one if it has left its own to an heir, or as before."""
    if circumstances.inherited.origin:
        return "" if circumstances.inherited.origin == key else circumstances.inherited.origin
    if standing and standing.heir and lives:
        return f"{key}#{circumstances.version}"
    return standing.origin if standing else ""


def _former(standing: Record | None, lives: Post | None, adopted: Iterable[str]) -> tuple[str, ...]:
    """The addresses where the source lived before, newest last, without the one where it lives now."""
    was = (standing.former, standing.address) if standing else ((), "")
    paths = dict.fromkeys((*adopted, *was[0], was[1]))
    left = [path for path in paths if path and (lives is None or path != lives.address)][-FORMER_KEPT:]
    rooms = accumulate(len(path.encode()) for path in reversed(left))
    return tuple(left[len(left) - sum(room <= FORMER_ROOM for room in rooms) :])
