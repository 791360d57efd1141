"""The mark where an excerpt ends, as each system writes it."""

import re

from infra.importers.folder.code_parts import replaced_outside_code
from infra.importers.folder.habit import Context

MARK = re.compile(
    r"<!--+\s*(?:more|truncate|excerpt|endexcerpt|end_excerpt|excerpt-end|teaser_end|read[ _-]?more)\s*--+>", re.IGNORECASE
)


def more_mark(text: str, _: Context) -> str:
    """Return the text with Presswork's mark in place of the first of other systems'."""
    marks = 0

    def to(found: re.Match[str]) -> str:
        nonlocal marks
        marks += 1
        return "<!--more-->" if marks == 1 else ""

    return replaced_outside_code(MARK, to, text)
