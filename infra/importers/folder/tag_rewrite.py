"""The template tags of an old text, some of which are replaced while it is imported; the others stay to the letter.

Presswork reads many of them itself as a source is read (`content.shortcodes.shortcodes`). The report of the
import names those that it wouldn't know.
"""

from collections.abc import Callable, Iterator, Mapping

from chalicelib.content.frontmatter.parsed_values import Plain
from chalicelib.content.shortcodes.shortcodes import READER, expand
from chalicelib.content.shortcodes.template_tags import Tag
from chalicelib.content.site.site import Site
from chalicelib.diagnostics import Diagnostic

Retag = Callable[[Tag, int], str | None]


def retagged(text: str, to: Retag) -> str:
    """Return the text with each tag as the function has it; None keeps a tag. It is given the tag and its line, from 1."""
    parts, last, line, counted = [], 0, 1, 0
    for tag in READER.tags_in(text):
        line, counted = line + text.count("\n", counted, tag.start), tag.start
        new = None if tag.escaped else to(tag, line)
        if new is not None:
            parts += [text[last : tag.start], new]
            last = tag.end
    return "".join([*parts, text[last:]])


def unknown_in(text: str, key: str, site: Site, params: Mapping[str, Plain]) -> Iterator[Diagnostic]:
    """Yield the tags of a text that Presswork shows as they were typed, each once."""
    yield from expand(text, key=key, site=site, params=params).diagnostics
