"""A second import: what stands is kept, what is new comes along, and nothing of the author's is overwritten."""

import io
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path

from msgspec.structs import replace

from infra.importers.blog import Entry, File, Item, Note, Subscriber, UnreadableError
from infra.importers.output.report import REPORT, on_terminal
from infra.importers.output.writer import SUBSCRIBERS, write
from tests.importers import trying
from tests.importers.moving import NOW
from tests.importers.one_post import FACTS, POST, texts, whys


def test_a_second_import_changes_nothing(tmp_path: Path) -> None:
    items: list[Item] = [
        FACTS,
        POST,
        File("img/boat.png", partial(io.BytesIO, b"boat")),
        Entry("2", "About", "<p>Us</p>", is_page=True),
    ]
    first = write(items, tmp_path, NOW)
    before = texts(tmp_path)
    second = write(items, tmp_path, NOW + timedelta(days=40))
    assert first.written == second.same == {"post": 1, "file": 1, "page": 1, "site.yaml": 1}
    assert not second.written
    assert texts(tmp_path) == before


def test_an_entry_keeps_its_file_when_a_newer_export_has_another_of_its_name(tmp_path: Path) -> None:
    write([FACTS, POST], tmp_path, NOW)
    other = Entry("0", "Rye again", slug="rye", date=POST.date)
    write([FACTS, other, POST], tmp_path, NOW)
    assert "Rye: a beginning" in texts(tmp_path)["posts/2011-04-28-rye.md"]
    assert "Rye again" in texts(tmp_path)["posts/2011-04-28-rye-2.md"]


def test_two_entries_with_one_number_stay_apart_in_a_second_import(tmp_path: Path) -> None:
    twins = [POST, Entry("1", "Salt", slug="salt", date=POST.date)]
    write([FACTS, *twins], tmp_path, NOW)
    before = texts(tmp_path)
    assert not write([FACTS, *twins], tmp_path, NOW).written
    assert texts(tmp_path) == before


def test_what_the_author_changed_is_kept(tmp_path: Path) -> None:
    write([FACTS, POST], tmp_path, NOW)
    mine = tmp_path / "posts/2011-04-28-rye.md"
    mine.write_text("# Mine\n")
    told = whys([FACTS, POST], tmp_path)
    assert mine.read_text() == "# Mine\n"
    assert told == [("posts/2011-04-28-rye.md", "kept as it is, because you changed it after the last import")]


def test_what_the_author_deleted_does_not_come_back(tmp_path: Path) -> None:
    write([FACTS, POST], tmp_path, NOW)
    (tmp_path / "posts/2011-04-28-rye.md").unlink()
    [(what, why)] = whys([FACTS, POST], tmp_path)
    assert what == "posts/2011-04-28-rye.md"
    assert "you deleted it" in why
    assert "posts/2011-04-28-rye.md" not in texts(tmp_path)


def test_what_no_import_wrote_is_kept(tmp_path: Path) -> None:
    (tmp_path / "site.yaml").write_text("title: Mine\n")
    told = whys([FACTS, POST], tmp_path)
    assert (tmp_path / "site.yaml").read_text() == "title: Mine\n"
    assert "title: The Oven" in (tmp_path / ".presswork/site.yaml").read_text()
    assert [what for what, _ in told] == ["site.yaml", "site.yaml"]


def test_what_a_newer_export_changed_is_written_where_the_author_changed_nothing(tmp_path: Path) -> None:
    write([FACTS, POST], tmp_path, NOW)
    write([FACTS, Entry("1", "Rye", "<p>Better</p>", slug="rye", date=POST.date)], tmp_path, NOW)
    assert "Better" in texts(tmp_path)["posts/2011-04-28-rye.md"]


def test_an_import_that_breaks_off_says_what_it_did_and_goes_on_the_next_time(tmp_path: Path) -> None:
    def broken() -> Iterator[Item]:
        yield FACTS
        yield POST
        yield Note("skipped", "price", "it belongs to a plugin")
        raise UnreadableError("line 9: the file ends in the middle")

    assert write(broken(), tmp_path, NOW).broken_off == "line 9: the file ends in the middle"
    [heading, first] = (tmp_path / REPORT).read_text().splitlines()[2:4]
    assert (heading, first) == (
        "Missing or broken here; look at these first:",
        "  the rest of the export: line 9: the file ends in the middle",
    )
    assert (tmp_path / "site.yaml").exists()
    assert write([FACTS, POST], tmp_path, NOW).same == {"post": 1, "site.yaml": 1}


NO_ENTRY: list[Item] = [FACTS, File("img/boat.png", partial(io.BytesIO, b"boat")), replace(POST, status="private")]


def test_an_import_without_any_entry_leaves_the_folder_as_it_was(tmp_path: Path) -> None:
    mine = {"img/mine.png": "mine", "site.yaml": "title: Mine\n"}
    before = sorted(path.name for path in trying.written(tmp_path, mine).rglob("*"))

    report = write(NO_ENTRY, tmp_path, NOW)

    assert sorted(path.name for path in tmp_path.rglob("*")) == before
    assert [line for line in on_terminal(report, "blog") if line] == [
        "nothing was found to import",
        "Missing or broken here; look at these first:",
        "  Rye: a beginning: it is private, so it wasn't imported",
        "    → Presswork publishes to everybody, so these stay where they are.",
    ]


def test_an_import_without_any_entry_makes_no_folder_and_takes_back_nothing_of_an_earlier_one(tmp_path: Path) -> None:
    write(NO_ENTRY, tmp_path / "not" / "made", NOW)
    write([FACTS, POST], tmp_path / "blog", NOW)

    write(NO_ENTRY, tmp_path / "blog", NOW)

    assert [path.name for path in tmp_path.iterdir()] == ["blog"]
    assert {*texts(tmp_path / "blog")} == {"img/boat.png", "posts/2011-04-28-rye.md", "site.yaml"}


def test_subscribers_alone_are_an_import(tmp_path: Path) -> None:
    write([FACTS, Subscriber("ann@example.org")], tmp_path, NOW)

    assert (tmp_path / SUBSCRIBERS).exists()


def test_an_export_that_breaks_off_before_its_first_entry_leaves_nothing(tmp_path: Path) -> None:
    def broken() -> Iterator[Item]:
        yield FACTS
        raise UnreadableError("line 9: the file ends in the middle")

    assert not write(broken(), tmp_path / "blog", NOW).is_written
    assert not (tmp_path / "blog").exists()
