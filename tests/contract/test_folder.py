"""What only a folder promises as a bucket."""

import errno
import multiprocessing
import os
import sys
from collections.abc import Callable
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from chalicelib.cloud.folder import FolderBucket, UnfitKeyError
from chalicelib.cloud.memory import MemoryBucket
from chalicelib.cloud.ports import Object

PAGE = Object(b"<p>", "text/html")
FORK = multiprocessing.get_context("fork")
STEPS = ("open", "os.remove", "os.rename", "os.mkdir")
"""Python's audit events of what changes a folder."""


def files(root: Path) -> list[str]:
    return sorted(str(path.relative_to(root)) for path in root.rglob("*") if ".presswork" not in path.parts)


def test_an_object_is_a_file_at_its_key(folder: FolderBucket, tmp_path: Path) -> None:
    folder.write("2011/04/é/index.html", PAGE)
    assert (tmp_path / "2011/04/é/index.html").read_bytes() == b"<p>"


def test_a_folder_that_is_not_there_yet_is_an_empty_bucket(tmp_path: Path) -> None:
    bucket = FolderBucket(tmp_path / "new" / "site")
    assert bucket.keys() == ()
    bucket.write("a.html", PAGE)
    assert bucket.keys() == ("a.html",)


def test_the_last_object_of_a_folder_takes_it_away(folder: FolderBucket, tmp_path: Path) -> None:
    folder.write("a/b/c/index.html", PAGE)
    folder.write("a/index.html", PAGE)
    folder.delete("a/b/c/index.html")
    assert files(tmp_path) == ["a", "a/index.html"]
    folder.delete("a/index.html")
    assert files(tmp_path) == []
    assert tmp_path.exists()


@pytest.mark.parametrize(
    "key", ["", "/a", "a/", "a//b", "../a", "a/../../b", "./a", ".hidden", ".presswork/new/x", "a/.git/x", "a\0b"]
)
def test_a_key_that_climbs_out_or_hides_is_refused(folder: FolderBucket, tmp_path: Path, key: str) -> None:
    with pytest.raises(UnfitKeyError):
        folder.write(key, PAGE)
    assert folder.read(key) is None
    folder.delete(key)
    assert files(tmp_path) == []


@pytest.mark.parametrize("key", ["a", "a/b.html/c.html", "a/b.html/c/d.html", "x" * 300])
@pytest.mark.parametrize("meta", [{}, {"location": "/b/"}])
def test_a_key_where_no_file_can_stand_is_refused(folder: FolderBucket, key: str, meta: dict[str, str]) -> None:
    folder.write("a/b.html", PAGE)
    with pytest.raises(UnfitKeyError, match=key[:20]):
        folder.write(key, Object(b"", "text/html", meta=meta))
    assert folder.keys() == ("a/b.html",)


