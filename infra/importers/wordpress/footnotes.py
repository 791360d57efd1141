"""Footnotes of WordPress's block editor: the text refers to them by ids, and their own texts are in the entry's metadata."""

import re
from collections.abc import Iterator, Mapping

from infra.importers.html_to_markdown.footnotes import Marks
from infra.importers.output.report import counted
from infra.importers.parsing.json_texts import value_of

REFERENCE = re.compile(r"""<sup\b[^<>]*?\bdata-fn=["']([\w-]{1,100})["'][^<>]*>(?:(?!</sup>).){0,500}</sup>""", re.DOTALL)


def put_aside(html: str, metadata: str, marks: Marks) -> str:
    """Return the text with marks for its footnotes, numbered as they come; one without a text stays as it is."""
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
        rows = value_of(metadata or "[]", strict=False)
    except (ValueError, RecursionError):
        return {}
    rows = [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
    return {str(row.get("id")): str(row.get("content") or "").strip() for row in rows}


def notes_of(html: str, metadata: str, marks: Marks) -> Iterator[str]:
    """Yield what the report says of the footnotes that were not put aside."""
    if without := len(REFERENCE.findall(html)):
        yield f"{counted(without, 'reference')} to footnotes whose text isn't in the export"
    if unused := len(texts_in(metadata)) - len(marks.notes):
        yield f"{counted(unused, 'footnote')} that its text doesn't refer to, left out"
