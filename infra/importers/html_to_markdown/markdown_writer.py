"""HTML's elements as Markdown, one after the other: markdownify's walk, with rules of our own for each element.

What Markdown can't say stays HTML (`markdown_support`): tables with spans, figures with more than an image and its caption,
players, frames, details, and whatever has an id that a link in the same text leads to, a language or a direction.
"""

from infra.importers.html_to_markdown.markdown_blocks import Blocks
from infra.importers.html_to_markdown.markdown_tables import Tables


class Writer(Blocks, Tables):
    """A converter of one text."""
