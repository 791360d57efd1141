"""Whom a letter reaches: the followers when it comes due, by their wishes at that time."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from chalicelib import schedule
from chalicelib.newsletter import letter_holds
from chalicelib.newsletter.rules import subscription
from chalicelib.newsletter.rules.letter import id_of
from chalicelib.newsletter.rules.preferences import Wishes
from chalicelib.store.newsletter import letters, subscribers
from tests.letters.blog import KEY, NEWS, TODAY, LetterBlog, many
from tests.publishing.blog import post

SITE = "title: The Press\nlanguages: [en, es]\nzone: UTC\nnewsletter: {hour: 8}\n"


@pytest.fixture
def blog() -> LetterBlog:
    blog = LetterBlog()
    blog.publish({"site.yaml": SITE})
    return blog


def change(blog: LetterBlog, address: str, **wishes: object) -> None:
    """Change a follower's wishes, now."""
    standing = blog.subscriber(address)
    new = subscription.changed(standing, Wishes(**wishes), blog.clock.time).new  # type: ignore[arg-type]
    assert new is not None
    assert subscribers.write(blog.cloud.table, new, standing)


def leave(blog: LetterBlog, address: str) -> None:
    standing = blog.subscriber(address)
    new = subscription.left(standing, blog.clock.time).new
    assert new is not None
    assert subscribers.write(blog.cloud.table, new, standing)


def test_every_follower_gets_a_letter(blog: LetterBlog) -> None:
    blog.follow(*many(150))
    blog.announce()
    assert blog.readers() == many(150)
    assert blog.state() == "sent"


def test_a_category_reaches_whom_it_interests(blog: LetterBlog) -> None:
    blog.follow("all@example.org")
    blog.follow("books@example.org", categories=("books", "films"))
    blog.follow("music@example.org", categories=("music",))
    blog.announce(post(date=TODAY, categories=["Books"]))
    assert blog.readers() == ["all@example.org", "books@example.org"]


def test_a_post_by_several_authors_reaches_the_readers_of_each_of_them_once(blog: LetterBlog) -> None:
    blog.follow("all@example.org")
    blog.follow("ann@example.org", authors=("ann",))
    blog.follow("both@example.org", authors=("ann", "bo"), categories=("books",))
    blog.follow("books@example.org", authors=("cy",), categories=("books",))
    blog.follow("cy@example.org", authors=("cy",))
    blog.announce(post(date=TODAY, categories=["Books"], authors=["Ann", "Bo"]))
    assert blog.readers() == ["all@example.org", "ann@example.org", "books@example.org", "both@example.org"]


def test_a_letter_under_way_from_before_authors_were_stored_reaches_the_others_as_ever(blog: LetterBlog) -> None:
    blog.follow("all@example.org")
    blog.follow("ann@example.org", authors=("ann",))
    blog.mail.allows = blog.mail.allows._replace(left=0)
    blog.announce(post(date=TODAY, authors=["Ann"]))
    paused = blog.letter()
    assert paused
    former = {ref: replace(subject, authors=()) for ref, subject in paused.subjects.items()}
    assert letters.write(blog.cloud.table, replace(paused, subjects=former))
    blog.mail.allows = blog.mail.allows._replace(left=None)

    blog.wait(4 * 3600)

    assert (blog.state(), blog.readers()) == ("sent", ["all@example.org"])


def test_a_post_goes_to_readers_of_its_language(blog: LetterBlog) -> None:
    blog.follow("en@example.org")
    blog.follow("es@example.org", lang="es")
    blog.follow("both@example.org", all_languages=True)
    blog.announce(post(date=TODAY, lang="es"))
    assert blog.readers() == ["both@example.org", "es@example.org"]


def test_a_reader_who_left_while_the_letter_was_due_gets_no_letter(blog: LetterBlog) -> None:
    blog.follow("a@example.org", "b@example.org")
    blog.publish({KEY: NEWS})
    leave(blog, "a@example.org")
    blog.wait()
    assert blog.readers() == ["b@example.org"]


