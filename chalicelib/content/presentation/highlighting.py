"""Code in colours: Pygments' classes for code of a known language, its marked and numbered lines, and the stylesheet for them.

Languages are not guessed. Very long code stays plain, because a lexer may take very long. So does code that repeats a few
characters: half of Pygments' lexers search from each of them to the end. Whether code is highlighted depends only on the code.

Line numbers are text that isn't selected, so what a reader copies has none, and feed readers show them without a stylesheet.
"""

import re
from collections.abc import Iterator
from functools import cache
from html import escape, unescape

from pygments.formatters import HtmlFormatter
from pygments.lexer import Lexer
from pygments.lexers import find_lexer_class_by_name
from pygments.token import STANDARD_TYPES, _TokenType
from pygments.util import ClassNotFound

from chalicelib.content.html.tag_patterns import CODE, CODE_WISH, TAG
from chalicelib.content.limits import limit
from chalicelib.content.markdown.code_blocks import Lines, lines_of

LONGEST = limit("code in a piece")
LONGEST_IN_ALL = limit("code in a text")
SQUARES_IN_ALL = limit("squares of code lines")
REPEATED = re.compile(r"(.{1,4}?)\1{400}", re.DOTALL)  # 9,800 empty lines keep a lexer for C busy for three seconds
STYLES = {"light": "xcode", "dark": "github-dark"}  # at least 4.5:1 on #f6f6f6 and on #16181d


def highlighted(html: str) -> str:
    """Return the HTML with classes in all code of a known language, and with its lines marked and numbered."""
    left, squares = LONGEST_IN_ALL, SQUARES_IN_ALL

    def marked(block: re.Match[str]) -> str:
        nonlocal left, squares
        if block[2]:
            left -= len(block[4])
            squares -= sum(len(line) ** 2 for line in block[4].split("\n"))
        return _marked(block, coloured=left >= 0 and squares >= 0)

    return CODE.sub(marked, html)


def with_highlighting(html: str, most: int) -> str:
    """Return the HTML with its code highlighted, unless that makes it longer than this."""
    coloured = highlighted(html)
    return coloured if len(coloured) <= most else html


def highlight_css() -> str:
    """Return the stylesheet for `highlighted`, light or dark by the reader's choice or the device, as all colours are."""
    light, dark = (f"{_rules(style)}\n{CHANGES[scheme]}" for scheme, style in STYLES.items())
    return f"{LINES}{light}" + "".join(f"{media} {{\n{_where(root, dark)}}}\n" for media, root in DARK.items())


def _where(root: str, rules: str) -> str:
    return re.sub("^", f"{root} ", rules.rstrip("\n"), flags=re.MULTILINE) + "\n"


def _rules(style: str) -> str:
    """Return the rules of a Pygments style, one rule for each set of properties."""
    looks: dict[str, list[str]] = {}
    rules: list[str] = HtmlFormatter(style=style).get_token_style_defs(".highlight")  # type: ignore[no-untyped-call]
    for name, look in re.findall(r"^\.highlight (\.\w+) \{ (.*?) \}", "\n".join(rules), re.MULTILINE):
        if name[1:] not in PLAIN | CHANGED:
            looks.setdefault(look, []).append(name)
    return "\n".join(f".highlight :is({', '.join(names)}) {{ {look} }}" for look, names in looks.items())


