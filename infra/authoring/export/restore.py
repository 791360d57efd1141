"""Restores an earlier version of a file: it is uploaded again as a new one, so it is published as any other upload.

The local file is written, too. Changes in it that were never uploaded would be lost, so they are asked about first.
"""

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from zoneinfo import ZoneInfo

from chalicelib.cloud.ports import Bucket, Object
from chalicelib.content.media.media_types import type_of
from chalicelib.frozen import Frozen
from infra.authoring.inspect.history import Version, VersionError, Versions, is_stored, last_text, version_named


class RestoreResult(Frozen):
    """The restored version, whether it had to be uploaded, and the local file that was written."""

    version: Version
    uploaded: bool
    written: Path | None


class UnsavedChangesError(Exception):
    """The local file has changes that are in no version, and its author wants to keep them."""


class Restorer(Frozen):
    """Restores versions: from these versions, into the content bucket, in this zone; `may_lose` asks whether changes may go."""

    versions: Versions
    content: Bucket
    zone: ZoneInfo
    may_lose: Callable[[Path], bool]

    def restore(self, key: str, name: str, local: Path | None) -> RestoreResult:
        """Restore the version of this name, or the last text of a deleted file. Raises `UnnamedError`, `UnsavedChangesError`."""
        versions = self.versions.of(key)
        version = version_named(versions, name, self.zone) if name else last_text(versions)
        if version.deleted:
            raise VersionError("the file was deleted then; choose a version before or after it")
        body = self._body(version)
        if local and would_lose(local, body, versions) and not self.may_lose(local):
            raise UnsavedChangesError(str(local))
        is_current = not versions[0].deleted and versions[0].etag == version.etag
        if not is_current:
            self.content.write(key, Object(body, type_of(key, body)))
        return RestoreResult(version, not is_current, local and write_local(local, body))

    def _body(self, version: Version) -> bytes:
        try:
            return self.versions.read(version)
        except LookupError as error:
            raise VersionError("this version is no longer kept; `presswork history` lists what is kept") from error


def would_lose(path: Path, body: bytes, versions: Sequence[Version]) -> bool:
    """Return whether the file has bytes that are in no version."""
    if not path.exists():
        return False
    current = path.read_bytes()
    return current != body and not is_stored(current, versions)


def write_local(path: Path, body: bytes) -> Path | None:
    """Write the file at once, unless it has these bytes; return it if it was written."""
    if path.exists() and path.read_bytes() == body:
        return None
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    aside.write_bytes(body)
    aside.replace(path)
    return path
