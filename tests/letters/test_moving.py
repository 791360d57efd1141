"""Letters while a subscription moves to another address: each post comes once, and none is lost."""

import pytest

from chalicelib.newsletter import address_change, consumers
from chalicelib.newsletter.jobs import SignUp, to_letters
from chalicelib.newsletter.rules import tokens
from chalicelib.newsletter.rules.subscription import left
from chalicelib.newsletter.unsubscribe import remove
from chalicelib.store.newsletter import ledger
from chalicelib.times import in_utc
from tests.letters.blog import GRACE, KEY, KEYS, NEWS, LetterBlog
from tests.publishing.blog import post

OLD, NEW, LATEST = "ada@old.example", "ada@new.example", "ada@latest.example"
CHANGED = 120  # seconds, after which the change of address holds


@pytest.fixture
def blog() -> LetterBlog:
    made = LetterBlog()
    made.follow(OLD)
    return made


def move(blog: LetterBlog, old: str = OLD, new: str = NEW) -> None:
    """Ask for another address, and press the link that is mailed to it."""
    job = SignUp(new, in_utc(blog.clock.time), f"{old} {new}", mover=blog.id(old))
    consumers.run(blog.cloud, to_letters(job).body)
    waiting = blog.subscriber(new)
    assert waiting
    address_change.move(blog.cloud, blog.id(old), blog.id(new), waiting.sign_up)


def sent(blog: LetterBlog) -> list[tuple[str, str]]:
    """The letters that went out, as recipients and subjects."""
    return [(one.to, mail["Subject"]) for one, mail in zip(blog.posted(), blog.parsed(), strict=True)]


def test_a_letter_that_was_due_before_goes_to_the_new_address_and_so_does_a_later_one(blog: LetterBlog) -> None:
    blog.publish({KEY: NEWS})
    blog.clock.sleep(GRACE + 10)
    move(blog)

    blog.wait(CHANGED)
    blog.announce(post(title="Later", date=in_utc(blog.clock.time)), "posts/later.md")

    assert sent(blog) == [(NEW, "News"), (NEW, "Later")]


def test_a_subscription_to_an_author_moves_with_the_wish() -> None:
    blog = LetterBlog()
    blog.follow(OLD, authors=("ann",))
    blog.publish({KEY: post(title="By Ann", date=in_utc(blog.clock.time), authors=["Ann"])})
    blog.clock.sleep(GRACE + 10)
    move(blog)
    blog.wait(CHANGED)

    for number, name in enumerate(("Bo", "Ann")):
        blog.announce(post(title=f"Later, by {name}", date=in_utc(blog.clock.time), authors=[name]), f"posts/{number}.md")

    assert sent(blog) == [(NEW, "By Ann"), (NEW, "Later, by Ann")]


def test_a_letter_that_was_sent_does_not_come_again(blog: LetterBlog) -> None:
    blog.announce()
    move(blog)

    blog.wait()

    assert sent(blog) == [(OLD, "News")]


@pytest.mark.parametrize("pause", range(0, GRACE + 240, 60))
def test_at_whatever_time_a_subscription_moves_each_post_comes_once(blog: LetterBlog, pause: int) -> None:
    blog.publish({KEY: NEWS})
    blog.wait(pause)
    move(blog)

    blog.wait(2 * GRACE)

    assert [subject for _, subject in sent(blog)] == ["News"]


@pytest.mark.parametrize("often", ["daily", "weekly"])
def test_the_posts_of_a_digest_in_whose_period_a_subscription_moves_come_once_each(often: str) -> None:
    blog = LetterBlog()
    blog.follow(OLD, often=often)
    blog.wait(60)
    for number in range(2):
        blog.announce(post(title=f"Post {number}", date=in_utc(blog.clock.time)), f"posts/{number}.md")
        if not number:
            move(blog)
            blog.wait(CHANGED)

    blog.wait(8 * 86_400)

    assert sorted(subject for _, subject in sent(blog)) == ["Post 0", "Post 1"]
    assert {to for to, _ in sent(blog)} == {NEW}


def test_an_address_that_moves_twice_gets_what_was_due_before(blog: LetterBlog) -> None:
    blog.publish({KEY: NEWS})
    blog.clock.sleep(GRACE + 10)
    move(blog)
    move(blog, NEW, LATEST)

    blog.wait(CHANGED)

    assert sent(blog) == [(LATEST, "News")]


def test_an_heir_who_leaves_gets_no_letter_that_was_due_before(blog: LetterBlog) -> None:
    blog.publish({KEY: NEWS})
    blog.clock.sleep(GRACE + 10)
    move(blog)
    remove(blog.cloud, blog.id(NEW), lambda standing: left(standing, blog.clock.time))

    blog.wait(CHANGED)

    assert sent(blog) == []


def test_the_links_of_a_letter_that_was_due_before_are_those_of_the_heir(blog: LetterBlog) -> None:
    blog.publish({KEY: NEWS})
    blog.clock.sleep(GRACE + 10)
    move(blog)
    blog.wait(CHANGED)
    (mail,) = blog.parsed()

    address = mail["List-Unsubscribe"].split(",")[0].strip("<>")
    token = address.partition("?t=")[2]

    assert tokens.read(KEYS, "unsubscribe", token, blog.clock.time) == (blog.id(NEW),)


def test_a_complaint_about_such_a_letter_suppresses_the_heir_and_is_noted_in_the_ledger(blog: LetterBlog) -> None:
    blog.publish({KEY: NEWS})
    blog.clock.sleep(GRACE + 10)
    move(blog)
    blog.wait(CHANGED)

    blog.send_event("Complaint", blog.posted()[0])

    former, heir, entry = blog.subscriber(OLD), blog.subscriber(NEW), blog.entry(OLD)
    assert former
    assert heir
    assert entry
    assert (former.state, heir.state) == ("moved", "suppressed")
    assert entry.trouble == "complained"
    assert ledger.read(blog.cloud.table, entry.letter, heir.id) is None


def test_a_late_bounce_of_the_former_address_leaves_the_heir_alone(blog: LetterBlog) -> None:
    blog.announce()
    move(blog)

    blog.send_event("Bounce", blog.posted()[0], {"bounceType": "Permanent"})

    former, heir = blog.subscriber(OLD), blog.subscriber(NEW)
    assert former
    assert heir
    assert (former.state, heir.state) == ("suppressed", "following")
