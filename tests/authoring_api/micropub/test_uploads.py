"""Files that apps upload: where they are, and that the same bytes are stored once."""

import pytest

from tests.authoring_api.app import MULTIPART, App, DeskBlog, multipart, pictures, refused
from tests.content.place_files import movie, noted
from tests.pictures import flat_jpeg, flat_png, gif
from tests.publishing.blog import URL, post

FILES = {
    "a.jpg": (flat_jpeg(30, 20), "images/2026/11/a.jpg"),
    "a.png": (flat_png(30, 20), "images/2026/11/a.png"),
    "a.gif": (gif(3, 2) + bytes(9), "images/2026/11/a.gif"),
    "a.mp3": (b"ID3\x04\x00\x00\x00\x00\x00\x00" + bytes(64), "files/2026/11/a.mp3"),
    "a.pdf": (b"%PDF-1.7\n%%EOF", "files/2026/11/a.pdf"),
    "a.webp": (b"RIFF\x1a\x00\x00\x00WEBPVP8L" + bytes(18), "images/2026/11/a.webp"),
    "a.heic": (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + bytes(8), "images/2026/11/a.heic"),
    "IMG 0001 (é).JPG": (flat_jpeg(20, 30), "images/2026/11/img-0001-é.jpg"),
}


@pytest.fixture
def app() -> App:
    return App(DeskBlog())


@pytest.mark.parametrize("name", FILES)
def test_a_file_is_stored_under_its_cleaned_name(app: App, name: str) -> None:
    body, key = FILES[name]

    assert app.upload(name, body).status == 201
    stored = app.blog.cloud.content.read(key)
    assert stored
    assert stored[0] == body


@pytest.mark.parametrize("name", ["a.jpg", "a.png", "a.mp3", "a.pdf"])
def test_a_file_is_served_at_its_location_once_it_is_published(app: App, name: str) -> None:
    url = app.upload(name, FILES[name][0]).headers["Location"]
    app.blog.settle()

    assert app.blog.cloud.public.stat(url.removeprefix(f"{URL}/"))


def test_the_same_bytes_get_the_same_address(app: App) -> None:
    first = app.upload("a.png", flat_png(3, 2)).headers["Location"]
    app.blog.clock.sleep(40 * 24 * 3600)

    assert app.upload("other name.png", flat_png(3, 2)).headers["Location"] == first
    assert len(app.keys("images/")) == 1


def test_other_bytes_of_the_same_name_get_another_address(app: App) -> None:
    first = app.upload("a.png", flat_png(3, 2)).headers["Location"]
    second = app.upload("a.png", flat_png(4, 2)).headers["Location"]

    assert (first, second) == (f"{URL}/images/2026/11/a.png", f"{URL}/images/2026/11/a-2.png")


def test_an_upload_replaces_no_file_of_an_author(app: App) -> None:
    app.blog.upload("images/2026/11/a.png", flat_png(9, 9))

    assert app.upload("a.png", flat_png(3, 2)).headers["Location"] == f"{URL}/images/2026/11/a-2.png"


def test_a_file_that_was_deleted_is_stored_again(app: App) -> None:
    first = app.upload("a.png", flat_png(3, 2)).headers["Location"]
    app.blog.delete("images/2026/11/a.png")

    assert app.upload("a.png", flat_png(3, 2)).headers["Location"] == first
    assert app.keys("images/")


def test_a_video_that_tells_where_it_was_taken_is_refused_at_once(app: App) -> None:
    reply = app.upload("a.mp4", movie(noted(b"\xa9xyz")))

    assert reply.status == 422
    assert not app.keys("files/")


def test_a_video_is_stored(app: App) -> None:
    assert app.upload("a.mp4", movie()).headers["Location"] == f"{URL}/files/2026/11/a.mp4"


def test_a_form_without_a_file_is_refused(app: App) -> None:
    assert refused(app.ask("POST", "/media", multipart([("file", "x")], []), MULTIPART)) == (400, "invalid_request")


def test_a_token_in_the_form_may_upload(app: App) -> None:
    body = multipart([("access_token", app.token)], [("file", "a.png", flat_png(3, 2))])

    assert app.ask("POST", "/media", body, MULTIPART, headers={"authorization": ""}).status == 201


def test_a_picture_in_a_text_is_one_of_the_site(app: App) -> None:
    picture = app.upload("a.png", flat_png(30, 20)).headers["Location"]
    url = app.create(name="T", content=f"See\n\n![A]({picture})\n\nand so on.")

    assert "![A](/images/2026/11/a.png)" in app.file()
    [(src, alt)] = pictures(app.page(url))
    assert "/_/images/images/2026/11/a.png/" in str(src)
    assert alt == "A"


def test_a_picture_in_html_is_one_of_the_site(app: App) -> None:
    picture = app.upload("a.png", flat_png(30, 20)).headers["Location"]
    app.create(name="T", content={"html": f'<p>See</p><p><img src="{picture}" alt="A"></p>'})

    assert "![A](/images/2026/11/a.png)" in app.file()


def test_pictures_are_added_to_a_post_and_taken_from_it(app: App) -> None:
    app.blog.publish({"posts/a.md": post("Text.\n\n![B](b.png)", title="A"), "posts/b.png": flat_png(3, 2)})
    link = f"{URL}/2026/11/20/a/"

    assert app.source(link)["photo"] == [{"value": f"{URL}/posts/b.png", "alt": "B"}]
    app.update(link, add={"photo": ["https://e.com/c.jpg"]})
    assert app.text("posts/a.md").endswith("\nText.\n\n![B](b.png)\n\n![](https://e.com/c.jpg)\n")
    app.update(link, delete={"photo": [f"{URL}/posts/b.png"]})
    assert app.text("posts/a.md").endswith("\nText.\n\n![](https://e.com/c.jpg)\n")
