"""Whom a letter reaches: who follows when it comes due, as they wished at that time."""

from datetime import timedelta

import pytest

from chalicelib import schedule
from chalicelib.newsletter import campaign, subscription
from chalicelib.newsletter.letter import id_of
from chalicelib.newsletter.subscriber import Wishes
from chalicelib.store import subscribers
from tests.letters.house import KEY, NEWS, TODAY, LetterHouse, many
from tests.publishing.house import post

SITE = "title: The Press\nlanguages: [en, es]\nzone: UTC\nnewsletter: {hour: 8}\n"


@pytest.fixture
def house() -> LetterHouse:
    house = LetterHouse()
    house.publish({"site.yaml": SITE})
    return house


def change(house: LetterHouse, address: str, **wishes: object) -> None:
    """Let somebody wish for something else, now."""
    standing = house.subscriber(address)
    new = subscription.changed(standing, Wishes(**wishes), house.clock.time).new  # type: ignore[arg-type]
    assert new is not None
    assert subscribers.write(house.cloud.table, new, standing)


def leave(house: LetterHouse, address: str) -> None:
    standing = house.subscriber(address)
    new = subscription.left(standing, house.clock.time).new
    assert new is not None
    assert subscribers.write(house.cloud.table, new, standing)


def test_everybody_who_follows_gets_one(house: LetterHouse) -> None:
    house.follow(*many(150))
    house.announce()
    assert house.readers() == many(150)
    assert house.state() == "sent"


def test_a_category_reaches_whom_it_interests(house: LetterHouse) -> None:
    house.follow("all@example.org")
    house.follow("books@example.org", categories=("books", "films"))
    house.follow("music@example.org", categories=("music",))
    house.announce(post(date=TODAY, categories=["Books"]))
    assert house.readers() == ["all@example.org", "books@example.org"]


def test_a_post_goes_to_who_reads_its_language(house: LetterHouse) -> None:
    house.follow("en@example.org")
    house.follow("es@example.org", lang="es")
    house.follow("both@example.org", all_languages=True)
    house.announce(post(date=TODAY, lang="es"))
    assert house.readers() == ["both@example.org", "es@example.org"]


def test_who_left_while_the_letter_was_due_gets_none(house: LetterHouse) -> None:
    house.follow("a@example.org", "b@example.org")
    house.publish({KEY: NEWS})
    leave(house, "a@example.org")
    house.wait()
    assert house.readers() == ["b@example.org"]


def test_who_follows_after_it_came_due_gets_the_next_one(house: LetterHouse) -> None:
    house.follow("a@example.org")
    house.announce()
    house.follow("late@example.org")
    house.announce(post(title="Next", date=TODAY), "posts/next.md")
    assert house.readers() == ["a@example.org", "a@example.org", "late@example.org"]


def test_an_address_the_service_refuses_stops_nobody_else(house: LetterHouse) -> None:
    house.follow(*many(30))
    house.mail.refusing["reader-007@example.org"] = "address"
    house.announce()
    assert house.readers() == [one for one in many(30) if one != "reader-007@example.org"]
    entry = house.entry("reader-007@example.org")
    assert entry is not None
    assert (entry.state, entry.why) == ("failed", "told to refuse this address")
    assert house.state() == "sent"


# ---- digests


def test_a_daily_digest_brings_the_day_s_posts_at_the_site_s_hour(house: LetterHouse) -> None:
    house.follow("daily@example.org", often="daily")
    house.wait(120)
    house.announce(post(title="First", date=TODAY), "posts/first.md")
    house.announce(post(title="Second", date=TODAY), "posts/second.md")
    assert house.readers() == []
    house.wait(24 * 3600)
    (message,) = house.parsed()
    text = str(message.get_body(("plain",)))
    assert text.index("Second") < text.index("First")
    assert house.clock.time.date().isoformat() == "2026-11-26"


def test_a_weekly_digest_comes_on_monday(house: LetterHouse) -> None:
    house.follow("weekly@example.org", often="weekly")
    house.wait(120)
    house.announce()
    house.wait(4 * 24 * 3600)
    assert house.readers() == []
    house.wait(24 * 3600)
    assert house.readers() == ["weekly@example.org"]


def test_an_hour_that_is_moved_leaves_no_post_out(house: LetterHouse) -> None:
    house.follow("daily@example.org", often="daily")
    house.wait(120)
    house.wait(20 * 3600)
    house.announce(post(title="Morning", date="2026-11-26T08:20:00+00:00"), "posts/morning.md")
    house.publish({"site.yaml": SITE.replace("hour: 8", "hour: 18")})
    house.wait(48 * 3600)
    assert house.readers() == ["daily@example.org"]


