"""What the public test suite for servers asks, https://micropub.rocks, by its numbers."""

from http import HTTPStatus

import pytest

from chalicelib.web.http import Reply
from tests.authoring_api.app import MULTIPART, App, DeskBlog, address, multipart, pictures, refused, shown
from tests.pictures import flat_jpeg, flat_png, gif
from tests.publishing.blog import URL

PHOTO = "https://photos.example/sunset.jpg"


@pytest.fixture
def app() -> App:
    return App(DeskBlog())


def made(reply: Reply) -> str:
    assert reply.status in (HTTPStatus.CREATED, HTTPStatus.ACCEPTED), reply.body.decode()
    return reply.headers["Location"]


# ---- create, by a form


def test_100_a_form_makes_a_post(app: App) -> None:
    assert "Hello from a form" in shown(app.page(made(app.form(("h", "entry"), ("content", "Hello from a form")))))


def test_101_a_form_makes_a_post_with_several_categories(app: App) -> None:
    url = made(app.form(("h", "entry"), ("content", "Two"), ("category[]", "one word"), ("category[]", "other")))

    assert app.page(url)
    assert app.source(url)["category"] == ["one word", "other"]
    assert app.blog.page("/tag/one-word/")
    assert app.blog.page("/tag/other/")


def test_104_a_form_makes_a_post_with_a_photo_by_its_url(app: App) -> None:
    url = made(app.form(("h", "entry"), ("content", "A photo"), ("photo", PHOTO)))

    assert pictures(app.page(url)) == [(PHOTO, "")]


def test_107_a_form_makes_a_post_with_one_category(app: App) -> None:
    url = made(app.form(("h", "entry"), ("content", "One"), ("category", "alone")))

    assert app.page(url)
    assert app.blog.page("/tag/alone/")


# ---- create, by JSON


def test_200_json_makes_a_post(app: App) -> None:
    assert "Hello from JSON" in shown(app.page(app.create(content="Hello from JSON")))


def test_201_json_makes_a_post_with_several_categories(app: App) -> None:
    url = app.create(content="Two", category=["one", "two"])

    assert app.page(url)
    assert app.source(url)["category"] == ["one", "two"]


def test_202_html_is_rendered_and_not_escaped(app: App) -> None:
    url = app.create(content={"html": "<p>This has <b>bold</b> and <i>italic</i> text.</p>"})

    assert "<strong>bold</strong> and <em>italic</em>" in app.page(url)
    assert "This has **bold** and *italic* text." in app.file()


def test_203_json_makes_a_post_with_a_photo_by_its_url(app: App) -> None:
    assert pictures(app.page(app.create(content="A photo", photo=PHOTO))) == [(PHOTO, "")]


def test_204_a_nested_object_is_kept_and_the_date_has_its_offset(app: App) -> None:
    place = {
        "type": ["h-card"],
        "properties": {
            "name": ["Los Gorditos"],
            "url": ["https://foursquare.com/v/502c4bbde4b06e61e06d1ebf"],
            "latitude": [45.524330801154],
            "longitude": [-122.68068808051],
            "street-address": ["922 NW Davis St"],
        },
    }
    url = app.create(content="Lunch", checkin=place, published="2026-11-20T12:03:36-07:00", category=["lunch"])

    assert "Lunch" in shown(app.page(url))
    source = app.source(url)
    assert source["checkin"] == [place]
    assert source["published"] == ["2026-11-20T19:03:36+00:00"]


def test_205_the_alternative_text_of_a_photo_is_kept(app: App) -> None:
    url = app.create(content="A photo", photo={"value": PHOTO, "alt": "A sunset, seen from a boat"})

    assert pictures(app.page(url)) == [(PHOTO, "A sunset, seen from a boat")]
    assert app.source(url)["photo"] == [{"value": PHOTO, "alt": "A sunset, seen from a boat"}]


def test_206_json_makes_a_post_with_several_photos(app: App) -> None:
    other = "https://photos.example/tide.jpg"

    assert pictures(app.page(app.create(content="Two", photo=[PHOTO, other]))) == [(PHOTO, ""), (other, "")]


# ---- create, by a multipart form


def test_300_a_multipart_form_uploads_a_photo(app: App) -> None:
    body = multipart([("h", "entry"), ("content", "My photo")], [("photo", "boat.jpg", flat_jpeg(30, 20))])
    url = made(app.ask("POST", body=body, type=MULTIPART))

    [(src, _)] = pictures(app.page(url))
    assert "/images/2026/11/boat.jpg/" in str(src)  # a variant of it
    assert app.blog.cloud.public.read("images/2026/11/boat.jpg")


def test_301_a_multipart_form_uploads_several_photos(app: App) -> None:
    files = [("photo[]", "one.jpg", flat_jpeg(30, 20)), ("photo[]", "two.png", flat_png(20, 30))]
    url = made(app.ask("POST", body=multipart([("h", "entry"), ("content", "Two")], files), type=MULTIPART))

    assert [str(src).split("/")[6] for src, _ in pictures(app.page(url))] == ["one.jpg", "two.png"]


# ---- update


@pytest.fixture
def post(app: App) -> str:
    """The URL of a post on the site."""
    url = app.create(name="A post", content="First words", category=["one", "two"])
    app.blog.settle()
    return url


def changed(reply: Reply) -> None:
    assert reply.status in (HTTPStatus.OK, HTTPStatus.CREATED, HTTPStatus.NO_CONTENT), reply.body.decode()


