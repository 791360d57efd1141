"""HTML that stays HTML within Markdown: one block without blank lines, in which nothing is read as a shortcode."""

import re
from collections.abc import Iterable
from html import escape
from typing import Any

from bs4 import Tag
from bs4.formatter import HTMLFormatter

from chalicelib.content.html.elements import named
from chalicelib.html_to_markdown.escapes import AUDIO

BLOCKS = named(
    "address article aside blockquote center dd details div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header"
    " hgroup hr iframe li main menu nav ol p pre section summary table tbody td tfoot th thead tr ul"
)
"""Elements that begin a block of HTML wherever they begin a line."""
MARK = "presswork-more"  # in place of `<!--more-->`, which parsers and walks would drop as a comment
BLANK_LINES = re.compile(r"\n[ \t\r]*(?=\n)")
BLANK_IN_CODE = re.compile(r"\n(?=[ \t\r]*\n)")
CODE = re.compile(r"(<pre\b.*?</pre>)", re.DOTALL | re.IGNORECASE)
SHORTCODE = re.compile(rf"\[(?={AUDIO})|\{{(?=[{{%])|(?<=\{{)\{{")


class AsWritten(HTMLFormatter):
    """HTML as people write it, with the attributes in their order."""

    def __init__(self) -> None:
        super().__init__(entity_substitution=lambda text: escape(text, quote=False), void_element_close_prefix="")

    def attributes(self, tag: Tag) -> Iterable[tuple[str, Any]]:
        return tag.attrs.items()


AS_WRITTEN = AsWritten()


def block_of(element: Tag) -> str:
    """Return the element as a block of HTML."""
    html = without_blank_lines(element)
    return html if element.name in BLOCKS and not element.hidden else f"<p>{html}</p>"


def without_blank_lines(element: Tag) -> str:
    """Return the element as HTML on lines of which none is blank."""
    parts = CODE.split(element.decode(formatter=AS_WRITTEN))
    lines = (BLANK_IN_CODE.sub("&#10;", part) if number % 2 else BLANK_LINES.sub("", part) for number, part in enumerate(parts))
    html = "".join(lines).strip().replace(f"<{MARK}></{MARK}>", "<!--more-->")
    return SHORTCODE.sub(lambda match: f"&#{ord(match[0])};", html)


def opening_tag(element: Tag, names: tuple[str, ...]) -> str:
    """Return the begin of the element with those of its attributes that readers notice."""
    has = "".join(f' {name}="{escape(str(element[name]))}"' for name in names if name in element.attrs)
    return f"<{element.name}{has}>"
