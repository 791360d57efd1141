"""The text of a post, which Ghost keeps in several columns: as HTML, and as what its three editors stored."""

from collections.abc import Callable
from typing import TypeAlias

from infra.importers.blog import UnreadableError
from infra.importers.ghost import lexical, mobiledoc
from infra.importers.ghost.cards import Tell
from infra.importers.ghost.export_tables import TableRow, text
from infra.importers.ghost.html import simplified
from infra.importers.html_to_markdown.placeholders import Marks

Body: TypeAlias = tuple[str, bool]
"""A text, and whether it is Markdown."""


def markdown_in(document: str, *_: object) -> Body | None:
    """Return the Markdown that a whole text was written in; None if it was written in something else."""
    markdown = mobiledoc.only_markdown(mobiledoc.document_in(document))
    return None if markdown is None else (markdown, True)


BODIES: tuple[tuple[str, str, Callable[[str, Tell, Marks], Body | None]], ...] = (
    ("mobiledoc", "Markdown", markdown_in),
    ("html", "HTML", lambda html, tell, marks: (simplified(html, tell, marks), False)),
    ("lexical", "Lexical", lambda stored, tell, marks: (simplified(lexical.html_of(stored, tell), tell, marks), False)),
    ("mobiledoc", "Mobiledoc", lambda stored, tell, marks: (simplified(mobiledoc.html_in(stored, tell), tell, marks), False)),
    ("markdown", "Markdown", lambda markdown, *_: (markdown, True)),
)
"""The columns that may hold a text, the best first, with the name of their format and the function that reads it."""


def body_of(row: TableRow, tell: Tell, marks: Marks) -> Body:
    """Return the text of a post from the best column that can be read; raise `UnreadableError` if none of them can."""
    broken: dict[str, UnreadableError] = {}
    for name, called, read_body in BODIES:
        try:
            body = read_body(text(row, name), tell, marks) if text(row, name) else None
        except UnreadableError as error:
            broken[name] = error
            continue
        if body:
            for why in broken.values():
                tell(str(why), f"its {called} was read instead")
            return body
    if broken:
        raise next(iter(broken.values()))
    return "", False
