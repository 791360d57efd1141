"""Comments at the desk: who sees and decides on which, and that nothing of a commenter gets out."""

import json
from collections.abc import Mapping
from typing import Any, cast

import pytest

from chalicelib.authoring.grants import Role
from chalicelib.cloud.memory import MemoryQueue
from chalicelib.comments.rules.comment import LONGEST_TEXT
from tests.authoring_api.test_desk import Desk
from tests.comments.test_comments import ADDRESS, COMMENT, SITE
from tests.publishing.blog import URL, post
from tests.web.visitor import ADA, IP, Visitor

SCRIPT = "<script>alert(1)</script>"


class Room(Desk):
    """A person at the desk of a blog whose post takes comments."""

    def __init__(self, role: Role = "editor", key: str = "posts/ink.md", **front: str) -> None:
        super().__init__(role)
        self.blog.publish({"site.yaml": SITE, key: post(title="Ink", date="2026-11-20", **front)})
        self.visitor = Visitor(self.writer.cloud)

    def settle(self) -> None:
        while len(cast(MemoryQueue, self.writer.cloud.letters)):
            self.writer.work()
        self.blog.settle()

    def comment(self, **more: str) -> None:
        self.visitor.ask("POST", "/comments", {**COMMENT, **more})
        self.settle()

    def waiting(self) -> list[Mapping[str, Any]]:
        listed: list[Mapping[str, Any]] = self.get("comments")["comments"]
        return listed

    def decide(self, act: str, **more: Any) -> None:
        self.send("comments", comment=self.waiting()[0]["id"], act=act, **more)
        self.settle()

    @property
    def page(self) -> str:
        return self.blog.page(ADDRESS) or ""


@pytest.fixture
def room() -> Room:
    return Room()


def test_a_comment_that_waits_is_listed_with_its_post(room: Room) -> None:
    room.comment()

    [comment] = room.waiting()

    assert (comment["writer"], comment["text"]) == ("Ada", "I *like* ink.")
    assert comment["post"] == {"title": "Ink", "address": f"{URL}{ADDRESS}"}


@pytest.mark.parametrize(("role", "key", "is_listed"), [("editor", "posts/ink.md", True), ("author", "posts/ink.md", False)])
def test_a_comment_waits_while_its_post_is_off_the_site_and_is_decided_on(role: Role, key: str, is_listed: bool) -> None:
    room = Room(role, key)
    room.comment()
    room.blog.publish({key: post(title="Ink", date="2026-11-20", draft=True)})

    assert [each["post"]["title"] for each in room.waiting()] == (["Ink"] if is_listed else [])
    if is_listed:
        room.decide("approve")
    room.blog.publish({key: post(title="Ink", date="2026-11-20")})

    assert ("I <em>like</em> ink." in room.page) is is_listed


def test_neither_the_address_nor_the_network_of_a_commenter_goes_to_the_browser(room: Room) -> None:
    room.comment(email=ADA)

    said = json.dumps(room.waiting())

    [comment] = room.waiting()
    assert ADA not in said
    assert IP not in said
    assert comment.keys() == {"id", "writer", "text", "website", "at", "lang", "hits", "post"}


def test_an_approved_comment_is_on_the_page_and_waits_no_longer(room: Room) -> None:
    room.comment()
    room.decide("approve")

    assert "I <em>like</em> ink." in room.page
    assert room.waiting() == []


def test_a_reply_is_shown_with_the_comment_as_its_post_s_author_s() -> None:
    room = Room(author="Eva Ink")
    room.comment()
    room.decide("approve", text="So *do* I.")

    assert "So <em>do</em> I." in room.page
    assert "Eva Ink" in room.page


def test_a_deleted_comment_is_never_shown(room: Room) -> None:
    room.comment()
    room.decide("delete", text="No.")

    assert room.waiting() == []
    assert "ink." not in room.page.partition('id="comments"')[2]


def test_who_is_blocked_comments_no_more(room: Room) -> None:
    room.comment()
    room.decide("block")
    room.comment(text="Again.")

    assert room.waiting() == []


def test_what_was_decided_on_before_is_decided_once(room: Room) -> None:
    room.comment()
    [comment] = room.waiting()
    room.decide("approve", text="Once.")
    room.send("comments", comment=comment["id"], act="approve", text="Twice.")
    room.settle()

    assert "Once." in room.page
    assert "Twice." not in room.page


@pytest.mark.parametrize(("key", "front"), [("posts/ann/ink.md", {}), ("posts/ink.md", {"author": "Ann"})])
def test_an_author_decides_on_comments_on_posts_in_their_folder_or_with_their_name(key: str, front: dict[str, str]) -> None:
    room = Room("author", key, **front)
    room.comment()
    room.decide("approve", text="Thank you.")

    assert "Thank you." in room.page


def test_an_author_neither_sees_nor_decides_on_comments_on_posts_of_others() -> None:
    room = Room("author", "posts/bob/ink.md", author="Bob")
    room.comment()
    assert room.waiting() == []

    [item] = room.writer.cloud.table.query("HELD")
    room.send("comments", comment=item.at.sk, act="approve")
    room.settle()

    assert "I <em>like</em> ink." not in room.page


def test_what_a_stranger_wrote_is_sent_as_text(room: Room) -> None:
    room.comment(name=SCRIPT, text=SCRIPT)
    reply = room.writer.get("/desk/comments")

    assert reply.headers["Content-Type"] == "application/json"
    assert reply.headers["X-Content-Type-Options"] == "nosniff"
    assert json.loads(reply.body)["comments"][0]["text"] == SCRIPT


@pytest.mark.parametrize(
    ("asked", "status"), [({"act": "publish"}, 400), ({"act": "approve", "text": "x" * (LONGEST_TEXT + 1)}, 400)]
)
def test_an_act_that_is_none_and_a_reply_that_is_too_long_are_refused(room: Room, asked: dict[str, str], status: int) -> None:
    room.comment()

    room.send("comments", status, comment=room.waiting()[0]["id"], **asked)


def test_a_decision_from_elsewhere_decides_nothing(room: Room) -> None:
    room.comment()
    session, room.session = room.session, "0" * 64
    room.send("comments", 403, comment="any", act="delete")
    room.session = session

    assert len(room.waiting()) == 1
    room.writer.cookie = ""
    assert room.writer.get("/desk/comments").status == 401
