"""Apps write to the demo: npm's clients ask for a token, and what they send is on the site."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.demo.client import Client, file
from tests.demo.demo_process import Demo, running
from tests.demo.writer import DemoWriter, signed_in
from tests.patience import soon
from tests.pictures import flat_png

pytestmark = pytest.mark.slow
APP, BACK = "http://localhost:4000/", "http://localhost:4000/back"
SCOPES = ("create", "update", "delete", "undelete", "media")


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    folder = tmp_path_factory.mktemp("apps")
    (folder / "blog" / "posts").mkdir(parents=True)
    (folder / "blog" / "site.yaml").write_text("title: The Press\nzone: UTC\n")
    with running(folder) as demo:
        yield demo


@pytest.fixture(scope="module")
def ann(demo: Demo) -> DemoWriter:
    return signed_in(demo, "ann", "owner")


@pytest.fixture(scope="module")
def bob(demo: Demo) -> DemoWriter:
    return signed_in(demo, "bob", "author")


def micropub(writer: DemoWriter, *allowed: str) -> Client:
    """Return an app that was allowed these scopes, by micropub-helper from the home page to the token."""
    app = Client("micropub", me=writer.demo.said["site"], clientId=APP, redirectUri=BACK, state="s", scope=" ".join(SCOPES))
    answer = writer.allows(app.call("getAuthUrl"), *allowed)
    assert (answer["state"], answer["iss"]) == ("s", writer.demo.said["site"])
    token = app.call("getToken", answer["code"])
    assert token == app.options["token"]
    return app


@pytest.fixture(scope="module")
def app(ann: DemoWriter) -> Client:
    """Return an app that may do everything."""
    return micropub(ann, *SCOPES, "publish")


def shown(demo: Demo, url: str, text: str) -> str:
    """Wait until the page at this URL has a text; return the page."""
    return soon(lambda: page if (page := demo.page(urlsplit(url).path[1:])) and text in page else "")


def test_a_post_as_json_is_on_the_site_and_is_changed_deleted_and_restored(demo: Demo, app: Client) -> None:
    url = app.call(
        "create", {"type": ["h-entry"], "properties": {"name": ["Boats"], "content": ["We *sail*."], "category": ["sea"]}}
    )
    assert urlsplit(url).path.endswith("/boats/")
    assert "<em>sail</em>" in shown(demo, url, "Boats")

    assert app.call("update", url, {"replace": {"content": ["We row."]}, "add": {"category": ["river"]}}) == ""
    assert "/tag/river/" in shown(demo, url, "We row.")
    assert app.call("delete", url) == ""
    soon(lambda: demo.page(urlsplit(url).path[1:]) is None)
    assert app.call("undelete", url) == ""
    shown(demo, url, "We row.")


def test_a_note_as_a_form_is_on_the_site(demo: Demo, app: Client) -> None:
    url = app.call("create", {"h": "entry", "content": "Rain at last.", "category": ["weather", "sea"]}, "form")

    assert "/tag/weather/" in shown(demo, url, "Rain at last.")


def test_a_photo_comes_along_or_by_the_media_endpoint(demo: Demo, app: Client, tmp_path: Path) -> None:
    (tmp_path / "boat.png").write_bytes(flat_png(40, 30))
    along = app.call(
        "create", {"h": "entry", "content": "A boat", "photo": file(tmp_path / "boat.png", "image/png")}, "multipart"
    )
    shown(demo, along, "<img")
    (tmp_path / "oar.png").write_bytes(flat_png(41, 30))
    app.options["mediaEndpoint"] = app.call("query", "config")["media-endpoint"]

    uploaded = app.call("postMedia", file(tmp_path / "oar.png", "image/png"))

    properties = {"content": ["An oar"], "photo": [{"value": uploaded, "alt": "an oar on a bench"}]}
    assert 'alt="an oar on a bench"' in shown(demo, app.call("create", {"type": ["h-entry"], "properties": properties}), "An oar")


def test_posts_are_asked_for(app: Client) -> None:
    url = app.call("create", {"type": ["h-entry"], "properties": {"name": ["Asked"], "content": ["Text"], "category": ["sea"]}})

    assert app.call("querySource", url, ["content", "category"]) == {"properties": {"content": ["Text"], "category": ["sea"]}}
    (newest,) = app.call("querySource", {"limit": 1})["items"]
    assert newest["properties"]["url"] == [url]
    assert "source" in app.call("query", "config")["q"]
    assert app.call("query", "syndicate-to") == {"syndicate-to": []}


def test_without_the_tick_to_publish_an_app_makes_a_draft(demo: Demo, ann: DemoWriter, app: Client) -> None:
    url = micropub(ann, *SCOPES).call("create", {"h": "entry", "name": "Not yet", "content": "Text"}, "form")
    shown(demo, app.call("create", {"h": "entry", "content": "After it."}, "form"), "After it.")

    assert demo.page(urlsplit(url).path[1:]) is None
    assert app.call("querySource", url, ["post-status"]) == {"properties": {"post-status": ["draft"]}}


def test_an_author_has_posts_of_their_own_and_changes_no_others(demo: Demo, app: Client, bob: DemoWriter) -> None:
    anns = app.call("create", {"h": "entry", "name": "Of Ann", "content": "Text"}, "form")
    bobs = micropub(bob, *SCOPES, "publish")

    url = bobs.call("create", {"h": "entry", "name": "Of Bob", "content": "Text"}, "form")

    shown(demo, url, "Of Bob")
    listed = demo.s3.list_objects_v2(Bucket=demo.said["content_bucket"], Prefix="posts/bob/")["Contents"]
    assert [one["Key"].rpartition("-")[2] for one in listed] == ["bob.md"]
    assert bobs.call("delete", anns)["error"]
    assert demo.page(urlsplit(anns).path[1:])


def test_another_client_finds_asks_and_exchanges_and_its_token_writes(demo: Demo, bob: DemoWriter) -> None:
    asks = Client("indieauth", me=demo.said["site"], clientId=APP, redirectUri=BACK, secret="s", codeVerifier="v" * 50)
    rels = asks.call("getRelsFromUrl", demo.said["site"], ["micropub"])
    answer = bob.allows(asks.call("getAuthUrl", "code", ["create"]), "create")
    assert asks.call("validateState", answer["state"])["clientId"] == APP

    token = asks.call("getToken", answer["code"])

    writes = Client("micropub", token=token, micropubEndpoint=rels["micropub"])
    assert writes.call("create", {"h": "entry", "content": "Hello"}, "form").startswith(demo.said["site"])
    assert "error" in asks.call("getToken", answer["code"])
