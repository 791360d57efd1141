"""A moderator answers a comment as the author of its post, and blocks its writer."""

import pytest

from tests.comments.test_comments import COMMENT, SITE
from tests.comments.test_reply_notices import Conversation
from tests.publishing.blog import MemoryBlog, post
from tests.web.visitor import ADA, IP, link_in, text_of

ELSEWHERE = "198.51.100.1"


@pytest.fixture
def talk() -> Conversation:
    blog = MemoryBlog()
    blog.publish({"site.yaml": SITE, "posts/ink.md": post(title="Ink", date="2026-11-20", author="Eva Ink")})
    return Conversation(blog)


def test_a_reply_of_the_author_is_shown_with_the_comment_and_marked(talk: Conversation) -> None:
    talk.comment()
    talk.decide("approve", text="So *do* I.")

    comment, reply = talk.page.split('class="comment h-cite')[1:]
    assert "I <em>like</em> ink." in comment
    assert reply.startswith(" by-author")
    assert "So <em>do</em> I." in reply
    assert "Eva Ink" in reply


def test_nothing_is_replied_to_a_comment_that_is_deleted(talk: Conversation) -> None:
    talk.comment()
    talk.decide("delete", text="So do I.")

    assert "So do I." not in talk.page


def test_who_confirms_an_address_hears_of_the_reply_that_came_with_the_approval(talk: Conversation) -> None:
    talk.comment(email=ADA, notify="yes")
    talk.decide("approve", text="So do I.")
    [asked] = talk.inbox()
    for _ in range(2):
        talk.press(link_in(asked, "comments/confirm"))
        talk.settle()

    assert ["Eva Ink: So do I." in text_of(mail) for mail in talk.inbox()] == [False, True]


@pytest.mark.parametrize(
    ("first", "second", "ip", "days", "held"),
    [
        ("", "", IP, 1, 0),
        ("", ADA, IP, 1, 0),
        ("", "", ELSEWHERE, 1, 1),
        ("", "", IP, 31, 1),
        (ADA, "Ada@Example.org", ELSEWHERE, 1, 0),
        (ADA, "", IP, 1, 1),
    ],
)
def test_a_block_drops_comments_of_the_address_or_without_one_of_the_network_for_thirty_days(
    talk: Conversation, first: str, second: str, ip: str, days: int, held: int
) -> None:
    talk.comment(email=first)
    talk.decide("block")
    talk.clock.sleep(days * 86_400)
    talk.ask("POST", "/comments", {**COMMENT, "email": second}, ip=ip)
    talk.settle()

    assert len(talk.waiting_comments()) == held
