"""Authors of a blog in memory, who ask its authoring API with tokens."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from msgspec.structs import replace

from chalicelib.authoring import api
from chalicelib.authoring.grants import SCOPES, Role
from chalicelib.cloud.memory_versions import MemoryVersions
from chalicelib.cloud.ports import Cloud
from chalicelib.store.authoring import access_tokens, people
from chalicelib.store.authoring.people import Person
from chalicelib.web.http import Reply, Request
from infra.authoring.target.site_api import ApiReply, Send, SiteApi
from tests.function_rights import granted
from tests.publishing.blog import URL, MemoryBlog

ALL = tuple(SCOPES)


def with_api(blog: MemoryBlog) -> Cloud:
    """Return the blog's cloud, with its content bucket as the API writes it."""
    cloud = blog.cloud
    return cloud if cloud.versions else replace(cloud, versions=MemoryVersions(cloud.content, cloud.clock))


def token_of(cloud: Cloud, name: str, role: Role = "editor", scopes: tuple[str, ...] = ALL) -> str:
    """Return a token of a person with this name, who is the author of that name."""
    people.put(cloud.table, Person(name, role, name))
    return access_tokens.issue(cloud.table, name, scopes, "https://app.example/", cloud.clock.now())


def ask(cloud: Cloud, method: str, path: str, body: bytes = b"", **headers: str) -> Reply:
    """Return the API's reply; names of headers are given with `_` for `-`."""
    parts = urlsplit(path)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    asked = Request(method, parts.path, dict(parse_qsl(parts.query, keep_blank_values=True)), named, body, "203.0.113.7")
    return api.answer(granted(cloud, "authoring"), asked)


def sending(cloud: Cloud) -> Send:
    """Return how a command on another machine sends its requests."""

    def send(method: str, url: str, headers: Mapping[str, str], body: bytes) -> ApiReply:
        path = url.removeprefix(URL)
        if not path.startswith("/api/"):
            return ApiReply(200, b"", "Wed, 25 Nov 2026 12:00:00 GMT")
        has: dict[str, Any] = {name.lower().replace("-", "_"): value for name, value in headers.items()}
        reply = ask(cloud, method, path.removeprefix("/api"), body, **has)
        return ApiReply(reply.status, reply.body)

    return send


def site_api(cloud: Cloud, token: str) -> SiteApi:
    """Return the API as a command on another machine asks it."""
    return SiteApi(URL, token, sending(cloud))
