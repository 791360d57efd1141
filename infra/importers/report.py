"""The report of an import: what came along, what was changed, what was left out, each with its reason and place.

It is a few lines on the terminal, one document for programs, and the whole of it in a file that is never published.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from infra import terminal
from infra.importers.blog import Note, Outcome

REPORT = ".presswork/import-report.txt"
OUTCOMES: Mapping[Outcome, str] = {
    "skipped": "These were left out:",
    "changed": "These were imported, but differ from the old blog:",
    "imported": "These were imported:",
}
SHOWN = 12  # lines on the terminal for each outcome


@dataclass(slots=True)
class Report:
    """The notes of an import and the number of things of each kind that were written, or were there already."""

    notes: list[Note] = field(default_factory=list)
    written: Counter[str] = field(default_factory=Counter)
    same: Counter[str] = field(default_factory=Counter)
    broken_off: str = ""
    """Why the export couldn't be read to its end; empty if it could."""
    is_written: bool = True
    """Whether anything was, this report as well: an import without any entry leaves nothing behind."""

    @property
    def texts(self) -> int:
        """How many posts and pages came along, now or before."""
        return sum(found[kind] for found in (self.written, self.same) for kind in ("post", "page"))

    def add(self, note: Note) -> None:
        self.notes.append(note)

    def take_back(self) -> None:
        """Say that nothing was written, and only why what was found was left out."""
        self.written.clear()
        self.same.clear()
        self.notes = [note for note in self.of("skipped") if note.what != SITE]
        self.is_written = False

    def of(self, outcome: Outcome) -> Sequence[Note]:
        return [note for note in self.notes if note.outcome == outcome]


CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
"""Characters that a terminal would obey, and those that no file can hold; an export is a stranger's."""


def line_of(note: Note) -> str:
    """Return a note on one line: `export.xml:12: Bread: its password isn't kept`; a file that it is about is named once."""
    what = "" if note.what == note.where.file else note.what
    return plain(": ".join(filter(None, (str(note.where), what, note.why))))


def plain(text: str) -> str:
    """Return a text of an export so that it can be printed: on one line, without what a terminal would obey."""
    return CONTROLS.sub("", " ".join(text.split()))


def sums_of(report: Report) -> str:
    """Return one line with the numbers: `12 posts, 3 pages, 40 files`, and how many of them are new."""
    whole = report.written + report.same
    if not whole:
        return "nothing was found to import"
    said = ", ".join(counted(many, kind) for kind, many in whole.items())
    if not report.written:
        return f"{said}; all of it was here already, nothing was changed"
    new = ", ".join(counted(many, kind) for kind, many in report.written.items())
    return said if not report.same else f"{said}; written now: {new}"


def counted(many: int, kind: str) -> str:
    """Return a number of things in words; there is only one `site.yaml`."""
    return kind if kind == SITE else terminal.counted(many, kind, PLURALS.get(kind, ""))


SITE = "site.yaml"
PLURALS = {"file of comments": "files of comments", "file of subscribers": "files of subscribers", "entry": "entries"}


def on_terminal(report: Report, into: str) -> Iterator[str]:
    """Yield the lines that a person reads: the numbers, what needs a look, and where the whole report is."""
    yield sums_of(report)
    for outcome in ("skipped", "changed"):
        found = report.of(outcome)
        if found:
            yield ""
            yield OUTCOMES[outcome]
            yield from shortened([line_of(note) for note in found])
    if report.is_written:
        yield ""
        yield f"The whole report: {into}/{REPORT}"
        yield f"To look at the blog: presswork serve --watch {into} site"


def shortened(lines: Sequence[str]) -> Iterator[str]:
    yield from (f"  {line}" for line in lines[:SHOWN])
    if lines[SHOWN:]:
        yield f"  … and {len(lines) - SHOWN:,} more"


def as_document(report: Report, into: str) -> Mapping[str, Any]:
    """Return the report for programs."""
    return {
        "into": into,
        "written": dict(report.written),
        "unchanged": dict(report.same),
        "report": f"{into}/{REPORT}" if report.is_written else "",
        "broken_off": report.broken_off,
        "notes": [note_as_document(note) for note in report.notes],
    }


def note_as_document(note: Note) -> Mapping[str, Any]:
    place = {"file": plain(note.where.file), "line": note.where.line}
    said = {"outcome": note.outcome, "what": plain(note.what), "why": plain(note.why)}
    return said | {name: one for name, one in place.items() if one}


def as_text(report: Report) -> Iterator[str]:
    """Yield the lines of the report's file: what needs a look comes first."""
    yield sums_of(report)
    for outcome, heading in OUTCOMES.items():
        found: Iterable[Note] = report.of(outcome)
        if found:
            yield ""
            yield heading
            yield from (f"  {line_of(note)}" for note in found)
