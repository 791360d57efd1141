"""The letters that a command reports: each once, with the number of subscribers whom it reached."""

import pytest

from chalicelib.store.newsletter import letters
from chalicelib.times import in_utc
from infra.authoring.push.push_events import SAID
from infra.authoring.watch.sent_letters import LetterWatcher
from tests.letters.blog import KEY, NEWS, TODAY, LetterBlog
from tests.publishing.blog import post


def test_a_letter_is_told_once_with_the_number_that_it_reached() -> None:
    blog = LetterBlog()
    blog.follow("ann@example.org", "ben@example.org")
    mailed = LetterWatcher(blog.cloud, in_utc(blog.clock.now()))
    blog.publish({KEY: NEWS})
    before = mailed.look()
    blog.wait()

    told = mailed.look()

    assert before == []
    assert [SAID[event["event"]].text(event) for event in told] == [f"{KEY}  mailed to 2 subscribers"]
    assert mailed.look() == []


@pytest.mark.parametrize(
    ("followers", "told"),
    [
        ((), [f"{KEY}  mailed to nobody: there are no subscribers yet"]),
        (("ann@example.org",), [f"{KEY}  mailed to 0 subscribers"]),
    ],
)
def test_of_a_letter_that_reached_nobody_it_is_told_whether_anybody_is_subscribed(
    followers: tuple[str, ...], told: list[str]
) -> None:
    blog = LetterBlog()
    mailed = LetterWatcher(blog.cloud, in_utc(blog.clock.now()))
    blog.publish({KEY: NEWS})
    blog.wait()
    blog.follow(*followers)

    events = mailed.look()

    assert letters.listed(blog.cloud.table)
    assert [SAID[event["event"]].text(event) for event in events] == told


def test_that_nobody_is_subscribed_is_told_once_and_only_of_what_would_be_mailed() -> None:
    blog = LetterBlog()
    mailed = LetterWatcher(blog.cloud, in_utc(blog.clock.now()))
    blog.publish({f"posts/{number}.md": NEWS.replace("title: ", f"title: {number} ") for number in range(3)})
    blog.publish({"posts/old.md": NEWS.replace("2026-11-25", "2011-11-25")})
    blog.wait()
    first = mailed.look()
    blog.publish({"posts/later.md": NEWS.replace("title: ", "title: Later ")})
    blog.wait()

    then = mailed.look()

    assert [SAID[event["event"]].text(event) for event in first] == ["posts/0.md  mailed to nobody: there are no subscribers yet"]
    assert len(letters.listed(blog.cloud.table)) == 4
    assert then == []


def test_of_a_note_that_is_in_digests_only_nothing_is_told() -> None:
    blog = LetterBlog()
    blog.follow("ann@example.org")
    mailed = LetterWatcher(blog.cloud, in_utc(blog.clock.now()))
    blog.announce(post("Frost.", title=None, type="note", date=TODAY), KEY)

    assert blog.state() == "sent"
    assert mailed.look() == []
