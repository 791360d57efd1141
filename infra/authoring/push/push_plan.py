"""What a push has to do: which files go up, which objects go, and on what condition. Pure.

An author edits a file as it was at the last push. If the bucket holds something else by now, another author was there first,
and what they wrote must not be lost: so each write names what it expects to replace. Where nothing is known of earlier pushes,
the bucket as it is now is what the author starts from.
"""

from collections.abc import Collection, Mapping

from msgspec import field
from msgspec.structs import replace

from chalicelib.frozen import Frozen
from infra.authoring.push.push_index import Index
from infra.files.blog_folder import in_order

ANYTHING = None
"""The condition of a write that replaces whatever is there."""
NOTHING = ""
"""The condition of a write that must not replace anything."""


class Write(Frozen):
    """One file to upload; `over` is the ETag that it replaces, `NOTHING` or `ANYTHING`."""

    key: str
    digest: str
    over: str | None


class Removal(Frozen):
    """One object to delete, if it still has this ETag, or `ANYTHING`."""

    key: str
    over: str | None


class Plan(Frozen):
    """What to do. `same` are files that are there as they are here; `gone` are objects without a file, which only `--delete`
    removes; `strange` are files that differ from objects that were never pushed from here."""

    writes: tuple[Write, ...] = ()
    removals: tuple[Removal, ...] = ()
    same: Mapping[str, str] = field(default_factory=dict)
    gone: tuple[str, ...] = ()
    strange: tuple[str, ...] = ()


def plan(
    digests: Mapping[str, str],
    index: Index,
    listed: Mapping[str, str] | None,
    *,
    present: frozenset[str],
    chosen: frozenset[str] | None = None,
    delete: bool = False,
    force: bool = False,
) -> Plan:
    """Return the plan for files with these digests (MD5), all that may differ from what the index knows.

    `listed` are the objects that are there now, by ETag, if that was asked; `present` are all files of the folder, read or not.
    `chosen` limits what is removed to these keys; what was never pushed from here is somebody else's, unless no push is known at
    all. With `force`, the bucket is believed in place of the index.
    """
    etags = {key: file.etag for key, file in index.files.items()} if listed is None else listed
    same = {key: digest for key, digest in digests.items() if etags.get(key) == digest}
    differing = sorted(digests.keys() - same.keys(), key=in_order)
    left = etags.keys() - present if chosen is None else (etags.keys() - present) & chosen
    gone = sorted(key for key in left if index.is_pushed(key) or not index.known)
    return Plan(
        writes=tuple(Write(key, digests[key], ANYTHING if force else etags.get(key, NOTHING)) for key in differing),
        removals=tuple(Removal(key, ANYTHING if force else etags[key]) for key in gone) if delete else (),
        same=same,
        gone=tuple(gone),
        strange=tuple(key for key in differing if key in etags and not index.is_pushed(key)),
    )


def conflicts(work: Plan, etags: Mapping[str, str]) -> tuple[str, ...]:
    """Return the files that somebody else has changed or deleted since the last push, by the objects' ETags as they are now.

    Of `etags` only those of the plan's writes and removals are read; an object that isn't there has none, or an empty one.
    """
    written = (w.key for w in work.writes if w.over is not ANYTHING and etags.get(w.key, NOTHING) not in (w.over, w.digest))
    removed = (r.key for r in work.removals if r.over is not ANYTHING and etags.get(r.key) not in (None, NOTHING, r.over))
    return tuple(sorted((*written, *removed), key=in_order))


def without(work: Plan, keys: Collection[str]) -> Plan:
    """Return the plan without the writes and removals of these files."""
    return replace(
        work,
        writes=tuple(write for write in work.writes if write.key not in keys),
        removals=tuple(removal for removal in work.removals if removal.key not in keys),
    )
