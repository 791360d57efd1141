"""The content bucket for an author's machine: every write has a condition, so that nobody's work is replaced unseen.

The ports' bucket has no conditions, since functions never write the files of authors; so this is a port of its own.
"""

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any, Protocol

from chalicelib.content.media.media_types import BEGINNING, type_of

AT_ONCE = 16 << 20  # bytes of a file that is read into memory; a larger one is streamed
TRIES = 5  # of a write that meets another one under way
CHANGED = ("412", "PreconditionFailed")
MISSING = ("404", "NoSuchKey")
UNDER_WAY = ("409", "ConditionalRequestConflict")


class ChangedError(Exception):
    """The object isn't the one to be replaced; `etag` is its ETag, empty if there is none."""

    def __init__(self, key: str, etag: str) -> None:
        super().__init__(key, etag)
        self.key, self.etag = key, etag


class EditedError(Exception):
    """The file was edited while it was pushed; the next push uploads it."""


class Contents(Protocol):
    """The content bucket."""

    def listed(self) -> Mapping[str, str]:
        """Return the ETag of every object by its key."""

    def etag(self, key: str) -> str:
        """Return the object's ETag; empty if there is none."""

    def put(self, key: str, file: Path, digest: str, over: str | None) -> str:
        """Upload the file with this MD5 in place of the object with the ETag `over` (empty: of none; None: of any).

        Return the new ETag. Raise `ChangedError` if there is another object, and `EditedError`.
        """

    def delete(self, key: str, over: str | None) -> None:
        """Delete the object with this ETag (None: any). Raise `ChangedError` if there is another object."""

    def now(self) -> datetime:
        """Return the time of the bucket's service; the machine's own clock may be wrong."""


class S3Contents:
    """A bucket of S3, whose ETags are MD5s of objects that were uploaded in one part, as these are."""

    def __init__(self, client: Any, bucket: str) -> None:
        self._client, self._bucket = client, bucket

    def listed(self) -> Mapping[str, str]:
        # an editor may only list with a prefix
        pages = self._client.get_paginator("list_objects_v2").paginate(Bucket=self._bucket, Prefix="")
        return {row["Key"]: row["ETag"].strip('"') for page in pages for row in page.get("Contents", ())}

    def etag(self, key: str) -> str:
        with _answers(MISSING):
            return str(self._client.head_object(Bucket=self._bucket, Key=key)["ETag"]).strip('"')
        return ""

    def put(self, key: str, file: Path, digest: str, over: str | None) -> str:
        for _ in range(TRIES):
            with _answers(UNDER_WAY), self._changed(key, (*CHANGED, *MISSING)):
                return self._put(key, file, digest, over)
        raise ChangedError(key, self.etag(key))

    def _put(self, key: str, file: Path, digest: str, over: str | None) -> str:
        with file.open("rb") as body:
            beginning = body.read(BEGINNING)
            body.seek(0)
            small = body.read() if file.stat().st_size <= AT_ONCE else None
            if small is not None and hashlib.md5(small, usedforsecurity=False).hexdigest() != digest:
                raise EditedError(key)
            answer = self._client.put_object(
                Bucket=self._bucket,
                Key=key,
                Body=body if small is None else small,
                ContentType=type_of(key, beginning),
                **({} if over is None else {"IfMatch": f'"{over}"'} if over else {"IfNoneMatch": "*"}),
            )
        return str(answer["ETag"]).strip('"')

    def delete(self, key: str, over: str | None) -> None:
        """Compare, then delete on the same condition, since a local AWS may not know conditions of deletions."""
        current = self.etag(key) if over is not None else ""
        if current and current != over:
            raise ChangedError(key, current)
        condition = {"IfMatch": f'"{current}"'} if current else {}
        with self._changed(key, (*CHANGED, *UNDER_WAY)), _answers(MISSING):
            self._client.delete_object(Bucket=self._bucket, Key=key, **condition)

    def now(self) -> datetime:
        from botocore.exceptions import ClientError  # noqa: PLC0415 - a build does without

        try:
            answer = self._client.head_bucket(Bucket=self._bucket)
        except ClientError as error:  # a refusal has the time, too
            answer = error.response
        date = answer["ResponseMetadata"].get("HTTPHeaders", {}).get("date")
        return parsedate_to_datetime(date).astimezone(UTC) if date else datetime.now(UTC)

    @contextmanager
    def _changed(self, key: str, codes: tuple[str, ...]) -> Iterator[None]:
        """Turn an answer that the condition doesn't hold, with one of these codes, into `ChangedError`."""
        with _answers(codes):
            yield
            return
        raise ChangedError(key, self.etag(key))


class BuiltContents:
    """The content of the last build of a folder, to compare with; only a build changes it."""

    def __init__(self, catalog: Path) -> None:
        self._catalog = catalog

    def listed(self) -> Mapping[str, str]:
        from infra.build.catalog import Catalog  # noqa: PLC0415 - only for a build

        if not self._catalog.is_file():
            return {}
        with closing(Catalog(self._catalog)) as catalog:
            return {key: source.etag for key, source in catalog.sources().items()}

    def etag(self, key: str) -> str:
        return self.listed().get(key, "")

    def put(self, key: str, file: Path, digest: str, over: str | None) -> str:
        raise NotImplementedError(f"a build takes {key} from its own folder")

    def delete(self, key: str, over: str | None) -> None:
        raise NotImplementedError(f"a build takes {key} from its own folder")

    def now(self) -> datetime:
        return datetime.now(UTC)


@contextmanager
def _answers(codes: tuple[str, ...]) -> Iterator[None]:
    """Go on after errors with one of these codes."""
    from botocore.exceptions import ClientError  # noqa: PLC0415 - a build does without

    try:
        yield
    except ClientError as error:
        if error.response["Error"]["Code"] not in codes:
            raise
