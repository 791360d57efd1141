"""A site at whose desk its owner sits: a post with versions, a comment that waits, a letter that is due, and a warning."""

from collections.abc import Mapping
from typing import cast

from msgspec.structs import replace
from playwright.sync_api import Page

from chalicelib.cloud.memory import MemoryQueue
from chalicelib.store.authoring import people
from chalicelib.store.authoring.people import Person
from tests.authoring_api.desk_requests import LinkingVersions
from tests.authoring_api.writer import ANN, Writer
from tests.browser.live_desk import LiveDesk
from tests.browser.live_site import Answer
from tests.publishing.blog import post
from tests.web.visitor import Visitor

SITE = """\
title: The Press
comments: {open: yes, moderator: eva@example.org}
newsletter: yes
"""
TRAMS = "posts/2026-11-20-trams.md"
HOSTILE = "<img src=x onerror=alert(1)>"


class LiveRooms(LiveDesk):
    """The site; whatever a change through the API brings about has happened once it is answered."""

    def __init__(self) -> None:
        super().__init__()
        self.is_late = False  # then nothing happens before `settle`
        cloud = self.blog.cloud
        self.blog.cloud = replace(cloud, versions=LinkingVersions(cloud.content, cloud.clock))
        self.writer = Writer(self.blog.cloud)
        people.put(self.blog.cloud.table, Person("ann", "owner", "ann", ANN))
        self.fill()
        self.settle()

    def fill(self) -> None:
        self.blog.publish({"site.yaml": SITE})
        self.write(TRAMS, post("They climb.\n\nSlowly.", title="Trams", date="2026-11-20"))
        self.write(TRAMS, post("They climb.\n\nFast, and they ring.", title="Trams", date="2026-11-20"))
        self.blog.publish({"posts/news.md": post("It happened.", title=HOSTILE, date="2026-11-25T11:30:00+00:00")})
        self.blog.publish({"posts/bad.md": "---\ntitle: Bad\ndate: yesterday\n---\nText.\n"})
        self.blog.publish({"posts/lost.md": post("[There](missing.md)", title="Lost", date="2026-11-19")})
        for name, text in (("Ada", "I *like* trams."), (HOSTILE, HOSTILE)):
            Visitor(self.blog.cloud).ask("POST", "/comments", {"post": "/2026/11/20/trams/", "name": name, "text": text})

    def write(self, key: str, text: str) -> None:
        """Write a file as a person does at the desk, so that its earlier version is kept."""
        assert self.blog.cloud.versions
        self.blog.cloud.versions.put(key, text.encode(), "text/markdown", self.blog.cloud.versions.etag(key))
        self.blog.publish({key: text})

    def settle(self) -> None:
        while len(cast(MemoryQueue, self.blog.cloud.letters)):
            self.writer.work()
        self.blog.settle()

    def text(self, key: str) -> str:
        return (self.blog.cloud.content.read(key) or (b"",))[0].decode()

    def entered(self, page: Page, room: str = "drafts") -> Page:
        """Return the page, signed in and in this room."""
        page.goto(f"/api{self.writer.invited()}")
        with page.expect_navigation():
            page.get_by_role("button", name="Continue without a passkey").click()
        page.goto(f"/api/desk#{room}")
        return page

    def _answer(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Answer:
        answer = super()._answer(method, path, headers, body)
        if method == "POST" and not self.is_late:
            self.settle()
        return answer
