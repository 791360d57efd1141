"""A bucket in memory that keeps earlier versions."""

from collections.abc import Sequence
from itertools import count

from chalicelib.cloud.limits import check_key
from chalicelib.cloud.ports import Bucket, Clock, Object
from chalicelib.cloud.versioned import NOTHING, ChangedError, ObjectVersion


class MemoryVersions:
    """Versions over a bucket in memory: those that were written through it, and what it sees of others' writes."""

    def __init__(self, bucket: Bucket, clock: Clock) -> None:
        self._bucket, self._clock, self._ids = bucket, clock, count(1)
        self._kept: dict[str, list[tuple[ObjectVersion, bytes]]] = {}

    def read(self, key: str) -> tuple[bytes, str] | None:
        stored = self._bucket.read(key)
        return stored and (stored[0], stored[1].etag)

    def put(self, key: str, body: bytes, type: str, over: str) -> str:
        check_key(key)
        what = Object(body, type)
        etag = self._etag(key)
        if etag not in (over, what.etag):
            raise ChangedError(key, etag)
        self._keep_earlier(key)
        self._bucket.write(key, what)
        self._keep(key, what.body, what.etag)
        return what.etag

    def delete(self, key: str, over: str) -> None:
        etag = self._etag(key)
        if etag not in (over, NOTHING):
            raise ChangedError(key, etag)
        self._keep_earlier(key)
        self._bucket.delete(key)
        self._keep(key, b"", NOTHING)

    def versions(self, key: str) -> Sequence[ObjectVersion]:
        self._keep_earlier(key)
        return tuple(version for version, _ in reversed(self._kept.get(key, [])))

    def read_version(self, key: str, id: str) -> bytes | None:
        return next((body for version, body in self._kept.get(key, ()) if version.id == id and not version.deleted), None)

    def _etag(self, key: str) -> str:
        stat = self._bucket.stat(key)
        return stat.etag if stat else NOTHING

    def _keep_earlier(self, key: str) -> None:
        """Keep the object that somebody else has written."""
        stored, kept = self.read(key), self._kept.get(key, [])
        if stored and not (kept and kept[-1][0].etag == stored[1]):
            self._keep(key, *stored)

    def _keep(self, key: str, body: bytes, etag: str) -> None:
        version = ObjectVersion(f"v{next(self._ids)}", self._clock.now(), etag, deleted=etag == NOTHING)
        self._kept.setdefault(key, []).append((version, body))
