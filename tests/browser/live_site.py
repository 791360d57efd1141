"""A small site in memory, served with its API on a port of its own."""

import re
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import TypeAlias, cast
from urllib.parse import parse_qsl, urlsplit

from msgspec.structs import replace

from chalicelib.cloud.memory import MemoryQueue
from chalicelib.edge.responses import Headers, ReplyTo
from chalicelib.newsletter.jobs import Job, SignUp
from chalicelib.newsletter.jobs import job_in as job
from chalicelib.store.newsletter import subscribers
from chalicelib.web import api
from chalicelib.web.http import Request
from infra.serve.server import SiteServer
from tests.publishing.blog import MemoryBlog, post
from tests.web.visitor import ADA, KEYS, PEPPER, Visitor, text_of

Answer: TypeAlias = tuple[int, Headers, bytes]

FOLLOWING = 1234
SITE = """\
title: {en: The Press, es: La Prensa, ar: المطبعة}
languages: [en, es, {code: ar, direction: rtl}]
sidebar: [archives, follow]
"""
POST = "/2026/11/20/a/"


class LiveSite:
    """A site with one post and `FOLLOWING` followers; the next `failing` replies of the API are a gateway's error."""

    def __init__(self, noting: Callable[[ReplyTo], ReplyTo] = lambda reply_to: reply_to) -> None:
        self.blog = MemoryBlog()
        self.server = SiteServer(self.blog.cloud.public, api=self._answer, noting=noting)
        self.blog.cloud = replace(self.blog.cloud, keys=KEYS, pepper=PEPPER, url=self.server.url)
        self.visitor = Visitor(self.blog.cloud)
        self.failing = 0
        subscribers.count(self.blog.cloud.table, 7, FOLLOWING)
        self.blog.publish({"site.yaml": SITE, "posts/a.md": post("The whole text.", title="On books", categories=["Books"])})

    def waiting(self) -> list[Job]:
        """Return the jobs in the queue, and leave them there."""
        queue = cast(MemoryQueue, self.blog.cloud.letters)
        messages = queue.take(len(queue))
        queue.send(messages)
        return [job(message.body) for message in messages]

    def signed_up(self) -> list[tuple[str, str, bool]]:
        """Return the address and language of each sign-up in the queue, and whether it has the hash of a browser's secret."""
        return [(one.address, one.wishes.lang, bool(one.browser)) for one in self.waiting() if isinstance(one, SignUp)]

    def link(self) -> str:
        """Return the link to confirm in the last mail to Ada."""
        self.visitor.work()
        found = re.search(rf"{re.escape(self.server.url)}/api/confirm\?\S+", text_of(self.visitor.inbox()[-1]))
        assert found
        return found[0]

    def followed(self, **wishes: str) -> str:
        """Sign Ada up and confirm; return the link that she used."""
        self.visitor.sign_up(ADA, **wishes)
        link = self.link()
        self.visitor.press(link.partition("/api")[2])
        self.visitor.work()
        return link

    def _answer(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Answer:
        if self.failing:
            self.failing -= 1
            return HTTPStatus.BAD_GATEWAY, {"Content-Type": "text/plain"}, b"Bad Gateway"
        asked = urlsplit(path)
        request = Request(method, asked.path.removeprefix("/api"), dict(parse_qsl(asked.query)), headers, body, "127.0.0.1")
        reply = api.answer(self.blog.cloud, request)
        return reply.status, reply.headers, reply.body
