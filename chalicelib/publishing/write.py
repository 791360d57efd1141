"""Writing a batch: from what should stand to what stands, with as few calls as that takes.

Each object has a **digest**, which names its bytes, its type and where it redirects to. The table keeps a **write state** for
each object of the public bucket: the digest with which it was last written. So a batch of pages is compared in one read instead
of one call for each page. The write states of one listing and month share an item, which only the worker that has their group
may touch.

A write state becomes unknown before its object is touched, and is set afterwards. A worker that dies in between leaves it
unknown, and an object whose state is unknown is written again. Where there is no write state yet, or a repair doubts it, the
bucket is read; so is the content bucket, which authors change.
"""

import hashlib
import logging
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from functools import cached_property
from typing import TYPE_CHECKING

from chalicelib.cloud.items import At, Item, Value
from chalicelib.cloud.ports import Bucket, Cloud, Object
from chalicelib.frozen import Frozen
from chalicelib.model import Page
from chalicelib.rendering.page_kinds import KINDS, about, key_of
from chalicelib.rendering.queries import Copy, Made
from chalicelib.store import item_keys

if TYPE_CHECKING:  # comparing write states alone renders nothing
    from chalicelib.rendering.site_context import SiteContext

log = logging.getLogger(__name__)
NOTHING = "-"  # the digest where there is no object
UNKNOWN = "?"  # no digest: the object may be anything
WRITTEN_WITH: Mapping[str, str] = {"variant": "", "sized": ""}  # kinds whose objects share the item of their image


class Output(Frozen, eq=False, dict=True):
    """What a key of a bucket should hold: an object, a copy of a file, or nothing."""

    page: Page
    key: str
    want: Object | Copy | None

    @cached_property
    def digest(self) -> str:
        if isinstance(self.want, Copy):
            return digest("", self.want.type, {"source": self.want.etag})
        return digest(self.want.etag, self.want.type, self.want.meta) if self.want else NOTHING

    @property
    def may_stay(self) -> bool:
        """Whether another object that is there stays."""
        return isinstance(self.want, Copy) and self.want.if_missing

    @property
    def name(self) -> str:
        """A short name for its key, among those of one listing."""
        return short(self.key)

    @property
    def bucket(self) -> str:
        return KINDS[self.page.kind].bucket

    @property
    def write_state(self) -> At:
        """The item that holds its write state."""
        return item_keys.at_write_state(about(self.page), WRITTEN_WITH.get(self.page.kind, self.page.at))


def digest(etag: str, type: str, meta: Mapping[str, str]) -> str:
    """Return a short name for these bytes, type and metadata; a copied file is known by its source's version."""
    return short((meta.get("source") or etag) + type + meta.get("location", ""))


