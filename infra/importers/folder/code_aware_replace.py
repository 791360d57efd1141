"""Replacing parts of a Markdown text outside its code."""

import re
from collections.abc import Callable

from chalicelib.content.shortcodes.code_ranges import code_and_html


def outside_code(pattern: re.Pattern[str], to: str | Callable[[re.Match[str]], str], text: str, *, html: bool = True) -> str:
    """Return the text with what the pattern finds replaced, but not in code, nor in blocks of HTML if `html` is false."""
    if not pattern.search(text):
        return text
    code, blocks = code_and_html(text)
    make = to if callable(to) else lambda _: to

    def replaced(found: re.Match[str]) -> str:
        stays = found.start() in code or (not html and found.start() in blocks)
        return found[0] if stays else make(found)

    return pattern.sub(replaced, text)
