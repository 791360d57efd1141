"""Files come from the folder of uploads, and from nowhere else."""

from pathlib import Path

from tests.importers.from_wordpress import body, imported, uploads, whys
from tests.importers.moving import keys
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
        "![G](/wp-content/uploads/2011/04/gone.png)"
    )
    assert keys(blog) >= {"wp-content/uploads/2011/04/boat.png", "wp-content/uploads/2011/04/list.pdf"}
    assert "wp-content/uploads/2011/04/boat-300x200.png" not in keys(blog)
    assert whys(report)["wp-content/uploads/2011/04/gone.png"] == (
        "it isn't in the export; get it from https://oven.example/wp-content/uploads/2011/04/gone.png"
    )


def test_no_file_comes_from_outside_of_the_folder_of_uploads(tmp_path: Path) -> None:
    media = uploads(tmp_path, "2011/ok.png")
    (tmp_path / "secret.png").write_bytes(b"secret")
    (media / "link.png").symlink_to(tmp_path / "secret.png")
    paths = ("../secret.png", "%2e%2e/secret.png", "2011/../../secret.png", "link.png")
    blog, _ = imported(tmp_path, *(attachment(number, path) for number, path in enumerate(paths, 1)), media=media)
    assert not list(blog.rglob("*.png"))
