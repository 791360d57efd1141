"""A bucket that keeps versions, in memory: for tests of what reads them."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from msgspec.structs import replace

from chalicelib.cloud.ports import Object
from infra.authoring.inspect.history import Version

START = datetime(2026, 11, 20, 8, tzinfo=UTC)


class MemoryVersions:
    """The versions of objects; each is a minute newer than the one before it."""

    def __init__(self) -> None:
        self._kept: dict[str, list[tuple[Version, bytes]]] = defaultdict(list)
        self._number = 0

    def put(self, key: str, body: bytes | None) -> None:
        """Keep one more version; None: the deletion of the object."""
        self._number += 1
        version = Version(key, f"v{self._number}", START + timedelta(minutes=self._number))
        kept = replace(version, deleted=True) if body is None else replace(version, size=len(body), etag=Object(body, "").etag)
        self._kept[key].append((kept, body or b""))

    def forget(self, key: str) -> None:
        self._kept[key].clear()

    def of(self, key: str) -> Sequence[Version]:
        return tuple(version for version, _ in reversed(self._kept[key]))

    def read(self, version: Version) -> bytes:
        for kept, body in self._kept[version.key]:
            if kept.id == version.id:
                return body
        raise LookupError(version.id)
