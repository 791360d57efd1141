"""An app writes through the authoring API, behind the CDN, as it is deployed with a desk."""

import json
from base64 import b64decode
from datetime import UTC, datetime
from typing import Any

import pytest

from chalicelib.discovery import ENDPOINTS, LINK
from chalicelib.store.authoring import access_tokens, people
from chalicelib.store.authoring.people import Person
from tests.ministack.world import Answer, World, soon

SCOPES = ("create", "update", "delete", "undelete", "media", "publish")
PIXEL = b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII=")
EDGE = "a-boundary"


@pytest.fixture(scope="module")
def token(world: World) -> str:
    people.put(world.table, Person("ann", "editor"))
    return access_tokens.issue(world.table, "ann", SCOPES, "an app", datetime.now(UTC))


def send(world: World, token: str, asked: dict[str, Any]) -> Answer:
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    return world.ask("POST", world.host, "/api/micropub", headers, json.dumps(asked).encode())


def test_the_home_page_leads_apps_to_the_api(world: World) -> None:
    home = soon(lambda: world.shows("/", '<link rel="micropub"'))

    assert home.headers.get("Link", home.headers.get("link")) == LINK
    site = world.outputs["SiteUrl"]
    assert [rel for rel, address in ENDPOINTS if f'<link rel="{rel}" href="{site}{address}">' not in home.text] == []
    assert not world.read("/follow/").headers.get("link")


def test_an_app_makes_changes_deletes_and_restores_a_post(world: World, token: str) -> None:
    entry = {"type": ["h-entry"], "properties": {"name": ["From a phone"], "content": ["It *happened*."]}}

    made = send(world, token, entry)

    assert made.status == 202, made.text
    url = next(value for name, value in made.headers.items() if name.lower() == "location")
    path = url.removeprefix(world.outputs["SiteUrl"])
    soon(lambda: world.shows(path, "<em>happened</em>"))
    changed = send(world, token, {"action": "update", "url": url, "replace": {"content": ["It did."]}})
    assert changed.status < 300, changed.text
    soon(lambda: world.shows(path, "It did."))
    assert send(world, token, {"action": "delete", "url": url}).status < 300
    soon(lambda: world.read(path).status in (404, 410))
    assert send(world, token, {"action": "undelete", "url": url}).status < 300
    soon(lambda: world.shows(path, "It did."))


def test_a_picture_reaches_the_bucket_byte_for_byte(world: World, token: str) -> None:
    part = f'--{EDGE}\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\nContent-Type: image/png\r\n\r\n'
    headers = {"Authorization": f"Bearer {token}", "Content-Type": f"multipart/form-data; boundary={EDGE}"}

    sent = world.ask("POST", world.host, "/api/media", headers, part.encode() + PIXEL + f"\r\n--{EDGE}--\r\n".encode())

    assert sent.status in (201, 202), sent.text
    [key] = [
        row["Key"] for row in world.s3.list_objects_v2(Bucket=world.outputs["ContentBucketName"], Prefix="images/")["Contents"]
    ]
    assert world.s3.get_object(Bucket=world.outputs["ContentBucketName"], Key=key)["Body"].read() == PIXEL


def test_nothing_is_written_without_a_token(world: World) -> None:
    assert send(world, "forged", {"type": ["h-entry"], "properties": {"content": ["No."]}}).status == 401
    path = f"/_aws/execute-api/{world.outputs['RestAPIId']}/api/micropub"
    assert world.ask("GET", "localhost", path).status == 403
