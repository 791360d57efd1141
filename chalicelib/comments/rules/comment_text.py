"""A comment's text as safe HTML: paragraphs, links, emphasis, code, quotes and lists. HTML and pictures stay text.

CommonMark's parser gives events (`pyromark`), and each becomes HTML by a row: an element that isn't in the table is written as
its content. A link leads to the web and says that a reader wrote it (`nofollow ugc`). The gate of all published HTML passes last
(`content.html.tree_policy`).

What would break out of its line is taken away: overrides of direction, controls, characters that show nothing, and marks that
pile up over one letter. It is looked for in the text and in its HTML, since Markdown has names for characters, too (`&rlm;`).
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from html import escape
from itertools import groupby
from typing import Any

import pyromark

from chalicelib.content.html.tree_policy import passed
from chalicelib.content.html.url_policy import bare, is_website
from chalicelib.content.invisible import INVISIBLE
from chalicelib.content.plain_text import clean

MOST_MARKS = 3
"""Marks on one letter; Vietnamese, Hebrew and Thai need no more."""
MOST_DEPTH = 4
"""Quotes and lists within each other."""

ELEMENTS: Mapping[str, tuple[str, str]] = {
    "Paragraph": ("<p>", "</p>\n"),
    "Heading": ("<p><strong>", "</strong></p>\n"),
    "BlockQuote": ("<blockquote>\n", "</blockquote>\n"),
    "CodeBlock": ("<pre><code>", "</code></pre>\n"),
    "Emphasis": ("<em>", "</em>"),
    "Strong": ("<strong>", "</strong>"),
    "Item": ("<li>", "</li>\n"),
    "HtmlBlock": ("<p>", "</p>\n"),
}
"""The elements of a comment, by their events: how each begins and ends."""
NESTING = ("BlockQuote", "List")
BREAKS: Mapping[str, str] = {"SoftBreak": "<br>\n", "HardBreak": "<br>\n", "Rule": ""}
"""Line breaks are meant: nobody wraps the lines of a comment."""

LINE_ENDS = re.compile("\r\n?|[\v\f\x85\u2028\u2029]")
CONTROLS = "\x00-\x08\x0b-\x1f\x7f-\x9f\ufdd0-\ufdef\ufff9-\ufffb\ufffe\uffff\U00013430-\U00013455"
"""What a terminal obeys, what no font has, and marks for typesetters of annotations and hieroglyphs."""
TYPED = re.compile(r"https?://[^\s<>\"'|]+[^\s<>\"'|.,;:!?)\]}]", re.IGNORECASE)
"""A web address in a text, without the signs of the sentence behind it."""
TAG = re.compile("(<[^>]*>)")
UNSEEN = re.compile(f"{INVISIBLE}|[{CONTROLS}]")


def spoken(text: str) -> str:
    """Return a text of a stranger's as it may stand among others: nothing in it is invisible, or changes what is around it."""
    return _with_few_marks([unicodedata.normalize("NFC", _seen(text))])


def spoken_line(text: str) -> str:
    """Return the same as one line, such as a name."""
    return " ".join(spoken(text).split())


def _seen(text: str) -> str:
    """Return a text, or HTML, without what shows nothing, and with one kind of line ends."""
    return UNSEEN.sub("", clean(LINE_ENDS.sub("\n", text)))


def _with_few_marks(parts: Iterable[str]) -> str:
    """Return a text, of which every second part is a tag. `MOST_MARKS` at most follow a letter, and no tag parts them from it."""
    texts, marks = list[str](), 0
    for number, part in enumerate(parts):
        if number % 2 or not part:
            texts.append(part)
            continue
        for are_marks, run in groupby(part, key=_is_mark):
            together = "".join(run)
            texts.append(together[: max(0, MOST_MARKS - marks)] if are_marks else together)
            marks = marks + len(together) if are_marks else 0
    return "".join(texts)


def _is_mark(letter: str) -> bool:
    return letter > "\x7f" and unicodedata.category(letter) in ("Mn", "Me")


def html_of(text: str) -> str:
    """Return a comment's text as safe HTML."""
    return passed(_with_few_marks(TAG.split(_seen(_Writer().written(spoken(text))))))


class _Writer:
    """Writes the events of one text."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.links: list[bool] = []
        self.depth = 0
        self.verbatim = False
        self.left = 0

    def written(self, text: str) -> str:
        self.left = len(text)
        for event in pyromark.events(text):
            name, value = (event, None) if isinstance(event, str) else next(iter(event.items()))
            if name == "Start":
                self.start(*_parted(value))
            elif name == "End":
                self.end(*_parted(value))
            elif name in BREAKS:
                self.parts.append(BREAKS[name])
            else:
                self.write(name, str(value))
        return "".join(self.parts)

    def write(self, name: str, text: str) -> None:
        """Write a text; of raw HTML, each sign as it was typed."""
        if name == "Code":
            self.parts.append(f"<code>{escape(text)}</code>")
        elif name == "Text" and not self.verbatim and not self.links:
            self.parts.append(_with_links(text))
        else:
            self.parts.append(escape(text))

    def start(self, name: str, has: Any) -> None:
        self.verbatim = name == "CodeBlock"
        self.depth += name in NESTING
        if name in ("Link", "Image"):
            self.links.append(self.leads(has["dest_url"]) and not any(self.links))
            self.parts.append(_opened(has["dest_url"]) if self.links[-1] else "")
        elif name == "List":
            self.parts.append(("<ul>\n" if has is None else "<ol>\n") if self.depth <= MOST_DEPTH else "")
        elif self.is_written(name):
            self.parts.append(ELEMENTS[name][0])

    def end(self, name: str, has: Any) -> None:
        self.verbatim = False
        if name in ("Link", "Image"):
            self.parts.append("</a>" if self.links.pop() else "")
        elif name == "List":
            self.parts.append(("</ol>\n" if has else "</ul>\n") if self.depth <= MOST_DEPTH else "")
        elif self.is_written(name):
            self.parts.append(ELEMENTS[name][1])
        self.depth -= name in NESTING

    def leads(self, address: str) -> bool:
        """Return whether a link is written: the addresses of all links are no longer than the text, however often it repeats a
        reference."""
        self.left -= len(address)
        return is_website(address) and self.left >= 0

    def is_written(self, name: str) -> bool:
        """Return whether the element is written, and not only its content."""
        return name in ELEMENTS and (self.depth <= MOST_DEPTH or name not in (*NESTING, "Item"))


def _parted(value: Any) -> tuple[str, Any]:
    return (value, None) if isinstance(value, str) else next(iter(value.items()))


def _opened(address: str) -> str:
    return f'<a href="{escape(bare(address))}" rel="nofollow ugc">'


def _with_links(text: str) -> str:
    """Return a text as HTML, with links to the addresses that were typed in it."""
    parts, at = [], 0
    for found in TYPED.finditer(text):
        parts += [escape(text[at : found.start()]), f"{_opened(found[0])}{escape(found[0])}</a>"]
        at = found.end()
    return "".join((*parts, escape(text[at:])))
