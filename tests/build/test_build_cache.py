"""What a build keeps for itself is found again by the folder, whatever became of it; where it isn't, the next build does all."""

import json
import os
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from infra.build.build import build
from infra.build.build_cache import UNUSED, BuildCache, cache_of, prepare, prune
from infra.files.manifest_file import FILE
from tests.build.edits import URL, Author, add_words, comes_to_the_same, shown_in, stamps

LEGACY: Mapping[str, str] = {
    ".presswork/catalog.sqlite": "SQLite format 3\0 a draft",
    ".presswork/catalog.sqlite-wal": "a draft",
    ".presswork/built.json": '["index.html", "stale/index.html"]',
    ".presswork/journal": '\n?["killed/index.html"]',
    ".presswork/lock": "",
    ".presswork/meta/old/index.html.json": "{}",
    ".presswork/new/1-2": "half of",
    "stale/index.html": "of a post that is gone",
    "killed/index.html": "of a build that was killed",
    "CNAME": "the author's own",
}


def put(folder: Path, files: Mapping[str, str]) -> None:
    for key, text in files.items():
        (folder / key).parent.mkdir(parents=True, exist_ok=True)
        (folder / key).write_text(text)


def all_in(out: Path) -> set[str]:
    return {path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file()}


# ---- an output of an earlier version


def test_a_folder_that_still_holds_a_catalog_is_cleaned_and_told_of(author: Author) -> None:
    old = author.folder / "old"
    put(old, LEGACY)

    build(author.sources, old, url=URL, now=author.now, keys=author.keys, tell=author.told.append)

    assert all_in(old) == {*shown_in(author.out), FILE, "CNAME"}
    assert f"{old}/.presswork held what is not for readers, such as the texts of drafts" in author.told[0]
    assert "If you have copied it to a host, delete it there" in author.told[0]


def test_images_that_an_earlier_version_has_encoded_are_not_encoded_again(author: Author) -> None:
    old = author.folder / "old"
    shutil.copytree(author.cache.folder / "images", old / ".presswork/images")
    put(old, LEGACY)
    before = {path.name: path.stat().st_mtime_ns for path in (old / ".presswork/images").rglob("*.png")}

    build(author.sources, old, url=URL, now=author.now, keys=author.keys)

    assert {path.name: path.stat().st_mtime_ns for path in (cache_of(old).folder / "images").rglob("*.png")} == before


def test_a_file_that_a_killed_build_left_aside_goes_with_the_next_one(author: Author) -> None:
    put(author.out, {".presswork/new/1-2": "half of a page", ".presswork/built.new": "half of a manifest"})

    author.build()

    assert {path.name for path in (author.out / ".presswork").iterdir()} == {Path(FILE).name}


# ---- what becomes of an output


def renamed(author: Author) -> None:
    author.out.rename(author.folder / "elsewhere")
    author.place = author.folder / "elsewhere"


def copied(author: Author) -> None:
    shutil.copytree(author.out, author.folder / "elsewhere")
    author.place = author.folder / "elsewhere"


def copied_from_another_machine(author: Author) -> None:
    copied(author)
    shutil.rmtree(author.cache.folder, ignore_errors=True)


def renamed_without_its_cache(author: Author) -> None:
    shutil.rmtree(author.cache.folder)
    renamed(author)


def left_without_its_cache(author: Author) -> None:
    shutil.rmtree(author.cache.folder)


def deleted(author: Author) -> None:
    shutil.rmtree(author.out)


def replaced_by_an_older_copy(author: Author) -> None:
    shutil.copytree(author.out, author.folder / "backup")
    (author.sources / "posts/new.md").write_text("---\ndate: 2026-11-02\n---\n# Came later\n")
    author.build()
    shutil.rmtree(author.out)
    (author.folder / "backup").rename(author.out)


def replaced_by_a_site_of_others(author: Author) -> None:
    other = author.folder / "other"
    put(other, {"page.md": "# Another\n"})
    build(other, author.folder / "others", url=URL, now=author.now)
    shutil.rmtree(author.out)
    (author.folder / "others").rename(author.out)


def without_its_manifest(author: Author) -> None:
    (author.out / FILE).unlink()


def with_a_damaged_manifest(author: Author) -> None:
    (author.out / FILE).write_bytes(b"\xff\0nonsense")


def with_a_damaged_list(author: Author) -> None:
    author.cache.objects.write_text('{"keys": ')


def built_from_a_moved_folder(author: Author) -> None:
    author.sources.rename(author.folder / "away")
    (author.folder / "away").rename(author.sources)


