"""Renames: what a source takes over from a removed source that it was before, under another key.

A source counts as a rename of a removed one if it has the same bytes, the same `id`, or the last address of the removed one. It
takes over the addresses that were left, and the **origin**: the key that feeds make the id of a post from.

No two posts may have one origin. So the record of the removed source names its **heir**, in one conditional write: the first
source to be written there has the origin for good, and the removed source, should it come back, begins with a new one. That write
comes before the heir's own record: a worker that dies in between finds itself named there when it tries again. An heir is one
upload, so that a later source under the same key isn't taken for it.

A copy that is removed must not take the id of the post that it was copied from along. So a post inherits only when it appears, or
from its **elders**: the sources with the same bytes that stood when it appeared.
"""

from collections.abc import Callable, Sequence

from msgspec.structs import replace

from chalicelib.cloud.ports import Cloud
from chalicelib.frozen import Frozen
from chalicelib.model import Post
from chalicelib.publishing.decide import Inheritance
from chalicelib.record import Record, id_name_of, next_version
from chalicelib.store import records

ELDERS_KEPT = 10  # copies of one text; of more, a rename of some is not noticed


class Renamed(Frozen):
    """A source that may be a renamed one: its key and its upload, its current record, the post that is accepted now, and the
    sources from which it took its names over."""

    key: str
    sequence: str
    current: Record | None
    post: Post
    digest: str
    before: tuple[str, ...] = ()

    @property
    def appears(self) -> bool:
        """Whether no post of it is on the site."""
        return self.current is None or self.current.post is None

    @property
    def has_own_origin(self) -> bool:
        """Whether its origin is of its own key; one that it has taken over is kept."""
        current = self.current
        return current is None or bool(current.heir) or current.origin.partition("#")[0] in ("", self.key)

    @property
    def heir(self) -> str:
        """The name of this upload in the record of a removed source."""
        return f"{self.sequence} {self.key}"

    def may_inherit(self, gone: Record) -> bool:
        """Return whether it may take over the origin of this removed source, if no other source does."""
        elders = self.current.elders if self.current else ()
        return not gone.heir and self.has_own_origin and (self.appears or gone.key in elders)


def inherited(cloud: Cloud, source: Renamed, finish: Callable[[Cloud, Record], None]) -> Inheritance:
    """Return what the source takes over; it is the heir of the removed source from now on.

    `finish` does what a record still owes: the heir is written into a new version of the record, and the worker of the version
    before it could not settle that.
    """
    kin = _kin(cloud, source)
    gone = [record for record in kin if record.state == "removed" and record.former and _is_left(record, source)]
    former = tuple(path for record in gone for path in record.former)
    elders = tuple(record.key for record in kin if record.post and record.digest == source.digest)[:ELDERS_KEPT]
    return Inheritance(former, _origin(cloud, source, gone, finish), elders)


def missed(cloud: Cloud, source: Renamed) -> bool:
    """Return whether an elder was removed while the source appeared: whichever of the two was too early has not seen the other.

    Read after the source's pointers are put, as the removed source reads these pointers after its record is put.
    """
    elders = source.current.elders if source.current else ()
    elder_records = records.read_many(cloud.table, elders).values() if elders else ()
    return any(record.state == "removed" and source.may_inherit(record) for record in elder_records)


def _kin(cloud: Cloud, source: Renamed) -> Sequence[Record]:
    """Return the other sources with the same bytes, and, for a post that appears, those that had its address or its id last."""
    keys = {*(records.followers(cloud.table, "twin", source.digest) if source.digest else ())}
    address, id_ = source.post.address, id_name_of(source.post)
    if source.appears:
        keys |= {*source.before, *records.followers(cloud.table, "lead", address)}
        keys |= {*(records.followers(cloud.table, "twin", id_) if id_ else ())}
    relatives = records.read_many(cloud.table, keys - {source.key}).values() if keys - {source.key} else ()

    def is_kin(record: Record) -> bool:
        return record.digest == source.digest or record.former[-1:] == (address,) or bool(id_ and record.former_id == id_)

    return sorted(filter(is_kin, relatives), key=lambda record: record.key)


def _is_left(gone: Record, source: Renamed) -> bool:
    """Return whether the source may have what the removed one left: it has the same bytes, or no other was there before."""
    return gone.digest == source.digest or gone.heir in ("", source.heir)


def _origin(cloud: Cloud, source: Renamed, gone: Sequence[Record], finish: Callable[[Cloud, Record], None]) -> str:
    """Return the origin that the source takes over; empty if there is none."""
    named = [record for record in gone if record.heir == source.heir]
    free = [record for record in gone if source.may_inherit(record)]
    taken = next((record for record in (*named, *free) if record in named or _takes(cloud, source, record, finish)), None)
    return (taken.origin or taken.key) if taken else ""


def _takes(cloud: Cloud, source: Renamed, gone: Record, finish: Callable[[Cloud, Record], None]) -> bool:
    """Write the source into the record as its heir; return False if it has another, or was replaced meanwhile."""
    if gone.owed:
        finish(cloud, gone)
    settled = gone.settled()
    if records.accept(cloud.table, replace(settled, version=next_version(gone, gone.sequence), heir=source.heir), gone):
        return True
    now = records.read(cloud.table, gone.key)
    return now is not None and now.state == "removed" and now.heir == source.heir
