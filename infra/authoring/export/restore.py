"""Restoring: an earlier version of a file is uploaded again as a new one, so it is published as any other upload.

The local file is written, too. Changes in it that were never uploaded would be lost, so they are asked about first.
"""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from chalicelib.cloud.ports import Bucket, Object
from chalicelib.content.media.media_types import type_of
from infra.authoring.inspect.history import UnnamedError, Version, Versions, is_kept, last_text, named


@dataclass(frozen=True, slots=True)
class Restored:
    """What was restored: the version, whether it had to be uploaded, and the local file that was written."""

    version: Version
    uploaded: bool
    written: Path | None


class KeptError(Exception):
    """The local file has changes that are in no version, and they are to stay."""


@dataclass(frozen=True, slots=True)
class Restoring:
    """Where a version is restored: the versions, the content bucket, the site's zone, and whether changes may be lost."""

    versions: Versions
    content: Bucket
    zone: ZoneInfo
    may_lose: Callable[[Path], bool]

    def restore(self, key: str, name: str, local: Path | None) -> Restored:
        """Restore the version of this name, or the last text of a deleted file. Raises `UnnamedError`, `KeptError`."""
        known = self.versions.of(key)
        version = named(known, name, self.zone) if name else last_text(known)
        if version.deleted:
            raise UnnamedError("the file was deleted then; choose a version before or after it")
        body = self._body(version)
        if local and would_lose(local, body, known) and not self.may_lose(local):
            raise KeptError(str(local))
        is_current = not known[0].deleted and known[0].etag == version.etag
        if not is_current:
            self.content.write(key, Object(body, type_of(key, body)))
        return Restored(version, not is_current, local and written(local, body))

    def _body(self, version: Version) -> bytes:
        try:
            return self.versions.read(version)
        except LookupError as error:
            raise UnnamedError("this version is no longer kept; `presswork history` lists what is kept") from error


def would_lose(path: Path, body: bytes, known: Sequence[Version]) -> bool:
    """Return whether the file has bytes that are in no version."""
    if not path.exists():
        return False
    here = path.read_bytes()
    return here != body and not is_kept(here, known)


def written(path: Path, body: bytes) -> Path | None:
    """Write the file at once, unless it has these bytes; return it if it was written."""
    if path.exists() and path.read_bytes() == body:
        return None
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    aside.write_bytes(body)
    aside.replace(path)
    return path
