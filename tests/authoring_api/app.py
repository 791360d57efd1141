"""An app that writes to a blog through the authoring API, with the rights that the API's function has on AWS."""

import json
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from msgspec.structs import replace
from selectolax.lexbor import LexborHTMLParser

from chalicelib.authoring import api
from chalicelib.authoring.grants import SCOPES, Role
from chalicelib.cloud.memory_versions import MemoryVersions
from chalicelib.cloud.ports import Cloud
from chalicelib.store.authoring import access_tokens, people
from chalicelib.store.authoring.people import Person
from chalicelib.web.http import Reply, Request
from infra.files.blog_folder import every_key
from tests.function_rights import granted
from tests.publishing.blog import URL, MemoryBlog

FORM, JSON = "application/x-www-form-urlencoded", "application/json"
BOUNDARY = "boundary-of-a-test"
MULTIPART = f"multipart/form-data; boundary={BOUNDARY}"
Pairs = Sequence[tuple[str, str]]


class DeskBlog(MemoryBlog):
    """A blog in memory whose content bucket keeps versions."""

    def __init__(self, site: str = "title: The Press\n") -> None:
        super().__init__()
        self.cloud = replace(self.cloud, versions=MemoryVersions(self.cloud.content, self.clock))
        self.publish({"site.yaml": site})


class App:
    """An app with a token of one person."""

    def __init__(
        self, blog: MemoryBlog, person: str = "ed", role: Role = "editor", scopes: Sequence[str] = tuple(SCOPES), author: str = ""
    ) -> None:
        self.blog = blog
        people.put(blog.cloud.table, Person(person, role, author))
        self.token = access_tokens.issue(blog.cloud.table, person, tuple(scopes), "https://app.example/", blog.clock.now())

    @property
    def cloud(self) -> Cloud:
        return granted(self.blog.cloud, "authoring")

    def ask(
        self,
        method: str,
        path: str = "/micropub",
        body: bytes = b"",
        type: str = "",
        query: Pairs = (),
        headers: Mapping[str, str] | None = None,
        cloud: Cloud | None = None,
    ) -> Reply:
        """Send a request as it is, with the token in its header unless the headers say otherwise."""
        sent = {"authorization": f"Bearer {self.token}", **({"content-type": type} if type else {}), **(headers or {})}
        queries: dict[str, tuple[str, ...]] = {}
        for name, value in query:
            queries[name] = (*queries.get(name, ()), value)
        last = {name: values[-1] for name, values in queries.items()}
        return api.answer(cloud or self.cloud, Request(method, path, last, sent, body, queries=queries))

    def form(self, *fields: tuple[str, str], **more: Any) -> Reply:
        return self.ask("POST", body=urlencode(fields).encode(), type=FORM, **more)

    def json(self, value: Any, **more: Any) -> Reply:
        return self.ask("POST", body=json.dumps(value).encode(), type=JSON, **more)

    def create(self, **more: Any) -> str:
        """Make a post with these properties (`_` for `-`); return its URL."""
        properties = {name.replace("_", "-"): value if isinstance(value, list) else [value] for name, value in more.items()}
        reply = self.json({"type": ["h-entry"], "properties": properties})
        assert reply.status == 202, reply.body.decode()
        return reply.headers["Location"]

    def update(self, url: str, **change: Any) -> Reply:
        return self.json({"action": "update", "url": url, **change})

    def get(self, *query: tuple[str, str]) -> Any:
        reply = self.ask("GET", query=query)
        assert reply.status == 200, reply.body.decode()
        return json.loads(reply.body)

    def source(self, url: str) -> Mapping[str, Any]:
        """Return the properties of a post."""
        properties: Mapping[str, Any] = self.get(("q", "source"), ("url", url))["properties"]
        return properties

    def upload(self, name: str, body: bytes, **more: Any) -> Reply:
        return self.ask("POST", "/media", multipart([], [("file", name, body)]), MULTIPART, **more)

    # ---- what came of it

    def page(self, url: str) -> str:
        """Let everything come of what was sent; return the page at a URL, empty where there is none."""
        self.blog.settle()
        return self.blog.page(address(url)) or ""

    def file(self) -> str:
        """Return the only post of the blog, as its file."""
        [key] = self.keys()
        return self.text(key)

    def text(self, key: str) -> str:
        stored = self.blog.cloud.content.read(key)
        assert stored, key
        return stored[0].decode()

    def keys(self, top: str = "posts/") -> list[str]:
        return [key for key in every_key(self.blog.cloud.content) if key.startswith(top)]


def address(url: str) -> str:
    assert url.startswith(URL), url
    return url.removeprefix(URL)


def multipart(fields: Pairs, files: Sequence[tuple[str, str, bytes]]) -> bytes:
    """Return a multipart body of fields, and of files by field and name."""
    parts = [f'Content-Disposition: form-data; name="{name}"\r\n\r\n{value}'.encode() for name, value in fields]
    parts += [
        f'Content-Disposition: form-data; name="{field}"; filename="{name}"\r\n'.encode()
        + b"Content-Type: application/octet-stream\r\n\r\n"
        + body
        for field, name, body in files
    ]
    return b"".join(f"--{BOUNDARY}\r\n".encode() + part + b"\r\n" for part in parts) + f"--{BOUNDARY}--\r\n".encode()


def refused(reply: Reply) -> tuple[int, str]:
    """Return the status and Micropub's code of a refusal."""
    return int(reply.status), json.loads(reply.body)["error"]


def links(page: str, name: str) -> list[str | None]:
    """Return the addresses of a page's links of this class."""
    return [node.attributes.get("href") for node in LexborHTMLParser(page).css(f"a.{name}")]


def shown(page: str) -> str:
    """Return the words of a page's article."""
    article = LexborHTMLParser(page).css_first("article")
    return " ".join(article.text().split()) if article else ""


def pictures(page: str) -> list[tuple[str | None, str | None]]:
    """Return the addresses and alternative texts of the pictures in a page's text."""
    return [(node.attributes.get("src"), node.attributes.get("alt")) for node in LexborHTMLParser(page).css(".text img")]
