"""The versions that S3 keeps of the objects of a bucket."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from typing import Any

from botocore.exceptions import ClientError

from infra.authoring.inspect.history import Version

DENIED = ("AccessDenied", "403")
FORGOTTEN = ("NoSuchVersion", "NoSuchKey", "MethodNotAllowed", "404")


class S3Versions:
    """The versions in a bucket of S3."""

    def __init__(self, client: Any, bucket: str) -> None:
        self._client, self._bucket = client, bucket

    def are_kept(self) -> bool:
        """Return whether the bucket keeps earlier versions; True for an author who may not ask."""
        try:
            return bool(self._client.get_bucket_versioning(Bucket=self._bucket).get("Status") == "Enabled")
        except ClientError as error:
            if error.response["Error"]["Code"] in DENIED:
                return True
            raise

    def of(self, key: str) -> Sequence[Version]:
        latest_first = sorted(self._listed(key), key=lambda pair: (pair[0], pair[1].time), reverse=True)
        return tuple(version for _, version in latest_first)

    def read(self, version: Version) -> bytes:
        try:
            answer = self._client.get_object(Bucket=self._bucket, Key=version.key, VersionId=version.id)
        except ClientError as error:
            if error.response["Error"]["Code"] in FORGOTTEN:
                raise LookupError(version.id) from error
            raise
        with closing(answer["Body"]) as body:
            return bytes(body.read())

    def _listed(self, key: str) -> Iterator[tuple[bool, Version]]:
        """Yield each version, with whether it is the latest; a list has the versions of longer keys after those of the key."""
        for page in self._client.get_paginator("list_object_versions").paginate(Bucket=self._bucket, Prefix=key):
            rows = [(row, False) for row in page.get("Versions", ())] + [(row, True) for row in page.get("DeleteMarkers", ())]
            own = [(row, deleted) for row, deleted in rows if row["Key"] == key]
            yield from ((bool(row["IsLatest"]), version_of(row, deleted=deleted)) for row, deleted in own)
            if len(own) < len(rows):  # the list has gone on to other keys
                return


def version_of(row: Any, *, deleted: bool) -> Version:
    """Return the version in a row of S3's answer."""
    etag, size = row.get("ETag", "").strip('"'), int(row.get("Size", 0))
    return Version(row["Key"], row["VersionId"], row["LastModified"], size, etag, deleted)
