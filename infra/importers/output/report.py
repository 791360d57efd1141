"""The report of an import: what came along, what was changed, what was left out, each with its reason and place.

It is a few lines on the terminal, one document for programs, and the whole of it in a file that is never published. Notes of one
kind are a group; the table `report_kinds` says how much each kind matters and what to do.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace

from infra.importers.blog import Note, Outcome
from infra.importers.output.report_kinds import HEADINGS, REMEDIES, Weight, kind_of, rank_of, without_details
from infra.terminal import streams
from infra.terminal.invocation import word

REPORT = ".presswork/import-report.txt"
SHOWN = 3  # notes of a group on the terminal
GROUPS = 12  # groups of one weight on the terminal
NAMES = 4  # names of a group, with their numbers


class Report(Struct):
    """The notes of an import and the number of things of each kind that were written, or were there already."""

    notes: list[Note] = field(default_factory=list)
    written: Counter[str] = field(default_factory=Counter)
    same: Counter[str] = field(default_factory=Counter)
    broken_off: str = ""
    """Why the export couldn't be read to its end; empty if it could."""
    is_written: bool = True
    """Whether files were written, the report among them: an import without any entry leaves nothing behind."""

    @property
    def texts(self) -> int:
        """How many posts and pages came along, now or before."""
        return sum(counts[kind] for counts in (self.written, self.same) for kind in ("post", "page"))

    def add(self, note: Note) -> None:
        self.notes.append(note)

    def undo(self) -> None:
        """Reduce the report to the reasons why nothing was imported."""
        self.written.clear()
        self.same.clear()
        self.notes = [note for note in self.of("skipped") if note.what != SITE]
        self.is_written = False

    def of(self, outcome: Outcome) -> Sequence[Note]:
        return [note for note in self.notes if note.outcome == outcome]


class Group(Struct):
    """Notes of one kind, in the order in which they were told; it has at least one."""

    weight: Weight
    rank: int
    title: str
    remedy: str
    notes: list[Note] = field(default_factory=list)

    def names(self) -> Sequence[tuple[str, int]]:
        """Return the subjects of the notes with their counts, the frequent first; nothing if every note has its own subject."""
        counts = Counter(note.what for note in self.notes)
        return counts.most_common() if len(counts) < len(self.notes) else ()

    def has_one_reason(self) -> bool:
        """Return whether all of its notes have the same reason."""
        return len({note.why for note in self.notes}) == 1


def grouped(notes: Iterable[Note]) -> Mapping[Weight, Sequence[Group]]:
    """Return the groups of each weight, in the order of the table, then the larger first.

    Notes that only say what was imported are in none.
    """
    groups: dict[tuple[int, str], Group] = {}
    for note in notes:
        if note.outcome != "imported":
            rank = rank_of(note)
            kind = kind_of(note, rank)
            reason = "" if kind.title else without_details(note.why)
            group = groups.setdefault((rank, reason), Group(kind.weight, rank, kind.title or note.why, kind.remedy))
            group.notes.append(note)
            group.title = group.title if kind.title or note.why == group.title else reason
    ordered = sorted(groups.values(), key=lambda group: (group.rank, -len(group.notes)))
    return {weight: [group for group in ordered if group.weight == weight] for weight in HEADINGS}


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
    sums = ", ".join(counted(many, kind) for kind, many in whole.items())
    if not report.written:
        return f"{sums}; all of it was here already, nothing was changed"
    new = ", ".join(counted(many, kind) for kind, many in report.written.items())
    return sums if not report.same else f"{sums}; written now: {new}"


def counted(many: int, kind: str) -> str:
    """Return a number of things in words; there is only one `site.yaml`."""
    return kind if kind == SITE else streams.counted(many, kind, PLURALS.get(kind, ""))


SITE = "site.yaml"
PLURALS = {"file of comments": "files of comments", "file of subscribers": "files of subscribers"}


def on_terminal(report: Report, into: str) -> Iterator[str]:
    """Yield the lines that a person reads: the numbers, what needs a look, and where the whole report is."""
    yield sums_of(report)
    for weight, groups in grouped(report.notes).items():
        if groups:
            yield ""
            yield HEADINGS[weight]
            for group in groups[:GROUPS]:
                yield from lines_of(group, SHOWN, place_of)
        if groups[GROUPS:]:
            yield f"  … and {streams.counted(len(groups) - GROUPS, 'more kind')}"
    if report.is_written:
        yield ""
        yield f"The whole report: {into}/{REPORT}"
        yield f"To look at the blog: presswork serve --watch {word(into)} site"


def lines_of(group: Group, most: int, place: Callable[[Note, Group], str]) -> Iterator[str]:
    """Yield the lines of a group: what it is and how many there are, the frequent names, the first places, and what to do."""
    first, *others = group.notes
    if others:
        yield f"  {len(group.notes):,} × {plain(group.title)}"
        if names := group.names():
            yield f"    {', '.join(f'{many:,} × {plain(name)}' for name, many in names[:NAMES])}{more(names[NAMES:])}"
        yield from (f"    {place(note, group)}" for note in group.notes[:most])
        if len(group.notes) > most:
            yield f"    … and {len(group.notes) - most:,} more"
    else:
        yield f"  {line_of(first)}"
    if group.remedy != REMEDIES["left"]:
        yield f"    → {group.remedy}"


def more(names: Sequence[tuple[str, int]]) -> str:
    return f" and {streams.counted(len(names), 'other')}" if names else ""


def place_of(note: Note, group: Group) -> str:
    """Return where a note of a group is and what it is about; its reason, too, if the group has several."""
    return line_of(replace(note, why="") if group.has_one_reason() else note)


def as_document(report: Report, into: str) -> Mapping[str, Any]:
    """Return the report for programs."""
    return {
        "into": into,
        "written": dict(report.written),
        "unchanged": dict(report.same),
        "report": f"{into}/{REPORT}" if report.is_written else "",
        "broken_off": report.broken_off,
        "groups": [group_as_document(group) for groups in grouped(report.notes).values() for group in groups],
        "notes": [note_as_document(note) for note in report.notes],
    }


def group_as_document(group: Group) -> Mapping[str, Any]:
    names = {plain(name): many for name, many in group.names()}
    document = {"weight": group.weight, "title": plain(group.title), "many": len(group.notes), "remedy": group.remedy}
    return {**document, **({"names": names} if names else {}), "first": [line_of(note) for note in group.notes[:SHOWN]]}


def note_as_document(note: Note) -> Mapping[str, Any]:
    place = {"file": plain(note.where.file), "line": note.where.line}
    document = {"outcome": note.outcome, "what": plain(note.what), "why": plain(note.why)}
    return document | {name: value for name, value in place.items() if value}


def as_text(report: Report) -> Iterator[str]:
    """Yield the lines of the report's file: every note in its group, what matters most first, then what was imported."""
    yield sums_of(report)
    for weight, groups in grouped(report.notes).items():
        if groups:
            yield ""
            yield HEADINGS[weight]
            for group in groups:
                yield from lines_of(group, len(group.notes), lambda note, _: line_of(note))
    if imported := report.of("imported"):
        yield ""
        yield "These were imported:"
        yield from (f"  {line_of(note)}" for note in imported)
