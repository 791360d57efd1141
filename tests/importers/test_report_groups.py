"""How the report groups what it says: by kind, with counts and first places, what matters most first."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from infra.importers.blog import Note, Outcome, Where
from infra.importers.output.report import Report, as_document, as_text, on_terminal
from infra.importers.output.report_kinds import HEADINGS, KINDS, UNRANKED, NoteKind, kind_of, rank_of
from tests.each import each

TYPED = "Presswork doesn't know this, so readers see it as it is typed"


def notes(many: int, what: str, why: str, outcome: Outcome = "changed") -> list[Note]:
    return [Note(outcome, what, why, Where(f"{what}.md", line)) for line in range(1, many + 1)]


def test_a_thousand_notes_of_one_kind_are_a_few_lines() -> None:
    report = Report([*notes(700, "figure", TYPED), *notes(359, "video", TYPED)])

    lines = list(on_terminal(report, "blog"))

    assert lines[3:10] == [
        "  1,059 × tags that Presswork doesn't know, so readers see them as they are typed",
        "    700 × figure, 359 × video",
        "    figure.md:1: figure",
        "    figure.md:2: figure",
        "    figure.md:3: figure",
        "    … and 1,056 more",
        "    → Search for each in the new folder, and write Markdown in its place.",
    ]


def test_every_note_is_in_the_report_s_file() -> None:
    report = Report([*notes(40, "figure", TYPED), *notes(9, "a", "something odd"), *notes(3, "b", "another thing", "skipped")])

    lines = list(as_text(report))

    assert all(any(f"{note.what}.md:{note.where.line}: {note.what}" in line for line in lines) for note in report.notes)


def test_what_is_missing_comes_before_what_differs_and_before_what_was_left_behind() -> None:
    look, link = ("it belongs to the old look; Presswork has its own", "a link to something that the old folder doesn't hold")
    report = Report([*notes(9, "a.css", look, "skipped"), *notes(5, "/x/", link), *notes(1, "note", TYPED)])

    headings = [line for line in on_terminal(report, "blog") if line in HEADINGS.values()]

    assert headings == list(HEADINGS.values())


def test_the_rest_of_an_export_that_breaks_off_is_told_first_whatever_else_is_missing() -> None:
    report = Report([*notes(900, "figure", TYPED), Note("skipped", "the rest of the export", "it ends in the middle")])

    assert list(on_terminal(report, "blog"))[3] == "  the rest of the export: it ends in the middle"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("it shows /a.png, which is gone", "it shows /b/c.png, which is gone"),
        ("its page was /tag/a/ and is /tag/b/", "its page was /tag/c/ and is /tag/d/"),
        ("3 links were lost in it", "1,204 links were lost in it"),
        ("this is wrong: “x”", "this is wrong: “y z”"),
        ("the value can't be understood: a b", "the value can't be understood: something else"),
    ],
)
def test_reasons_that_differ_only_in_what_they_name_are_one_kind(first: str, second: str) -> None:
    document = as_document(Report([Note("changed", "a", first), Note("changed", "b", second)]), "blog")

    assert [group["many"] for group in document["groups"]] == [2]


def test_a_reason_without_a_row_matters_as_much_as_its_outcome() -> None:
    told = [kind_of(note, rank_of(note)).weight for note in (Note("skipped", "a", "odd"), Note("changed", "a", "odd"))]

    assert (told, rank_of(Note("changed", "a", "odd"))) == (["lost", "changed"], UNRANKED)


def test_a_program_gets_the_groups_with_counts_names_and_remedies() -> None:
    [group] = as_document(Report(notes(4, "figure", TYPED)), "blog")["groups"]

    assert (group["many"], group["names"], group["weight"], len(group["first"])) == (4, {"figure": 4}, "lost", 3)
    assert group["remedy"]


# ---- the table


def reasons() -> Iterator[str]:
    """Yield the texts in the importers' code, of which reasons are made; what is filled in is `x`."""
    for path in Path("infra/importers").rglob("*.py"):
        if "reports" not in path.parts:
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    yield node.value
                elif isinstance(node, ast.JoinedStr):
                    yield "".join(str(part.value) if isinstance(part, ast.Constant) else "9" for part in node.values)


@pytest.fixture(scope="module")
def all_reasons() -> str:
    return "\n".join(reasons())


@each("kind", [kind for kind in KINDS if kind.says])
def test_every_row_of_the_table_knows_a_reason_that_some_importer_gives(all_reasons: str, kind: NoteKind) -> None:
    assert re.search(kind.says, all_reasons, re.MULTILINE)


@each("kind", KINDS)
def test_every_row_says_what_to_do_in_a_sentence(kind: NoteKind) -> None:
    assert re.fullmatch(r"[A-Z`][^\n]*\.", kind.remedy)
