"""CommonMark with GitHub's extensions, by pulldown-cmark: its events, and the HTML that is written for each.

pulldown-cmark (`pyromark`) reads the blocks and the inline markup. It gives events: the start and the end of each element, texts,
and raw HTML, each with its place in the source. `Writer` turns them into HTML. A row of `OPEN` and `CLOSE` is the HTML of an
element without attributes; an element with rules of its own has a method in `STARTS` and `ENDS`. The notations that the parser
doesn't know are found in texts (`inline_text`), at the begin of quotes (`callouts`), or at the end of headings (`headings`).
"""

import re
from collections.abc import Callable, Mapping
from functools import cached_property
from hashlib import blake2b
from html import escape
from typing import Any, TypeAlias

from chalicelib.content import inline_text
from chalicelib.content.budget import DEPTH, Room, Work
from chalicelib.content.callouts import callout
from chalicelib.content.code_blocks import UNDRAWN, code_html, fence_of
from chalicelib.content.dialects import Parsed, TextContext
from chalicelib.content.footnotes import Footnotes
from chalicelib.content.formulas import Formulas, UnreadableFormulaError, place_in, shown
from chalicelib.content.headings import CONTENTS, Headings
from chalicelib.content.limits import limit
from chalicelib.content.markdown_events import Span, events_of, references_of
from chalicelib.content.plain_text import short
from chalicelib.content.tables import Table
from chalicelib.content.targets import href, image, titled, wiki_image, wiki_target
from chalicelib.content.task_lists import box, item, without_boxes
from chalicelib.errors import Diagnostic, Refusal

WARNINGS = limit("warnings of a text")
EVENT = 30  # steps that an event costs
EXPANDED = 100_000  # characters of addresses that references may repeat in any text; the parser has the same limit
APART = "&#8201;"  # a thin space, so that notes 1 and 2 are not read as 12
BACKSLASH, AMPERSAND = b"\\"[0], b"&"[0]
OTHER_DIALECT = re.compile(r"""<[a-zA-Z][^<>]*\smarkdown\s*=\s*["']?(?:1|block|span)""")  # Python-Markdown's Markdown in HTML
RAW_LINK = re.compile(r"</?a[\s>]", re.IGNORECASE)

OPEN: Mapping[str, str] = {
    "Emphasis": "<em>",
    "Strong": "<strong>",
    "Strikethrough": "<del>",
    "DefinitionList": "<dl>\n",
    "DefinitionListTitle": "<dt>",
    "DefinitionListDefinition": "<dd>",
    "HtmlBlock": "",
}
CLOSE: Mapping[str, str] = {
    "Emphasis": "</em>",
    "Strong": "</strong>",
    "Strikethrough": "</del>",
    "DefinitionList": "</dl>\n",
    "DefinitionListTitle": "</dt>\n",
    "DefinitionListDefinition": "</dd>\n",
    "TableHead": "</tr>\n</thead>\n",
    "TableRow": "</tr>\n",
    "HtmlBlock": "",
}


def parse(text: str, context: TextContext, work: Work, room: Room) -> Parsed:
    """Return the HTML of a text, with the title that was found."""
    writer = Writer(text, context, work, room)
    for event, span in events_of(text):
        work.spend(EVENT, "very many marks")
        writer.write(event, span)
    html = room.hold(writer.finished())
    return Parsed(html, writer.headings.title, tuple(writer.formulas.made), tuple(writer.diagnostics))


def _parted(event: Any) -> tuple[str, Any]:
    """Return the name of an event or an element, and what it has."""
    return (event, None) if isinstance(event, str) else next(iter(event.items()))


