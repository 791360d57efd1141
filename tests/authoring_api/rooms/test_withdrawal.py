"""A post that is taken off the site or off the schedule: what will happen is said before."""

import pytest

from tests.authoring_api.rooms.test_letters import TODAY, Room
from tests.authoring_api.test_desk import Desk
from tests.publishing.blog import URL, post


def said(desk: Desk, key: str) -> dict[str, str]:
    return dict(desk.get(f"withdrawal?key={key}"))


def withdrawn(desk: Desk, key: str) -> None:
    shown = desk.get(f"post?key={key}")
    desk.send("unpublish", key=key, over=shown["etag"], front=shown["front"], body=shown["body"])


def test_a_live_post_loses_its_address_and_its_letter_waits_and_both_come_back() -> None:
    room = Room()
    told = said(room, room.key)
    address = told["address"].removeprefix(URL)
    assert (told["scheduled"], told["letter"]) == ("", "waits")
    assert room.blog.page(address)

    withdrawn(room, room.key)

    assert room.blog.page(address) is None
    draft = room.get(f"post?key={room.key}")
    room.send("publish", key=room.key, over=draft["etag"], front=draft["front"], body=draft["body"])
    assert room.blog.page(address)


@pytest.mark.parametrize(("act", "expected"), [("cancel", ""), ("test", "waits")])
def test_a_letter_that_its_author_has_cancelled_is_not_spoken_of(act: str, expected: str) -> None:
    room = Room()
    room.act(act)

    assert said(room, room.key)["letter"] == expected


def test_a_scheduled_post_says_when_it_would_have_appeared_and_then_it_does_not() -> None:
    desk = Desk()
    saved = desk.send("publish", id="new-later", front={"title": "Later", "date": "2026-12-01 09:00"}, body="Text.\n")
    assert desk.get(f"post?key={saved['key']}")["due"] == "2026-12-01T09:00:00+00:00"
    assert said(desk, saved["key"]) == {"address": "", "scheduled": "2026-12-01T09:00:00+00:00", "letter": ""}

    withdrawn(desk, saved["key"])

    assert desk.get("posts?state=scheduled")["posts"] == []
    assert [one["title"] for one in desk.get("posts?state=drafts")["posts"]] == ["Later"]


def test_an_author_asks_it_of_their_own_posts_alone() -> None:
    desk = Desk("author")
    desk.blog.publish({"posts/bob/news.md": post(title="News", date=TODAY)})

    assert desk.writer.get("/desk/withdrawal?key=posts/bob/news.md").status == 403
    assert desk.writer.get("/desk/withdrawal?key=posts/ann/none.md").status == 400
