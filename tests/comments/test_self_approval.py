"""Where a site looks only at the first comment of a writer, they publish the next by a mail to their confirmed address."""

import pytest

from chalicelib import schedule
from tests.comments.test_comments import SITE
from tests.comments.test_reply_notices import Conversation
from tests.function_rights import granted
from tests.publishing.blog import MemoryBlog, post
from tests.web.visitor import link_in, shown, text_of

FIRST = SITE.replace("open: yes", "open: yes, moderate: first")
NEXT = {"email": "ada@example.org", "text": "It *dries*."}
SHOWN = "It <em>dries</em>."


@pytest.fixture
def talk() -> Conversation:
    """Return the talk that Ada, who has confirmed her address, began."""
    blog = MemoryBlog()
    blog.publish({"site.yaml": FIRST, "posts/ink.md": post(title="Ink", date="2026-11-20")})
    talk = Conversation(blog)
    talk.hear()
    return talk


def told(talk: Conversation) -> int:
    return len(talk.inbox("eva@example.org"))


def tick(talk: Conversation) -> None:
    schedule.tick(granted(talk.cloud, "tick"))
    talk.settle()


def test_a_known_writer_publishes_the_next_comment_by_a_mail(talk: Conversation) -> None:
    before = told(talk)
    talk.clock.sleep(7_200)
    talk.comment(**NEXT)
    link = link_in(talk.inbox()[-1], "comments/publish")
    page = talk.ask("GET", link)

    assert (shown(page), SHOWN in page.body.decode(), SHOWN in talk.page, told(talk)) == ("publish", True, False, before)

    assert shown(talk.press(link)) == "published"
    talk.settle()

    assert SHOWN in talk.page


def test_a_comment_that_its_writer_does_not_publish_is_told_to_the_moderator_an_hour_later(talk: Conversation) -> None:
    before = told(talk)
    talk.clock.sleep(7_200)
    talk.comment(**NEXT)
    for seconds in (1_800, 1_800):
        assert told(talk) == before
        talk.clock.sleep(seconds)
        tick(talk)

    assert told(talk) == before + 1
    assert "It *dries*." in text_of(talk.inbox("eva@example.org")[-1])


def test_another_comment_meanwhile_is_told_at_once(talk: Conversation) -> None:
    before = told(talk)
    talk.clock.sleep(7_200)
    talk.comment(**NEXT)
    talk.comment(name="Bob", text="Hello.")

    assert told(talk) == before + 1


def test_of_a_comment_that_its_writer_published_the_moderator_hears_nothing(talk: Conversation) -> None:
    before = told(talk)
    talk.clock.sleep(7_200)
    talk.comment(**NEXT)
    talk.press(link_in(talk.inbox()[-1], "comments/publish"))
    talk.settle()
    talk.clock.sleep(7_200)
    tick(talk)

    assert told(talk) == before


def test_the_mail_quotes_nothing_of_what_a_stranger_may_have_written(talk: Conversation) -> None:
    talk.comment(**NEXT, name="Buy pills")

    assert "dries" not in text_of(talk.inbox()[-1])
    assert "pills" not in text_of(talk.inbox()[-1])


@pytest.mark.parametrize("other", [{"email": ""}, {"email": "bob@example.org"}, {"text": "A casino"}])
def test_a_comment_without_a_known_address_or_with_a_hit_waits_for_a_look(talk: Conversation, other: dict[str, str]) -> None:
    before, mails = told(talk), len(talk.inbox())
    talk.clock.sleep(7_200)
    talk.comment(**NEXT | other)

    assert (told(talk), len(talk.inbox())) == (before + 1, mails)


def test_a_site_that_looks_at_all_comments_asks_no_writer(talk: Conversation) -> None:
    talk.blog.publish({"site.yaml": SITE})
    before = len(talk.inbox())
    talk.comment(**NEXT)

    assert len(talk.inbox()) == before


def test_strangers_cause_no_more_mails_than_the_budget_of_the_mailbox_has(talk: Conversation) -> None:
    before = len(talk.inbox())
    for _ in range(13):
        talk.comment(**NEXT)
        talk.clock.sleep(3_600 * 12)

    assert len(talk.inbox()) - before == 3


def test_a_comment_of_a_writer_who_was_blocked_meanwhile_is_not_published(talk: Conversation) -> None:
    talk.comment(**NEXT | {"text": "A casino"})
    talk.comment(**NEXT)
    talk.decide("block")
    talk.press(link_in(talk.inbox()[-1], "comments/publish"))
    talk.settle()

    assert SHOWN not in talk.page
