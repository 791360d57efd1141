"""Saving, removing and moving files in a real folder is reported."""

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path, PurePath

import pytest

from infra.files.file_watch import FileChange, changes, files_at, is_watched
from tests.folder_edits import passing
from tests.latin_1 import latin_1
from tests.patience import PATIENCE


class Watched:
    """A watched folder; `until` waits until all these changes were reported."""

    def __init__(self, folder: Path, batches: Iterator[frozenset[FileChange]]) -> None:
        self.folder = folder
        self.batches = batches
        self.seen: list[FileChange] = []

    def until(self, *expected: FileChange) -> None:
        while not set(expected) <= set(self.seen):
            self.seen.extend(sorted(next(self.batches)))


def saved(key: str) -> FileChange:
    return FileChange(key, removed=False)


def removed(key: str) -> FileChange:
    return FileChange(key, removed=True)


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[Watched]:
    stop = threading.Event()
    limit = threading.Timer(PATIENCE, stop.set)
    limit.start()
    folder = tmp_path / "blog"
    (folder / "posts").mkdir(parents=True)
    (folder / "posts" / "old.md").write_text("old")
    (folder / "about.md").write_text("about")
    batches = changes(folder, stop)
    assert next(batches) == frozenset()
    yield Watched(folder, batches)
    limit.cancel()
    stop.set()
    assert list(batches) == []


def test_a_saved_file_is_reported_by_its_key(watched: Watched) -> None:
    (watched.folder / "posts" / "neu grüß.md").write_text("x")

    watched.until(saved("posts/neu grüß.md"))

    assert set(watched.seen) == {saved("posts/neu grüß.md")}


def test_a_removed_file_is_reported(watched: Watched) -> None:
    (watched.folder / "posts" / "old.md").unlink()

    watched.until(removed("posts/old.md"))

    assert watched.seen == [removed("posts/old.md")]


def test_a_renamed_file_is_removed_here_and_saved_there(watched: Watched) -> None:
    (watched.folder / "about.md").rename(watched.folder / "posts" / "about.md")

    watched.until(removed("about.md"), saved("posts/about.md"))


def test_a_file_saved_by_way_of_another_and_a_rename_is_saved_and_nothing_else(watched: Watched) -> None:
    aside = watched.folder / "posts" / ".old.md.swp"
    aside.write_text("new")
    os.replace(aside, watched.folder / "posts" / "old.md")

    watched.until(saved("posts/old.md"))

    assert set(watched.seen) == {saved("posts/old.md")}


def test_a_folder_moved_in_is_all_of_its_files(watched: Watched, tmp_path: Path) -> None:
    (tmp_path / "elsewhere" / "deep" / ".git").mkdir(parents=True)
    for name in ("a.md", "deep/b.md", "deep/.git/c"):
        (tmp_path / "elsewhere" / name).write_text("x")

    (tmp_path / "elsewhere").rename(watched.folder / "posts" / "more")
    watched.until(saved("posts/more/a.md"), saved("posts/more/deep/b.md"))

    assert set(watched.seen) == {saved("posts/more/a.md"), saved("posts/more/deep/b.md")}


@pytest.mark.parametrize("leave", [shutil.rmtree, lambda folder: folder.rename(folder.parent.parent / "elsewhere")])
def test_a_folder_that_leaves_takes_all_of_its_files(watched: Watched, leave: Callable[[Path], object]) -> None:
    (watched.folder / "posts" / "new.md").write_text("x")
    watched.until(saved("posts/new.md"))

    leave(watched.folder / "posts")
    watched.until(removed("posts/old.md"), removed("posts/new.md"))

    assert {change for change in watched.seen if change.removed} == {removed("posts/old.md"), removed("posts/new.md")}


def test_passing_files_are_not_reported(watched: Watched) -> None:
    (watched.folder / ".git").mkdir()
    for name in (".git/index", ".x.swp", "x~", "4913", ".#x", "#x#", ".DS_Store", "posts/x.md.tmp"):
        (watched.folder / name).write_text("x")
    (watched.folder / "last.md").write_text("x")

    watched.until(saved("last.md"))

    assert set(watched.seen) == {saved("last.md")}


def test_a_name_that_is_not_utf_8_ends_no_watch_and_hides_no_save(watched: Watched) -> None:
    for number in range(3):
        (watched.folder / f"before{number}.md").write_text("x")
        latin_1(watched.folder, b"caf\xe9%d.jpg" % number)
        (watched.folder / "about.md").write_text("more" * (number + 1))
        (watched.folder / "posts" / "old.md").unlink(missing_ok=True)

        watched.until(saved(f"before{number}.md"), saved("about.md"), removed("posts/old.md"))
        watched.seen = [removed("posts/old.md")]

    (watched.folder / "last.md").write_text("x")
    watched.until(saved("last.md"))


def test_a_folder_moved_in_comes_without_its_names_that_are_not_utf_8(watched: Watched, tmp_path: Path) -> None:
    latin_1(tmp_path, b"elsewhere/caf\xe9.jpg", b"elsewhere/a.md")

    (tmp_path / "elsewhere").rename(watched.folder / "more")
    watched.until(saved("more/a.md"))

    assert watched.seen == [saved("more/a.md")]


def test_what_comes_and_goes_while_one_looks_ends_no_watch(tmp_path: Path) -> None:
    """Python 3.11's `rglob` raises an error where a folder goes while it is read."""
    (tmp_path / "stays.md").write_text("a")

    with passing(tmp_path):
        found = [files_at(tmp_path, tmp_path) for _ in range(2_000)]

    assert all("stays.md" in one for one in found)


def test_watching_ends_when_it_is_reported_to(tmp_path: Path) -> None:
    stop = threading.Event()
    batches = changes(tmp_path, stop)
    next(batches)

    stop.set()

    assert list(batches) == []


@pytest.mark.parametrize(
    "key",
    [
        "x.md",
        "posts/.hello.comments.json",
        "posts/2026-11-25-hello.md",
        "a~b.md",
        "49130",
        "swp",
        "files/c#.md",
        "posts/photo.part1.jpg",
    ],
)
def test_an_authors_file_is_wanted(key: str) -> None:
    assert is_watched(PurePath(key))


@pytest.mark.parametrize(
    "key",
    [
        ".x",
        ".git/.x.comments.json",
        ".git/config",
        "posts/.x.md.swp",
        "x~",
        "~$x.md",
        "a~/x.md",
        "4913",
        "x.md.part",
        "Thumbs.db",
        ".",
    ],
)
def test_a_passing_file_is_not_wanted(key: str) -> None:
    assert not is_watched(PurePath(key))


def test_where_nothing_is_saved_an_empty_set_comes_each_time_that_it_was_quiet_for_long_enough(tmp_path: Path) -> None:
    stop = threading.Event()
    batches = changes(tmp_path, stop, quiet=0.01)

    first, *quiet = (next(batches) for _ in range(3))
    (tmp_path / "a.md").write_text("a")
    found = next(filter(None, batches))

    assert [first, *quiet] == [frozenset()] * 3
    assert found == {saved("a.md")}
    stop.set()


def test_while_nothing_is_saved_others_have_their_turn(tmp_path: Path) -> None:
    stop, turns = threading.Event(), 0

    def turn() -> None:
        nonlocal turns
        turns += 1
        if turns == 3:
            stop.set()

    assert list(changes(tmp_path, stop, meanwhile=turn)) == [frozenset()]
    assert turns >= 3