def short(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def output_of(page: Page, result: Made | Copy, context: "SiteContext") -> Output:
    """Return the output for a page that was made."""
    key, kind = key_of(page, context.site), KINDS[page.kind]
    if isinstance(result, Copy):
        return Output(page, key, result)
    meta = {"location": result.location} if result.location else {}
    return Output(page, key, None if result.body is None else Object(result.body, kind.type, kind.cache, meta))


# ---- write states


class WriteStates(Frozen):
    """The write states of a batch: for each item, the digests of its objects by their short names."""

    states: Mapping[At, Mapping[str, Value]]

    def digest(self, output: Output) -> Value | None:
        return self.states.get(output.write_state, {}).get(output.name)

    def noting(self, digests: Mapping[Output, str]) -> "WriteStates":
        """Return the write states with these digests in place of the former ones."""
        noted = {at: dict(has) for at, has in self.states.items()}
        for output, new in digests.items():
            noted.setdefault(output.write_state, {})[output.name] = new
        return WriteStates(noted)

    def without(self, outputs: Iterable[Output]) -> "WriteStates":
        """Return the write states as if those of these outputs were not known yet."""
        states = {at: dict(has) for at, has in self.states.items()}
        for output in outputs:
            states.get(output.write_state, {}).pop(output.name, None)
        return WriteStates(states)

    def items(self, outputs: Iterable[Output]) -> list[Item]:
        """Return the items that hold the write states of these outputs."""
        return [Item(at, self.states[at]) for at in dict.fromkeys(output.write_state for output in outputs)]


def read_write_states(cloud: Cloud, outputs: Iterable[Output]) -> WriteStates:
    tracked = {output.write_state for output in outputs if is_tracked(cloud, output)}
    states = cloud.table.get_many(sorted(tracked)) if tracked else {}
    return WriteStates({at: item.has for at, item in states.items()})


def is_tracked(cloud: Cloud, output: Output) -> bool:
    return cloud.write_states and output.bucket == "public"


# ---- writing


class Written(Frozen):
    """What became of outputs: those that changed and exist now, the write states to set for them, and those that failed.

    Until its write state is set, an output counts as not written; so whatever has to follow from writing it comes before that.
    """

    outputs: frozenset[Output]
    write_states: list[Item]
    failed: frozenset[Output]


def write_outputs(
    cloud: Cloud, outputs: Sequence[Output], note: Callable[[list[Item]], None], doubtful: Set[Page] = frozenset()
) -> Written:
    """Write what isn't there already. `note` puts the unknown write states, and is called before any object changes.

    An object without a write state, or of a doubtful page, is looked at in the bucket; if it is right, it has a write state
    afterwards.
    """
    states = read_write_states(cloud, outputs).without([output for output in outputs if output.page in doubtful])
    current = {output: _written_digest(cloud, output, states) for output in outputs}
    changed = [output for output in outputs if _differs(output, current[output])]
    tracked = [output for output in changed if is_tracked(cloud, output)]
    unknown = states.noting(dict.fromkeys(tracked, UNKNOWN))
    note(unknown.items(tracked))
    written = _write_outputs(cloud, changed)
    unchanged = [output for output in outputs if not _differs(output, current[output]) and is_tracked(cloud, output)]
    right = [output for output in unchanged if states.digest(output) is None and not output.may_stay]
    noted = unknown.noting({output: output.digest for output in (*written.intersection(tracked), *right)})
    failed = frozenset(output for output in changed if output not in written and not isinstance(output.want, Copy))
    return Written(written, noted.items([*tracked, *right]), failed)


def _differs(output: Output, state: Value) -> bool:
    """Return whether something else should be there; where there is nothing, no bytes need to be read to know."""
    if state == NOTHING:
        return output.want is not None
    return state == UNKNOWN if output.may_stay or state == UNKNOWN else output.digest != state


def _written_digest(cloud: Cloud, output: Output, write_states: WriteStates) -> Value:
    """Return the digest of what is there."""
    if is_tracked(cloud, output) and (noted_digest := write_states.digest(output)):
        return noted_digest
    stat = _bucket(cloud, output).stat(output.key)
    if stat is None:
        return NOTHING
    wanted = output.want.type if output.want else ""
    return digest(stat.etag, stat.type if is_tracked(cloud, output) else wanted, stat.meta)  # a folder keeps no types


def _write_outputs(cloud: Cloud, outputs: Sequence[Output]) -> frozenset[Output]:
    """Write, copy and delete; return the outputs that exist now. One that fails is logged, and the others are written."""
    written = (
        _write(bucket, [output for output in outputs if _bucket(cloud, output) is bucket])
        for bucket in (cloud.public, cloud.content)
    )
    moved = frozenset(output for output in outputs if not isinstance(output.want, Object) and _move(cloud, output))
    return moved.union(*written)


def _write(bucket: Bucket, outputs: Sequence[Output]) -> frozenset[Output]:
    """Write the objects among these outputs; return the outputs that were written."""
    wanted = {output.key: output.want for output in outputs if isinstance(output.want, Object)}
    failed = bucket.write_many(wanted) if wanted else {}
    for key, error in failed.items():
        log.error("%s could not be written", key, exc_info=error)
    return frozenset(output for output in outputs if output.key in wanted and output.key not in failed)


def _move(cloud: Cloud, output: Output) -> bool:
    """Delete the object or copy the file; return False if that failed, or if a newer file came, whose own event copies it."""
    try:
        if isinstance(output.want, Copy):
            return _copied(cloud, output, output.want)
        _bucket(cloud, output).delete(output.key)
    except Exception:  # whatever it is, the others are written; this one is named as failed and comes again
        log.exception("%s could not be written", output.key)
        return False
    return True


def _copied(cloud: Cloud, output: Output, file: Copy) -> bool:
    meta, cache = {"source": file.etag}, KINDS[output.page.kind].cache
    source = cloud.content if file.bucket == "content" else cloud.pictures
    return cloud.public.copy_from(source, file.key, output.key, file.type, cache, meta, file.etag)


def _bucket(cloud: Cloud, output: Output) -> Bucket:
    return cloud.content if output.bucket == "content" else cloud.public
