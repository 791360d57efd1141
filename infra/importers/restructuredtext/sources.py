"""A source in reStructuredText, split as any other: its title and fields as front matter, its text as CommonMark."""

import re

from chalicelib.content.frontmatter.frontmatter import FrontMatter
from chalicelib.content.frontmatter.parsed_values import Scalar
from infra.importers.folder.scan import Notes

SOURCE = re.compile(r"(?i)\.(rst|rest)$")
WITHOUT_LINES = 0  # the text has other lines than the source


def split_rst(text: str, notes: Notes, path: str) -> FrontMatter:
    """Return the front matter and the text of a source, and note what couldn't be read."""
    from infra.importers.restructuredtext.reader import markdown_from  # noqa: PLC0415 - docutils is slow to load, and few need it

    converted = markdown_from(text)
    for problem in converted.problems:
        notes.add("changed", problem.what, problem.why, path, problem.line)
    keys = {name: Scalar(value, value) for name, value in {"title": converted.title, **converted.fields}.items() if value}
    return FrontMatter(converted.markdown, WITHOUT_LINES, keys)
