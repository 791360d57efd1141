"""Who commented hears of replies by mail: after a comment was approved, and its writer has confirmed the address."""

from collections.abc import Sequence
from typing import Any, cast

import pytest

from chalicelib.cloud.memory import MemoryMail
from chalicelib.cloud.ports import Unsent
from chalicelib.comments import reply_notices
from chalicelib.comments.moderation_mail import moderator_id
from chalicelib.comments.rules.comment import Comment
from chalicelib.newsletter.jobs import CommentMail
from chalicelib.newsletter.rules import tokens
from chalicelib.store import commenters, comments
from tests.comments.test_comments import ADDRESS, SITE, Discussion
from tests.publishing.blog import URL, MemoryBlog, post
from tests.web.visitor import ADA, KEYS, PEPPER, link_in, shown, text_of

BOB, PEN = "bob@example.org", "/2026/11/21/pen/"


class Conversation(Discussion):
    """Ada and Bob comment on a post."""

    def publish(self, email: str = ADA, **more: str) -> str:
        """Comment with this address, and have it approved; return the comment's name."""
        self.comment(email=email, **more)
        [waits] = self.waiting_comments()
        token = tokens.sign(KEYS, "moderate", (moderator_id(PEPPER, "eva@example.org"),), self.clock.now())
        self.press("/comments/waiting", {"t": token, "comment": f"{waits.name} {waits.thread}", "act": "approve"})
        self.settle()
        return waits.name

    def hear(self, **more: str) -> str:
        """Comment as Ada, who confirms that she hears of replies; return the comment's name."""
        name = self.publish(notify="yes", **more)
        self.press(link_in(self.inbox()[0], "comments/confirm"))
        return name

    def reply(self, to: str, email: str = BOB, **more: str) -> str:
        return self.publish(email, reply_to=to, text="So do I.", **more)

    def waiting_comments(self) -> Sequence[Comment]:
        return comments.held(self.cloud.table, 9)

    def subjects(self) -> list[str]:
        return [mail["Subject"] for mail in self.inbox()]


class Once(dict[str, Unsent]):
    """Addresses that a mail service refuses once."""

    def get(self, address: str, default: Any = None) -> Any:
        return self.pop(address, default)


@pytest.fixture
def talk() -> Conversation:
    blog = MemoryBlog()
    blog.publish({"site.yaml": SITE, "posts/ink.md": post(title="Ink", date="2026-11-20")})
    return Conversation(blog)


def test_nothing_is_mailed_about_a_comment_that_is_not_approved(talk: Conversation) -> None:
    talk.comment(email=ADA, notify="yes")
    talk.decide("delete")

    assert talk.inbox() == []


def test_a_new_address_gets_one_mail_to_confirm_it(talk: Conversation) -> None:
    talk.publish(notify="yes")
    talk.publish(notify="yes")

    assert talk.subjects() == ["Confirm your address for replies on The Press"]


def test_an_address_without_the_wish_gets_no_mail(talk: Conversation) -> None:
    talk.publish()

    assert talk.inbox() == []


def test_mails_to_confirm_count_in_the_budget_of_the_mailbox(talk: Conversation) -> None:
    talk.sign_up()
    talk.publish(notify="yes")
    within_the_hour = talk.subjects()
    talk.clock.sleep(3_600)
    talk.publish(notify="yes")

    assert within_the_hour == ["Confirm your address to follow The Press"]
    assert talk.subjects()[1:] == ["Confirm your address for replies on The Press"]


def test_the_writer_of_a_comment_hears_of_a_reply_once(talk: Conversation) -> None:
    name = talk.reply(talk.hear())
    reply_notices.send(talk.cloud, CommentMail("posts/ink.md", name, "reply"))

    _, told = talk.inbox()
    assert told["Subject"] == "The Press: a reply to your comment"
    assert "Ada: So do I." in text_of(told)
    assert f"{ADDRESS}#comment-" in text_of(told)


def test_a_get_confirms_nothing(talk: Conversation) -> None:
    name = talk.publish(notify="yes")

    assert shown(talk.ask("GET", link_in(talk.inbox()[0], "comments/confirm"))) == "commenter"

    talk.reply(name)

    assert len(talk.inbox()) == 1


def test_nobody_hears_of_their_own_reply(talk: Conversation) -> None:
    talk.reply(talk.hear(), email="Ada@Example.org")

    assert len(talk.inbox()) == 1


@pytest.mark.parametrize(("of", "posts"), [("&of=post", ["pen"]), ("", [])])
def test_one_press_stops_these_mails_for_a_post_or_for_all(talk: Conversation, of: str, posts: list[str]) -> None:
    talk.blog.publish({"posts/pen.md": post(title="Pen", date="2026-11-21")})
    below = {"ink": talk.hear(), "pen": talk.hear(post=PEN)}
    talk.reply(below["ink"])
    link = link_in(talk.inbox()[-1], "comments/replies")
    pages = shown(talk.ask("GET", link)), shown(talk.press(f"{link}{of}"))
    before = len(talk.inbox())
    talk.reply(below["ink"])
    talk.reply(below["pen"], post=PEN)

    assert pages == ("replies", "stopped")
    assert [title for mail in talk.inbox()[before:] for title in ("ink", "pen") if f"/{title}/#" in text_of(mail)] == posts


def test_the_button_of_a_mail_program_stops_all_from_another_site(talk: Conversation) -> None:
    talk.reply(talk.hear())
    told = talk.inbox()[-1]
    headers = {"sec_fetch_site": "cross-site", "origin": "https://mail.example"}
    reply = talk.ask("POST", link_in(told, "comments/replies"), {"List-Unsubscribe": "One-Click"}, headers=headers)

    assert told["List-Unsubscribe"] == f"<{URL}/api{link_in(told, 'comments/replies')}>"
    assert told["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert (shown(reply), commenters.read(talk.cloud.table, talk.id_of())) == ("stopped", None)


def test_a_mail_that_was_certainly_not_sent_is_sent_later(talk: Conversation) -> None:
    name = talk.hear()
    cast(MemoryMail, talk.cloud.mail).refusing = Once({ADA: "slow"})
    talk.reply(name)

    assert len(talk.inbox()) == 2


def test_a_link_that_confirms_is_over_once_its_commenter_is_forgotten(talk: Conversation) -> None:
    talk.reply(talk.hear())
    first, told = talk.inbox()
    talk.press(link_in(told, "comments/replies"))

    assert shown(talk.press(link_in(first, "comments/confirm"))) == "refused"
