"""The mail about a reply leads its reader to their own comments, which they see, fetch and erase."""

import json
from datetime import timedelta

import pytest

from tests.comments.test_comments import SITE
from tests.comments.test_reply_notices import Conversation
from tests.publishing.blog import MemoryBlog, post
from tests.web.visitor import link_in, shown


@pytest.fixture
def talk() -> Conversation:
    """Return the talk in which Ada was told of Bob's reply, and has another comment that waits."""
    blog = MemoryBlog()
    blog.publish({"site.yaml": SITE, "posts/ink.md": post(title="Ink", date="2026-11-20")})
    talk = Conversation(blog)
    talk.reply(talk.hear())
    talk.comment(email="Ada@example.org", text="It waits.")
    return talk


def own(talk: Conversation) -> str:
    return link_in(talk.inbox()[-1], "comments/own")


def test_ones_own_comments_are_shown_and_nobody_elses(talk: Conversation) -> None:
    page = talk.ask("GET", own(talk)).body.decode()

    assert "I <em>like</em> ink." in page
    assert "It waits." in page
    assert "So do I." not in page


def test_ones_own_comments_are_fetched_with_what_else_is_kept(talk: Conversation) -> None:
    path, _, token = own(talk).partition("?t=")
    facts = json.loads(talk.ask("POST", f"{path}/data", {"t": token}).body)

    assert [(one["text"], one["address"]) for one in facts["comments"]] == [
        ("I *like* ink.", "ada@example.org"),
        ("It waits.", "Ada@example.org"),
    ]
    assert facts["writer"]["threads"] == ["posts/ink.md"]
    assert "secret" not in facts["writer"]


def test_ones_own_comments_are_erased_with_what_else_is_kept(talk: Conversation) -> None:
    path, _, token = own(talk).partition("?t=")

    assert shown(talk.ask("POST", f"{path}/erased", {"t": token})) == "forgotten"

    talk.settle()

    assert "I <em>like</em> ink." not in talk.page
    assert "So do I." in talk.page
    assert talk.waiting_comments() == []
    assert [entry for entry in talk.kept() if talk.id_of() in entry[0] or "ada@" in entry[2].lower()] == []


def test_a_get_erases_nothing(talk: Conversation) -> None:
    path, _, token = own(talk).partition("?t=")
    talk.ask("GET", f"{path}/erased?t={token}")
    talk.settle()

    assert "I <em>like</em> ink." in talk.page


def test_a_link_to_ones_own_comments_ends_before_the_link_that_stops_mails(talk: Conversation) -> None:
    link = own(talk)
    talk.clock.time += timedelta(days=8)

    assert shown(talk.ask("GET", link)) == "refused"
    assert shown(talk.ask("GET", link_in(talk.inbox()[-1], "comments/replies"))) == "replies"


def test_a_link_that_stops_mails_shows_no_comments(talk: Conversation) -> None:
    stop = link_in(talk.inbox()[-1], "comments/replies").partition("?t=")[2]

    assert shown(talk.ask("GET", f"/comments/own?t={stop}")) == "refused"
