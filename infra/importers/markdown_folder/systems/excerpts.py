"""The mark where an excerpt ends, as each system writes it."""

import re
from itertools import chain, repeat

from infra.importers.markdown_folder.habit import Context
from infra.importers.markdown_folder.systems.code_spans import replaced_outside_code

MARK = re.compile(
    r"<!--+\s*(?:more|truncate|excerpt|endexcerpt|end_excerpt|excerpt-end|teaser_end|read[ _-]?more)\s*--+>", re.IGNORECASE
)


def more_mark(text: str, _: Context) -> str:
    """Return the text with Presswork's mark in place of the first of other systems', and without the others."""
    marks = chain(["<!--more-->"], repeat(""))
    return replaced_outside_code(MARK, lambda _: next(marks), text)
