"""Excerpts: the first words of a body's paragraphs, without code, tables, headings, footnotes and the like.

A formula within a sentence is its source, because the sentence needs it, and its signs without their places (`mc2`) would say
something else. A formula on a line of its own is left out.
"""

import re
from collections.abc import Iterator
from html import unescape

from chalicelib.content.elements import MATH, named
from chalicelib.content.limits import limit

WORDS = 55
SIGNS = 110  # characters, in a script without spaces between words
LONGEST = limit("excerpt")

TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)([^>]*)>")  # in safe HTML, `>` within an attribute is written `&gt;`
LEFT_OUT = named("pre table h1 h2 h3 h4 h5 h6 figure aside details sup audio video iframe dl")
LEFT_OUT_CLASSES = re.compile(r'class="[^"]*\b(?:footnote|toc|admonition|admonition-title|raw-template)\b')
UNPARTED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")
ENDS = " \t.,;:!?…-–—，、。；：！？（「『"


def excerpt(html: str, more: int = -1) -> str:
    """Return plain text: the part before `more` if it is short, else the first words of the body, with an ellipsis."""
    lead = " ".join(_paragraphs(html[:more])) if more >= 0 else ""
    if lead and shortened(lead) == lead:
        return lead
    begun = ""
    for paragraph in _paragraphs(html):
        begun = f"{begun} {paragraph}".strip()
        if len(begun) > SIGNS and shortened(begun) != begun:
            break
    return shortened(begun)


def shortened(text: str) -> str:
    """Return the text, or its first `WORDS` words (`SIGNS` characters without spaces between words) and an ellipsis."""
    unparted = len(UNPARTED.findall(text[: 4 * SIGNS])) > min(len(text), 4 * SIGNS) // 3
    if unparted:
        return text if len(text) <= SIGNS else text[:SIGNS].rstrip(ENDS) + "…"
    words = text.split()
    if len(words) <= WORDS and len(text) <= LONGEST:
        return " ".join(words)
    return " ".join(words[:WORDS])[:LONGEST].rstrip(ENDS) + "…"


def plain(html: str) -> str:
    """Return the text of safe HTML on one line."""
    return " ".join(unescape(TAG.sub("", _with_sources(html))).split())


def _with_sources(html: str) -> str:
    """Return the HTML with the sources of formulas within sentences, and without other formulas."""
    return MATH.sub(lambda math: "" if math[1] else math[2], html) if "<math" in html else html


def _paragraphs(html: str) -> Iterator[str]:
    """Return the texts of the paragraphs outside of left-out elements, in order."""
    html = _with_sources(html)
    skipped, depth = "", 0
    text: list[str] | None = None
    end = 0
    for tag in TAG.finditer(html):
        closing, name, attributes = tag.groups()
        if text is not None and not skipped:
            text.append(html[end : tag.start()])
        end = tag.end()
        if skipped:
            depth += (-1 if closing else 1) if name == skipped else 0
            skipped = skipped if depth else ""
        elif not closing and (name in LEFT_OUT or LEFT_OUT_CLASSES.search(attributes)):
            skipped, depth = name, 1
        elif name == "br" and text is not None:
            text.append(" ")
        elif name == "p":
            found = " ".join(unescape("".join(text)).split()) if closing and text is not None else ""
            text = None if closing else []
            if found:
                yield found
