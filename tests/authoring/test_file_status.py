"""What has become of each file, from the record that the site has of it."""

import pytest
from msgspec.structs import replace

from chalicelib.errors import Refusal
from chalicelib.model import Media, Page, Post
from chalicelib.record import Record
from chalicelib.store.publishes import Publish
from infra.authoring.inspect.file_status import FileStatus, counts, name_awaited, status_of

VERSION = "1.000000"
INK = Post("posts/ink.md", "/2026/11/20/ink/", "Ink", "en", date="2026-11-20T00:00:00+00:00")


def record(state: str = "published", **facts: object) -> Record:
    return Record("posts/ink.md", VERSION, state, **facts)  # type: ignore[arg-type]


def situation(of: Record, owner: str = "") -> FileStatus:
    return status_of("posts/ink.md", of, owner)


def test_a_published_post_is_live_at_its_address() -> None:
    found = situation(record(post=INK))

    assert (found.state, found.title, found.address, found.is_simply_live) == ("live", "Ink", "/2026/11/20/ink/", True)


def test_a_note_is_called_by_how_it_begins_or_by_its_time() -> None:
    assert situation(record(post=replace(INK, title="", excerpt="Frost."))).title == "Frost."
    assert situation(record(post=replace(INK, title=""))).title == "2026-11-20 00:00"


def test_a_post_that_will_expire_says_when() -> None:
    found = situation(record(post=INK, wake="2026-12-01T00:00:00+00:00"))

    assert (found.state, found.time, found.is_simply_live) == ("expiring", "2026-12-01T00:00:00+00:00", False)


OWED = record(post=INK, owed=frozenset({Page("address", "/2026/11/20/ink/")}))
DONE, PENDING = Publish(VERSION), Publish(VERSION, pending=frozenset({"p0123456789@1"}))


@pytest.mark.parametrize(
    ("of", "publish", "is_changing"),
    [
        (OWED, DONE, True),
        (record(post=INK), PENDING, True),
        (record(post=INK), DONE, False),
        (record(post=INK), None, False),  # it was published more than a week ago
    ],
)
def test_a_post_whose_pages_are_still_made_is_changing(of: Record, publish: Publish | None, *, is_changing: bool) -> None:
    found = status_of("posts/ink.md", of, publish=publish)

    assert (found.state, found.is_changing, found.is_simply_live) == ("live", is_changing, not is_changing)


def test_a_scheduled_post_says_when_and_a_draft_does_not() -> None:
    assert situation(record("due", wake="2026-12-01T00:00:00+00:00")) == FileStatus(
        "posts/ink.md", "due", time="2026-12-01T00:00:00+00:00"
    )
    assert situation(record("draft")) == FileStatus("posts/ink.md", "draft")


def test_a_refused_post_says_why_and_that_readers_see_its_last_good_version() -> None:
    found = situation(record("refused", post=INK, refusal=Refusal("bad-date", "25.11.2026", 3)))

    assert (found.state, found.line, found.is_older, found.address) == ("refused", 3, True, "/2026/11/20/ink/")
    assert "25.11.2026" in found.why


def test_a_post_that_waits_for_an_address_says_who_has_it() -> None:
    waits = record("refused", refusal=Refusal("taken", "/2026/11/20/ink/"))

    assert name_awaited(waits) == "/2026/11/20/ink/"
    assert (situation(waits, "posts/b.md").state, situation(waits, "posts/b.md").owner) == ("waiting", "posts/b.md")


def test_a_file_that_was_never_read_or_was_removed_and_came_again_is_unread() -> None:
    assert status_of("posts/ink.md", None).state == "unread"
    assert situation(record("removed")).state == "unread"


def test_an_image_is_a_file_at_its_own_path() -> None:
    found = status_of("a.png", Record("a.png", VERSION, "published", media=Media("a.png", "image/png", "x")))

    assert (found.state, found.address) == ("file", "/a.png")


def test_an_image_that_could_not_be_encoded_is_nowhere() -> None:
    image = Media("a.png", "image/png", "x", picture="x.1")
    found = status_of("a.png", Record("a.png", VERSION, "refused", media=image, refusal=Refusal("image-unknown", "x")))

    assert (found.state, found.address, found.is_older) == ("refused", "", False)


def test_a_file_whose_new_version_was_refused_is_where_it_was() -> None:
    sheet = Media("a.pdf", "application/pdf", "x")
    found = status_of("a.pdf", Record("a.pdf", VERSION, "refused", media=sheet, refusal=Refusal("file-too-big", "x")))

    assert (found.address, found.is_older) == ("/a.pdf", True)


def test_counts_are_in_one_order_and_leave_out_what_there_is_none_of() -> None:
    found = [situation(record("draft")), situation(record(post=INK)), situation(record("draft"))]

    assert [*counts(found).items()] == [("live", 1), ("draft", 2)]
