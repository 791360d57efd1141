"""Footnotes of the block editor, and formulas, which are put aside before a text becomes Markdown: HTML has no way to say them.

The text refers to a footnote by its id, and its own text is in the entry's metadata. Formulas are written as WordPress.com and
Jetpack do: `$latex x^2$` and `[latex]x^2[/latex]`.
"""

import re
from collections.abc import Iterator, Mapping
from html import unescape

from infra.importers.html_to_markdown.placeholders import Marks
from infra.importers.parsing.valid_chars import json_value
from infra.terminal.streams import counted

FORMULA = re.compile(r"\$latex\s+([^$<>\n]{1,1000})\$|\[latex\]([^\[\]<>\n]{1,1000})\[/latex\]")
SIZES = re.compile(r"&(?:amp;)?(?:fg|bg|s)=[-\w]+")
REFERENCE = re.compile(r"""<sup\b[^<>]*?\bdata-fn=["']([\w-]{1,100})["'][^<>]*>(?:(?!</sup>).){0,500}</sup>""", re.DOTALL)


def put_aside_formulas(html: str, marks: Marks) -> str:
    """Return the text with a mark in place of each formula."""
    if "latex" not in html:
        return html
    return FORMULA.sub(lambda match: marks.of(f"${unescape(SIZES.sub('', match[1] or match[2])).strip()}$"), html)


def put_aside_footnotes(html: str, metadata: str, marks: Marks) -> str:
    """Return the text with marks for its footnotes, numbered in their order; a reference without a footnote stays as it is."""
    texts, numbers = texts_in(metadata), dict[str, str]()

    def mark(match: re.Match[str]) -> str:
        if not texts.get(match[1]):
            return match[0]
        number = numbers.setdefault(match[1], str(len(numbers) + 1))
        marks.notes[number] = texts[match[1]]
        return marks.reference(number)

    return REFERENCE.sub(mark, html)


def texts_in(metadata: str) -> Mapping[str, str]:
    """Return the footnotes as HTML by their ids; none if the metadata can't be read."""
    try:
        rows = json_value(metadata or "[]", strict=False)
    except (ValueError, RecursionError):
        return {}
    rows = [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
    return {str(row.get("id")): str(row.get("content") or "").strip() for row in rows}


def lost_footnotes(html: str, metadata: str, marks: Marks) -> Iterator[str]:
    """Yield the report's lines about footnotes that were not put aside."""
    if without := len(REFERENCE.findall(html)):
        yield f"{counted(without, 'reference')} to footnotes whose text isn't in the export"
    if unused := len(texts_in(metadata)) - len(marks.notes):
        yield f"{counted(unused, 'footnote')} that its text doesn't refer to, left out"
