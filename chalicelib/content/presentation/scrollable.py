"""Code and tables as pages show them: each scrolls by itself if it is wider than the column.

A reader can scroll it without a mouse, so it takes the focus and has a name. The stylesheet shows at which end there is more.
Code has the name of its language above it, and carries the words of the button that copies it (`templates/static/copy.js`). Feeds
and letters need none of this: they get the HTML without it.
"""

import re
from collections.abc import Mapping
from functools import cache
from html import escape

from chalicelib.content.html.tag_patterns import CODE_BOX, TABLE_TAG
from chalicelib.frozen import Frozen

LANGUAGE_NAMES: Mapping[str, str] = {
    **dict.fromkeys(("text", "txt", "plain", "plaintext", "none", "output"), ""),
    **dict.fromkeys(("console", "shell-session", "terminal"), "Console"),
    **dict.fromkeys(("sh", "shell", "zsh"), "Shell"),
    **dict.fromkeys(("jinja", "jinja2", "html+jinja"), "Jinja"),
    "latex": "LaTeX",
    "less": "Less",
    "nginx": "Nginx",
    "r": "R",
    "svg": "SVG",
    "vim": "Vim",
}
"""The languages that readers know by another name than Pygments; without a name, they are no language at all."""


class Words(Frozen):
    """The words for these elements, in the language of the page: the names of code and of a table, and those of the button."""

    code: str
    table: str
    copy: str
    copied: str


def with_scrolling_code(html: str, words: Words) -> str:
    """Return finished HTML whose code is in figures that scroll."""

    def figure(block: re.Match[str]) -> str:
        title, name = block["title"], language(block["lang"]) if block["lang"] else ""
        shown = " ".join(filter(None, (f"<span>{title}</span>" if title else "", f"<b>{escape(name)}</b>" if name else "")))
        caption = f"<figcaption>{shown}</figcaption>" if shown else ""
        code = f"<pre{block['about']}{_focusable(words.code)}>{block['code']}"
        button = f'data-code="{escape(words.copy)}" data-copied="{escape(words.copied)}"'
        return f'<figure class="code" {button}>{caption}{code}</figure>'

    return CODE_BOX.sub(figure, html)


def with_scrolling_tables(html: str, words: Words) -> str:
    """Return finished HTML with each table in a box that scrolls; a table within a table stays in its box."""
    depth = 0

    def boxed(tag: re.Match[str]) -> str:
        nonlocal depth
        begins = not tag[0].startswith("</")
        depth += 1 if begins else -1
        if begins and depth == 1:
            return f'<div class="scroll"{_focusable(words.table)}>{tag[0]}'
        return f"{tag[0]}</div>" if depth == 0 else tag[0]

    return TABLE_TAG.sub(boxed, html)


def _focusable(name: str) -> str:
    """Return the attributes by which the keyboard can scroll an element. It isn't a landmark, because a page may have many."""
    return f' tabindex="0" role="group" aria-label="{escape(name)}"'


def language(written: str) -> str:
    """Return the name of the language of code: `py` is Python; an unknown language keeps its spelling."""
    alias = written.lower()
    return LANGUAGE_NAMES[alias] if alias in LANGUAGE_NAMES else _pygments_names().get(alias, written)


@cache
def _pygments_names() -> Mapping[str, str]:
    from pygments.lexers import get_all_lexers  # noqa: PLC0415 - Pygments is loaded only for pages with code

    rows = [(name, aliases) for name, aliases, *_ in get_all_lexers(plugins=False)]
    return {alias: name for name, aliases in reversed(rows) for alias in aliases}
