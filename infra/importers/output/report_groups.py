"""The notes of an import in groups: those of one kind together, what matters most first."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from infra.importers.blog import Note
from infra.importers.output.report_kinds import HEADINGS, Weight, general, kind_of, rank_of


@dataclass(slots=True)
class Group:
    """Notes of one kind, in the order in which they were told; it has at least one."""

    weight: Weight
    rank: int
    title: str
    remedy: str
    notes: list[Note] = field(default_factory=list)

    def names(self) -> Sequence[tuple[str, int]]:
        """Return what the notes are about with their numbers, the frequent first; nothing if each is about something else."""
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
            reason = "" if kind.title else general(note.why)
            group = groups.setdefault((rank, reason), Group(kind.weight, rank, kind.title or note.why, kind.remedy))
            group.notes.append(note)
            group.title = group.title if kind.title or note.why == group.title else reason
    ordered = sorted(groups.values(), key=lambda group: (group.rank, -len(group.notes)))
    return {weight: [group for group in ordered if group.weight == weight] for weight in HEADINGS}
