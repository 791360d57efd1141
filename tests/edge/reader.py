"""A reader of a site on this machine, over a real socket, and the site's content."""

from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from http.client import HTTPConnection, HTTPResponse
from urllib.parse import urlsplit

from chalicelib.cloud.memory import MemoryBucket
from chalicelib.cloud.ports import Bucket, Object
from chalicelib.edge.responses import Api, no_api
from infra.serve.server import SiteServer
from tests.patience import PATIENCE

HTML = "text/html; charset=utf-8"
PIXELS = bytes(range(256))
PHOTO = "/posts/photo.jpg"

OBJECTS: Mapping[str, Object] = {
    "index.html": Object("Grüße".encode(), HTML, cache="public, max-age=60"),
    "zh/标签/index.html": Object("标签".encode(), "text/html"),
    "404.html": Object(b"no such page", HTML),
    "zh/404.html": Object("没有".encode(), HTML),
    "feed/index.xml": Object(b"<rss/>", "application/xml"),
    "feed/atom/index.xml": Object(b"<feed/>", "application/xml"),
    "feed/json/index.json": Object(b"{}", "application/json"),
    "old/index.html": Object(b"moved", HTML, meta={"location": "/zh/%E6%A0%87%E7%AD%BE/"}),
    "astray/index.html": Object(b"here", HTML, meta={"location": "//evil.example/"}),
    "posts/photo.jpg": Object(PIXELS, "image/jpeg"),
    "empty.txt": Object(b"", "text/plain"),
}


def stocked() -> MemoryBucket:
    bucket = MemoryBucket()
    for key, what in OBJECTS.items():
        bucket.write(key, what)
    return bucket


class Reader:
    """A client that keeps one connection."""

    def __init__(self, url: str) -> None:
        self.connection = HTTPConnection(urlsplit(url).netloc, timeout=PATIENCE)

    def ask(self, path: str, method: str = "GET", body: bytes | None = None, **headers: str) -> tuple[HTTPResponse, bytes]:
        self.connection.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
        response = self.connection.getresponse()
        return response, response.read()


@contextmanager
def reading(bucket: Bucket, api: Api = no_api) -> Iterator[Reader]:
    with SiteServer(bucket, api=api) as site, closing((reader := Reader(site.url)).connection):
        yield reader
