"""The HTML of a text while it is written: the elements that are open, the text that is kept, and the warnings for the author.

`commonmark` decides what is written for each event of the parser; a `Writer` holds what was written so far.
"""

from collections.abc import Mapping
from functools import cached_property
from hashlib import blake2b
from typing import Any

from chalicelib.content.limits import limit
from chalicelib.content.markdown import inline_text
from chalicelib.content.markdown.budget import Room
from chalicelib.content.markdown.dialects import TextContext
from chalicelib.content.markdown.footnotes import Footnotes
from chalicelib.content.markdown.formulas import Formulas
from chalicelib.content.markdown.headings import Headings
from chalicelib.content.markdown.markdown_events import Span, references_of
from chalicelib.content.markdown.tables import Table
from chalicelib.content.markdown.task_lists import without_boxes
from chalicelib.content.plain_text import short
from chalicelib.diagnostics import Diagnostic

WARNINGS = limit("warnings of a text")
EXPANDED = 100_000  # characters of addresses that references may repeat in any text; the parser has the same limit
BACKSLASH, AMPERSAND = b"\\"[0], b"&"[0]


class Writer:
    """Collects HTML. Each element whose HTML depends on its content has a buffer of its own while it is open."""

    def __init__(self, text: str, context: TextContext, room: Room) -> None:
        self.text = text
        self.expansions = max(len(text), EXPANDED)
        self.source = text.encode("utf-8", "surrogatepass")
        self.buffers: list[list[str]] = [[]]
        self.pending: list[str] = []  # pieces of text that belong together
        self.opened: list[Any] = []  # what the end of an element needs from its start
        self.depth = self.links = 0
        self.verbatim = False  # within a code block
        self.raw_link = False  # within a link that is written as HTML
        self.table = Table()
        self.formulas = Formulas(room.most // 2)
        self.diagnostics: list[Diagnostic] = []
        self.headings = Headings(context.title, self.formulas.as_text)
        self.footnotes = Footnotes(blake2b(context.key.encode("utf-8", "surrogatepass"), digest_size=4).hexdigest())
        self.lang = context.lang

    def take(self, piece: str, span: Span) -> None:
        """Keep a piece of text; a character that is escaped, or written as an entity, stays as it is."""
        if self.verbatim:
            self.add(piece)
            return
        start = span["start"]
        escaped = (start and self.source[start - 1] == BACKSLASH) or (self.source[start] == AMPERSAND and piece[0] != "&")
        self.pending.append(inline_text.ESCAPED + piece if escaped else piece)

    def flush(self) -> None:
        """Write the text that was kept."""
        if self.pending:
            self.add(inline_text.html("".join(self.pending), links=not (self.links or self.raw_link)))
            self.pending = []

    def add(self, html: str) -> None:
        if html:
            self.buffers[-1].append(html)

    def block(self, html: str) -> None:
        """Add a block, which begins a line."""
        written = self.buffers[-1]
        self.add(f"\n{html}" if written and not written[-1].endswith("\n") else html)

    def push(self) -> None:
        self.buffers.append([])

    def pop(self) -> str:
        return "".join(self.buffers.pop())

    @cached_property
    def references(self) -> Mapping[str, Any]:
        return {inline_text.label(name): where for name, where in references_of(self.text).items()}

    def warn(self, code: str, quotation: str, span: Span, place: tuple[int, int] = (0, 0)) -> None:
        """Add a diagnostic for the author about this place, or about the place this many lines and columns further."""
        if len(self.diagnostics) >= WARNINGS:
            return
        start = span["start"]
        column = len(self.source[self.source.rfind(b"\n", 0, start) + 1 : start].decode(errors="replace")) + 1
        lines, columns = place
        self.diagnostics.append(Diagnostic(code, short(quotation), self.line(span) + lines, columns + (1 if lines else column)))

    def line(self, span: Span) -> int:
        return self.source.count(b"\n", 0, span["start"]) + 1

    def finished(self) -> str:
        """Return the whole HTML."""
        html = inline_text.marked(self.headings.with_contents("".join(self.buffers[0]) + self.footnotes.section()))
        return without_boxes(html).strip()