DARK = {"@media screen and (prefers-color-scheme: dark)": ":root:not([data-scheme=light])", "@media screen": "[data-scheme=dark]"}
PLAIN = frozenset({"err", "esc", "g", "n", "nx", "p", "w", "x"})  # names, punctuation and a lexer's doubts look like text
CHANGED = frozenset({"gd", "gi"})  # lines of a diff, with rules of their own
LINES = """\
.highlight { display: block; inline-size: max-content; min-inline-size: 100%; }
.highlight .hll { display: block; margin-inline: -1.1em; padding-inline: 1.1em; }
.highlight .hll { background: var(--paper); box-shadow: inset 3px 0 var(--accent); }
.highlight .linenos { color: var(--soft); user-select: none; -webkit-user-select: none; }
.highlight .linenos::after { content: ""; padding-inline-end: 1em; }
"""
CHANGES = {  # lines that a diff takes out and puts in
    "light": ".highlight .gd { color: #82071e; background: #ffebe9 }\n.highlight .gi { color: #0b5323; background: #dafbe1 }\n",
    "dark": ".highlight .gd { color: #ffc1ba; background: #490202 }\n.highlight .gi { color: #8ee8a0; background: #0c3d1a }\n",
}


def _marked(block: re.Match[str], *, coloured: bool) -> str:
    about, language, more, code = block.groups("")
    wishes = dict(CODE_WISH.findall(about))
    lexer = _lexer(language.lower()) if language and coloured else None
    text = unescape(code) if lexer else ""
    if lexer and not is_short(text):
        lexer = None
    if not lexer and not wishes:
        return block[0]
    # A lexer may keep state, so each text has a lexer of its own; only finding the class is slow.
    marked = _coloured(lexer, text) if lexer else code
    if lexer and unescape(TAG.sub("", marked)) != text:  # no lexer may change the code
        marked = code
    if wishes:
        marked = _with_lines(marked, lines_of(wishes.get("marked", "")), wishes.get("first", ""))
    name = f"language-{language}" if language else "lines"
    return f'<pre{CODE_WISH.sub("", about)}><code class="highlight {name}"{more}>{marked}'


def _coloured(lexer: type[Lexer], text: str) -> str:
    """Return the code as HTML. Lexers of terminals lose a last line without a line break, so it gets one for the time."""
    return "".join("".join(_spans(lexer(stripnl=False, ensurenl=False), f"{text}\n")).rpartition("\n")[::2])


def _spans(lexer: Lexer, text: str) -> Iterator[str]:
    """Yield the code as HTML: a span for each run of the same class within a line, as Pygments' own formatter writes it."""
    begun, run = "", ""
    for kind, value in lexer.get_tokens(text):
        name = _class(kind)
        if name == begun:
            run += value
            continue
        yield _span(begun, run)
        begun, run = name, value
    yield _span(begun, run)


def _span(name: str, text: str) -> str:
    written = escape(text, quote=False)
    if not name:
        return written
    if "\n" not in written:
        return f'<span class="{name}">{written}</span>'
    return "\n".join(f'<span class="{name}">{line}</span>' if line else "" for line in written.split("\n"))


@cache
def _class(kind: _TokenType) -> str:
    """Return the class of a token, or of the kind that it belongs to; none if that has no look."""
    while kind not in STANDARD_TYPES and kind.parent is not None:
        kind = kind.parent
    name = STANDARD_TYPES.get(kind, "")
    return "" if name in PLAIN else name


def _with_lines(code: str, marked: Lines, first: str) -> str:
    """Return the code with these lines marked, and numbered from `first` if that is a number."""
    lines = code.split("\n")
    if first.isdecimal():
        width = len(str(int(first[:6]) + len(lines)))
        lines = [f'<span class="linenos">{number:>{width}} </span>{line}' for number, line in enumerate(lines, int(first[:6]))]
    lines = [f"{line}\n" for line in lines[:-1]] + lines[-1:]
    for begin, end in marked:
        for at in range(begin - 1, min(end, len(lines))):
            lines[at] = f'<span class="hll">{lines[at]}</span>'
    return "".join(lines)


def is_short(text: str) -> bool:
    """Return whether a lexer is fast enough for this code."""
    return len(text) <= LONGEST and not REPEATED.search(text)


@cache
def _lexer(language: str) -> type[Lexer] | None:
    try:
        lexer: type[Lexer] = find_lexer_class_by_name(language)
    except ClassNotFound:
        return None
    return lexer
