"""The content bucket in S3, written on conditions, and the versions that it keeps (`chalicelib.cloud.versioned`).

An ETag is the MD5 of an object's bytes, since all of these objects are uploaded in one part.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from typing import Any, TypeVar

from botocore.exceptions import ClientError

from chalicelib.cloud.limits import LIST_MOST
from chalicelib.cloud.s3 import MISSING
from chalicelib.cloud.versioned import NOTHING, ChangedError, ObjectVersion

T = TypeVar("T")

CHANGED = ("412", "PreconditionFailed", "404", "NoSuchKey")  # S3's answers to a condition that doesn't hold
UNDER_WAY = ("409", "ConditionalRequestConflict")
FORGOTTEN = ("NoSuchVersion", "InvalidArgument", "MethodNotAllowed", "405", *MISSING)  # the second: it is no id of a version
TRIES = 5  # of a write that meets another one under way


class AwsVersions:
    """A bucket of S3 that keeps versions."""

    def __init__(self, client: Any, name: str) -> None:
        self._client, self._name = client, name

    def read(self, key: str) -> tuple[bytes, str] | None:
        try:
            answer = self._client.get_object(Bucket=self._name, Key=key)
        except ClientError as error:
            if code(error) in MISSING:
                return None
            raise
        with closing(answer["Body"]) as body:
            return bytes(body.read()), etag_in(answer)

    def put(self, key: str, body: bytes, type: str, over: str) -> str:
        written = {"Bucket": self._name, "Key": key, "Body": body, "ContentType": type, **condition_of(over)}
        answer = on_condition(lambda: self._client.put_object(**written))
        if answer is not None:
            return etag_in(answer)
        digest, current = hashlib.md5(body, usedforsecurity=False).hexdigest(), self.etag(key)
        if current != digest:
            raise ChangedError(key, current)
        return current

    def delete(self, key: str, over: str) -> None:
        """See https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-deletes.html; it takes the right to read, too."""
        asked = {"Bucket": self._name, "Key": key, "IfMatch": f'"{over}"'}
        if over != NOTHING and on_condition(lambda: self._client.delete_object(**asked)) is not None:
            return
        current = self.etag(key)
        if current != NOTHING:
            raise ChangedError(key, current)

    def etag(self, key: str) -> str:
        try:
            return etag_in(self._client.head_object(Bucket=self._name, Key=key))
        except ClientError as error:
            if code(error) in MISSING:
                return NOTHING
            raise

    def etags(self, prefix: str, after: str, limit: int) -> Mapping[str, str]:
        etags: dict[str, str] = {}
        while len(etags) < limit:
            most = min(LIST_MOST, limit - len(etags))
            answer = self._client.list_objects_v2(Bucket=self._name, Prefix=prefix, StartAfter=after, MaxKeys=most)
            etags |= {row["Key"]: etag_in(row) for row in answer.get("Contents", ())}
            if not answer["IsTruncated"]:
                break
            after = max(etags)
        return etags

    def upload_link(self, key: str, type: str, over: str, seconds: int) -> tuple[str, Mapping[str, str]]:
        """S3 refuses an upload that lacks one of the headers, since they are signed."""
        asked = {"Bucket": self._name, "Key": key, "ContentType": type, **condition_of(over)}
        headers = {"Content-Type": type, **{CONDITIONS[name]: value for name, value in condition_of(over).items()}}
        return str(self._client.generate_presigned_url("put_object", Params=asked, ExpiresIn=seconds)), headers

    def versions(self, key: str) -> Sequence[ObjectVersion]:
        """S3 lists the newest first, but versions and deletions separately."""
        latest_first = sorted(self._listed(key), key=lambda row: (row["IsLatest"], row["LastModified"]), reverse=True)
        return tuple(map(version_in, latest_first))

    def read_version(self, key: str, id: str) -> bytes | None:
        try:
            answer = self._client.get_object(Bucket=self._name, Key=key, VersionId=id)
        except ClientError as error:
            if code(error) in FORGOTTEN:
                return None
            raise
        with closing(answer["Body"]) as body:
            return bytes(body.read())

    def _listed(self, key: str) -> Iterator[Any]:
        """Yield the rows of the key's versions; a list has those of longer keys after them."""
        markers: dict[str, str] = {}
        while True:
            page = self._client.list_object_versions(Bucket=self._name, Prefix=key, **markers)
            rows = [*page.get("Versions", ()), *page.get("DeleteMarkers", ())]
            own = [row for row in rows if row["Key"] == key]
            yield from own
            if len(own) < len(rows) or not page["IsTruncated"]:
                return
            markers = {"KeyMarker": page["NextKeyMarker"], "VersionIdMarker": page["NextVersionIdMarker"]}


CONDITIONS: Mapping[str, str] = {"IfNoneMatch": "If-None-Match", "IfMatch": "If-Match"}
"""The headers of conditions, by boto3's names for them."""


def version_in(row: Mapping[str, Any]) -> ObjectVersion:
    """Return the version in a row of a listing; a deletion has no ETag."""
    is_deletion = "ETag" not in row
    etag = NOTHING if is_deletion else etag_in(row)
    return ObjectVersion(row["VersionId"], row["LastModified"], etag, is_deletion, row.get("Size", 0))


def condition_of(over: str) -> Mapping[str, str]:
    """Return the condition, as boto3 takes it, that a write replaces the object with this ETag."""
    return {"IfNoneMatch": "*"} if over == NOTHING else {"IfMatch": f'"{over}"'}


def on_condition(write: Callable[[], T]) -> T | None:
    """Return the answer to a conditional write, once no other one is under way; or None if the condition doesn't hold."""
    for _ in range(TRIES):
        try:
            return write()
        except ClientError as error:
            if code(error) in CHANGED:
                return None
            if code(error) not in UNDER_WAY:
                raise
    return None


def code(error: ClientError) -> str:
    return str(error.response["Error"]["Code"])


def etag_in(answer: Any) -> str:
    return str(answer["ETag"]).strip('"')