def test_hidden_files_are_no_objects(folder: FolderBucket, tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git/config").touch()
    (tmp_path / ".DS_Store").touch()
    folder.write("a.html", Object(b"", "text/html", meta={"location": "/b/"}))
    assert folder.keys() == ("a.html",)
    assert folder.stat(".git/config") is None


def test_links_are_not_followed(folder: FolderBucket, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    outside = tmp_path_factory.mktemp("outside")
    (outside / "secret.txt").write_text("secret")
    (tmp_path / "way").symlink_to(outside)
    (tmp_path / "secret.txt").symlink_to(outside / "secret.txt")
    assert folder.keys() == ()
    assert folder.read("way/secret.txt") is folder.read("secret.txt") is None
    assert not folder.copy_from(folder, "secret.txt", "copy.txt", "text/plain", "", {})
    with pytest.raises(UnfitKeyError):
        folder.write("way/new.txt", PAGE)
    folder.delete("way/secret.txt")
    assert os.listdir(outside) == ["secret.txt"]


def test_a_write_replaces_a_link_and_not_its_target(folder: FolderBucket, tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("target")
    (tmp_path / "b.html").symlink_to(tmp_path / "a.html")
    folder.write("b.html", PAGE)
    assert (tmp_path / "a.html").read_text() == "target"
    assert folder.keys() == ("a.html", "b.html")


def test_names_that_are_not_utf8_are_no_objects(folder: FolderBucket, tmp_path: Path) -> None:
    (tmp_path / os.fsdecode(b"\xff.md")).touch()
    assert folder.keys() == ()


def test_the_type_follows_from_the_extension(folder: FolderBucket) -> None:
    types = {"a.JPG": "image/jpeg", "a.md": "text/markdown; charset=utf-8", "a.b/c": "application/octet-stream"}
    for key in types:
        folder.write(key, PAGE)
    assert {key: (stat := folder.stat(key)) and stat.type for key in types} == types


def test_a_write_leaves_nothing_aside(folder: FolderBucket, tmp_path: Path) -> None:
    folder.write("a.html", PAGE)
    folder.copy_from(folder, "a.html", "b.html", "text/html", "", {"location": "/c/"})
    folder.copy_from(MemoryBucket(), "a.html", "b.html", "text/html", "", {})
    assert os.listdir(tmp_path / ".presswork/new") == []
    assert (tmp_path / ".presswork/meta/b.html.json").read_text() == '{"location": "/c/"}'


def test_two_buckets_may_share_a_folder(folder: FolderBucket, tmp_path: Path) -> None:
    beside = FolderBucket(tmp_path)
    beside.write("a/b.html", PAGE)
    folder.delete("a/b.html")
    beside.write("a/c.html", PAGE)
    assert folder.keys() == ("a/c.html",)


def is_killed(step: int, act: Callable[[], object]) -> bool:
    """Act in a process that is killed right before this step; return whether there was such a step."""

    def begin() -> None:
        steps = count(1)

        def see(event: str, _args: tuple[Any, ...]) -> None:
            if event in STEPS and next(steps) == step:
                os._exit(9)

        sys.addaudithook(see)
        act()

    process = FORK.Process(target=begin)
    process.start()
    process.join()
    return process.exitcode == 9


def written(bucket: FolderBucket, name: str) -> None:
    bucket.write("a.html", Object(name.encode(), "text/html", meta={"of": name}))


def copied(bucket: FolderBucket, name: str) -> None:
    source = FolderBucket(f"{bucket.root}-sources")
    source.write("a.html", Object(name.encode(), "text/html"))
    bucket.copy_from(source, "a.html", "a.html", "text/html", "", {"of": name})


@pytest.mark.parametrize("put", [written, copied])
def test_a_write_that_is_killed_never_leaves_an_object_with_the_metadata_of_another(
    tmp_path: Path, put: Callable[[FolderBucket, str], None]
) -> None:
    states = set()
    for step in range(1, 30):
        folder = FolderBucket(tmp_path / str(step))
        put(folder, "old")
        was_killed = is_killed(step, partial(put, folder, "new"))
        body, stat = folder.read("a.html") or (b"", None)
        states.add((body.decode(), stat.meta.get("of", "") if stat else ""))
        if not was_killed:
            break

    assert states == {("old", "old"), ("old", ""), ("new", ""), ("new", "new")}


def test_an_object_whose_metadata_can_not_stand_is_refused_whole(folder: FolderBucket) -> None:
    key = "x" * 253  # a file's name has 255 bytes at most, and that of its metadata is longer by five

    folder.write(key, PAGE)
    with pytest.raises(UnfitKeyError, match="can't be a file"):
        folder.write(key, Object(b"", "text/html", meta={"location": "/b/"}))

    assert folder.keys() == ()


def test_a_write_that_fails_leaves_no_part_of_the_file(tmp_path: Path) -> None:
    bucket = FolderBucket(tmp_path)
    bucket.write("a/b.html", PAGE)

    with pytest.raises(UnfitKeyError):
        bucket.write("a", PAGE)

    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [tmp_path / "a/b.html"]


def test_a_disk_without_room_is_the_fault_of_no_object_and_stops_them_all(tmp_path: Path) -> None:
    class Full(FolderBucket):
        def write(self, key: str, what: Object) -> None:
            raise OSError(errno.ENOSPC, "No space left on device", f"{key}, {len(what.body)} bytes")

    with pytest.raises(OSError, match="No space left on device"):
        Full(tmp_path).write_many({"a.html": PAGE, "b.html": PAGE})
