"""Formulas as WordPress.com and Jetpack write them, `$latex x^2$` and `[latex]x^2[/latex]`, put aside as formulas of Markdown."""

import re
from html import unescape

from infra.importers.html_to_markdown.footnotes import Marks

FORMULA = re.compile(r"\$latex\s+([^$<>\n]{1,1000})\$|\[latex\]([^\[\]<>\n]{1,1000})\[/latex\]")
SIZES = re.compile(r"&(?:amp;)?(?:fg|bg|s)=[-\w]+")


def put_aside(html: str, marks: Marks) -> str:
    """Return the text with a mark in place of each formula."""
    if "latex" not in html:
        return html
    return FORMULA.sub(lambda match: marks.of(f"${unescape(SIZES.sub('', match[1] or match[2])).strip()}$"), html)
