"""Code and tables as pages show them: what is wider than the column scrolls by itself.

A reader can scroll it without a mouse, so it takes the focus and has a name. The stylesheet shows at which end there is more.
Code has the name of its language above it, and says which words the button has that copies it (`templates/static/copy.js`). Feeds
and letters need none of this: they get the HTML without it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from html import escape

CODE = re.compile(
    r'(?:<figure class="code"><figcaption>(?P<title>(?:(?!</?figcaption[ >]).)*+)</figcaption>)?'
    r'<pre(?P<about>(?: [^<>]*)?)>(?P<code>(?:<code(?: class="(?:highlight )?language-(?P<lang>[\w#.+-]+)")?)?'
    r"(?:(?!</?pre[ >]).)*+</pre>)(?(title)</figure>)",
    re.DOTALL,
)
TABLE = re.compile(r"<table(?=[ >])|</table>")
CALLED: Mapping[str, str] = {
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


@dataclass(frozen=True, slots=True)
class Words:
    """The words for these elements, in the language of the page: the names of code and of a table, and those of the button."""

    code: str
    table: str
    copy: str
    copied: str


def scrollable(html: str, words: Words) -> str:
    """Return finished HTML whose code and tables scroll by themselves."""
    if "<pre" in html:
        html = CODE.sub(lambda found: _code(found, words), html)
    return _in_boxes(html, words) if "<table" in html else html


def _code(found: re.Match[str], words: Words) -> str:
    title, name = found["title"], language(found["lang"]) if found["lang"] else ""
    shown = " ".join(filter(None, (f"<span>{title}</span>" if title else "", f"<b>{escape(name)}</b>" if name else "")))
    caption = f"<figcaption>{shown}</figcaption>" if shown else ""
    code = f"<pre{found['about']}{_reached(words.code)}>{found['code']}"
    return f'<figure class="code" data-code="{escape(words.copy)}" data-copied="{escape(words.copied)}">{caption}{code}</figure>'


def _in_boxes(html: str, words: Words) -> str:
    """Return the HTML with each table in a box; a table within a table stays in the box of that one."""
    depth = 0

    def boxed(tag: re.Match[str]) -> str:
        nonlocal depth
        begins = not tag[0].startswith("</")
        depth += 1 if begins else -1
        if begins and depth == 1:
            return f'<div class="scroll"{_reached(words.table)}>{tag[0]}'
        return f"{tag[0]}</div>" if depth == 0 else tag[0]

    return TABLE.sub(boxed, html)


def _reached(name: str) -> str:
    """Return the attributes of what the keyboard can scroll. It isn't a landmark, because a page may have many."""
    return f' tabindex="0" role="group" aria-label="{escape(name)}"'


def language(written: str) -> str:
    """Return the name of the language of code: `py` is Python; an unknown one is called as it is written."""
    small = written.lower()
    return CALLED[small] if small in CALLED else _names().get(small, written)


@cache
def _names() -> Mapping[str, str]:
    from pygments.lexers import get_all_lexers  # noqa: PLC0415 - Pygments is loaded only for pages with code

    rows = [(name, aliases) for name, aliases, *_ in get_all_lexers(plugins=False)]
    return {alias: name for name, aliases in reversed(rows) for alias in aliases}