def test_a_reader_who_follows_after_it_came_due_gets_the_next_letter(blog: LetterBlog) -> None:
    blog.follow("a@example.org")
    blog.announce()
    blog.follow("late@example.org")
    blog.announce(post(title="Next", date=TODAY), "posts/next.md")
    assert blog.readers() == ["a@example.org", "a@example.org", "late@example.org"]


def test_an_address_that_the_service_refuses_does_not_stop_other_mail(blog: LetterBlog) -> None:
    blog.follow(*many(30))
    blog.mail.refusing["reader-007@example.org"] = "address"
    blog.announce()
    assert blog.readers() == [one for one in many(30) if one != "reader-007@example.org"]
    entry = blog.entry("reader-007@example.org")
    assert entry is not None
    assert (entry.state, entry.why) == ("failed", "told to refuse this address")
    assert blog.state() == "sent"


# ---- digests


def test_a_daily_digest_brings_the_day_s_posts_at_the_site_s_hour(blog: LetterBlog) -> None:
    blog.follow("daily@example.org", often="daily")
    blog.wait(120)
    blog.announce(post(title="First", date=TODAY), "posts/first.md")
    blog.announce(post(title="Second", date=TODAY), "posts/second.md")
    assert blog.readers() == []
    blog.wait(24 * 3600)
    (message,) = blog.parsed()
    text = str(message.get_body(("plain",)))
    assert text.index("Second") < text.index("First")
    assert blog.clock.time.date().isoformat() == "2026-11-26"


def test_a_weekly_digest_comes_on_monday(blog: LetterBlog) -> None:
    blog.follow("weekly@example.org", often="weekly")
    blog.wait(120)
    blog.announce()
    blog.wait(4 * 24 * 3600)
    assert blog.readers() == []
    blog.wait(24 * 3600)
    assert blog.readers() == ["weekly@example.org"]


def test_an_hour_that_is_moved_leaves_no_post_out(blog: LetterBlog) -> None:
    blog.follow("daily@example.org", often="daily")
    blog.wait(120)
    blog.wait(20 * 3600)
    blog.announce(post(title="Morning", date="2026-11-26T08:20:00+00:00"), "posts/morning.md")
    blog.publish({"site.yaml": SITE.replace("hour: 8", "hour: 18")})
    blog.wait(48 * 3600)
    assert blog.readers() == ["daily@example.org"]


def test_a_letter_resumed_late_is_in_the_digests_too(blog: LetterBlog) -> None:
    blog.follow("each@example.org")
    blog.follow("daily@example.org", often="daily")
    blog.wait(120)
    blog.publish({KEY: NEWS})
    letter_holds.cancel(blog.cloud, id_of(KEY))
    blog.wait(36 * 3600)
    assert blog.readers() == []
    letter_holds.resume(blog.cloud, id_of(KEY))
    blog.wait(24 * 3600)
    assert blog.readers() == ["daily@example.org", "each@example.org"]


def test_a_digest_cancelled_and_resumed_brings_no_post_twice(blog: LetterBlog) -> None:
    blog.follow("daily@example.org", often="daily")
    blog.wait(120)
    blog.announce(post(title="Alpha", date=TODAY), "posts/alpha.md")
    blog.clock.time = blog.clock.time.replace(hour=8, minute=0) + timedelta(days=1)
    schedule.tick(blog.cloud)
    assert letter_holds.cancel(blog.cloud, "daily-2026-11-26-08")
    blog.announce(post(title="Beta", date="2026-11-26T08:05:00+00:00"), "posts/beta.md")
    letter_holds.resume(blog.cloud, "daily-2026-11-26-08")
    blog.wait(24 * 3600)
    bodies = [str(message.get_body(("plain",))) for message in blog.parsed()]
    assert [sum(title in body for body in bodies) for title in ("Alpha", "Beta")] == [1, 1]


