"""A text in reStructuredText: its title, its fields, and Markdown that says the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from docutils import nodes
from docutils.core import publish_doctree
from msgspec import field

from chalicelib.content.plain_text import short
from chalicelib.errors import Refusal
from chalicelib.frozen import Frozen
from chalicelib.html_to_markdown.markdown import markdown_of
from infra.importers.html_to_markdown.placeholders import Marks, footnote, put_back
from infra.importers.restructuredtext.directives import register
from infra.importers.restructuredtext.html import html_of
from infra.importers.restructuredtext.substitutions import check_sizes

SETTINGS: Mapping[str, Any] = {
    "_disable_config": True,
    "dangling_references": "keep",
    "docinfo_xform": True,
    "doctitle_xform": True,
    "embed_stylesheet": False,
    "file_insertion_enabled": False,
    "halt_level": 5,
    "raw_enabled": False,
    "report_level": 5,  # nothing is printed: `problems` reads the messages from the tree
    "smart_quotes": False,
    "syntax_highlight": "none",
    "toc_backlinks": False,
    "traceback": True,
}
"""No file is read but the text itself, no HTML of its author's gets through, and nothing of this machine's settings counts."""
DISABLED: Mapping[str, str] = {
    '"include" directive disabled': ".. include::",
    '"raw" directive disabled': ".. raw::",
    'File and URL access deactivated; ignoring "csv-table"': ".. csv-table::",
}
"""How docutils begins to say that it left a directive out, and how its author wrote it."""
NOT_READ = "an import reads no file but the text itself, and no markup but HTML; copy by hand what it showed"
UNKNOWN = "Unknown directive"
TELLING = 2  # the level of docutils' warnings; below are remarks on style


class Problem(Frozen):
    """A part of a text that can't be read, the reason, and its line."""

    what: str
    why: str
    line: int = 0


class ConvertedText(Frozen):
    """A text as Markdown, with its title, the fields above it by their names in lower case, and its problems."""

    markdown: str
    title: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()


def markdown_from(text: str) -> ConvertedText:
    """Return a text in reStructuredText as CommonMark; raise a `Refusal` if it can't be read at all."""
    register()
    check_sizes(text)
    try:
        document = publish_doctree(text, settings_overrides=dict(SETTINGS))
        problems = tuple(problems_in(document))
        title, fields = title_of(document), dict(fields_of(document))
        show_unknown(document)
        marks = Marks()
        markdown = markdown_of(html_of(document, marks)).strip()
    except (RecursionError, ValueError, nodes.NodeFound) as error:
        raise Refusal("front-matter", short(str(error)), 1) from error
    notes = [footnote(name, html, lambda address: address, plain=False) for name, html in marks.notes.items()]
    return ConvertedText("\n\n".join(filter(None, (put_back(markdown, marks, plain=False), *notes))), title, fields, problems)


def title_of(document: nodes.document) -> str:
    """Return the title, which leaves the text, as Pelican shows it above."""
    index = document.first_child_matching_class(nodes.title)
    return document[index].astext() if index is not None else ""


def fields_of(document: nodes.document) -> Iterator[tuple[str, str]]:
    """Yield the fields of the list below the title, by the names that authors gave them."""
    for info in document.findall(nodes.docinfo):
        for child in info.children:
            if isinstance(child, nodes.field):
                yield child[0].astext().lower(), child[1].astext().strip()
            elif isinstance(child, nodes.authors):
                yield "authors", "; ".join(author.astext() for author in child.children)
            else:
                yield str(child.tagname), child.astext().strip()


def problems_in(document: nodes.document) -> Iterator[Problem]:
    """Yield what docutils couldn't read, or was not allowed to, each once."""
    messages: dict[tuple[str, int], None] = {}
    for message in (*document.findall(nodes.system_message), *document.transform_messages):
        if message.get("level", 0) >= TELLING:
            text = message[0].astext().partition("\n")[0] if message.children else ""
            messages[text, int(message.get("line") or 0)] = None
    for text, line in messages:
        directive = next((directive for begin, directive in DISABLED.items() if text.startswith(begin)), "")
        yield Problem(directive, NOT_READ, line) if directive else Problem("reStructuredText", text, line)


def show_unknown(document: nodes.document) -> None:
    """Show as it is typed what docutils doesn't know."""
    for message in list(document.findall(nodes.system_message)):
        typed = next(iter(message.findall(nodes.literal_block)), None)
        if typed is not None and message[0].astext().startswith(UNKNOWN):
            message.replace_self(typed)
