r"""Code blocks: the words after their fence, and their HTML before it is highlighted.

Editors and generators write the same wishes in different ways: a title (`title="x.py"`, `js:title=x.js`), lines to mark
(`hl_lines="3 5-7"`, `{hl_lines=[3,"5-7"]}`, `{3,5-7}`), and line numbers (`linenums="1"`, `{linenos=true}`, `showLineNumbers`,
`{.python .numberLines}`). A row of `WISHES` is one name of a wish. Other words are ignored (`rust,ignore`).

Marked lines and numbers stand in attributes of `pre` until the code is highlighted; the sanitizer would remove them.
"""

import re
from collections.abc import Mapping
from html import escape

from chalicelib.content.limits import limit
from chalicelib.content.markdown.smartquotes import as_typed
from chalicelib.frozen import Frozen

LAST_LINE = limit("marked lines")
INFO = limit("words behind a fence")
TITLE = limit("title of a code block")

UNDRAWN = ("mermaid", "dot", "graphviz")  # diagrams: nothing that fits into a function draws them without a browser

WISHES: Mapping[str, str] = {
    "caption": "title",
    "file": "title",
    "filename": "title",
    "name": "title",
    "title": "title",
    "emphasizelines": "marked",
    "highlight": "marked",
    "hllines": "marked",
    "mark": "marked",
    "marklines": "marked",
    "lineno": "numbered",
    "linenos": "numbered",
    "linenumbers": "numbered",
    "linenums": "numbered",
    "numberlines": "numbered",
    "showlinenumbers": "numbered",
    "firstline": "first",
    "firstnumber": "first",
    "linenostart": "first",
    "startfrom": "first",
    "startline": "first",
}
LANGUAGE = re.compile(r"\s*+\{?\s*+\.?([^\W\d][\w#+.-]*+)(?!\s*=)")
WORD = re.compile(
    r"""
    (?P<name>[\w.-]++)(?:\s*=\s*(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)'|[\[{](?P<list>[^\]}]*)[\]}]|(?P<bare>[0-9]++(?:[\s-]++[0-9]++)++(?=\s*(?:,|\}|$))|[^\s,{}"'\[\]]+)))?
  | \{(?P<lines>[\d\s,-]+)\}
    """,
    re.VERBOSE,
)
LINES = re.compile(r"([0-9]{1,5})(?:\s*-\s*([0-9]{1,5}))?")
OFF = frozenset({"false", "no", "off", "0"})

Lines = tuple[tuple[int, int], ...]


class Fence(Frozen):
    """The words after a fence: the language, the title, the ranges of marked lines, the number of the first line (0: none)."""

    lang: str = ""
    title: str = ""
    marked: Lines = ()
    first: int = 0


def fence_of(info: str) -> Fence:
    """Return the meaning of the words after a fence."""
    info = info[:INFO]
    language = LANGUAGE.match(info)
    word = info.split(maxsplit=1)[0] if info.split() else ""
    lang = language[1] if language else "" if re.search("[={]", word) else word
    return fence(lang, info[language.end() if language else 0 :])


def fence(lang: str, words: str) -> Fence:
    """Return the fence of a block in this language, with the wishes among these words."""
    wishes = dict.fromkeys(WISHES.values(), "")
    for word in WORD.finditer(words[:INFO]):
        value = word["double"] or word["single"] or word["list"] or word["bare"] or ""
        if word["lines"]:
            wishes["marked"] += f" {word['lines']}"
        elif wish := WISHES.get(re.sub("[._-]", "", word["name"]).lower()):
            wishes[wish] = value or ("1" if wish == "numbered" else "")
    return Fence(lang, wishes["title"].strip()[:TITLE], lines_of(wishes["marked"]), _first(wishes["numbered"], wishes["first"]))


def _first(numbered: str, first: str) -> int:
    """Return the number of the first line: as it is given, else 1; 0 if there are no numbers."""
    if not numbered or numbered.lower() in OFF:
        return 0
    number = LINES.match(first) or LINES.match(numbered)
    return int(number[1]) if number else 1


def lines_of(written: str) -> Lines:
    """Return ranges of lines, in order, none within another: `5-7 3 6` are `3-3` and `5-7`."""
    ranges = sorted((int(begin), int(end or begin)) for begin, end in LINES.findall(written[:INFO]))
    disjoint: list[tuple[int, int]] = []
    for begin, end in ranges:
        last = disjoint[-1][1] if disjoint else 0
        if begin <= end <= LAST_LINE and end > last:
            disjoint.append((max(begin, last + 1), end))
    return tuple(disjoint)


def code_html(fence: Fence, code: str) -> str:
    """Return the HTML of a code block."""
    language = f' class="language-{escape(fence.lang)}"' if fence.lang else ""
    marked = " ".join(f"{begin}-{end}" for begin, end in fence.marked)
    wishes = f"{_wish('data-marked', marked)}{_wish('data-first', str(fence.first or ''))}"
    pre = f"<pre{wishes}><code{language}>{escape(code, quote=False).rstrip(chr(10))}</code></pre>"
    if not fence.title:
        return f"{pre}\n"
    return f'<figure class="code"><figcaption>{as_typed(escape(fence.title, quote=False))}</figcaption>{pre}</figure>\n'


def _wish(name: str, value: str) -> str:
    return f' {name}="{value}"' if value else ""
