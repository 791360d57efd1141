"""Files come from the folder of uploads, and from nowhere else."""

from pathlib import Path
from urllib.parse import quote

import pytest

from infra.build.build import build
from tests.importers.from_wordpress import body, imported, source, uploads, whys
from tests.importers.moving import NOW, keys
from tests.importers.wxr_samples import attachment, item


def test_files_come_from_the_folder_of_uploads_and_the_missing_are_named(tmp_path: Path) -> None:
    text = (
        '<img src="https://oven.example/wp-content/uploads/2011/04/boat-300x200.png" alt="A" width="300" height="200" />'
        ' <a href="http://www.oven.example/wp-content/uploads/2011/04/list.pdf">list</a>'
        ' <img src="https://oven.example/wp-content/uploads/2011/04/gone.png" alt="G" />'
    )
    media = uploads(tmp_path, "2011/04/boat.png", "2011/04/list.pdf", "2011/04/boat-300x200.png")
    blog, report = imported(
        tmp_path, item(1, "Rye", text), attachment(2, "2011/04/boat.png"), attachment(3, "2011/04/gone.png"), media=media
    )
    assert body(blog) == (
        "![A|300x200](/wp-content/uploads/2011/04/boat.png) [list](/wp-content/uploads/2011/04/list.pdf) "
        "![G](https://oven.example/wp-content/uploads/2011/04/gone.png)"
    )
    assert keys(blog) >= {"wp-content/uploads/2011/04/boat.png", "wp-content/uploads/2011/04/list.pdf"}
    assert "wp-content/uploads/2011/04/boat-300x200.png" not in keys(blog)
    assert whys(report)["wp-content/uploads/2011/04/gone.png"] == (
        "it isn't in the export; get it from https://oven.example/wp-content/uploads/2011/04/gone.png"
    )


UPLOADS = "https://oven.example/wp-content/uploads"
SHOWN = (
    ("{}/2011/a.png", "wp-content/uploads/2011/a.png"),
    ("{}/2011/a-300x200.png", "wp-content/uploads/2011/a-300x200.png"),
    ("https://i0.wp.com/oven.example/wp-content/uploads/a.png", "wp-content/uploads/a.png"),
    ("https://oven.example/files/a.png", "files/a.png"),
)


@pytest.mark.parametrize(("address", "path"), SHOWN)
def test_what_is_not_at_hand_is_shown_from_where_it_was_and_is_named(tmp_path: Path, address: str, path: str) -> None:
    url = address.format(UPLOADS)
    blog, report = imported(tmp_path, item(1, "Rye", f'<img src="{url}" alt="A" />'), item(2, "Salt", f'<img src="{url}" />'))
    assert body(blog) == f"![A]({url})"
    assert [(note.what, note.why) for note in report.of("skipped")] == [(path, f"it isn't in the export; get it from {url}")]


def test_what_an_address_without_a_host_shows_is_shown_from_the_old_one(tmp_path: Path) -> None:
    blog, report = imported(tmp_path, item(1, "Rye", '<a href="/wp-content/uploads/a.pdf">A</a> <a href="/about/">us</a>'))
    assert body(blog) == f"[A]({UPLOADS}/a.pdf) [us](/about/)"
    assert "wp-content/uploads/a.pdf" in whys(report)


def test_a_picture_and_an_enclosed_file_that_are_not_at_hand_are_named(tmp_path: Path) -> None:
    meta = {"_thumbnail_id": "7", "enclosure": f"{UPLOADS}/talk.mp3\n2003\naudio/mpeg\n"}
    blog, report = imported(
        tmp_path, item(1, "Rye", "Flour.", meta=meta), attachment(7, "boat.png"), media=uploads(tmp_path, "b.png")
    )
    text = source(blog, "posts/2011-04-28-rye.md")
    assert f"image: {UPLOADS}/boat.png\n" in text
    assert f"enclosure: {UPLOADS}/talk.mp3\n" in text
    assert {note.what for note in report.of("skipped")} == {"wp-content/uploads/boat.png", "wp-content/uploads/talk.mp3"}


@pytest.mark.parametrize("name", ["the quay.png", "été.png", "50%.png"])
def test_a_picture_comes_along_whatever_it_is_called(tmp_path: Path, name: str) -> None:
    picture = attachment(7, quote(name))
    blog, report = imported(tmp_path, item(1, "Rye", meta={"_thumbnail_id": "7"}), picture, media=uploads(tmp_path, name))
    assert not report.of("skipped")
    assert build(blog, tmp_path / "out", now=NOW).missing == ()


def test_what_was_not_at_hand_comes_along_with_the_next_import(tmp_path: Path) -> None:
    rye = item(1, "Rye", f'<img src="{UPLOADS}/a.png" alt="A" />')
    imported(tmp_path, rye)
    blog, _ = imported(tmp_path, rye, media=uploads(tmp_path, "a.png"))
    assert body(blog) == "![A](/wp-content/uploads/a.png)"
    assert (blog / "wp-content/uploads/a.png").exists()


def test_what_a_private_post_shows_is_not_named(tmp_path: Path) -> None:
    _, report = imported(tmp_path, item(1, "Rye", f'<img src="{UPLOADS}/mine.png" />', status="private"))
    assert [note.what for note in report.of("skipped")] == ["Rye"]


def test_no_file_comes_from_outside_of_the_folder_of_uploads(tmp_path: Path) -> None:
    media = uploads(tmp_path, "2011/ok.png")
    (tmp_path / "secret.png").write_bytes(b"secret")
    (media / "link.png").symlink_to(tmp_path / "secret.png")
    paths = ("../secret.png", "%2e%2e/secret.png", "2011/../../secret.png", "link.png")
    blog, _ = imported(tmp_path, *(attachment(number, path) for number, path in enumerate(paths, 1)), media=media)
    assert not list(blog.rglob("*.png"))
