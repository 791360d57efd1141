"""The mail service's events: bounces and complaints suppress, are counted apart, and stop a letter."""

import pytest

from chalicelib import schedule
from chalicelib.cloud.ports import Outgoing
from chalicelib.newsletter.rules.letter import id_of
from chalicelib.store.newsletter import letters, subscribers
from tests.letters.blog import GRACE, KEY, TODAY, LetterBlog, many
from tests.publishing.blog import post

BOUNCE = {"bounceType": "Permanent", "bounceSubType": "General", "bouncedRecipients": []}
FULL = {"bounceType": "Transient", "bounceSubType": "MailboxFull", "bouncedRecipients": []}


@pytest.fixture
def blog() -> LetterBlog:
    blog = LetterBlog()
    blog.publish({"site.yaml": "title: The Press\n"})
    return blog


def sent_to(blog: LetterBlog, address: str) -> Outgoing:
    return next(one for one in blog.posted() if one.to == address)


def counts(blog: LetterBlog) -> dict[str, int]:
    return dict(letters.troubles(blog.cloud.table, id_of(KEY)))


def state(blog: LetterBlog, address: str) -> tuple[str, str, str]:
    subscriber = blog.subscriber(address)
    assert subscriber is not None
    return subscriber.state, subscriber.why, subscriber.address


def test_a_hard_bounce_suppresses_at_once_and_forgets_the_address(blog: LetterBlog) -> None:
    blog.follow(*many(3))
    blog.announce()
    blog.send_event("Bounce", sent_to(blog, many(3)[1]), BOUNCE)
    assert state(blog, many(3)[1]) == ("suppressed", "bounce", "")
    assert subscribers.followers(blog.cloud.table) == 2
    blog.announce(post(title="Next", date=TODAY), "posts/next.md")
    assert blog.readers().count(many(3)[1]) == 1
    assert len(blog.readers()) == 5


def test_a_complaint_suppresses_at_once_and_is_counted_apart(blog: LetterBlog) -> None:
    blog.follow(*many(3))
    blog.announce()
    blog.send_event("Bounce", sent_to(blog, many(3)[0]), BOUNCE)
    blog.send_event("Complaint", sent_to(blog, many(3)[1]), {"complaintFeedbackType": "abuse"})
    assert state(blog, many(3)[1])[:2] == ("suppressed", "complaint")
    assert counts(blog) == {"bounced": 1, "complained": 1, "soft": 0}


def test_an_event_that_comes_twice_is_counted_once(blog: LetterBlog) -> None:
    blog.follow(*many(3))
    blog.announce()
    for _ in range(3):
        blog.send_event("Bounce", sent_to(blog, many(3)[0]), BOUNCE)
    assert counts(blog)["bounced"] == 1
    assert subscribers.followers(blog.cloud.table) == 2


def test_soft_bounces_suppress_only_when_they_go_on(blog: LetterBlog) -> None:
    blog.follow("ada@example.org")
    for day in range(3):
        blog.announce(post(title=f"Post {day}", date=blog.clock.time.isoformat()), f"posts/{day}.md")
        assert state(blog, "ada@example.org")[0] == "following"
        blog.send_event("Bounce", blog.posted()[-1], FULL)
        blog.wait(24 * 3600)
    assert state(blog, "ada@example.org")[:2] == ("suppressed", "soft bounces")


def test_when_too_many_bounce_the_letter_stops_by_itself_and_says_so(blog: LetterBlog) -> None:
    blog.follow(*many(400))
    blog.publish({KEY: post(date=TODAY)})
    blog.clock.sleep(GRACE)
    schedule.tick(blog.cloud)
    while len(blog.readers()) < 60:
        one_job(blog)
    for one in blog.posted()[:6]:
        blog.send_event("Bounce", one, BOUNCE)
    blog.settle()
    letter = blog.letter()
    assert letter is not None
    assert (letter.state, "bounced: more than 5 %" in letter.why) == ("stopped", True)
    assert len(blog.readers()) < 100


def one_job(blog: LetterBlog) -> None:
    message = blog.next_job()
    assert message is not None
    blog.do(message)


def test_an_event_about_other_mail_changes_nothing(blog: LetterBlog) -> None:
    blog.follow("ada@example.org")
    blog.send_event("Bounce", Outgoing("a@b.example", "x@example.org", b"", {}), BOUNCE)
    blog.send_event("Open", Outgoing("a@b.example", "x@example.org", b"", {"letter": "x", "reader": blog.id("ada@example.org")}))
    assert state(blog, "ada@example.org")[0] == "following"
