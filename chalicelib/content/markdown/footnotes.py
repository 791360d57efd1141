"""Footnotes: numbered in the order of their first references, and written at the end of a text.

A note without a reference is not shown. Their ids hold a part of the source's key, so that two posts can be on one page, and
the label, so that a new note doesn't change the addresses of the others.
"""

import re

from msgspec import Struct, field

BACK = "&#8617;&#xFE0E;"
LABEL = re.compile(r"[\w-]+")


class Note(Struct):
    """A footnote: its number, the name in its ids, and how often the text refers to it."""

    number: int
    name: str
    references: int = 0


class Footnotes(Struct):
    """The footnotes of one text; `suffix` makes their ids unique among texts."""

    suffix: str
    notes: dict[str, Note] = field(default_factory=dict)
    defined: dict[str, str] = field(default_factory=dict)

    def reference(self, label: str) -> str:
        """Return the HTML of a reference."""
        name = label.casefold()
        if name not in self.notes:
            number = len(self.notes) + 1
            self.notes[name] = Note(number, name if LABEL.fullmatch(name) else f"n{number}")
        note = self.notes[name]
        note.references += 1
        link = f'<a class="footnote-ref" href="#{self._id(note)}">{note.number}</a>'
        return f'<sup id="{self._place(note, note.references)}">{link}</sup>'

    def define(self, label: str, html: str) -> None:
        """Define the HTML of a note; of two notes with the same label the first counts."""
        self.defined.setdefault(label.casefold(), html)

    def section(self) -> str:
        """Return the HTML of all notes that the text refers to."""
        items = [self._item(note, self.defined.get(label, "")) for label, note in self.notes.items()]
        return f'<div class="footnote">\n<hr>\n<ol>\n{"".join(items)}</ol>\n</div>\n' if items else ""

    def _item(self, note: Note, html: str) -> str:
        places = (self._place(note, count) for count in range(1, note.references + 1))
        back = " ".join(f'<a class="footnote-backref" href="#{place}" title="↩ {note.number}">{BACK}</a>' for place in places)
        text = html.rstrip()
        shown = f"{text[:-4]}&#160;{back}</p>" if text.endswith("</p>") else f"{text}<p>{back}</p>"
        return f'<li id="{self._id(note)}">\n{shown}\n</li>\n'

    def _id(self, note: Note) -> str:
        return f"fn-{self.suffix}-{note.name}"

    def _place(self, note: Note, count: int) -> str:
        return f"fnref{count if count > 1 else ''}-{self.suffix}-{note.name}"
