"""CommonMark with GitHub's extensions, by pulldown-cmark: its events, and the HTML that is written for each.

pulldown-cmark (`pyromark`) reads the blocks and the inline markup. It gives events: the start and the end of each element, texts,
and raw HTML, each with its place in the source. Each becomes HTML in a `Writer`. A row of `OPEN` and `CLOSE` is the HTML of an
element without attributes; an element with rules of its own has a function in `STARTS` and `ENDS`. The notations that the parser
doesn't know are found in texts (`inline_text`), at the begin of quotes (`callouts`), at the end of headings (`headings`), or
behind images, links and paragraphs (`attribute_lists`).
"""

import re
from collections.abc import Callable, Mapping
from html import escape
from typing import Any, TypeAlias

from chalicelib.content.markdown import inline_text
from chalicelib.content.markdown.attribute_lists import paragraph
from chalicelib.content.markdown.budget import DEPTH, Room, Work
from chalicelib.content.markdown.callouts import callout
from chalicelib.content.markdown.code_blocks import UNDRAWN, code_html, fence_of
from chalicelib.content.markdown.dialects import Parsed, TextContext
from chalicelib.content.markdown.formulas import UnreadableFormulaError, place_in, shown
from chalicelib.content.markdown.headings import CONTENTS
from chalicelib.content.markdown.html_writer import WARNINGS, Writer
from chalicelib.content.markdown.link_targets import href, image, titled, wiki_image, wiki_target
from chalicelib.content.markdown.markdown_events import Span, events_of
from chalicelib.content.markdown.tables import Table
from chalicelib.content.markdown.task_lists import box, item
from chalicelib.content.plain_text import short
from chalicelib.errors import Refusal

EVENT = 30  # steps that an event costs
APART = "&#8201;"  # a thin space, so that notes 1 and 2 are not read as 12
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
    writer = Writer(text, context, room)
    for event, span in events_of(text):
        work.spend(EVENT, "very many marks")
        write(writer, event, span)
    html = room.hold(writer.finished())
    return Parsed(html, writer.headings.title, tuple(writer.formulas.written), tuple(writer.diagnostics))


def _parted(event: Any) -> tuple[str, Any]:
    """Return the name of an event or an element, and its properties."""
    return (event, None) if isinstance(event, str) else next(iter(event.items()))


def write(writer: Writer, event: Any, span: Span) -> None:
    """Write one event."""
    name, value = _parted(event)
    if name == "Text":
        writer.take(value, span)
        return
    if name == "SoftBreak":
        writer.pending.append("\n")
        return
    writer.flush()
    EVENTS[name](writer, value, span)


def element_start(writer: Writer, value: Any, span: Span) -> None:
    """Write the start of an element."""
    writer.depth += 1
    tag, has = _parted(value)
    if writer.depth > DEPTH:
        line = writer.line(span)
        raise Refusal("too-deep", short(writer.text.split("\n")[line - 1]), line)
    if tag in OPEN:
        writer.add(OPEN[tag])
    else:
        STARTS[tag](writer, has, span)


def element_end(writer: Writer, value: Any, span: Span) -> None:
    """Write the end of an element."""
    writer.depth -= 1
    tag, has = _parted(value)
    if tag in CLOSE:
        writer.add(CLOSE[tag])
    else:
        ENDS[tag](writer, has, span)


# ---- elements with rules of their own


def buffered(writer: Writer, has: Any, _span: Span) -> None:
    writer.raw_link = False
    writer.opened.append(has)
    writer.push()


def paragraph_end(writer: Writer, _has: Any, span: Span) -> None:
    writer.opened.pop()
    html = writer.pop()
    if html.startswith("$$"):  # the parser reads no formula whose braces have no partners
        writer.warn("formula", f"{inline_text.plain(html[:30])}: it isn't closed, or its braces aren't", span)
    writer.block(f"{CONTENTS}\n" if html == "[TOC]" else paragraph(html))


