"""Syntax highlighting: Pygments' classes for code of a known language, and the stylesheet with their colours.

Languages are not guessed. Very long code stays plain, because a lexer may take very long. So does code that repeats a few
characters: half of Pygments' lexers search from each of them to the end. Whether code is highlighted depends only on the code.
"""

import re
from functools import cache
from html import unescape

from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexer import Lexer
from pygments.lexers import find_lexer_class_by_name
from pygments.util import ClassNotFound

from chalicelib.content.limits import limit

CODE = re.compile(r'(<pre[^<>]*><code class=")language-([\w#.+-]+)("[^<>]*>)([^<]*)(?=</code></pre>)')
LONGEST = limit("code in a piece")
LONGEST_IN_ALL = limit("code in a text")
SQUARES_IN_ALL = limit("squares of code lines")
REPEATED = re.compile(r"(.{1,4}?)\1{400}", re.DOTALL)  # 9,800 empty lines keep a lexer for C busy for three seconds
FORMATTER = HtmlFormatter(nowrap=True)  # keeps nothing of what it formats
STYLES = {"light": "xcode", "dark": "github-dark"}  # at least 4.5:1 on #f6f6f6 and on #16181d


def highlighted(html: str) -> str:
    """Return the HTML with classes in all code of a known language."""
    if "language-" not in html:
        return html
    left, squares = LONGEST_IN_ALL, SQUARES_IN_ALL

    def marked(found: re.Match[str]) -> str:
        nonlocal left, squares
        left -= len(found[4])
        squares -= sum(len(line) ** 2 for line in found[4].split("\n"))
        return _marked(found) if left >= 0 and squares >= 0 else found[0]

    return CODE.sub(marked, html)


def highlight_css() -> str:
    """Return the stylesheet for `highlighted`, light or dark by the reader's preference."""
    light, dark = (_rules(style) for style in STYLES.values())
    return f"{light}\n@media screen and (prefers-color-scheme: dark) {{\n{dark}\n}}\n"


def _rules(style: str) -> str:
    """Return the rules of a Pygments style, one rule for each set of properties."""
    looks: dict[str, list[str]] = {}
    rules: list[str] = HtmlFormatter(style=style).get_token_style_defs(".highlight")  # type: ignore[no-untyped-call]
    for name, look in re.findall(r"^\.highlight (\.\w+) \{ (.*?) \}", "\n".join(rules), re.MULTILINE):
        if name not in UNSEEN:
            looks.setdefault(look, []).append(name)
    return "\n".join(f".highlight :is({', '.join(names)}) {{ {look} }}" for look, names in looks.items())


UNSEEN = (".err", ".w")  # lexer errors don't concern readers; blanks have no colour


def _marked(found: re.Match[str]) -> str:
    before, language, after, code = found.groups()
    lexer = _lexer(language.lower())
    text = unescape(code)
    if lexer is None or not is_short(text):
        return found[0]
    # A lexer may keep state, so each text has a lexer of its own; only finding the class is slow.
    marked = highlight(text, lexer(stripnl=False, ensurenl=False), FORMATTER)
    return f"{before}highlight language-{language}{after}{marked}"


def is_short(text: str) -> bool:
    """Return whether a lexer is fast enough for this code."""
    return len(text) <= LONGEST and not REPEATED.search(text)


@cache
def _lexer(language: str) -> type[Lexer] | None:
    try:
        found: type[Lexer] = find_lexer_class_by_name(language)
    except ClassNotFound:
        return None
    return found
