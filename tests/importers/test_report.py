"""How a line of the report reads."""

from pathlib import Path

import pytest

from infra.importers.blog import Note, Where
from infra.importers.output.report import REPORT, Report, as_document, line_of, on_terminal
from infra.importers.output.writer import write
from tests.importers.moving import NOW
from tests.importers.one_post import POST


@pytest.mark.parametrize(
    ("note", "line"),
    [
        (Note("changed", "Bread", "its password isn't kept", Where("a.xml", 12)), "a.xml:12: Bread: its password isn't kept"),
        (Note("skipped", "Bread", "it is a comment"), "Bread: it is a comment"),
        (Note("skipped", "a.md", "it is a list", Where("a.md")), "a.md: it is a list"),
        (Note("changed", "a.md", "it has no title", Where("a.md", 3)), "a.md:3: it has no title"),
    ],
)
def test_a_line_names_the_place_the_thing_and_the_reason_each_once(note: Note, line: str) -> None:
    assert line_of(note) == line


def test_what_a_terminal_would_obey_stands_in_no_report(tmp_path: Path) -> None:
    """An export is a stranger's: its titles, its names of files, and what is quoted of it."""
    hostile = "Bread\x1b]0;pwned\x07\x9b2J\ud83d\r\nand salt"
    note = Note("skipped", hostile, f"it says {hostile}", Where(hostile, 1))
    report = Report([note])

    write([note, POST], tmp_path, NOW)
    document = as_document(report, "new")

    tame = "Bread]0;pwned2J and salt"
    assert f"  {tame}:1: it says {tame}" in on_terminal(report, "new")
    assert document["notes"] == [{"outcome": "skipped", "what": tame, "why": f"it says {tame}", "file": tame, "line": 1}]
    assert (tmp_path / REPORT).read_text().splitlines()[3] == f"  {tame}:1: it says {tame}"
