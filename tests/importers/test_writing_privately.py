"""What an import never publishes: private entries, comments, subscribers and its own report."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from msgspec.structs import replace

from chalicelib.content.site.site import Site
from chalicelib.newsletter.rules import subscriber_import
from infra.build.build import build
from infra.importers.blog import Comment, Entry, Item, Note, Subscriber, Where
from infra.importers.output.private_files import EXPOSED
from infra.importers.output.report import REPORT
from infra.importers.output.writer import SUBSCRIBERS, write
from tests.importers.moving import NOW
from tests.importers.one_post import FACTS, POST, texts


@pytest.mark.parametrize("status", ["private", "password"])
def test_what_is_private_stays_away_and_is_reported(tmp_path: Path, status: str) -> None:
    secret = Entry("1", "Secret", "<p>hush</p>", status=status, where=Where("old.xml", 12))  # type: ignore[arg-type]
    [note] = write([FACTS, secret], tmp_path, NOW).of("skipped")
    assert (note.what, note.where.line) == ("Secret", 12)
    assert "hush" not in str(texts(tmp_path))


def test_comments_are_kept_in_a_file_that_is_never_published(tmp_path: Path) -> None:
    said = Comment("7", "Ann", "<p>Yes!</p>", POST.date, email="ann@example.org")
    write([FACTS, Entry("1", "Rye", slug="rye", date=POST.date, comments=(said,))], tmp_path / "blog", NOW)
    stored = json.loads((tmp_path / "blog/posts/.2011-04-28-rye.comments.json").read_text())
    build(tmp_path / "blog", tmp_path / "out", now=NOW)
    published = [path for path in (tmp_path / "out").rglob("*") if path.is_file() and ".presswork" not in path.parts]
    assert stored[0]["text"] == "<p>Yes!</p>"
    assert published
    assert not [path for path in published if b"Yes!" in path.read_bytes() or b"ann@example.org" in path.read_bytes()]


def test_comments_stay_out_of_a_repository_unless_the_folder_says_itself_what_it_ignores(tmp_path: Path) -> None:
    said = Comment("7", "Ann", "Yes!", POST.date, email="ann@example.org")
    (tmp_path / "own").mkdir()
    (tmp_path / "wide").mkdir()
    (tmp_path / "wide/.gitignore").write_text("out/\n*.comments.json\n")
    (tmp_path / "own/.gitignore").write_text("mine\n")

    told = {folder: write([FACTS, replace(POST, comments=(said,))], tmp_path / folder, NOW) for folder in ("new", "own", "wide")}
    write([FACTS, POST], tmp_path / "none", NOW)

    assert [EXPOSED in report.of("changed") for report in told.values()] == [False, True, False]
    assert "\n.*.comments.json\n" in (tmp_path / "new/.gitignore").read_text()
    assert (tmp_path / "own/.gitignore").read_text() == "mine\n"
    assert not (tmp_path / "none/.gitignore").exists()


def test_addresses_of_readers_are_readable_only_by_their_owner(tmp_path: Path) -> None:
    said = Comment("7", "Ann", "Yes!", POST.date, email="ann@example.org")
    write([FACTS, replace(POST, comments=(said,)), Subscriber("ann@example.org")], tmp_path, NOW)
    modes = {path.name: path.stat().st_mode & 0o077 for path in tmp_path.rglob("*") if path.is_file()}
    assert modes["subscribers.csv"] == 0
    assert modes[".2011-04-28-rye.comments.json"] == 0
    (tmp_path / "any").touch()
    assert modes["2011-04-28-rye.md"] == (tmp_path / "any").stat().st_mode & 0o077


def test_subscribers_are_written_as_presswork_reads_them(tmp_path: Path) -> None:
    items: list[Item] = [
        Subscriber("ann@example.org", "signed up at oven.example", datetime(2020, 1, 2, tzinfo=UTC)),
        Subscriber("gone@example.org", "signed up at oven.example", state="unsubscribed"),
    ]
    write(items, tmp_path, NOW)
    lines = (tmp_path / SUBSCRIBERS).read_text().splitlines(keepends=True)
    table = subscriber_import.opened(lines, subscriber_import.ImportContext(Site(), "pepper", NOW))
    rows = [row.address if isinstance(row, subscriber_import.ImportRow) else row.why for row in table.rows]
    assert rows == ["ann@example.org", "isn't subscribed, according to the column `state`"]


def test_the_report_is_a_file_that_is_never_published(tmp_path: Path) -> None:
    write([FACTS, POST, Note("skipped", "Bread", "it is a revision", Where("old.xml", 3))], tmp_path / "blog", NOW)
    build(tmp_path / "blog", tmp_path / "out", now=NOW)
    report = (tmp_path / "blog" / REPORT).read_text()
    assert "  old.xml:3: Bread: it is a revision\n" in report
    assert "  Rye: a beginning: posts/2011-04-28-rye.md\n" in report
    assert not list((tmp_path / "out").rglob("*import*"))