def test_a_letter_resumed_late_is_in_the_digests_too(house: LetterHouse) -> None:
    house.follow("each@example.org")
    house.follow("daily@example.org", often="daily")
    house.wait(120)
    house.publish({KEY: NEWS})
    campaign.cancel(house.cloud, id_of(KEY))
    house.wait(36 * 3600)
    assert house.readers() == []
    campaign.resume(house.cloud, id_of(KEY))
    house.wait(24 * 3600)
    assert house.readers() == ["daily@example.org", "each@example.org"]


def test_a_digest_cancelled_and_resumed_tells_no_post_twice(house: LetterHouse) -> None:
    house.follow("daily@example.org", often="daily")
    house.wait(120)
    house.announce(post(title="Alpha", date=TODAY), "posts/alpha.md")
    house.clock.time = house.clock.time.replace(hour=8, minute=0) + timedelta(days=1)
    schedule.tick(house.cloud)
    assert campaign.cancel(house.cloud, "daily-2026-11-26-08")
    house.announce(post(title="Beta", date="2026-11-26T08:05:00+00:00"), "posts/beta.md")
    campaign.resume(house.cloud, "daily-2026-11-26-08")
    house.wait(24 * 3600)
    bodies = [str(message.get_body(("plain",))) for message in house.parsed()]
    assert [sum(title in body for body in bodies) for title in ("Alpha", "Beta")] == [1, 1]


def test_a_post_renamed_while_its_digest_waits_is_in_it_and_one_taken_back_is_not(house: LetterHouse) -> None:
    house.follow("daily@example.org", often="daily")
    house.follow("alpha@example.org", often="daily", categories=("alpha",))
    alpha, beta = (post(title=title, date=TODAY, categories=[title]) for title in ("Alpha", "Beta"))
    house.wait(120)
    house.announce(alpha, "posts/alpha.md")
    house.announce(beta, "posts/beta.md")
    house.mail.allows = house.mail.allows._replace(left=0)
    house.wait(20 * 3600)
    house.publish({"posts/beta.md": None, "posts/renamed.md": beta, "posts/alpha.md": None})
    house.mail.allows = house.mail.allows._replace(left=None)
    house.wait(4 * 3600)
    assert house.readers() == ["daily@example.org"]
    assert [message["Subject"] for message in house.parsed()] == ["Beta"]


def test_an_empty_period_sends_nothing(house: LetterHouse) -> None:
    house.follow("daily@example.org", often="daily")
    house.announce()
    house.wait(3 * 24 * 3600)
    assert house.readers() == ["daily@example.org"]


def test_a_digest_leaves_out_what_its_reader_does_not_want(house: LetterHouse) -> None:
    house.follow("books@example.org", often="daily", categories=("books",))
    house.follow("music@example.org", often="daily", categories=("music",))
    house.wait(120)
    house.announce(post(title="On books", date=TODAY, categories=["Books"]), "posts/books.md")
    house.announce(post(title="On films", date=TODAY, categories=["Films"]), "posts/films.md")
    house.wait(24 * 3600)
    (message,) = house.parsed()
    assert message["To"] == "books@example.org"
    assert "On films" not in message.as_string()


def test_a_post_taken_back_before_the_digest_is_not_in_it(house: LetterHouse) -> None:
    house.follow("daily@example.org", often="daily")
    house.wait(120)
    house.announce()
    house.publish({KEY: None})
    house.wait(24 * 3600)
    assert house.readers() == []


@pytest.mark.parametrize(("before", "after"), [("each", "daily"), ("daily", "each"), ("weekly", "daily"), ("daily", "weekly")])
def test_a_change_of_mind_neither_loses_nor_doubles_a_post(house: LetterHouse, before: str, after: str) -> None:
    house.follow("ada@example.org", often=before)
    house.wait(120)
    house.announce(post(title="One", date=TODAY), "posts/one.md")
    change(house, "ada@example.org", often=after)
    house.announce(post(title="Two", date=TODAY), "posts/two.md")
    house.wait(8 * 24 * 3600)
    bodies = [str(message.get_body(("plain",))) for message in house.parsed()]
    assert [sum(title in body for body in bodies) for title in ("One", "Two")] == [1, 1]


def test_a_clock_that_stood_still_for_days_makes_up_for_it_in_one_digest(house: LetterHouse) -> None:
    house.follow("daily@example.org", often="daily")
    house.wait(120)
    house.announce()
    house.clock.time += timedelta(days=3)
    house.wait(600)
    assert house.readers() == ["daily@example.org"]


def test_the_count_of_followers_that_a_crash_left_wrong_is_put_right_by_the_next_letter(house: LetterHouse) -> None:
    house.follow(*many(10))
    subscribers.count(house.cloud.table, 5, 3)
    shard = subscribers.shards(house.cloud.table)[0]
    subscribers.count(house.cloud.table, shard, 4)
    assert subscribers.followers(house.cloud.table) == 17
    subscribers.open_shard(house.cloud.table, 5)
    house.announce()
    assert subscribers.followers(house.cloud.table) == 10
