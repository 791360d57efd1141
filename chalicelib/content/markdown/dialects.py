"""The dialects of Markdown, one row each.

A dialect turns a text into HTML that is not yet safe. The rules before it (shortcodes) and after it (code in colours, embeds,
quotes, the sanitizer, links, excerpts) are the same for all (`content.markdown_to_html`). A dialect's module is imported when a
text of this dialect is rendered, so a function never loads a parser that it doesn't use.
"""

import re
from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Protocol, cast

from chalicelib.content.markdown.budget import Room, Work
from chalicelib.diagnostics import Diagnostic
from chalicelib.frozen import Frozen


class TextContext(Frozen):
    """The context of a text for its dialect: the key of its source, its language, and its title if that is known."""

    key: str
    lang: str
    title: str = ""


class Parsed(Frozen):
    """HTML before it is sanitized, the title of the text (as HTML text), and diagnostics for the author.

    `formulas` are the MathML of the text's formulas; the HTML has `FORMULA` with the number of each in its place, because the
    sanitizer lets no MathML pass that an author wrote.
    """

    html: str
    title: str = ""
    formulas: tuple[str, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()


FORMULA = "\x02{}\x03"  # control characters, which no source has
FORMULAS = re.compile(FORMULA.format("([0-9]{1,6})"))


def with_formulas(html: str, formulas: Sequence[str]) -> str:
    """Return the safe HTML with the formulas in their places, each once."""
    left = dict(enumerate(formulas))
    return FORMULAS.sub(lambda place: left.pop(int(place[1]), ""), html) if formulas else html


class Parse(Protocol):
    """A dialect's function: the work is paid, and the HTML fits into the room."""

    def __call__(self, text: str, context: TextContext, work: Work, room: Room) -> Parsed: ...


COMMONMARK, PYTHON_MARKDOWN = "commonmark", "python-markdown"

DIALECTS: Mapping[str, str] = {
    COMMONMARK: "chalicelib.content.markdown.commonmark",
    PYTHON_MARKDOWN: "chalicelib.content.markdown.python_markdown",
}
"""The modules of the dialects, by their names in `site.yaml` and front matter."""


def parser_of(dialect: str) -> Parse:
    """Return the function of a dialect."""
    return cast(Parse, import_module(DIALECTS[dialect]).parse)
