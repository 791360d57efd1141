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
from chalicelib.rendering.site_context import SiteContext
from chalicelib.store import item_keys

log = logging.getLogger(__name__)
NOTHING = "-"  # the mark of a place where nothing stands
UNKNOWN = "?"  # no mark: the object may be anything


@dataclass(frozen=True, slots=True, eq=False)
class Output:
    """What should stand under a key of a bucket: an object, a copy of a file, or nothing."""

    page: Page
    key: str
    want: Object | Copy | None

    @property
    def digest(self) -> str:
        if isinstance(self.want, Copy):
            return digest("", {"source": self.want.etag})
        return digest(self.want.etag, self.want.meta) if self.want else NOTHING

    @property
    def name(self) -> str:
        """A short name for its key, among those of one listing."""
        return short(self.key)

    @property
    def bucket(self) -> str:
        return KINDS[self.page.kind].bucket

    @property
    def write_state(self) -> At:
        """Where its mark is noted when it is printed."""
        return item_keys.at_write_state(about(self.page), self.page.at)


def digest(etag: str, meta: Mapping[str, str]) -> str:
    """A short name for these bytes and metadata; a copied file is known by its source's version."""
    return short((meta.get("source") or etag) + meta.get("location", ""))


def short(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def output_of(page: Page, result: Made | Copy, context: SiteContext) -> Output:
    """The sheet for a page that was made."""
    key, kind = key_of(page, context.site), KINDS[page.kind]
    if isinstance(result, Copy):
        return Output(page, key, result)
    meta = {"location": result.location} if result.location else {}
    return Output(page, key, None if result.body is None else Object(result.body, kind.type, kind.cache, meta))


# ---- proofs


@dataclass(frozen=True, slots=True)
class WriteStates:
    """The proofs of a batch: by what a page is of and its time, the mark of each object."""

    standing: Mapping[At, Mapping[str, Value]]

    def digest(self, one: Output) -> Value | None:
        return self.standing.get(one.write_state, {}).get(one.name)

    def noting(self, digests: Mapping[Output, str]) -> "WriteStates":
        """The proofs with these marks in place of those that stood."""
        noted = {at: dict(has) for at, has in self.standing.items()}
        for one, new in digests.items():
            noted.setdefault(one.write_state, {})[one.name] = new
        return WriteStates(noted)

    def items(self, outputs: Iterable[Output]) -> list[Item]:
        """The items that hold the proofs of these sheets."""
        return [Item(at, self.standing[at]) for at in dict.fromkeys(one.write_state for one in outputs)]


def read_write_states(cloud: Cloud, outputs: Iterable[Output]) -> WriteStates:
    tracked = {one.write_state for one in outputs if is_tracked(cloud, one)}
    found = cloud.table.get_many(sorted(tracked)) if tracked else {}
    return WriteStates({at: item.has for at, item in found.items()})


def is_tracked(cloud: Cloud, one: Output) -> bool:
    return cloud.write_states and one.bucket == "public"


# ---- printing


@dataclass(frozen=True, slots=True)
class Written:
    """What became of sheets: those that were changed and stand now, the proofs to keep of them, and those that failed.

    Until its proof is kept a sheet counts as not printed, so what is to come of printing it comes before that.
    """

    outputs: frozenset[Output]
    write_states: list[Item]
    failed: frozenset[Output]


def write_outputs(cloud: Cloud, outputs: Sequence[Output], note: Callable[[list[Item]], None]) -> Written:
    """Print what doesn't stand already. `note` writes the proofs that are doubted, and is called before any object is touched."""
    write_states = read_write_states(cloud, outputs)
    changed = [one for one in outputs if _standing(cloud, one, write_states) != one.digest]
    tracked = [one for one in changed if is_tracked(cloud, one)]
    unknown = write_states.noting(dict.fromkeys(tracked, UNKNOWN))
    note(unknown.items(tracked))
    written = _write_outputs(cloud, changed)
    kept = unknown.noting({one: one.digest for one in tracked if one in written})
    failed = frozenset(one for one in changed if one not in written and not isinstance(one.want, Copy))
    return Written(written, kept.items(tracked), failed)


def _standing(cloud: Cloud, one: Output, write_states: WriteStates) -> Value:
    """The mark of what stands there."""
    if is_tracked(cloud, one) and (known := write_states.digest(one)):
        return known
    stat = _bucket(cloud, one).stat(one.key)
    return digest(stat.etag, stat.meta) if stat else NOTHING


def _write_outputs(cloud: Cloud, outputs: Sequence[Output]) -> frozenset[Output]:
    """Write, copy and delete; the sheets that stand now. One that fails is logged, and the others are printed all the same."""
    written = (
        _write(bucket, [one for one in outputs if _bucket(cloud, one) is bucket]) for bucket in (cloud.public, cloud.content)
    )
    moved = frozenset(one for one in outputs if not isinstance(one.want, Object) and _move(cloud, one))
    return moved.union(*written)


def _write(bucket: Bucket, outputs: Sequence[Output]) -> frozenset[Output]:
    wanted = {one.key: one.want for one in outputs if isinstance(one.want, Object)}
    failed = bucket.write_many(wanted) if wanted else {}
    for key, error in failed.items():
        log.error("%s could not be written", key, exc_info=error)
    return frozenset(one for one in outputs if one.key in wanted and one.key not in failed)


def _move(cloud: Cloud, one: Output) -> bool:
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


def _bucket(cloud: Cloud, one: Output) -> Bucket:
    return cloud.content if one.bucket == "content" else cloud.public
