"""One good request for each route that takes a session, and what a change leaves: what attacks begin with."""

import json
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, cast

from msgspec.structs import replace

from chalicelib.authoring.api import ROUTES
from chalicelib.cloud.memory import MemoryQueue
from chalicelib.cloud.memory_versions import MemoryVersions
from chalicelib.partitions import LIMIT
from chalicelib.store import comments
from infra.files.blog_folder import every_key
from tests.authoring_api.app import JSON, MULTIPART, multipart
from tests.authoring_api.test_desk import Desk
from tests.pictures import jpeg
from tests.publishing.blog import post
from tests.web.visitor import FORM, Visitor

ANNS, BOBS = "posts/ann/2026-11-20-ours.md", "posts/bob/2026-11-20-secret.md"
SITE = """\
title: Ours
newsletter: yes
comments: {open: yes, moderator: eva@example.org}
"""
TODAY = "2026-11-25T11:30:00+00:00"
SECRET = "zebra"
"""A word that stands in all that is Bob's alone."""
FORM_ROUTES = ("/desk/sign-in", "/desk/links", "/desk/link", "/desk/invitation", "/desk/account", "/indieauth/consent")
TOKEN_ALONE = ("/indieauth/authorize", "/indieauth/token", "/indieauth/revoke")
"""Routes that take a code or a token, and that no cookie opens."""


class Sent(NamedTuple):
    """A request: its path with a query, its body, and the body's type."""

    path: str
    body: bytes = b""
    type: str = ""


class LinkingVersions(MemoryVersions):
    """Versions in memory, with an address for uploads."""

    def upload_link(self, key: str, *_: object) -> tuple[str, Mapping[str, str]]:
        return f"https://bucket.example/{key}", {}


def blog_of_two(role: Any = "author") -> Desk:
    """Return the desk of Ann, in whose blog Bob has a draft, a refused post, a warning, a letter and a comment that waits."""
    desk = Desk(role)
    versions = LinkingVersions(desk.blog.cloud.content, desk.blog.clock)
    desk.blog.cloud = replace(desk.blog.cloud, versions=versions)
    desk.writer.cloud = replace(desk.writer.cloud, versions=versions)
    desk.blog.publish({"site.yaml": SITE})
    for key, name in ((ANNS, "Ours"), (BOBS, SECRET)):
        top = key.rpartition("/")[0]
        write(desk, key, post(f"Of {name}.", title=name, draft="yes"))
        write(desk, key, post(f"Of {name}, again.", title=name, draft="yes"))
        desk.blog.publish(
            {
                f"{top}/live-{name.lower()}.md": post(f"Live. [There](missing-{name}.md)", title=f"Live {name}", date=TODAY),
                f"{top}/{name}-bad.md": f"---\ntitle: {name}\ndate: {name}\n---\n",
            }
        )
        address = f"/2026/11/25/live-{name.lower()}/"
        Visitor(desk.writer.cloud).ask("POST", "/comments", {"post": address, "name": name, "text": f"Of {name}."})
    settle(desk)
    return desk


def write(desk: Desk, key: str, text: str) -> None:
    """Write a file so that its earlier version stays, and publish it."""
    assert desk.blog.cloud.versions
    desk.blog.cloud.versions.put(key, text.encode(), "text/markdown", desk.blog.cloud.versions.etag(key))
    desk.blog.publish({key: text})


def settle(desk: Desk) -> None:
    while len(cast(MemoryQueue, desk.writer.cloud.letters)):
        desk.writer.work()
    desk.blog.settle()


def etag(desk: Desk, key: str) -> str:
    return desk.blog.cloud.versions.etag(key) if desk.blog.cloud.versions else ""


def as_json(path: str, **asked: Any) -> Sent:
    return Sent(path, json.dumps(asked).encode(), JSON)


def changed(path: str) -> Callable[[Desk, str], Sent]:
    """Return how a post is changed by this path."""
    return lambda desk, key: as_json(path, key=key, over=etag(desk, key), front={"title": "Changed"}, body="Changed.\n")


GOOD: Mapping[str, Callable[[Desk, str], Sent]] = {
    "/desk/post": changed("/desk/post"),
    "/desk/publish": changed("/desk/publish"),
    "/desk/unpublish": changed("/desk/unpublish"),
    "/desk/deleted": changed("/desk/deleted"),
    "/desk/restored": lambda desk, key: as_json("/desk/restored", key=key, over=etag(desk, key), version=oldest(desk, key)),
    "/desk/comments": lambda desk, key: as_json("/desk/comments", comment=waiting(desk, key), act="approve"),
    "/desk/letters": lambda _, key: as_json("/desk/letters", letter=key, act="test"),
    "/desk/settings": lambda desk, _: as_json("/desk/settings", over=etag(desk, "site.yaml"), text=f"{SITE}# mine\n"),
    "/files": lambda desk, key: Sent(f"/files?key={key}&over={etag(desk, key)}", b"---\ntitle: Mine\n---\n", "text/markdown"),
    "/files/deleted": lambda desk, key: Sent(f"/files/deleted?key={key}&over={etag(desk, key)}"),
    "/files/link": lambda desk, key: Sent(f"/files/link?key={key}&over={etag(desk, key)}"),
}
"""A change of a file by each route that changes one, or of what belongs to it."""

BESIDES: Mapping[str, Callable[[Desk, str], Sent]] = {
    "/desk/forecast": changed("/desk/forecast"),
    "/items": lambda _, key: as_json("/items", get=[[f"SOURCE#{key}", "-"]]),
    "/micropub": lambda *_: Sent("/micropub", b"h=entry&content=Mine", FORM),
    "/desk/uploads": lambda *_: as_json("/desk/uploads", name="a.pdf", size=9, beginning="JVBERi0x"),
    "/media": lambda *_: Sent("/media", multipart([], [("file", "a.jpg", jpeg(8, 8))]), MULTIPART),
    "/indieauth/introspect": lambda *_: Sent("/indieauth/introspect", b"token=ann.x", FORM),
    "/desk/account": lambda desk, _: Sent("/desk/account", f"csrf={desk.session}&act=sign-out".encode(), FORM),
}
"""The other POST routes that take a session."""

ALL = {**GOOD, **BESIDES}
POSTS = tuple(sorted(path for method, path in ROUTES if method == "POST"))


def oldest(desk: Desk, key: str) -> str:
    assert desk.blog.cloud.versions
    versions = desk.blog.cloud.versions.versions(key)
    return versions[-1].id if versions else ""


def waiting(desk: Desk, key: str) -> str:
    """Return the id of the comment on a live post beside this file."""
    name = SECRET if "/bob/" in key else "Ours"
    [comment] = [each for each in comments.held(desk.writer.cloud.table, 10) if each.writer == name]
    return f"{comment.name} {comment.thread}"


def send(desk: Desk, sent: Sent, **headers: str | None) -> int:
    """Send a request from the desk's own page, unless the headers (`_` for `-`) say otherwise; return the status."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    has = {"content-type": sent.type or None, "x-presswork-session": desk.session, **named}
    return int(desk.writer.ask("POST", sent.path, sent.body, headers=has).status)


def state(desk: Desk) -> str:
    """Return all that a request may change: files, all items but counters of requests, and jobs."""
    cloud = desk.blog.cloud
    files = [(key, etag(desk, key)) for key in every_key(cloud.content)]
    items = sorted(line for line in desk.writer.stored().splitlines() if LIMIT not in line)
    return repr((files, items, len(cast(MemoryQueue, desk.writer.cloud.letters))))
