"""Replacements in a Markdown text that leave its code as it is."""

import re
from collections.abc import Callable

from chalicelib.content.shortcodes.code_ranges import code_and_html


def outside_code(pattern: re.Pattern[str], to: str | Callable[[re.Match[str]], str], text: str, *, html: bool = True) -> str:
    """Return the text with each match replaced, but none in code, nor in blocks of HTML if `html` is false."""
    if not pattern.search(text):
        return text
    code, blocks = code_and_html(text)

    def replacement(match: re.Match[str]) -> str:
        if match.start() in code or (not html and match.start() in blocks):
            return match[0]
        return to(match) if callable(to) else to

    return pattern.sub(replacement, text)
