"""The images of a build: encoded once, kept between builds, and gone with what they were made of."""

from pathlib import Path

import pytest

from chalicelib.content.pictures import name_of
from infra.local import encoding
from infra.local.build import Built, build
from tests.local.edits import shown_in
from tests.pictures import flat_jpeg, flat_png
from tests.publishing.blog import NOW, post

BOAT, LOGO = flat_jpeg(600, 400), flat_png(40, 20)
SOURCES = {"posts/a.md": post("![A boat](boat.jpg)").encode(), "posts/boat.jpg": BOAT, "logo.png": LOGO}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for key, body in SOURCES.items():
        put(tmp_path, key, body)
    return tmp_path


def put(folder: Path, key: str, body: bytes) -> None:
    path = folder / "in" / key
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(body)


def built(folder: Path, *, fresh: bool = False) -> Built:
    return build(folder / "in", folder / "out", url="http://site.example", now=NOW, fresh=fresh)


def kept(folder: Path) -> dict[str, int]:
    """The files of encoded images, each with the time of its last change."""
    root = folder / "out" / encoding.KEPT
    return {str(path.relative_to(root)): path.stat().st_mtime_ns for path in root.rglob("*") if path.is_file()}


@pytest.mark.parametrize("fresh", [False, True])
def test_the_next_build_encodes_nothing_again(folder: Path, *, fresh: bool) -> None:
    built(folder)
    before = kept(folder)
    put(folder, "posts/b.md", post("![The same](boat.jpg)", title="B").encode())

    built(folder, fresh=fresh)

    assert kept(folder) == before
    assert {key.partition("/")[0] for key in before} == {name_of(BOAT), name_of(LOGO)}


def test_a_build_that_was_killed_while_it_wrote_the_files_of_an_image_encodes_it_again(folder: Path) -> None:
    built(folder)
    whole = shown_in(folder / "out")
    (folder / "out" / encoding.KEPT / name_of(BOAT) / encoding.NOTED).unlink()
    (folder / "out" / encoding.KEPT / name_of(BOAT) / "480.jpeg").write_bytes(b"half")

    built(folder, fresh=True)

    assert shown_in(folder / "out") == whole


@pytest.mark.parametrize("change", [flat_jpeg(500, 500), None, BOAT[:-100]], ids=["replaced", "removed", "torn"])
def test_a_build_of_what_changed_comes_to_what_a_build_from_nothing_does(folder: Path, change: bytes | None) -> None:
    built(folder)
    if change is None:
        (folder / "in/posts/boat.jpg").unlink()
    else:
        put(folder, "posts/boat.jpg", change)

    after = built(folder)

    new = build(folder / "in", folder / "new", url="http://site.example", now=NOW)
    assert shown_in(folder / "out") == shown_in(folder / "new")
    assert (after.refused, after.missing, after.pages) == (new.refused, new.missing, new.pages)
    assert [key for key, _ in after.refused] == (["posts/boat.jpg"] if change == BOAT[:-100] else [])
