"""What a status and a schedule say of files, in the words and the time of the site."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace

from infra.authoring.inspect.file_status import FileStatus
from infra.authoring.inspect.status import FileDetail, ScheduledEvent
from infra.authoring.inspect.status_text import in_detail, is_wrong, overview, schedule

LISBON = ZoneInfo("Europe/Lisbon")
LIVE = FileStatus("posts/a.md", "live", "A", "/a/")
DUE = FileStatus("posts/b.md", "due", time="2027-07-01T08:00:00+00:00")
REFUSED = FileStatus("posts/c.md", "refused", why="the date can't be read", line=3, is_older=True)
WAITING = FileStatus("posts/d.md", "waiting", owner="posts/a.md")


def test_files_are_counted_and_only_those_that_are_not_simply_live_are_named() -> None:
    assert [*overview([REFUSED, LIVE, WAITING, DUE], LISBON)] == [
        "1 live, 1 scheduled, 1 refused, 1 waiting for an address",
        "posts/b.md: scheduled for 2027-07-01 09:00",
        "posts/c.md:3: refused: the date can't be read; readers still see the previous version",
        "posts/d.md: waiting for an address that posts/a.md has",
    ]


def test_a_draft_is_named_with_the_address_where_its_author_sees_it() -> None:
    draft = FileStatus("posts/e.md", "draft", preview="https://e.org/_/preview/x/")

    assert [*overview([draft], LISBON)][1] == "posts/e.md: a draft or private; preview: https://e.org/_/preview/x/"


SENTENCE = FileStatus("posts/c.md", "refused", why="the date can't be read. Write it as 2026-11-30.")


@pytest.mark.parametrize("refused", [replace(SENTENCE, is_older=True), replace(SENTENCE, is_changing=True)])
def test_a_reason_that_is_a_sentence_has_no_stop_before_what_follows(refused: FileStatus) -> None:
    assert ".;" not in [*overview([refused], LISBON)][1]


def test_an_empty_site_is_called_so() -> None:
    assert [*overview([], LISBON)] == ["Nothing is uploaded yet."]


def test_only_what_an_author_has_to_mend_is_wrong() -> None:
    assert not is_wrong([LIVE, DUE])
    assert is_wrong([LIVE, REFUSED])
    assert is_wrong([WAITING])


def test_of_one_file_what_is_known_is_said_and_nothing_else() -> None:
    found = FileDetail(LIVE, aliases=("/x/", "/y/"), warnings=("line 3: titel",), differs=True)

    assert [*in_detail(found, LISBON, "https://e.org", "was sent to 3 subscribers")] == [
        "posts/a.md: live",
        "  title      A",
        "  address    https://e.org/a/",
        "  aliases    /x/, /y/",
        "  letter     was sent to 3 subscribers",
        "  your copy  differs from what was uploaded; `presswork push` uploads it",
        "  warning    line 3: titel",
    ]


def test_a_schedule_is_by_day_in_the_site_s_zone() -> None:
    coming = [
        ScheduledEvent(datetime(2027, 6, 30, 23, 30, tzinfo=UTC), "publish", "posts/b.md"),
        ScheduledEvent(datetime(2027, 7, 1, 8, tzinfo=UTC), "daily digest", title="2 posts"),
        ScheduledEvent(datetime(2027, 7, 2, 8, tzinfo=UTC), "mail", "posts/b.md", "B"),
    ]

    assert [*schedule(coming, LISBON)] == [
        "Thursday, 1 July 2027",
        "  00:30  publish        posts/b.md",
        "  09:00  daily digest   2 posts",
        "Friday, 2 July 2027",
        "  09:00  mail           posts/b.md: B",
    ]


def test_an_empty_schedule_is_called_so() -> None:
    assert [*schedule([], LISBON)] == ["Nothing is scheduled."]
