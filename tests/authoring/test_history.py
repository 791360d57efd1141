"""How a version is named, and how two of them differ."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from chalicelib.cloud.ports import Object
from infra.authoring.inspect.history import (
    Version,
    VersionError,
    compared_with_itself,
    difference,
    is_stored,
    last_text,
    split,
    version_named,
)

BERLIN = ZoneInfo("Europe/Berlin")


def version(number: int, *, minute: int = 0, deleted: bool = False) -> Version:
    return Version("a.md", f"id-{number}", datetime(2026, 11, number, 9, minute, tzinfo=UTC), number, f"etag-{number}", deleted)


NEWEST = "Version 1 is the newest, so nothing has changed since"
VERSIONS = (version(27), version(26, minute=30), version(26), version(1))


@pytest.mark.parametrize(
    ("asked", "parts"),
    [
        ("posts/a.md@2", ("posts/a.md", "2")),
        ("posts/a.md@2026-11-27T10:00", ("posts/a.md", "2026-11-27T10:00")),
        ("posts/a.md", ("posts/a.md", "")),
        ("photos/me@home.jpg@3", ("photos/me@home.jpg", "3")),
        ("@drafts/a.md", ("@drafts/a.md", "")),
        ("team@work/a.md", ("team@work/a.md", "")),
    ],
)
def test_a_version_is_asked_for_behind_the_last_at_sign(asked: str, parts: tuple[str, str]) -> None:
    assert split(asked) == parts


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("1", VERSIONS[0]),
        ("4", VERSIONS[3]),
        ("2026-11-27", VERSIONS[0]),
        ("2026-11-26T10:30", VERSIONS[1]),
        ("2026-11-26 10:00:00", VERSIONS[2]),
        ("id-1", VERSIONS[3]),
    ],
)
def test_a_version_is_named_by_its_number_its_local_time_or_its_id(name: str, found: Version) -> None:
    assert version_named(VERSIONS, name, BERLIN) == found


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("5", "only 4 versions"),
        ("0", "no version is named 0"),
        ("2025", "no version is named 2025"),
        ("", "no version is named"),
        ("2026-11-26", "2 versions are of 2026-11-26; use their numbers: 2, 3"),
    ],
)
def test_a_name_of_no_version_or_of_several_is_refused(name: str, why: str) -> None:
    with pytest.raises(VersionError, match=why):
        version_named(VERSIONS, name, BERLIN)


def test_of_a_deleted_file_the_last_text_comes_back() -> None:
    assert last_text((version(28, deleted=True), *VERSIONS)) == VERSIONS[0]


@pytest.mark.parametrize(
    ("versions", "why"),
    [((), "no version is kept"), (VERSIONS, "which version"), ((version(28, deleted=True),), "only its deletion")],
)
def test_without_a_name_only_a_deleted_file_can_come_back(versions: tuple[Version, ...], why: str) -> None:
    with pytest.raises(VersionError, match=why):
        last_text(versions)


@pytest.mark.parametrize(
    ("versions", "number", "said"),
    [
        (VERSIONS, 1, f"{NEWEST}; `--diff 2` shows what changed since the one before."),
        (VERSIONS[:1], 1, f"{NEWEST}; it is the only one."),
        (VERSIONS, 3, "Both are version 3. FILE@3 without --diff shows what changed in it."),
    ],
)
def test_of_a_version_and_itself_it_is_said_what_to_compare(versions: tuple[Version, ...], number: int, said: str) -> None:
    assert compared_with_itself(versions, versions[number - 1]) == said


def test_bytes_that_no_version_has_would_be_lost() -> None:
    kept = Version("a.md", "id", VERSIONS[0].time, 1, Object(b"x", "").etag)

    assert is_stored(b"x", (*VERSIONS, kept))
    assert not is_stored(b"y", (*VERSIONS, kept))


def test_a_difference_names_both_versions() -> None:
    found = [*difference(b"one\ntwo\n", b"one\nthree\n", ("a.md@2", "a.md@1"))]
    assert found == ["--- a.md@2", "+++ a.md@1", "@@ -1,2 +1,2 @@", " one", "-two", "+three"]


def test_equal_versions_have_no_difference() -> None:
    assert [*difference(b"\xff", b"\xff", ("a", "b"))] == []


def test_files_that_are_no_texts_only_differ() -> None:
    found = [*difference(b"\xff\xfe", b"x", ("a.png@2", "a.png@1"))]
    assert found == ["a.png@2 (2 bytes) and a.png@1 (1 bytes) differ, and aren't text"]
