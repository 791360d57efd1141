"""Buckets in S3. boto3 itself retries failed calls, and other errors are raised."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from functools import partial
from typing import Any

from boto3.s3.transfer import TransferConfig
from botocore.exceptions import ClientError

from chalicelib.cloud.buckets import copy
from chalicelib.cloud.expressions import Plain
from chalicelib.cloud.limits import LIST_MOST
from chalicelib.cloud.ports import PIECE, Bucket, Object, Stat

MISSING = ("404", "NoSuchKey", "412", "PreconditionFailed", "416", "InvalidRange")  # not the version, or the part, asked for
SIDE_BY_SIDE = 10  # writes at once: as many as boto3 keeps connections
PART = 64 << 20  # bytes of a file that is copied in parts, side by side: one call for all of it may take longer than a function
COPYING = TransferConfig(multipart_threshold=PART, multipart_chunksize=PART, max_concurrency=SIDE_BY_SIDE)


class AwsBucket:
    """An S3 bucket."""

    def __init__(self, client: Any, name: str) -> None:
        self._client, self._name = client, name

    def stat(self, key: str) -> Stat | None:
        answer = self._read_or_none(self._client.head_object, key)
        return None if answer is None else stat_of(answer)

    def read(self, key: str, limit: int | None = None) -> tuple[bytes, Stat] | None:
        answer = self._read_or_none(self._client.get_object, key)
        if answer is None:
            return None
        with closing(answer["Body"]) as body:  # closing it early saves the transfer of the rest
            return body.read(limit), stat_of(answer)

    def part(self, key: str, start: int, length: int) -> bytes:
        wanted = f"bytes={start}-{start + length - 1}"
        answer = self._read_or_none(partial(self._client.get_object, Range=wanted), key) if length else None
        if answer is None:
            return b""
        with closing(answer["Body"]) as body:
            return bytes(body.read())

    def stream(self, key: str) -> Iterator[bytes] | None:
        answer = self._read_or_none(self._client.get_object, key)
        return None if answer is None else answer["Body"].iter_chunks(PIECE)

    def write(self, key: str, what: Object) -> None:
        self._client.put_object(Bucket=self._name, Key=key, Body=what.body, **write_arguments(what))

    def write_many(self, objects: Mapping[str, Object]) -> Mapping[str, Exception]:
        with ThreadPoolExecutor(SIDE_BY_SIDE) as threads:
            under_way = {key: threads.submit(self.write, key, what) for key, what in objects.items()}
        failed = {key: future.exception() for key, future in under_way.items()}
        return {key: error for key, error in failed.items() if isinstance(error, Exception)}

    def delete(self, key: str) -> None:
        self._client.delete_object(Bucket=self._name, Key=key)

    def copy_from(
        self, source: Bucket, key: str, to: str, type: str, cache: str, meta: Mapping[str, str], etag: str = ""
    ) -> bool:
        like = Object(b"", type, cache, meta)
        if not isinstance(source, AwsBucket):
            return copy(source, key, self, to, like, etag)
        condition = {"CopySourceIfMatch": f'"{etag}"'} if etag else {}
        extra = {"MetadataDirective": "REPLACE", **write_arguments(like), **condition}
        origin = {"Bucket": source._name, "Key": key}
        with unless_missing():
            self._client.copy(origin, self._name, to, ExtraArgs=extra, SourceClient=source._client, Config=COPYING)
            return True
        return False

    def keys(self, after: str = "", limit: int = LIST_MOST) -> Sequence[str]:
        page, more = [after], True
        while more and len(page) <= limit:
            most = min(LIST_MOST, limit + 1 - len(page))
            answer = self._client.list_objects_v2(Bucket=self._name, StartAfter=page[-1], MaxKeys=most)
            page += [row["Key"] for row in answer.get("Contents", ())]
            more = answer["IsTruncated"]
        return tuple(page[1:])

    def link(self, key: str, seconds: int) -> str:
        """Return an address at which anybody may read the object for so many seconds."""
        asked = {"Bucket": self._name, "Key": key}
        return str(self._client.generate_presigned_url("get_object", Params=asked, ExpiresIn=seconds))

    def _read_or_none(self, ask: Callable[..., Plain], key: str) -> Plain | None:
        with unless_missing():
            return ask(Bucket=self._name, Key=key)
        return None


@contextmanager
def unless_missing() -> Iterator[None]:
    """Suppress the errors that say that there is no such object."""
    try:
        yield
    except ClientError as error:
        if error.response["Error"]["Code"] not in MISSING:
            raise


def write_arguments(what: Object) -> Plain:
    """Return an object's type, cache rule and metadata as S3's arguments."""
    cache = {"CacheControl": what.cache} if what.cache else {}
    return {"ContentType": what.type, "Metadata": dict(what.meta), **cache}


def stat_of(answer: Plain) -> Stat:
    return Stat(answer["ETag"].strip('"'), answer["ContentLength"], answer.get("ContentType", ""), answer["Metadata"])
