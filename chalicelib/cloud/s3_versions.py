"""The content bucket in S3, written on conditions, and the versions that it keeps (`chalicelib.cloud.versioned`).

An ETag is the MD5 of an object's bytes, since all of these objects are uploaded in one part.
"""

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import closing
from typing import Any

from botocore.exceptions import ClientError

from chalicelib.cloud.s3 import MISSING
from chalicelib.cloud.versioned import NOTHING, ChangedError, ObjectVersion

CHANGED = ("412", "PreconditionFailed", "404", "NoSuchKey")  # S3's answers to a condition that doesn't hold
UNDER_WAY = ("409", "ConditionalRequestConflict")
FORGOTTEN = ("NoSuchVersion", "MethodNotAllowed", "405", *MISSING)
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
        for _ in range(TRIES):
            try:
                return self._put(key, body, type, over)
            except ClientError as error:
                if code(error) in CHANGED:
                    break
                if code(error) not in UNDER_WAY:
                    raise
        digest, current = hashlib.md5(body, usedforsecurity=False).hexdigest(), self._etag(key)
        if current != digest:
            raise ChangedError(key, current)
        return current

    def _put(self, key: str, body: bytes, type: str, over: str) -> str:
        condition = {"IfNoneMatch": "*"} if over == NOTHING else {"IfMatch": f'"{over}"'}
        return etag_in(self._client.put_object(Bucket=self._name, Key=key, Body=body, ContentType=type, **condition))

    def delete(self, key: str, over: str) -> None:
        """Compare, then delete: S3 has no conditional deletion. A moment lies between, but the versions lose nothing."""
        current = self._etag(key)
        if current not in (over, NOTHING):
            raise ChangedError(key, current)
        if current != NOTHING:
            self._client.delete_object(Bucket=self._name, Key=key)

    def versions(self, key: str) -> Sequence[ObjectVersion]:
        """S3 lists what was current last first, but versions and deletions apart."""
        latest_first = sorted(self._listed(key), key=lambda row: (row["IsLatest"], row["LastModified"]), reverse=True)
        return tuple(
            ObjectVersion(row["VersionId"], row["LastModified"], etag_in(row) if "ETag" in row else NOTHING, "ETag" not in row)
            for row in latest_first
        )

    def read_version(self, key: str, id: str) -> bytes | None:
        try:
            answer = self._client.get_object(Bucket=self._name, Key=key, VersionId=id)
        except ClientError as error:
            if code(error) in FORGOTTEN:
                return None
            raise
        with closing(answer["Body"]) as body:
            return bytes(body.read())

    def _etag(self, key: str) -> str:
        try:
            return etag_in(self._client.head_object(Bucket=self._name, Key=key))
        except ClientError as error:
            if code(error) in MISSING:
                return NOTHING
            raise

    def _listed(self, key: str) -> Iterator[Any]:
        """Yield the rows of the key's versions; a list has those of longer keys after them."""
        for page in self._client.get_paginator("list_object_versions").paginate(Bucket=self._name, Prefix=key):
            rows = [*page.get("Versions", ()), *page.get("DeleteMarkers", ())]
            own = [row for row in rows if row["Key"] == key]
            yield from own
            if len(own) < len(rows):
                return


def code(error: ClientError) -> str:
    return str(error.response["Error"]["Code"])


def etag_in(answer: Any) -> str:
    return str(answer["ETag"]).strip('"')