def test_a_digest_has_posts_renamed_meanwhile_and_none_taken_back(blog: LetterBlog) -> None:
    blog.follow("daily@example.org", often="daily")
    blog.follow("alpha@example.org", often="daily", categories=("alpha",))
    alpha, beta = (post(title=title, date=TODAY, categories=[title]) for title in ("Alpha", "Beta"))
    blog.wait(120)
    blog.announce(alpha, "posts/alpha.md")
    blog.announce(beta, "posts/beta.md")
    blog.mail.allows = blog.mail.allows._replace(left=0)
    blog.wait(20 * 3600)
    blog.publish({"posts/beta.md": None, "posts/renamed.md": beta, "posts/alpha.md": None})
    blog.mail.allows = blog.mail.allows._replace(left=None)
    blog.wait(4 * 3600)
    assert blog.readers() == ["daily@example.org"]
    assert [message["Subject"] for message in blog.parsed()] == ["Beta"]


def test_an_empty_period_sends_nothing(blog: LetterBlog) -> None:
    blog.follow("daily@example.org", often="daily")
    blog.announce()
    blog.wait(3 * 24 * 3600)
    assert blog.readers() == ["daily@example.org"]


def test_a_digest_leaves_out_posts_that_its_reader_does_not_want(blog: LetterBlog) -> None:
    blog.follow("books@example.org", often="daily", categories=("books",))
    blog.follow("music@example.org", often="daily", categories=("music",))
    blog.wait(120)
    blog.announce(post(title="On books", date=TODAY, categories=["Books"]), "posts/books.md")
    blog.announce(post(title="On films", date=TODAY, categories=["Films"]), "posts/films.md")
    blog.wait(24 * 3600)
    (message,) = blog.parsed()
    assert message["To"] == "books@example.org"
    assert "On films" not in message.as_string()


def test_a_digest_has_the_posts_of_the_authors_that_its_reader_follows(blog: LetterBlog) -> None:
    blog.follow("ann@example.org", often="daily", authors=("ann",))
    blog.wait(120)
    for number, name in enumerate(("Ann", "Bo", "Ann")):
        blog.announce(post(title=f"By {name}, {number}", date=TODAY, authors=[name]), f"posts/{number}.md")
    blog.wait(24 * 3600)
    (message,) = blog.parsed()
    text = str(message.get_body(("plain",)))
    assert [title in text for title in ("By Ann, 0", "By Bo, 1", "By Ann, 2")] == [True, False, True]


def test_a_post_taken_back_before_the_digest_is_not_in_it(blog: LetterBlog) -> None:
    blog.follow("daily@example.org", often="daily")
    blog.wait(120)
    blog.announce()
    blog.publish({KEY: None})
    blog.wait(24 * 3600)
    assert blog.readers() == []


@pytest.mark.parametrize(("before", "after"), [("each", "daily"), ("daily", "each"), ("weekly", "daily"), ("daily", "weekly")])
def test_a_change_of_mind_neither_loses_nor_doubles_a_post(blog: LetterBlog, before: str, after: str) -> None:
    blog.follow("ada@example.org", often=before)
    blog.wait(120)
    blog.announce(post(title="One", date=TODAY), "posts/one.md")
    change(blog, "ada@example.org", often=after)
    blog.announce(post(title="Two", date=TODAY), "posts/two.md")
    blog.wait(8 * 24 * 3600)
    bodies = [str(message.get_body(("plain",))) for message in blog.parsed()]
    assert [sum(title in body for body in bodies) for title in ("One", "Two")] == [1, 1]


def test_a_clock_that_stood_still_for_days_makes_up_for_it_in_one_digest(blog: LetterBlog) -> None:
    blog.follow("daily@example.org", often="daily")
    blog.wait(120)
    blog.announce()
    blog.clock.time += timedelta(days=3)
    blog.wait(600)
    assert blog.readers() == ["daily@example.org"]


def test_the_count_of_followers_that_a_crash_left_wrong_is_put_right_by_the_next_letter(blog: LetterBlog) -> None:
    blog.follow(*many(10))
    subscribers.count(blog.cloud.table, 5, 3)
    shard = subscribers.shards(blog.cloud.table)[0]
    subscribers.count(blog.cloud.table, shard, 4)
    assert subscribers.followers(blog.cloud.table) == 17
    subscribers.open_shard(blog.cloud.table, 5)
    blog.announce()
    assert subscribers.followers(blog.cloud.table) == 10
