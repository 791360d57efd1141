"""Links to what was left out are named with whose they are, since they lead nowhere here."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from infra.importers.blog import Entry, Item, Status
from infra.importers.ghost import reader
from infra.importers.output.report import Report
from infra.importers.output.writer import write
from infra.importers.substack import reader as substack
from tests.importers import ghost_export, substack_export
from tests.importers.moving import NOW
from tests.importers.one_post import FACTS, POST, whys

DIARY = Entry("2", "Diary", "<p>Mine.</p>", slug="diary", address="https://oven.example/2012/01/02/diary/", date=POST.date)
BODY = (
    '<p><a href="https://oven.example/2012/01/02/diary/?a=b#c">a</a>, <a href="/2012/01/02/diary">again</a>, '
    '<a href="/2011/04/28/rye/">here</a>, <a href="https://else.example/2012/01/02/diary/">there</a></p>'
)
LINKING = replace(POST, body=BODY)
SAID = (POST.title, "its link to /2012/01/02/diary/ leads nowhere, since “Diary” was left out")


@pytest.mark.parametrize("status", ["private", "password"])
@pytest.mark.parametrize("is_later", [True, False])
def test_a_link_to_a_withheld_entry_is_named_once_wherever_it_stands(status: Status, *, is_later: bool, tmp_path: Path) -> None:
    hidden = replace(DIARY, status=status)

    told = whys([FACTS, *([LINKING, hidden] if is_later else [hidden, LINKING])], tmp_path)

    assert [note for note in told if note[0] != "Diary"] == [SAID]


def test_a_link_to_an_address_that_another_entry_has_by_now_is_none_of_them(tmp_path: Path) -> None:
    salt = replace(DIARY, id="3", title="Salt", slug="salt", address="/2012/01/02/salt/", aliases=("/2012/01/02/diary/",))
    items: list[Item] = [FACTS, LINKING, replace(DIARY, status="private"), salt]

    assert [title for title, _ in whys(items, tmp_path)] == ["Diary"]


def links_of(report: Report) -> list[tuple[str, str]]:
    return [(note.what, note.why) for note in report.notes if "leads nowhere" in note.why]


def test_a_link_to_a_post_of_ghost_for_members_is_named(tmp_path: Path) -> None:
    posts = [
        ghost_export.post("1", "Rye", html='<p><a href="__GHOST_URL__/salt/">salt</a></p>'),
        ghost_export.post("2", "Salt", visibility="paid"),
    ]

    report = write(reader.read(ghost_export.exported(tmp_path, posts)), tmp_path / "blog", NOW)

    assert links_of(report) == [("Rye", "its link to /salt/ leads nowhere, since “Salt” was left out")]


def test_a_link_to_a_post_of_substack_that_is_paid_for_is_named(tmp_path: Path) -> None:
    rows = [substack_export.row("1.rye", "Rye"), substack_export.row("2.salt", "Salt", audience="only_paid")]
    html = {"1.rye": '<p><a href="https://room.substack.com/p/salt?utm_source=x">salt</a></p>', "2.salt": "<p>White.</p>"}

    report = write(substack.read(substack_export.exported(tmp_path, rows, html)), tmp_path / "blog", NOW)

    assert links_of(report) == [("Rye", "its link to /p/salt/ leads nowhere, since “Salt” was left out")]
