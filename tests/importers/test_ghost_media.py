"""Images and files of Ghost come from the folder of its media, at the addresses they had."""

from pathlib import Path

import pytest

from infra.importers.ghost import reader
from tests.importers.ghost_export import exported, post
from tests.importers.moving import moved


def test_images_come_along_whole_at_the_addresses_they_had(tmp_path: Path) -> None:
    html = (
        '<figure class="kg-card kg-image-card"><img src="__GHOST_URL__/content/images/size/w600/2020/01/boat.jpg" alt="A boat" '
        'srcset="__GHOST_URL__/content/images/size/w600/2020/01/boat.jpg 600w"></figure>'
    )
    more = [{"post_id": "1", "feature_image_alt": "The quay", "feature_image_caption": "At <em>dusk</em>"}]
    rows = [post("1", "Sea", html=html, feature_image="__GHOST_URL__/content/images/2020/01/quay.jpg")]
    media = tmp_path / "content" / "images" / "2020" / "01"
    media.mkdir(parents=True)
    (media / "boat.jpg").write_bytes(b"\xff\xd8boat")

    path = exported(tmp_path, rows, posts_meta=more)
    blog = moved(reader.read(path, url="https://room.example", media=tmp_path / "content"), tmp_path / "blog")
    text = blog.text("posts/2020-01-02-sea.md")

    assert blog.files()["content/images/2020/01/boat.jpg"] == b"\xff\xd8boat"
    assert "/content/images/2020/01/boat.jpg" in text
    assert "size/w600" not in text
    assert "image: https://room.example/content/images/2020/01/quay.jpg" in text
    assert "The quay" in text
    assert "At *dusk*" in text or "At <em>dusk</em>" in text
    assert "https://room.example/content/images/2020/01/quay.jpg" in blog.whys()["content/images/2020/01/quay.jpg"][0]


@pytest.mark.parametrize(
    "given",
    [
        {"html": '<p><a href="https://room.example/content/images/a.png">a</a>'},
        {"html": "", "markdown": "Look: ![a](/content/images/a.png)"},
        {"html": "", "markdown": "Look: <https://room.example/content/images/a.png>"},
        {"html": '<p>a<sup class="footnote-ref"><a href="#fn1">1</a></sup></p><img src="/content/images/a.png">'
                 '<section class="footnotes"><ol><li id="fn1">b</li></ol></section>'},
    ],
)  # fmt: skip
def test_a_file_comes_along_however_a_text_names_it(tmp_path: Path, given: dict[str, str]) -> None:
    (tmp_path / "images").mkdir()
    (tmp_path / "images" / "a.png").write_bytes(b"a")
    path = exported(tmp_path, [post("1", "Sea", **given)])

    blog = moved(reader.read(path, url="https://room.example", media=tmp_path), tmp_path / "blog")

    assert blog.files()["content/images/a.png"] == b"a"


QUAY = "https://room.example/content/images/quay.jpg"


@pytest.mark.parametrize(
    "given",
    [
        {"html": '<p><img src="__GHOST_URL__/content/images/size/w600/quay.jpg" alt="Quay"></p>'},
        {"html": f'<p><img src="{QUAY}" alt="Quay"></p>'},
        {"html": "", "markdown": "Look: ![Quay](/content/images/quay.jpg)"},
        {"html": '<p>a<sup class="footnote-ref"><a href="#fn1">1</a></sup></p>'
            '<section class="footnotes"><ol><li id="fn1"><img src="/content/images/quay.jpg" alt="Quay"></li></ol></section>'},
    ],
)  # fmt: skip
def test_what_is_not_at_hand_is_shown_from_where_it_was_and_is_named(tmp_path: Path, given: dict[str, str]) -> None:
    path = exported(tmp_path, [post("1", "Sea", feature_image="__GHOST_URL__/content/images/quay.jpg", **given)])

    blog = moved(reader.read(path, url="https://room.example"), tmp_path / "blog")

    assert f"![Quay]({QUAY})" in blog.text("posts/2020-01-02-sea.md")
    assert f"image: {QUAY}\n" in blog.text("posts/2020-01-02-sea.md")
    assert blog.whys() == {"content/images/quay.jpg": [f"it isn't in the export; get it from {QUAY}"]}


@pytest.mark.parametrize("folder", [".", "content", "content/images"])
def test_the_folder_of_media_may_be_any_of_three(tmp_path: Path, folder: str) -> None:
    (tmp_path / "content" / "images").mkdir(parents=True)
    (tmp_path / "content" / "images" / "boat.jpg").write_bytes(b"boat")
    path = exported(tmp_path, [post("1", "Sea", feature_image="__GHOST_URL__/content/images/boat.jpg")])

    blog = moved(reader.read(path, media=tmp_path / folder), tmp_path / "blog")

    assert blog.files()["content/images/boat.jpg"] == b"boat"


def test_a_link_out_of_the_folder_of_media_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret").write_bytes(b"secret")
    (tmp_path / "content" / "images").mkdir(parents=True)
    (tmp_path / "content" / "images" / "x.jpg").symlink_to(tmp_path / "secret")
    rows = [post("1", "Sea", html='<img src="/content/images/x.jpg"><img src="/content/images/../../secret">')]

    blog = moved(reader.read(exported(tmp_path, rows), media=tmp_path / "content"), tmp_path / "blog")

    assert b"secret" not in blog.files().values()