def test_400_an_update_replaces_the_content(app: App, post: str) -> None:
    changed(app.update(post, replace={"content": ["Other words"]}))

    assert "Other words" in shown(app.page(post))
    assert "First words" not in app.file()


def test_401_an_update_adds_a_category(app: App, post: str) -> None:
    changed(app.update(post, add={"category": ["three"]}))

    assert app.page(post)
    assert app.source(post)["category"] == ["one", "two", "three"]


def test_402_an_update_adds_a_property_that_was_not_there(app: App) -> None:
    url = app.create(content="Without a category")
    changed(app.update(url, add={"category": ["new"]}))

    assert app.page(url)
    assert app.source(url)["category"] == ["new"]


def test_403_an_update_removes_a_value(app: App, post: str) -> None:
    changed(app.update(post, delete={"category": ["one"]}))

    assert app.page(post)
    assert app.source(post)["category"] == ["two"]


def test_404_an_update_removes_a_property(app: App, post: str) -> None:
    changed(app.update(post, delete=["category"]))

    assert app.page(post)
    assert "category" not in app.source(post)


def test_405_an_update_that_is_no_object_is_refused(app: App, post: str) -> None:
    assert refused(app.update(post, replace="This is not a valid update request.")) == (400, "invalid_request")


# ---- delete and undelete


def test_500_a_form_deletes_a_post(app: App, post: str) -> None:
    changed(app.form(("action", "delete"), ("url", post)))

    assert not app.page(post)


def test_501_json_deletes_a_post(app: App, post: str) -> None:
    changed(app.json({"action": "delete", "url": post}))

    assert not app.page(post)


def test_502_a_form_restores_a_post(app: App, post: str) -> None:
    before = app.page(post)
    changed(app.form(("action", "delete"), ("url", post)))
    assert not app.page(post)
    changed(app.form(("action", "undelete"), ("url", post)))

    assert app.page(post) == before


def test_503_json_restores_a_post(app: App, post: str) -> None:
    before = app.page(post)
    changed(app.json({"action": "delete", "url": post}))
    assert not app.page(post)
    changed(app.json({"action": "undelete", "url": post}))

    assert app.page(post) == before


# ---- questions


def test_600_the_configuration_names_the_media_endpoint(app: App) -> None:
    assert app.get(("q", "config"))["media-endpoint"] == f"{URL}/api/media"


def test_601_nothing_is_syndicated(app: App) -> None:
    assert app.get(("q", "syndicate-to")) == {"syndicate-to": []}


def test_602_a_source_has_all_properties(app: App, post: str) -> None:
    answer = app.get(("q", "source"), ("url", post))

    assert answer["type"] == ["h-entry"]
    assert answer["properties"]["content"] == ["First words"]
    assert answer["properties"]["name"] == ["A post"]


def test_603_a_source_has_only_the_properties_that_are_asked_for(app: App, post: str) -> None:
    asked = (("q", "source"), ("url", post), ("properties[]", "content"), ("properties[]", "category"))

    assert app.get(*asked) == {"properties": {"content": ["First words"], "category": ["one", "two"]}}


# ---- media


@pytest.mark.parametrize(
    ("name", "body"), [("boat.jpg", flat_jpeg(30, 20)), ("boat.png", flat_png(30, 20)), ("boat.gif", gif(3, 2) + b"\x00" * 9)]
)
def test_700_701_702_the_media_endpoint_takes_jpg_png_and_gif(app: App, name: str, body: bytes) -> None:
    reply = app.upload(name, body)

    assert reply.status == HTTPStatus.CREATED, reply.body.decode()
    assert reply.headers["Location"] == f"{URL}/images/2026/11/{name}"


def test_700_a_picture_is_at_its_location_once_it_is_published(app: App) -> None:
    url = app.upload("boat.jpg", flat_jpeg(30, 20)).headers["Location"]
    app.blog.settle()

    assert app.blog.cloud.public.read(address(url)[1:])


# ---- tokens


def test_800_a_token_in_the_header_is_accepted(app: App) -> None:
    assert made(app.form(("h", "entry"), ("content", "By header")))


def test_801_a_token_in_the_form_is_accepted(app: App) -> None:
    without = {"authorization": ""}

    assert made(app.form(("h", "entry"), ("content", "By form"), ("access_token", app.token), headers=without))


def test_802_a_token_in_the_form_is_neither_stored_nor_shown(app: App) -> None:
    without = {"authorization": ""}
    url = made(app.form(("h", "entry"), ("content", "By form"), ("access_token", app.token), headers=without))

    assert app.page(url)
    assert app.token not in app.file()
    assert not [name for name, shown in app.blog.objects().items() if app.token.encode() in shown.body]
    assert "access_token" not in app.source(url)


def test_803_a_request_without_a_token_is_refused(app: App) -> None:
    reply = app.form(("h", "entry"), ("content", "Nobody"), headers={"authorization": ""})

    assert refused(reply) == (401, "unauthorized")
    assert not app.keys()


def test_804_a_token_without_the_scope_is_refused(app: App) -> None:
    other = App(app.blog, scopes=["update"])

    assert refused(other.form(("h", "entry"), ("content", "Out of scope"))) == (403, "insufficient_scope")
    assert not app.keys()


def test_805_a_token_in_both_places_is_refused(app: App) -> None:
    reply = app.form(("h", "entry"), ("content", "Twice"), ("access_token", app.token))

    assert refused(reply) == (400, "invalid_request")
    assert not app.keys()