class Writer:
    """Writes HTML for events. Each element whose HTML depends on its content has a buffer of its own while it is open."""

    def __init__(self, text: str, context: TextContext, work: Work, room: Room) -> None:
        self.text = text
        self.work = work
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

    # ---- events

    def write(self, event: Any, span: Span) -> None:
        """Write one event."""
        name, value = _parted(event)
        if name == "Text":
            self.take(value, span)
            return
        if name == "SoftBreak":
            self.pending.append("\n")
            return
        self.flush()
        EVENTS[name](self, value, span)

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
        before = self.buffers[-1]
        self.add(f"\n{html}" if before and not before[-1].endswith("\n") else html)

    def push(self) -> None:
        self.buffers.append([])

    def pop(self) -> str:
        return "".join(self.buffers.pop())

    def finished(self) -> str:
        """Return the whole HTML."""
        html = inline_text.marked(self.headings.with_contents("".join(self.buffers[0]) + self.footnotes.section()))
        return without_boxes(html).strip()

    def line(self, span: Span) -> int:
        return self.source.count(b"\n", 0, span["start"]) + 1

    def warn(self, code: str, found: str, span: Span, place: tuple[int, int] = (0, 0)) -> None:
        """Note for the author what was found there, or this many lines and columns further."""
        if len(self.diagnostics) >= WARNINGS:
            return
        start = span["start"]
        column = len(self.source[self.source.rfind(b"\n", 0, start) + 1 : start].decode(errors="replace")) + 1
        lines, columns = place
        self.diagnostics.append(Diagnostic(code, short(found), self.line(span) + lines, columns + (1 if lines else column)))

    def start(self, value: Any, span: Span) -> None:
        """Write the start of an element."""
        self.depth += 1
        tag, has = _parted(value)
        if self.depth > DEPTH:
            line = self.line(span)
            raise Refusal("too-deep", short(self.text.split("\n")[line - 1]), line)
        if tag in OPEN:
            self.add(OPEN[tag])
        else:
            STARTS[tag](self, has, span)

    def end(self, value: Any, span: Span) -> None:
        """Write the end of an element."""
        self.depth -= 1
        tag, has = _parted(value)
        if tag in CLOSE:
            self.add(CLOSE[tag])
        else:
            ENDS[tag](self, has, span)

    # ---- elements with rules of their own

    def buffered(self, has: Any, _span: Span) -> None:
        self.raw_link = False
        self.opened.append(has)
        self.push()

    def paragraph_end(self, _has: Any, span: Span) -> None:
        self.opened.pop()
        html = self.pop()
        if html.startswith("$$"):  # the parser reads no formula whose braces have no partners
            self.warn("formula", f"{inline_text.plain(html[:30])}: it isn't closed, or its braces aren't", span)
        self.block(f"{CONTENTS}\n" if html == "[TOC]" else f"<p>{html}</p>\n")

    def heading_end(self, level: str, _span: Span) -> None:
        self.opened.pop()
        html = self.pop()
        top = self.depth == 0
        self.block(self.headings.html(int(level[1]), html, top=top, first=top and not any(self.buffers[0])))

    def quote_end(self, _has: Any, _span: Span) -> None:
        self.opened.pop()
        html = self.pop()
        self.block(callout(html, self.lang) or f"<blockquote>\n{html}</blockquote>\n")

    def list_start(self, first: int | None, _span: Span) -> None:
        self.opened.append([False, first])  # whether it has tasks
        self.push()

    def list_end(self, _ordered: bool, _span: Span) -> None:  # noqa: FBT001 - the event's value
        html = self.pop()
        tasks, first = self.opened.pop()
        has = ' class="task-list"' if tasks else ""
        start = "" if first in (None, 1) else f' start="{first}"'
        tag = "ul" if first is None else "ol"
        self.block(f"<{tag}{start}{has}>\n{html}</{tag}>\n")

    def item_end(self, _has: Any, _span: Span) -> None:
        self.opened.pop()
        html, is_task = item(self.pop())
        self.opened[-1][0] |= is_task
        self.add(html)

    def task(self, checked: bool, _span: Span) -> None:  # noqa: FBT001 - the event's value
        self.add(box(checked=checked))

    def table_start(self, columns: tuple[str, ...], _span: Span) -> None:
        self.table = Table(columns)
        self.block("<table>\n")

    def head_start(self, _has: None, _span: Span) -> None:
        self.add(self.table.head())

    def row_start(self, _has: None, _span: Span) -> None:
        self.add(self.table.row())

    def table_end(self, _has: Any, _span: Span) -> None:
        self.add(self.table.end())

    def cell_start(self, _has: None, _span: Span) -> None:
        self.raw_link = False
        self.add(self.table.cell_begin())

    def cell_end(self, _has: None, _span: Span) -> None:
        self.add(self.table.cell_end())

    def code_start(self, kind: Any, span: Span) -> None:
        self.opened.append((fence_of(kind["Fenced"] if isinstance(kind, dict) else ""), span))
        self.verbatim = True
        self.push()

    def code_end(self, _has: Any, _span: Span) -> None:
        self.verbatim = False
        code = self.pop()
        fence, span = self.opened.pop()
        if fence.lang == "math":
            self.block("<p>")
            self.formula(code, span, display=True)
            self.add("</p>\n")
            return
        if fence.lang.lower() in UNDRAWN:
            self.warn("diagram", fence.lang, span)
        self.block(code_html(fence, code))

    def link_start(self, has: Mapping[str, Any], _span: Span) -> None:
        self.opened.append(has)
        self.links += 1
        self.push()

    def link_end(self, _has: Any, _span: Span) -> None:
        html = self.pop()
        has = self.opened.pop()
        self.links -= 1
        kind, target, title = has["link_type"], has["dest_url"], has["title"]
        if isinstance(kind, dict):
            self.add(self.wiki_link(target, html))
            return
        target = f"mailto:{target}" if kind == "Email" else target
        self.add(f'<a href="{href(target)}"{titled(title)}>{html}</a>')

    def wiki_link(self, target: str, html: str) -> str:
        """Return a `[[link]]`: a reference in brackets if that is defined, else a link to a source."""
        defined = self.references.get(inline_text.label(target))
        if defined is not None:
            self.expansions -= len(defined["dest"]) + len(defined["title"] or "")
        if defined is not None and self.expansions >= 0:
            return f'[<a href="{href(defined["dest"])}"{titled(defined["title"] or "")}>{html}</a>]'
        found = wiki_target(target)
        return f'<a href="{href(found)}">{html}</a>' if found else f"[[{html}]]"

    @cached_property
    def references(self) -> Mapping[str, Any]:
        return {inline_text.label(name): where for name, where in references_of(self.text).items()}

    def image_start(self, has: Any, _span: Span) -> None:
        self.opened.append(has)
        self.push()

    def image_end(self, _has: Any, _span: Span) -> None:
        alt = inline_text.plain(self.formulas.as_text(self.pop()))
        has = self.opened.pop()
        if isinstance(has["link_type"], dict):
            self.add(wiki_image(has["dest_url"], alt))
        else:
            self.add(image(has["dest_url"], alt, has["title"]))

    def footnote_end(self, _has: Any, _span: Span) -> None:
        html = self.pop()
        self.footnotes.define(self.opened.pop(), html)

    # ---- events without an end

    def code(self, code: str, _span: Span) -> None:
        self.add(f"<code>{escape(code, quote=False)}</code>")

    def raw(self, html: str, span: Span) -> None:
        if RAW_LINK.match(html):
            self.raw_link = html[1] != "/"
        if OTHER_DIALECT.search(html):
            self.warn("dialect", html.strip(), span)
        self.add(html)

    def hard_break(self, _value: None, _span: Span) -> None:
        self.add("<br>\n")

    def rule(self, _value: None, _span: Span) -> None:
        self.block("<hr>\n")

    def footnote(self, label: str, _span: Span) -> None:
        before = self.buffers[-1][-1] if self.buffers[-1] else ""
        self.add(f"{APART if before.endswith('</a></sup>') else ''}{self.footnotes.reference(label)}")

    def formula(self, source: str, span: Span, *, display: bool) -> None:
        """Write a formula as MathML; a formula that can't be read stays as its source."""
        tex = source.strip()
        if tex[:1] == tex[-1:] == "`":  # as GitHub writes a formula whose signs are marks of Markdown
            tex = tex[1:-1]
        try:
            self.add(self.formulas.place(tex, display=display))
        except UnreadableFormulaError as error:
            if len(self.diagnostics) < WARNINGS:
                written = self.source[span["start"] : span["end"]].decode(errors="replace")
                self.warn("formula", f"{tex[error.at :][:30]}: {error.why}", span, place_in(written, tex, error.at))
            self.add(shown(tex, display=display))


