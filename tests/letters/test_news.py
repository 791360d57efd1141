"""What the mail service tells of letters: bounces and complaints suppress, are counted apart, and stop a letter."""

import pytest

from chalicelib import schedule
from chalicelib.cloud.ports import Outgoing
from chalicelib.newsletter.letter import id_of
from chalicelib.store import letters, subscribers
from tests.letters.house import GRACE, KEY, TODAY, LetterHouse, many
from tests.publishing.house import post

BOUNCE = {"bounceType": "Permanent", "bounceSubType": "General", "bouncedRecipients": []}
FULL = {"bounceType": "Transient", "bounceSubType": "MailboxFull", "bouncedRecipients": []}


@pytest.fixture
def house() -> LetterHouse:
    house = LetterHouse()
    house.publish({"site.yaml": "title: The Press\n"})
    return house


def sent_to(house: LetterHouse, address: str) -> Outgoing:
    return next(one for one in house.posted() if one.to == address)


def counts(house: LetterHouse) -> dict[str, int]:
    return dict(letters.troubles(house.cloud.table, id_of(KEY)))


def state(house: LetterHouse, address: str) -> tuple[str, str, str]:
    subscriber = house.subscriber(address)
    assert subscriber is not None
    return subscriber.state, subscriber.why, subscriber.address


def test_a_hard_bounce_suppresses_at_once_and_forgets_the_address(house: LetterHouse) -> None:
    house.follow(*many(3))
    house.announce()
    house.tell_news("Bounce", sent_to(house, many(3)[1]), BOUNCE)
    assert state(house, many(3)[1]) == ("suppressed", "bounce", "")
    assert subscribers.followers(house.cloud.table) == 2
    house.announce(post(title="Next", date=TODAY), "posts/next.md")
    assert house.readers().count(many(3)[1]) == 1
    assert len(house.readers()) == 5


def test_a_complaint_suppresses_at_once_and_is_counted_apart(house: LetterHouse) -> None:
    house.follow(*many(3))
    house.announce()
    house.tell_news("Bounce", sent_to(house, many(3)[0]), BOUNCE)
    house.tell_news("Complaint", sent_to(house, many(3)[1]), {"complaintFeedbackType": "abuse"})
    assert state(house, many(3)[1])[:2] == ("suppressed", "complaint")
    assert counts(house) == {"bounced": 1, "complained": 1, "soft": 0}


def test_news_that_comes_twice_is_counted_once(house: LetterHouse) -> None:
    house.follow(*many(3))
    house.announce()
    for _ in range(3):
        house.tell_news("Bounce", sent_to(house, many(3)[0]), BOUNCE)
    assert counts(house)["bounced"] == 1
    assert subscribers.followers(house.cloud.table) == 2


def test_soft_bounces_suppress_only_when_they_go_on(house: LetterHouse) -> None:
    house.follow("ada@example.org")
    for day in range(3):
        house.announce(post(title=f"Post {day}", date=house.clock.time.isoformat()), f"posts/{day}.md")
        assert state(house, "ada@example.org")[0] == "following"
        house.tell_news("Bounce", house.posted()[-1], FULL)
        house.wait(24 * 3600)
    assert state(house, "ada@example.org")[:2] == ("suppressed", "soft bounces")


def test_when_too_many_bounce_the_letter_stops_by_itself_and_says_so(house: LetterHouse) -> None:
    house.follow(*many(400))
    house.publish({KEY: post(date=TODAY)})
    house.clock.sleep(GRACE)
    schedule.tick(house.cloud)
    while len(house.readers()) < 60:
        one_errand(house)
    for one in house.posted()[:6]:
        house.tell_news("Bounce", one, BOUNCE)
    house.settle()
    letter = house.letter()
    assert letter is not None
    assert (letter.state, "bounced: more than 5 %" in letter.why) == ("stopped", True)
    assert len(house.readers()) < 100


def one_errand(house: LetterHouse) -> None:
    message = house.next_errand()
    assert message is not None
    house.do(message)


def test_news_of_what_is_not_ours_changes_nothing(house: LetterHouse) -> None:
    house.follow("ada@example.org")
    house.tell_news("Bounce", Outgoing("a@b.example", "x@example.org", b"", {}), BOUNCE)
    house.tell_news("Open", Outgoing("a@b.example", "x@example.org", b"", {"letter": "x", "reader": house.id("ada@example.org")}))
    assert state(house, "ada@example.org")[0] == "following"
