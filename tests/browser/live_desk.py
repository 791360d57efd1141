"""A small site in memory, served with its authoring API at `localhost`, since passkeys need a name."""

from collections.abc import Mapping
from urllib.parse import parse_qsl, urlsplit

from msgspec.structs import replace

from chalicelib.authoring import api
from chalicelib.edge.responses import Headers
from chalicelib.store.authoring import people
from chalicelib.store.authoring.people import Person
from chalicelib.web.http import Request
from infra.serve.server import SiteServer
from tests.authoring_api.writer import ANN, Writer
from tests.browser.live_site import Answer
from tests.publishing.blog import MemoryBlog, post
from tests.web.visitor import KEYS, PEPPER

SITE = """\
title: {en: The Press, ar: المطبعة}
languages: [en, {code: ar, direction: rtl}]
"""


class LiveDesk:
    """A site with one post, for which Ann may write."""

    def __init__(self) -> None:
        self.blog = MemoryBlog()
        self.server = SiteServer(self.blog.cloud.public, api=self._answer)
        self.url = self.server.url.replace("127.0.0.1", "localhost")
        self.blog.cloud = replace(self.blog.cloud, keys=KEYS, pepper=PEPPER, url=self.server.url)
        self.blog.publish({"site.yaml": SITE, "posts/ann/a.md": post(title="On books")})
        people.put(self.blog.cloud.table, Person("ann", "author", "ann", ANN))
        self.writer = Writer(self.blog.cloud)

    def mailed(self) -> str:
        """Return the address to which the last mail to Ann leads."""
        self.writer.work()
        return self.writer.links()[-1]

    def _answer(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Answer:
        asked = urlsplit(path)
        request = Request(method, asked.path.removeprefix("/api"), dict(parse_qsl(asked.query)), headers, body, "127.0.0.1")
        reply = api.answer(self.blog.cloud, request)
        cookies: Headers = {"Set-Cookie": reply.cookies[0]} if reply.cookies else {}
        return reply.status, {**reply.headers, **cookies}, reply.body
