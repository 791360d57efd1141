"""Printing: from what should stand to what stands, with as few calls as that takes.

Each object has a **mark**, which names its bytes and where it leads. The table keeps a **proof** of each object in the public
bucket, the mark it was last printed with, so a batch of pages is compared in one read instead of one call for each. A proof
is doubted before the object is touched and kept anew afterwards; a worker that dies in between leaves a doubt, and what is
in doubt is printed again. Where there is no proof yet, and in the content bucket, where authors have their hands, the
bucket itself is asked.
"""

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from chalicelib.catalog import layout
from chalicelib.cloud.ports import Bucket, Cloud, Item, Object, Stat
from chalicelib.press.house import House
from chalicelib.press.kinds import KINDS, key_of
from chalicelib.press.needs import Copy, Made
from chalicelib.words import Page

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
            return self.want.etag
        return mark(self.want.etag, self.want.meta) if self.want else NOTHING

    @property
    def bucket(self) -> str:
        return KINDS[self.page.kind].bucket


def mark(etag: str, meta: Mapping[str, str]) -> str:
    """The mark of an object with these bytes and metadata; a copied file is known by its source's version."""
    return meta.get("source") or etag + meta.get("location", "")


def sheet(page: Page, result: Made | Copy, house: House) -> Sheet:
    """The sheet for a page that was made."""
    key, kind = key_of(page, house.site), KINDS[page.kind]
    if isinstance(result, Copy):
        return Sheet(page, key, result)
    meta = {"location": result.location} if result.location else {}
    return Sheet(page, key, None if result.body is None else Object(result.body, kind.type, kind.cache, meta))


def to_print(cloud: Cloud, sheets: Iterable[Sheet]) -> tuple[Sheet, ...]:
    """The sheets that don't stand already."""
    asked = tuple(sheets)
    proofs = _proofs(cloud, [one.key for one in asked if _is_proved(cloud, one)])
    standing = {one: proofs.get(one.key) if _is_proved(cloud, one) else None for one in asked}
    return tuple(one for one in asked if (standing[one] or _mark_of(_bucket(cloud, one).stat(one.key))) != one.mark)


def _is_proved(cloud: Cloud, one: Sheet) -> bool:
    return cloud.proofs and one.bucket == "public"


def _proofs(cloud: Cloud, keys: Sequence[str]) -> Mapping[str, str]:
    found = cloud.table.get_many(layout.at_proof(key) for key in keys) if keys else {}
    return {layout.key_of_proof(at): str(item.has["mark"]) for at, item in found.items()}


def _mark_of(standing: Stat | None) -> str:
    return mark(standing.etag, standing.meta) if standing else NOTHING


def doubts(cloud: Cloud, sheets: Iterable[Sheet]) -> tuple[Item, ...]:
    """The proofs to write before these sheets are printed."""
    return tuple(Item(layout.at_proof(one.key), {"mark": DOUBT}) for one in sheets if _is_proved(cloud, one))


def proofs(cloud: Cloud, sheets: Iterable[Sheet]) -> tuple[Item, ...]:
    """The proofs to write after these sheets were printed."""
    return tuple(Item(layout.at_proof(one.key), {"mark": one.mark}) for one in sheets if _is_proved(cloud, one))


def print_sheets(cloud: Cloud, sheets: Sequence[Sheet]) -> frozenset[Sheet]:
    """Write, copy and delete; the sheets that stand now. One that fails is logged, and the others are printed all the same."""
    written = {
        one for name in ("public", "content") for one in _write(getattr(cloud, name), [s for s in sheets if s.bucket == name])
    }
    others = (one for one in sheets if not isinstance(one.want, Object))
    return frozenset(written | {one for one in others if _move(cloud, one)})


def _write(bucket: Bucket, sheets: Sequence[Sheet]) -> Iterable[Sheet]:
    wanted = {one.key: one.want for one in sheets if isinstance(one.want, Object)}
    failed = bucket.write_many(wanted) if wanted else {}
    for key, error in failed.items():
        log.error("%s could not be written", key, exc_info=error)
    return [one for one in sheets if one.key in wanted and one.key not in failed]


def _move(cloud: Cloud, one: Sheet) -> bool:
    """Delete the object or copy the file; False where that failed, or a newer file came, whose own event prints it."""
    try:
        if isinstance(one.want, Copy):
            return _copied(cloud, one.key, one.want)
        _bucket(cloud, one).delete(one.key)
    except Exception:
        log.exception("%s could not be printed", one.key)
        return False
    return True


def _copied(cloud: Cloud, key: str, file: Copy) -> bool:
    meta = {"source": file.etag}
    return cloud.public.copy_from(cloud.content, file.key, key, file.type, KINDS["file"].cache, meta, file.etag)


def _bucket(cloud: Cloud, one: Sheet) -> Bucket:
    return cloud.content if one.bucket == "content" else cloud.public
