"""How a line of the report reads."""

import pytest

from infra.importers.blog import Note, Where
from infra.importers.report import line_of


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
