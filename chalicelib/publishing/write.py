"""Printing: from what should stand to what stands, with as few calls as that takes.

Each object has a **mark**, which names its bytes and where it leads. The table keeps a **proof** of each object of the
public bucket, the mark it was last printed with, so a batch of pages is compared in one read instead of one call for each;
the proofs of one listing and month share an item, which only the worker that has their group may touch. A proof is
doubted before the object is touched and kept anew afterwards; a worker that dies in between leaves a doubt, and what is in
doubt is printed again. Where there is no proof yet, and in the content bucket, where authors have their hands, the bucket
itself is asked.
"""

import hashlib
import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from chalicelib.cloud.ports import At, Bucket, Cloud, Item, Object, Value
from chalicelib.model import Page
from chalicelib.rendering.page_kinds import KINDS, about, key_of
from chalicelib.rendering.queries import Copy, Made
from chalicelib.rendering.site_context import House
from chalicelib.store import item_keys

log = logging.getLogger(__name__)
NOTHING = "-"  # the mark of a place where nothing stands
DOUBT = "?"  # no mark: the object may be anything


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """What should stand under a key of a bucket: an object, a copy of a file, or nothing."""

    page: Page
    key: str
    want: Object | Copy | None

    @property
    def mark(self) -> str:
        if isinstance(self.want, Copy):
            return mark("", {"source": self.want.etag})
        return mark(self.want.etag, self.want.meta) if self.want else NOTHING

    @property
    def name(self) -> str:
        """A short name for its key, among those of one listing."""
        return short(self.key)

    @property
    def bucket(self) -> str:
        return KINDS[self.page.kind].bucket

    @property
    def proof(self) -> At:
        """Where its mark is noted when it is printed."""
        return item_keys.at_proof(about(self.page), self.page.at)


def mark(etag: str, meta: Mapping[str, str]) -> str:
    """A short name for these bytes and metadata; a copied file is known by its source's version."""
    return short((meta.get("source") or etag) + meta.get("location", ""))


def short(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def sheet(page: Page, result: Made | Copy, house: House) -> Sheet:
    """The sheet for a page that was made."""
    key, kind = key_of(page, house.site), KINDS[page.kind]
    if isinstance(result, Copy):
        return Sheet(page, key, result)
    meta = {"location": result.location} if result.location else {}
    return Sheet(page, key, None if result.body is None else Object(result.body, kind.type, kind.cache, meta))


# ---- proofs


@dataclass(frozen=True, slots=True)
class Proofs:
    """The proofs of a batch: by what a page is of and its time, the mark of each object."""

    standing: Mapping[At, Mapping[str, Value]]

    def mark(self, one: Sheet) -> Value | None:
        return self.standing.get(one.proof, {}).get(one.name)

    def noting(self, marks: Mapping[Sheet, str]) -> "Proofs":
        """The proofs with these marks in place of those that stood."""
        noted = {at: dict(has) for at, has in self.standing.items()}
        for one, new in marks.items():
            noted.setdefault(one.proof, {})[one.name] = new
        return Proofs(noted)

    def items(self, sheets: Iterable[Sheet]) -> list[Item]:
        """The items that hold the proofs of these sheets."""
        return [Item(at, self.standing[at]) for at in dict.fromkeys(one.proof for one in sheets)]


def read_proofs(cloud: Cloud, sheets: Iterable[Sheet]) -> Proofs:
    proved = {one.proof for one in sheets if is_proved(cloud, one)}
    found = cloud.table.get_many(sorted(proved)) if proved else {}
    return Proofs({at: item.has for at, item in found.items()})


def is_proved(cloud: Cloud, one: Sheet) -> bool:
    return cloud.proofs and one.bucket == "public"


# ---- printing


@dataclass(frozen=True, slots=True)
class Printed:
    """What became of sheets: those that were changed and stand now, the proofs to keep of them, and those that failed.

    Until its proof is kept a sheet counts as not printed, so what is to come of printing it comes before that.
    """

    sheets: frozenset[Sheet]
    proofs: list[Item]
    failed: frozenset[Sheet]


def print_sheets(cloud: Cloud, sheets: Sequence[Sheet], note: Callable[[list[Item]], None]) -> Printed:
    """Print what doesn't stand already. `note` writes the proofs that are doubted, and is called before any object is touched."""
    proofs = read_proofs(cloud, sheets)
    changed = [one for one in sheets if _standing(cloud, one, proofs) != one.mark]
    proved = [one for one in changed if is_proved(cloud, one)]
    doubted = proofs.noting(dict.fromkeys(proved, DOUBT))
    note(doubted.items(proved))
    printed = _print(cloud, changed)
    kept = doubted.noting({one: one.mark for one in proved if one in printed})
    failed = frozenset(one for one in changed if one not in printed and not isinstance(one.want, Copy))
    return Printed(printed, kept.items(proved), failed)


def _standing(cloud: Cloud, one: Sheet, proofs: Proofs) -> Value:
    """The mark of what stands there."""
    if is_proved(cloud, one) and (known := proofs.mark(one)):
        return known
    stat = _bucket(cloud, one).stat(one.key)
    return mark(stat.etag, stat.meta) if stat else NOTHING


def _print(cloud: Cloud, sheets: Sequence[Sheet]) -> frozenset[Sheet]:
    """Write, copy and delete; the sheets that stand now. One that fails is logged, and the others are printed all the same."""
    written = (
        _write(bucket, [one for one in sheets if _bucket(cloud, one) is bucket]) for bucket in (cloud.public, cloud.content)
    )
    moved = frozenset(one for one in sheets if not isinstance(one.want, Object) and _move(cloud, one))
    return moved.union(*written)


def _write(bucket: Bucket, sheets: Sequence[Sheet]) -> frozenset[Sheet]:
    wanted = {one.key: one.want for one in sheets if isinstance(one.want, Object)}
    failed = bucket.write_many(wanted) if wanted else {}
    for key, error in failed.items():
        log.error("%s could not be written", key, exc_info=error)
    return frozenset(one for one in sheets if one.key in wanted and one.key not in failed)


def _move(cloud: Cloud, one: Sheet) -> bool:
    """Delete the object or copy the file; False where that failed, or where a newer file came, whose own event prints it."""
    try:
        if isinstance(one.want, Copy):
            return _copied(cloud, one.key, one.want)
        _bucket(cloud, one).delete(one.key)
    except Exception:  # whatever it is, the other sheets are printed; this one is named as failed and comes again
        log.exception("%s could not be printed", one.key)
        return False
    return True


def _copied(cloud: Cloud, key: str, file: Copy) -> bool:
    meta = {"source": file.etag}
    return cloud.public.copy_from(cloud.content, file.key, key, file.type, KINDS["file"].cache, meta, file.etag)


def _bucket(cloud: Cloud, one: Sheet) -> Bucket:
    return cloud.content if one.bucket == "content" else cloud.public
