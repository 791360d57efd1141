"""A bucket in memory that keeps earlier versions."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, count, islice, takewhile

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
        etag = self.etag(key)
        if etag not in (over, what.etag):
            raise ChangedError(key, etag)
        self._keep_earlier(key)
        self._bucket.write(key, what)
        self._keep(key, what.body, what.etag)
        return what.etag

    def delete(self, key: str, over: str) -> None:
        etag = self.etag(key)
        if etag not in (over, NOTHING):
            raise ChangedError(key, etag)
        if etag == NOTHING:
            return
        self._keep_earlier(key)
        self._bucket.delete(key)
        self._keep(key, b"", NOTHING)

    def etag(self, key: str) -> str:
        stat = self._bucket.stat(key)
        return stat.etag if stat else NOTHING

    def etags(self, prefix: str, after: str, limit: int) -> Mapping[str, str]:
        keys = takewhile(lambda key: key.startswith(prefix), self._keys_after(max(after, prefix)))
        first = [prefix] if after < prefix and self._bucket.stat(prefix) else []
        return {key: self.etag(key) for key in islice(chain(first, keys), limit)}

    def upload_link(self, key: str, *_: object) -> tuple[str, Mapping[str, str]]:
        raise LookupError(f"a bucket in memory has no address for {key}")

    def versions(self, key: str) -> Sequence[ObjectVersion]:
        self._keep_earlier(key)
        return tuple(version for version, _ in reversed(self._kept.get(key, [])))

    def read_version(self, key: str, id: str) -> bytes | None:
        return next((body for version, body in self._kept.get(key, ()) if version.id == id and not version.deleted), None)

    def _keys_after(self, after: str) -> Iterator[str]:
        while keys := self._bucket.keys(after):
            yield from keys
            after = keys[-1]

    def _keep_earlier(self, key: str) -> None:
        """Keep the object that somebody else has written."""
        stored, kept = self.read(key), self._kept.get(key, [])
        if stored and not (kept and kept[-1][0].etag == stored[1]):
            self._keep(key, *stored)

    def _keep(self, key: str, body: bytes, etag: str) -> None:
        version = ObjectVersion(f"v{next(self._ids)}", self._clock.now(), etag, deleted=etag == NOTHING, size=len(body))
        self._kept.setdefault(key, []).append((version, body))