Handler: TypeAlias = Callable[[Writer, Any, Span], None]

EVENTS: Mapping[str, Handler] = {
    "Start": Writer.start,
    "End": Writer.end,
    "Code": Writer.code,
    "Html": Writer.raw,
    "InlineHtml": Writer.raw,
    "HardBreak": Writer.hard_break,
    "Rule": Writer.rule,
    "FootnoteReference": Writer.footnote,
    "TaskListMarker": Writer.task,
    "InlineMath": lambda writer, source, span: writer.formula(source, span, display=False),
    "DisplayMath": lambda writer, source, span: writer.formula(source, span, display=True),
}
STARTS: Mapping[str, Handler] = {
    "Paragraph": Writer.buffered,
    "Heading": Writer.buffered,
    "BlockQuote": Writer.buffered,
    "List": Writer.list_start,
    "Item": Writer.buffered,
    "Table": Writer.table_start,
    "TableHead": Writer.head_start,
    "TableRow": Writer.row_start,
    "TableCell": Writer.cell_start,
    "CodeBlock": Writer.code_start,
    "Link": Writer.link_start,
    "Image": Writer.image_start,
    "FootnoteDefinition": Writer.buffered,
}
ENDS: Mapping[str, Handler] = {
    "Paragraph": Writer.paragraph_end,
    "Heading": Writer.heading_end,
    "BlockQuote": Writer.quote_end,
    "List": Writer.list_end,
    "Item": Writer.item_end,
    "Table": Writer.table_end,
    "TableCell": Writer.cell_end,
    "CodeBlock": Writer.code_end,
    "Link": Writer.link_end,
    "Image": Writer.image_end,
    "FootnoteDefinition": Writer.footnote_end,
}
