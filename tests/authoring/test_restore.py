"""What restoring a version does to the content bucket and to the local file."""

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from chalicelib.cloud.memory import MemoryBucket
from infra.authoring.export.restore import Restorer, UnsavedChangesError
from infra.authoring.inspect.history import VersionError
from tests.authoring.versions import MemoryVersions

KEY = "posts/a.md"


class Desk:
    """A bucket with versions, and a restorer that asks nobody."""

    def __init__(self, *, may_lose: bool = False) -> None:
        self.content, self.versions, self.asked = MemoryBucket(), MemoryVersions(), list[Path]()
        self.may_lose = may_lose
        self.restoring = Restorer(self.versions, self.content, ZoneInfo("UTC"), self._asked)

    def _asked(self, path: Path) -> bool:
        self.asked.append(path)
        return self.may_lose

    @property
    def uploaded(self) -> bytes | None:
        found = self.content.read(KEY)
        return found[0] if found else None


@pytest.fixture
def desk() -> Desk:
    desk = Desk()
    for body in (b"one", b"two", b"three"):
        desk.versions.put(KEY, body)
    return desk


def test_an_earlier_version_is_uploaded_again_and_written_beside(desk: Desk, tmp_path: Path) -> None:
    local = tmp_path / KEY

    restored = desk.restoring.restore(KEY, "2", local)

    assert (desk.uploaded, local.read_bytes()) == (b"two", b"two")
    assert (restored.uploaded, restored.written) == (True, local)


def test_a_deleted_file_comes_back_without_a_version_named(desk: Desk, tmp_path: Path) -> None:
    desk.versions.put(KEY, None)

    desk.restoring.restore(KEY, "", tmp_path / KEY)

    assert desk.uploaded == b"three"


def test_the_local_file_stays_where_only_the_bucket_is_meant(desk: Desk) -> None:
    restored = desk.restoring.restore(KEY, "3", None)
    assert (desk.uploaded, restored.written) == (b"one", None)


def test_changes_that_were_uploaded_once_are_replaced_without_a_question(desk: Desk, tmp_path: Path) -> None:
    local = tmp_path / "a.md"
    local.write_bytes(b"one")

    desk.restoring.restore(KEY, "2", local)

    assert (local.read_bytes(), desk.asked) == (b"two", [])


def test_changes_that_no_version_has_are_asked_about_and_stay(desk: Desk, tmp_path: Path) -> None:
    local = tmp_path / "a.md"
    local.write_bytes(b"mine")

    with pytest.raises(UnsavedChangesError):
        desk.restoring.restore(KEY, "2", local)

    assert (local.read_bytes(), desk.uploaded, desk.asked) == (b"mine", None, [local])


def test_changes_are_lost_where_the_author_agrees(desk: Desk, tmp_path: Path) -> None:
    desk.may_lose, local = True, tmp_path / "a.md"
    local.write_bytes(b"mine")

    desk.restoring.restore(KEY, "2", local)

    assert local.read_bytes() == b"two"


def test_the_version_that_stands_is_not_uploaded_again(desk: Desk, tmp_path: Path) -> None:
    restored = desk.restoring.restore(KEY, "1", tmp_path / "a.md")
    assert (restored.uploaded, desk.uploaded) == (False, None)


def test_a_deletion_is_no_version_to_restore(desk: Desk) -> None:
    desk.versions.put(KEY, None)
    with pytest.raises(VersionError, match="deleted then"):
        desk.restoring.restore(KEY, "1", None)


def test_a_version_that_is_forgotten_meanwhile_is_an_answer() -> None:
    class Forgetful(MemoryVersions):
        def read(self, version: object) -> bytes:
            raise LookupError(version)

    versions = Forgetful()
    versions.put(KEY, b"one")
    versions.put(KEY, b"two")

    with pytest.raises(VersionError, match="no longer kept"):
        Restorer(versions, MemoryBucket(), ZoneInfo("UTC"), lambda _: True).restore(KEY, "2", None)