FATES: tuple[Callable[[Author], None], ...] = (
    *(renamed, copied, copied_from_another_machine, renamed_without_its_cache, left_without_its_cache, deleted),
    *(replaced_by_an_older_copy, replaced_by_a_site_of_others, without_its_manifest, with_a_damaged_manifest),
    *(with_a_damaged_list, built_from_a_moved_folder),
)


@pytest.mark.parametrize("fate", FATES)
def test_whatever_becomes_of_the_folder_the_next_build_comes_to_a_build_from_nothing(
    author: Author, fate: Callable[[Author], None]
) -> None:
    fate(author)
    (author.sources / "posts/1.md").unlink()  # its page would be stale

    comes_to_the_same(author)

    assert all_in(author.out) == {*shown_in(author.out), FILE}


@pytest.mark.parametrize("fate", [renamed, built_from_a_moved_folder])
def test_a_folder_that_is_renamed_is_not_built_from_scratch(author: Author, fate: Callable[[Author], None]) -> None:
    before = {Path(path).name: stamp for path, stamp in stamps(author.out).items()}
    fate(author)

    author.build()

    assert ({Path(path).name: stamp for path, stamp in stamps(author.out).items()}, author.told) == (before, [])


def test_a_copy_has_a_cache_of_its_own(author: Author) -> None:
    copied(author)

    author.build()

    first, copy = cache_of(author.folder / "out"), author.cache
    assert (first.folder != copy.folder, first.catalog.exists(), copy.catalog.exists()) == (True, True, True)


def test_two_outputs_of_one_folder_know_nothing_of_each_other(author: Author) -> None:
    second = author.folder / "second"
    build(author.sources, second, url=URL, now=author.now, keys=author.keys)
    add_words(author)
    shown = shown_in(second)

    comes_to_the_same(author)

    assert shown_in(second) == shown


def test_an_output_in_the_folder_of_the_sources_is_no_source(author: Author) -> None:
    inner = author.sources / "public"
    build(author.sources, inner, url=URL, now=author.now, keys=author.keys)

    build(author.sources, inner, url=URL, now=author.now, keys=author.keys)
    author.build()

    assert shown_in(inner) == shown_in(author.out)


# ---- where the cache is


def test_the_cache_is_where_the_system_has_caches(tmp_path: Path) -> None:
    said = {"XDG_CACHE_HOME": str(tmp_path / "cache"), "HOME": str(tmp_path)}

    assert cache_of(tmp_path / "out", said).folder.parents[1] == tmp_path / "cache/presswork"
    assert cache_of(tmp_path / "out", {"HOME": str(tmp_path)}).folder.is_relative_to(tmp_path)
    assert cache_of(tmp_path / "out", {**said, "XDG_CACHE_HOME": "relative"}).folder.is_relative_to(tmp_path)


def test_a_cache_is_never_in_the_folder_that_is_built(tmp_path: Path) -> None:
    said = {"XDG_CACHE_HOME": str(tmp_path / "out/cache")}

    assert not prepare(tmp_path / "out", lambda _: None, said).folder.is_relative_to(tmp_path / "out")


def test_where_the_cache_cannot_be_written_a_build_says_where_it_is_instead_and_finds_it_again(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    said, told = {"XDG_CACHE_HOME": str(tmp_path / "file")}, list[str]()

    cache = prepare(tmp_path / "out", told.append, said)

    assert f"can't write to {tmp_path}/file" in told[0]
    assert f"{cache.folder.parents[1]}, which may be emptied at any time; set XDG_CACHE_HOME" in told[0]
    assert cache_of(tmp_path / "out", said) == cache
    assert os.stat(cache.folder.parents[1]).st_mode & 0o777 == 0o700
    shutil.rmtree(cache.folder)


def test_the_caches_of_outputs_that_are_gone_for_long_are_removed(tmp_path: Path) -> None:
    said = {"XDG_CACHE_HOME": str(tmp_path / "cache")}
    caches = {name: prepare(tmp_path / name, lambda _: None, said) for name in ("this", "there", "gone", "just-gone")}
    (tmp_path / "there").mkdir()
    long_ago = caches["this"].folder.stat().st_mtime - UNUSED - 1
    for name in ("there", "gone"):
        os.utime(caches[name].folder / "note.json", (long_ago, long_ago))

    prune(caches["this"])

    assert [name for name, cache in caches.items() if cache.folder.exists()] == ["this", "there", "just-gone"]


def test_a_note_says_which_output_a_cache_belongs_to(author: Author) -> None:
    said = json.loads((author.cache.folder / "note.json").read_text())

    assert said["out"] == os.path.realpath(author.out)
    assert author.cache == BuildCache(author.out, author.cache.folder)
