"""The content bucket as authors write it through the API: on conditions, and with the earlier versions of each object.

The ports' `Bucket` has neither, since no other function writes the files of authors. Every write names the ETag that it replaces,
so nobody's work is replaced unseen; an ETag is the MD5 of the bytes, as for every object that was uploaded in one part.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple, Protocol

NOTHING = ""
"""The ETag in place of an object that isn't there."""


class ChangedError(Exception):
    """The object isn't the one to be replaced; `etag` is its ETag, empty if there is none."""

    def __init__(self, key: str, etag: str) -> None:
        super().__init__(key, etag)
        self.key, self.etag = key, etag


class ObjectVersion(NamedTuple):
    """One version of an object, and its size; `deleted` marks a deletion, which has no bytes."""

    id: str
    time: datetime
    etag: str = ""
    deleted: bool = False
    size: int = 0


class VersionedBucket(Protocol):
    """A bucket that keeps earlier versions, and writes on conditions."""

    def read(self, key: str) -> tuple[bytes, str] | None:
        """Return the bytes and the ETag; None where there is no object."""

    def put(self, key: str, body: bytes, type: str, over: str) -> str:
        """Write the object in place of that with the ETag `over` (`NOTHING`: of none); return the new ETag.

        Raise `ChangedError` where another object is there. What has these bytes already is as good as written.
        """

    def delete(self, key: str, over: str) -> None:
        """Delete the object with this ETag; nothing happens where there is none. Raise `ChangedError` for another object."""

    def etag(self, key: str) -> str:
        """Return the object's ETag; `NOTHING` where there is none."""

    def etags(self, prefix: str, after: str, limit: int) -> Mapping[str, str]:
        """Return the ETags of at most `limit` objects whose keys begin with `prefix`, in order, strictly after `after`."""

    def upload_link(self, key: str, type: str, over: str, seconds: int) -> tuple[str, Mapping[str, str]]:
        """Return an address that takes the object by PUT, with these headers, on the condition of `put`, for so many seconds.

        Raise `LookupError` where the bucket has no addresses.
        """

    def versions(self, key: str) -> Sequence[ObjectVersion]:
        """Return all versions of the object, newest first."""

    def read_version(self, key: str, id: str) -> bytes | None:
        """Return the bytes of a version; None where it is forgotten, or a deletion."""
