"""The images of a build: encoded once, kept between builds, and gone with what they were made of."""

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from chalicelib.cloud.memory_table import MemoryTable
from chalicelib.content.media.image_variants import name_of
from chalicelib.edge.responses import Reply, Request, answer
from chalicelib.store import pictures
from infra.build import encoding
from infra.build.build import BuildReport, build
from infra.build.build_cache import cache_of
from infra.build.pages import BuildQueue, folder_cloud
from infra.files.blog_folder import every_key
from tests.build.edits import shown_in
from tests.images.drawing import saved
from tests.pictures import flat_jpeg, flat_png
from tests.publishing.blog import NOW, post

BOAT, LOGO = flat_jpeg(600, 400), flat_png(40, 20)
URL = "http://site.example"
KINDS = {"avif": "image/avif", "heif": "image/heif", "jpeg": "image/jpeg", "png": "image/png", "webp": "image/webp"}
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


def built(folder: Path, *, fresh: bool = False) -> BuildReport:
    return build(folder / "in", folder / "out", url=URL, now=NOW, fresh=fresh)


def kept(folder: Path) -> dict[str, int]:
    """The files of encoded images, each with the time of its last change."""
    root = cache_of(folder / "out").folder / "images"
    return {str(path.relative_to(root)): path.stat().st_mtime_ns for path in root.rglob("*") if path.is_file()}


@pytest.mark.parametrize("fresh", [False, True])
def test_the_next_build_encodes_nothing_again(folder: Path, *, fresh: bool) -> None:
    built(folder)
    before = kept(folder)
    put(folder, "posts/b.md", post("![The same](boat.jpg)", title="B").encode())

    built(folder, fresh=fresh)

    assert kept(folder) == before
    assert {key.partition("/")[0] for key in before} == {name_of(BOAT), name_of(LOGO)}


@pytest.mark.slow
def test_a_build_that_was_killed_while_it_wrote_the_files_of_an_image_encodes_it_again(folder: Path) -> None:
    built(folder)
    whole = shown_in(folder / "out")
    boat = cache_of(folder / "out").folder / "images" / name_of(BOAT)
    (boat / encoding.RESULT).unlink()
    (boat / "480.jpeg").write_bytes(b"half")

    built(folder, fresh=True)

    assert shown_in(folder / "out") == whole


@pytest.mark.parametrize("now", [LOGO, None], ids=["replaced", "removed"])
def test_an_image_that_changes_during_a_build_is_left_to_the_next_one(tmp_path: Path, now: bytes | None) -> None:
    jobs = encoding.Jobs({"boat.jpg": name_of(BOAT)})
    cloud = folder_cloud(tmp_path / "in", cache_of(tmp_path / "out"), MemoryTable(), BuildQueue(), jobs, URL, NOW)
    if now:
        put(tmp_path, "boat.jpg", now)

    changes = list(encoding.encode_all(cloud, jobs, shown=False))

    assert changes == []
    assert pictures.read(cloud.table, name_of(BOAT)).became is None
    assert kept(tmp_path) == {}


@pytest.mark.slow
@pytest.mark.parametrize("change", [flat_jpeg(500, 500), None, BOAT[:-100]], ids=["replaced", "removed", "torn"])
def test_a_build_of_what_changed_comes_to_what_a_build_from_nothing_does(folder: Path, change: bytes | None) -> None:
    built(folder)
    if change is None:
        (folder / "in/posts/boat.jpg").unlink()
    else:
        put(folder, "posts/boat.jpg", change)

    after = built(folder)

    new = build(folder / "in", folder / "new", url=URL, now=NOW)
    assert shown_in(folder / "out") == shown_in(folder / "new")
    assert (after.refused, after.missing, after.pages) == (new.refused, new.missing, new.pages)
    assert [key for key, _ in after.refused] == (["posts/boat.jpg"] if change == BOAT[:-100] else [])


def put_every_kind(folder: Path, *, originals: str) -> None:
    put(folder, "site.yaml", f"images: {{originals: {originals}}}\n".encode())
    grain = Image.effect_noise((500, 20), 60).convert("RGB")
    for kind in KINDS:
        put(folder, f"photo.{kind}", saved(grain, kind.upper()))


def served(folder: Path, key: str) -> Reply:
    return answer(Request("GET", f"/{key}"), cache_of(folder / "out").public)


@pytest.mark.slow
def test_a_built_folder_is_served_with_the_types_of_the_images_that_stand_in_it_whatever_they_are_named(folder: Path) -> None:
    put_every_kind(folder, originals="no")

    built(folder)

    replies = {key: served(folder, key) for key in every_key(cache_of(folder / "out").public) if "photo." in key}
    assert {f"photo.{kind}" for kind in KINDS} < replies.keys()
    for key, reply in replies.items():
        assert reply.headers["Content-Type"] == Image.open(BytesIO(reply.body)).get_format_mimetype(), key


@pytest.mark.slow
def test_an_original_is_served_with_its_own_type(folder: Path) -> None:
    put_every_kind(folder, originals="yes")
    put(folder, "photo.jfif", BOAT)

    built(folder)

    types = {name: served(folder, f"photo.{name}").headers["Content-Type"] for name in (*KINDS, "jfif")}
    assert types == {**KINDS, "jfif": "image/jpeg"}
