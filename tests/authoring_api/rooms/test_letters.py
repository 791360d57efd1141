"""Letters at the desk: what is due and was sent, and what a person does with one."""

import json
import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, cast
from urllib.parse import quote

import pytest

from chalicelib.authoring.grants import Role
from chalicelib.cloud.memory import MemoryMail, MemoryQueue
from chalicelib.newsletter.jobs import OpenLetter, to_letters
from chalicelib.store.authoring import people
from chalicelib.store.authoring.people import Person
from tests.authoring_api.test_desk import Desk
from tests.authoring_api.writer import ANN
from tests.publishing.blog import post

TODAY = "2026-11-25T11:30:00+00:00"


class Room(Desk):
    """A person at the desk of a blog with a post whose letter is due."""

    def __init__(self, role: Role = "editor", key: str = "posts/news.md") -> None:
        super().__init__(role)
        self.key = key
        self.blog.publish({key: post("It **happened**.", title="News", date=TODAY)})

    def settle(self) -> None:
        while len(cast(MemoryQueue, self.writer.cloud.letters)):
            self.writer.work()

    def letters(self) -> list[Mapping[str, Any]]:
        listed: list[Mapping[str, Any]] = self.get("letters")["letters"]
        return listed

    def act(self, act: str, letter: str = "", status: int = 200) -> Mapping[str, Any]:
        answer = self.send("letters", status, letter=letter or self.letters()[0]["id"], act=act)
        self.settle()
        return answer

    def mails(self) -> list[str]:
        return [mail.to for mail in cast(MemoryMail, self.writer.cloud.mail).sent]


@pytest.fixture
def room() -> Room:
    return Room()


def test_a_letter_that_is_due_is_listed_with_what_may_be_done(room: Room) -> None:
    [letter] = room.letters()

    assert (letter["title"], letter["state"], letter["due"]) == ("News", "due", "2026-11-25T12:10:00+00:00")
    assert letter["acts"] == ["cancel", "test"]
    assert room.get("letters")["followers"] == 0


def test_a_cancelled_letter_is_sent_to_nobody_and_resumed_it_is_due_when_it_was(room: Room) -> None:
    room.act("cancel")
    [cancelled] = room.letters()
    assert (cancelled["state"], cancelled["acts"]) == ("cancelled", ["resume", "test"])

    room.act("resume")

    [letter] = room.letters()
    assert (letter["state"], letter["due"]) == ("due", "2026-11-25T12:10:00+00:00")


def test_a_test_goes_to_the_person_alone_and_is_no_letter(room: Room) -> None:
    answer = room.act("test")

    [mail] = cast(MemoryMail, room.writer.cloud.mail).sent
    assert (answer["to"], mail.to) == (ANN, ANN)
    assert b"Subject: [Test] News" in mail.raw
    assert room.letters()[0]["sent"] == 0


def test_a_draft_has_a_test_before_it_has_a_letter(room: Room) -> None:
    saved = room.saved()

    room.act("test", saved["key"])

    assert b"Subject: [Test] Trams" in cast(MemoryMail, room.writer.cloud.mail).sent[0].raw


def test_a_post_that_is_gone_until_its_test_is_made_has_none(room: Room) -> None:
    saved = room.saved()
    room.send("letters", letter=saved["key"], act="test")
    room.send("deleted", key=saved["key"], over=saved["etag"])

    room.settle()

    assert room.mails() == []


def test_who_has_no_address_gets_no_test(room: Room) -> None:
    people.put(room.writer.cloud.table, Person("ann", "editor", "ann"))

    room.act("test", status=422)

    assert room.mails() == []


def test_who_may_write_no_longer_until_the_test_is_made_gets_none(room: Room) -> None:
    room.send("letters", letter=room.letters()[0]["id"], act="test")
    people.remove(room.writer.cloud.table, "ann")

    room.settle()

    assert room.mails() == []