def heading_end(writer: Writer, level: str, _span: Span) -> None:
    writer.opened.pop()
    html = writer.pop()
    top = writer.depth == 0
    writer.block(writer.headings.html(int(level[1]), html, top=top, first=top and not any(writer.buffers[0])))


def quote_end(writer: Writer, _has: Any, _span: Span) -> None:
    writer.opened.pop()
    html = writer.pop()
    writer.block(callout(html, writer.lang) or f"<blockquote>\n{html}</blockquote>\n")


def list_start(writer: Writer, first: int | None, _span: Span) -> None:
    writer.opened.append([False, first])  # whether it has tasks
    writer.push()


def list_end(writer: Writer, _ordered: bool, _span: Span) -> None:  # noqa: FBT001 - the event's value
    html = writer.pop()
    tasks, first = writer.opened.pop()
    has = ' class="task-list"' if tasks else ""
    start = "" if first in (None, 1) else f' start="{first}"'
    tag = "ul" if first is None else "ol"
    writer.block(f"<{tag}{start}{has}>\n{html}</{tag}>\n")


def item_end(writer: Writer, _has: Any, _span: Span) -> None:
    writer.opened.pop()
    html, is_task = item(writer.pop())
    writer.opened[-1][0] |= is_task
    writer.add(html)


def task_mark(writer: Writer, checked: bool, _span: Span) -> None:  # noqa: FBT001 - the event's value
    writer.add(box(checked=checked))


def table_start(writer: Writer, columns: tuple[str, ...], _span: Span) -> None:
    writer.table = Table(columns)
    writer.block("<table>\n")


def head_start(writer: Writer, _has: None, _span: Span) -> None:
    writer.add(writer.table.head())


def row_start(writer: Writer, _has: None, _span: Span) -> None:
    writer.add(writer.table.row())


def table_end(writer: Writer, _has: Any, _span: Span) -> None:
    writer.add(writer.table.end())


def cell_start(writer: Writer, _has: None, _span: Span) -> None:
    writer.raw_link = False
    writer.add(writer.table.cell_begin())


def cell_end(writer: Writer, _has: None, _span: Span) -> None:
    writer.add(writer.table.cell_end())


def code_start(writer: Writer, kind: Any, span: Span) -> None:
    writer.opened.append((fence_of(kind["Fenced"] if isinstance(kind, dict) else ""), span))
    writer.verbatim = True
    writer.push()


def code_end(writer: Writer, _has: Any, _span: Span) -> None:
    writer.verbatim = False
    code = writer.pop()
    fence, span = writer.opened.pop()
    if fence.lang == "math":
        writer.block("<p>")
        formula(writer, code, span, display=True)
        writer.add("</p>\n")
        return
    if fence.lang.lower() in UNDRAWN:
        writer.warn("diagram", fence.lang, span)
    writer.block(code_html(fence, code))


def link_start(writer: Writer, has: Mapping[str, Any], _span: Span) -> None:
    writer.opened.append(has)
    writer.links += 1
    writer.push()


def link_end(writer: Writer, _has: Any, _span: Span) -> None:
    html = writer.pop()
    has = writer.opened.pop()
    writer.links -= 1
    kind, target, title = has["link_type"], has["dest_url"], has["title"]
    if isinstance(kind, dict):
        writer.add(wiki_link(writer, target, html))
        return
    target = f"mailto:{target}" if kind == "Email" else target
    writer.add(f'<a href="{href(target)}"{titled(title)}>{html}</a>')


def wiki_link(writer: Writer, target: str, html: str) -> str:
    """Return a `[[link]]`: a reference in brackets if that is defined, else a link to a source."""
    defined = writer.references.get(inline_text.label(target))
    if defined is not None:
        writer.expansions -= len(defined["dest"]) + len(defined["title"] or "")
    if defined is not None and writer.expansions >= 0:
        return f'[<a href="{href(defined["dest"])}"{titled(defined["title"] or "")}>{html}</a>]'
    address = wiki_target(target)
    return f'<a href="{href(address)}">{html}</a>' if address else f"[[{html}]]"


