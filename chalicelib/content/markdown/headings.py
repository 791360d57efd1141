"""Headings: their ids, the title of a text, and its table of contents.

A heading's id is the slug of its text, or the id that the author gives at its end (`## Text {#id .class}`); of equal ids the
later get a number. The title is the first block if that is a heading, else the first `#` heading; it is left out of the HTML.
"""

import re
from collections.abc import Callable
from html import escape

from chalicelib.content.addresses.addresses import slug
from chalicelib.content.html.tag_patterns import CODE_ELEMENT, FOOTNOTE_REFERENCE, HEADING_TAG, LINK_TAG
from chalicelib.content.limits import limit
from chalicelib.content.markdown.inline_text import plain

NAME = r"[#.][^\s#.{}<>&\"']+"  # letters of any script, with their vowel signs
ATTRIBUTES = re.compile(rf"\s*\{{:?\s*((?:{NAME}\s*)+)\}}\s*\Z")
LONGEST = limit("heading id")
CONTENTS = "\x05"  # where the author wrote `[TOC]`


class Headings:
    """The headings of one text, whose title may be known."""

    def __init__(self, title: str, as_text: Callable[[str], str]) -> None:
        self.given = title
        self.as_text = as_text  # of formulas in HTML
        self.title = ""
        self.ids: set[str] = set()
        self.numbers: dict[str, int] = {}  # the last number of each id that was wanted again
        self.contents: list[tuple[int, str, str]] = []

    def html(self, level: int, inner: str, *, top: bool, first: bool) -> str:
        """Return the HTML of a heading; nothing for the title. `top`: within no other element; `first`: of all blocks."""
        inner, names = _parted(inner)
        named = self.as_text(FOOTNOTE_REFERENCE.sub("", inner))
        text = " ".join(plain(named).split())
        if top and self._is_title(level, text, first=first):
            self.title = self.title or ("" if self.given else title_html(named, _escaped))
            return ""
        given = next((name[1:] for name in names if name.startswith("#")), "")
        anchor = self._unique(given or slug(text, LONGEST) or "section")
        self.contents.append((level, anchor, LINK_TAG.sub("", named)))
        classes = " ".join(name[1:] for name in names if name.startswith("."))
        more = f' class="{classes}"' if classes else ""
        return f'<h{level} id="{escape(anchor)}"{more}>{inner}</h{level}>\n'

    def _is_title(self, level: int, text: str, *, first: bool) -> bool:
        if self.given:
            return first and level == 1 and letters(self.given) == letters(text)
        return not self.title and (first or level == 1) and bool(text)

    def _unique(self, wanted: str) -> str:
        """Return the wanted id, with a number if another heading has it."""
        anchor, number = wanted, self.numbers.get(wanted, 0)
        while anchor in self.ids:
            number += 1
            anchor = f"{wanted}_{number}"
        self.numbers[wanted] = number
        self.ids.add(anchor)
        return anchor

    def with_contents(self, html: str) -> str:
        """Return the HTML with a table of contents where the author wants it; only the first place gets it."""
        if CONTENTS not in html:
            return html
        return html.replace(CONTENTS, f'<div class="toc">\n{self._list()}</div>', 1).replace(CONTENTS, "")

    def _list(self) -> str:
        """Return the headings as nested lists."""
        parts: list[str] = []
        levels: list[int] = []
        for level, anchor, inner in self.contents:
            while len(levels) > 1 and levels[-2] >= level:
                levels.pop()
                parts.append("</li>\n</ul>\n")
            if levels and levels[-1] >= level:
                levels[-1] = level
                parts.append("</li>\n")
            else:
                levels.append(level)
                parts.append("<ul>\n")
            parts.append(f'<li><a href="#{escape(anchor)}">{inner}</a>')
        return "".join(parts) + "</li>\n</ul>\n" * len(levels)


def title_html(inner: str, text_of: Callable[[str], str]) -> str:
    """Return a heading's HTML on one line, without tags but those of its code; `text_of` returns escaped text."""
    parts = (text_of(part) for part in CODE_ELEMENT.split(inner))
    shown = (f"<code>{part}</code>" if number % 2 and part else part for number, part in enumerate(parts))
    return " ".join("".join(shown).split())


def _escaped(html: str) -> str:
    return escape(plain(html), quote=False)


def _parted(inner: str) -> tuple[str, list[str]]:
    """Return a heading's HTML without the names at its end, and these names with their signs."""
    attributes = ATTRIBUTES.search(inner[-400:])
    return (inner[: len(inner) - len(attributes[0])], re.findall(NAME, attributes[1])) if attributes else (inner, [])


def with_lower_headings(html: str) -> str:
    """Return the safe HTML with all its headings one step lower, for a place below another heading."""
    return HEADING_TAG.sub(lambda tag: f"<{tag[1]}h{min(int(tag[2]) + 1, 6)}", html)


def letters(text: str) -> str:
    """Return only the letters and digits of a text, without their case, by which titles are compared."""
    return re.sub(r"\W+", "", text).casefold()
