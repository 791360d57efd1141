"""Which posts get letters, and the states of a letter."""

from datetime import UTC, datetime

from msgspec.structs import replace

from chalicelib.model import Post, Term
from chalicelib.newsletter.rules.letter import Letter, announced, id_of, opened, resumed, taken_over, withdrawn, woken
from chalicelib.newsletter.rules.subscriber import Subject
from chalicelib.publishing.owed import appears
from chalicelib.record import Record
from chalicelib.times import in_utc

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
POST = Post(
    "posts/a.md",
    "/a/",
    "A post",
    "en",
    date="2026-11-25T11:00:00+00:00",
    authors=(Term("ann", "Ann"),),
    categories=(Term("news", "News"),),
)


def record(post: Post | None = POST, **said: str | tuple[str, ...]) -> Record:
    return Record("posts/a.md", "1.0", "published" if post else "removed", post, **said)  # type: ignore[arg-type]


def test_a_fresh_post_is_due_when_its_grace_is_over() -> None:
    letter = announced(POST, NOW, 600)
    assert letter is not None
    assert (letter.id, letter.kind, letter.state, letter.due) == (id_of("posts/a.md"), "each", "due", "2026-11-25T12:10:00+00:00")


def test_a_post_appears_where_none_stood_before_and_an_edit_is_none() -> None:
    assert appears(None, record())
    assert appears(record(None), record())
    assert not appears(record(), record())


def test_a_letter_never_opened_goes_on_with_the_post_under_another_key() -> None:
    due = Letter("x", "each", "due", "2026-11-25T12:10:00+00:00", "posts/a.md")
    assert taken_over(due, "posts/b.md", "2026-11-25T12:20:00+00:00") == replace(due, key="posts/b.md")


def test_a_letter_that_was_withdrawn_is_due_anew_when_its_post_comes_back() -> None:
    withdrawn = Letter("x", "each", "withdrawn", "2026-11-25T12:10:00+00:00", "posts/a.md", why="withdrawn")
    back = taken_over(withdrawn, "posts/a.md", "2026-11-25T13:00:00+00:00")
    assert (back.state, back.due, back.why) == ("due", "2026-11-25T13:00:00+00:00", "")


def test_a_page_outside_the_flow_never_appears() -> None:
    assert not appears(None, record(replace(POST, date="")))


def test_an_unlisted_post_appears_once_it_is_listed() -> None:
    unlisted = record(replace(POST, listed=False))

    assert not appears(None, unlisted)
    assert not appears(record(), unlisted)
    assert appears(unlisted, record())


def test_a_letter_whose_post_was_taken_back_says_why_it_is_not_sent() -> None:
    assert "withdrawn" in withdrawn(None)
    assert "withdrawn" in withdrawn(record(None))
    assert "newsletter: false" in withdrawn(record(replace(POST, newsletter=False)))
    assert "unlisted" in withdrawn(record(replace(POST, listed=False)))
    assert withdrawn(record()) == ""


def test_an_opened_letter_says_whom_it_may_reach() -> None:
    letter = opened(Letter("x", "each", "due", "2026-11-25T12:10:00+00:00"), POST, "e1")
    assert letter.subjects == {"x": Subject("en", ("news",), "2026-11-25T12:10:00+00:00", ("ann",))}
    assert (letter.state, letter.edition, letter.title) == ("sending", "e1", "A post")


def test_an_unopened_letter_is_resumed_as_due_now_and_an_opened_letter_wakes() -> None:
    due = resumed(Letter("x", "each", "cancelled", "2026-01-01T00:00:00+00:00", why="its author"), NOW)
    assert (due.state, due.due, due.why) == ("due", in_utc(NOW), "")
    under_way = resumed(replace(opened(due, POST, "e1"), state="stopped", why="bounces"), NOW)
    assert (under_way.state, under_way.wake) == ("paused", in_utc(NOW))
    assert woken(under_way).state == "sending"


def test_a_digest_that_is_resumed_keeps_its_period() -> None:
    digest = Letter("daily-2026-11-25-08", "daily", "cancelled", "2026-11-25T08:00:00+00:00", since="2026-11-24T08:00:00+00:00")
    assert resumed(digest, NOW) == replace(digest, state="due")