def image_start(writer: Writer, has: Any, _span: Span) -> None:
    writer.opened.append(has)
    writer.push()


def image_end(writer: Writer, _has: Any, _span: Span) -> None:
    alt = inline_text.plain(writer.formulas.as_text(writer.pop()))
    has = writer.opened.pop()
    if isinstance(has["link_type"], dict):
        writer.add(wiki_image(has["dest_url"], alt))
    else:
        writer.add(image(has["dest_url"], alt, has["title"]))


def footnote_end(writer: Writer, _has: Any, _span: Span) -> None:
    html = writer.pop()
    writer.footnotes.define(writer.opened.pop(), html)


# ---- events without an end


def code_span(writer: Writer, code: str, _span: Span) -> None:
    writer.add(f"<code>{escape(code, quote=False)}</code>")


def raw_html(writer: Writer, html: str, span: Span) -> None:
    if RAW_LINK.match(html):
        writer.raw_link = html[1] != "/"
    if OTHER_DIALECT.search(html):
        writer.warn("dialect", html.strip(), span)
    writer.add(html)


def hard_break(writer: Writer, _value: None, _span: Span) -> None:
    writer.add("<br>\n")


def rule(writer: Writer, _value: None, _span: Span) -> None:
    writer.block("<hr>\n")


def footnote_reference(writer: Writer, label: str, _span: Span) -> None:
    before = writer.buffers[-1][-1] if writer.buffers[-1] else ""
    writer.add(f"{APART if before.endswith('</a></sup>') else ''}{writer.footnotes.reference(label)}")


def formula(writer: Writer, source: str, span: Span, *, display: bool) -> None:
    """Write a formula as MathML; a formula that can't be read stays as its source."""
    tex = source.strip()
    if tex[:1] == tex[-1:] == "`":  # as GitHub writes a formula whose signs are marks of Markdown
        tex = tex[1:-1]
    try:
        writer.add(writer.formulas.place(tex, display=display))
    except UnreadableFormulaError as error:
        if len(writer.diagnostics) < WARNINGS:
            written = writer.source[span["start"] : span["end"]].decode(errors="replace")
            writer.warn("formula", f"{tex[error.at :][:30]}: {error.why}", span, place_in(written, tex, error.at))
        writer.add(shown(tex, display=display))


# ---- which function writes what

Handler: TypeAlias = Callable[[Writer, Any, Span], None]

EVENTS: Mapping[str, Handler] = {
    "Start": element_start,
    "End": element_end,
    "Code": code_span,
    "Html": raw_html,
    "InlineHtml": raw_html,
    "HardBreak": hard_break,
    "Rule": rule,
    "FootnoteReference": footnote_reference,
    "TaskListMarker": task_mark,
    "InlineMath": lambda writer, source, span: formula(writer, source, span, display=False),
    "DisplayMath": lambda writer, source, span: formula(writer, source, span, display=True),
}
STARTS: Mapping[str, Handler] = {
    "Paragraph": buffered,
    "Heading": buffered,
    "BlockQuote": buffered,
    "List": list_start,
    "Item": buffered,
    "Table": table_start,
    "TableHead": head_start,
    "TableRow": row_start,
    "TableCell": cell_start,
    "CodeBlock": code_start,
    "Link": link_start,
    "Image": image_start,
    "FootnoteDefinition": buffered,
}
ENDS: Mapping[str, Handler] = {
    "Paragraph": paragraph_end,
    "Heading": heading_end,
    "BlockQuote": quote_end,
    "List": list_end,
    "Item": item_end,
    "Table": table_end,
    "TableCell": cell_end,
    "CodeBlock": code_end,
    "Link": link_end,
    "Image": image_end,
    "FootnoteDefinition": footnote_end,
}
