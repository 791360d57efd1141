"""Titles, summaries and names: lines of plain text, as readers see them.

As in a text, the quotes and dashes that an author types become those of the language, and words between backticks are code, which
stays as typed. HTML shows them as code; feeds, the subject of an email and the like show them without their backticks.
"""

import re
from html import escape, unescape

from chalicelib.content.html.tag_patterns import TAG
from chalicelib.content.markdown.smartquotes import smarten
from chalicelib.frozen import Frozen

BACKTICKED = re.compile(r"(?<!`)(`+)(?!`) ?([^`]+?) ?\1(?!`)")


class TypesetLine(Frozen):
    """A line as readers see it: as plain text, and as safe HTML if it holds code (else empty)."""

    text: str
    html: str = ""


def typeset(typed: str, lang: str) -> TypesetLine:
    """Return a line of plain text with the quotes of this language, its code marked by backticks."""
    return of_html(BACKTICKED.sub(r"<code>\2</code>", escape(typed, quote=False)), lang)


def of_html(html: str, lang: str) -> TypesetLine:
    """Return the same for a line of safe HTML without tags other than those of code."""
    smart = smarten(html, lang)
    return TypesetLine(unescape(TAG.sub("", smart)), smart if "<" in smart else "")


def in_quotes_of(lang: str, typed: str) -> str:
    """Return a line of plain text, which is never code, with the quotes of this language."""
    return unescape(smarten(escape(typed, quote=False), lang))