@pytest.mark.parametrize("act", ["resume", "delete", ""])
def test_what_can_not_be_done_with_a_letter_in_its_state_is_refused(room: Room, act: str) -> None:
    room.act(act, status=400)

    assert room.letters()[0]["state"] == "due"


def test_what_has_no_letter_can_not_be_cancelled(room: Room) -> None:
    room.act("cancel", "posts/nothing.md", 400)
    room.act("test", "posts/nothing.md", 400)


def test_an_author_sees_and_cancels_only_letters_of_their_own_folder() -> None:
    own, others = Room("author", "posts/ann/news.md"), Room("author", "posts/bob/news.md")

    assert [letter["title"] for letter in own.letters()] == ["News"]
    assert others.letters() == []
    own.act("cancel")
    assert own.letters()[0]["state"] == "cancelled"
    [item] = others.writer.cloud.table.query("LETTERS")
    others.act("cancel", item.at.sk.partition("#")[2], 403)
    others.act("test", "posts/bob/news.md", 403)


def test_an_act_from_elsewhere_does_nothing(room: Room) -> None:
    [letter] = room.letters()
    session, room.session = room.session, "0" * 64
    room.act("cancel", letter["id"], 403)
    room.session = session

    assert room.letters()[0]["state"] == "due"
    room.writer.cookie = ""
    assert room.writer.get("/desk/letters").status == 401


def test_a_letter_is_shown_as_it_will_be_sent(room: Room) -> None:
    [letter] = room.letters()

    shown = room.writer.get(f"/desk/letter?letter={letter['id']}")

    assert (shown.status, shown.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert b"<title>News</title>" in shown.body
    assert b"It <strong>happened</strong>." in shown.body


def test_a_shown_letter_has_no_link_that_acts_for_a_reader(room: Room) -> None:
    shown = room.writer.get("/desk/letter?letter=posts/news.md").body.decode()

    assert set(re.findall(r"/api/[^\"]*[?&;]t=([^\"&]*)", shown)) == {"PREVIEW"}
    assert not re.search(r"[0-9a-f]{32}-(unsubscribe|preferences)", shown)


def test_a_letter_that_was_sent_is_shown_as_its_readers_got_it(room: Room) -> None:
    [letter] = room.letters()
    room.writer.clock.time += timedelta(hours=1)
    room.writer.cloud.letters.send([to_letters(OpenLetter(letter["id"]))])
    room.settle()
    room.blog.publish({room.key: post("It did not.", title="No news", date=TODAY)})

    shown = room.writer.get(f"/desk/letter?letter={letter['id']}").body

    assert (room.letters()[0]["state"], b"<title>News</title>" in shown) == ("sent", True)


def test_a_draft_is_shown_as_a_letter_before_it_has_one(room: Room) -> None:
    saved = room.saved()

    assert b"<title>Trams</title>" in room.writer.get(f"/desk/letter?letter={saved['key']}").body


def test_a_refused_post_has_no_letter_to_show(room: Room) -> None:
    room.blog.publish({"posts/bad.md": "---\ntitle: Bad\ndate: yesterday\n---\nText.\n"})

    answer = json.loads(room.writer.get("/desk/letter?letter=posts/bad.md").body)

    assert answer["error_description"].startswith("there is no email of it to show")


@pytest.mark.parametrize(("name", "status"), [("posts/nothing.md", 400), ("", 403), ("é" * 2_000, 403), ("site.yaml", 403)])
def test_nothing_is_shown_of_a_letter_that_is_not_there(room: Room, name: str, status: int) -> None:
    assert room.writer.get(f"/desk/letter?letter={quote(name)}").status == status


def test_an_author_sees_only_letters_of_their_own_folder_as_they_are() -> None:
    others = Room("author", "posts/bob/news.md")
    [item] = others.writer.cloud.table.query("LETTERS")

    for name in ("posts/bob/news.md", item.at.sk.partition("#")[2]):
        assert others.writer.get(f"/desk/letter?letter={quote(name)}").status == 403
