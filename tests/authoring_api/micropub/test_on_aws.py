"""Micropub on AWS's keepers, by the way of API Gateway: conditional writes and versions of S3."""

import json
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from moto import mock_aws

import app
from chalicelib.authoring import function
from chalicelib.authoring.grants import SCOPES
from chalicelib.store.authoring import access_tokens, people
from chalicelib.store.authoring.people import Person
from infra.demo import aws
from infra.demo.app_worker import authoring_paths
from infra.demo.gateway import Gateway
from tests.authoring_api.app import FORM, JSON, MULTIPART, multipart
from tests.pictures import flat_png


class Site:
    """A site on moto, and an app with a token."""

    def __init__(self) -> None:
        self.gateway = Gateway(lambda: app.app, authoring_paths())
        cloud = function.outside()
        people.put(cloud.table, Person("ed", "editor"))
        self.token = access_tokens.issue(cloud.table, "ed", tuple(SCOPES), "https://app.example/", cloud.clock.now())

    def ask(self, method: str, path: str, type: str = "", body: bytes = b"") -> tuple[int, str, bytes]:
        headers = {"Authorization": f"Bearer {self.token}", **({"Content-Type": type} if type else {})}
        status, answered, content = self.gateway(method, f"/api{path}", headers, body)
        return status, "".join(answered.get("Location", ())), content

    def act(self, **act: object) -> tuple[int, str, bytes]:
        return self.ask("POST", "/micropub", JSON, json.dumps(act).encode())


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    with mock_aws():
        for name, value in aws.create_stack("").items():
            monkeypatch.setenv(name, value)
        function.outside.cache_clear()
        yield Site()
        function.outside.cache_clear()


def test_a_post_lives_and_dies_and_lives_again(site: Site) -> None:
    status, url, _ = site.ask("POST", "/micropub", FORM, b"h=entry&name=Tides&content=High&category[]=sea&category[]=ink")
    assert status == 202
    assert url.endswith("/tides/")

    asked = f"/micropub?q=source&url={quote(url)}&properties[]=content&properties[]=category"
    status, _, body = site.ask("GET", asked)
    assert (status, json.loads(body)) == (200, {"properties": {"content": ["High"], "category": ["sea", "ink"]}})

    assert site.act(action="update", url=url, replace={"content": ["Low"]})[0] == 204
    assert site.act(action="delete", url=url)[0] == 204
    assert site.ask("GET", asked)[0] == 400
    assert site.act(action="undelete", url=url)[0] == 204
    assert json.loads(site.ask("GET", asked)[2])["properties"]["content"] == ["Low"]


def test_a_file_is_uploaded_once(site: Site) -> None:
    body = multipart([], [("file", "boat.png", flat_png(30, 20))])
    first, second = (site.ask("POST", "/media", MULTIPART, body) for _ in range(2))

    assert first[0] == 201
    assert first[1].endswith("/boat.png")
    assert first == second


def test_a_preflight_may_be_asked_by_any_site(site: Site) -> None:
    assert site.ask("OPTIONS", "/media")[0] == 204
