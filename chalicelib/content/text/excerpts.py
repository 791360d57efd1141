"""Excerpts: the first words of a body's prose.

Prose is what paragraphs say. Code, tables, headings, footnotes and the like are left out (`LEFT_OUT`), and so are paragraphs
without a sentence (`NO_PROSE`). Where something is left out after some words, the excerpt ends. It doesn't end with words that
only introduce what is left out, such as "Run this command:", unless their sentence goes on behind it: then it ends with an
ellipsis there.

A formula within a sentence is its source, because the sentence needs it, and its signs without their places (`mc2`) would say
something else. A formula on a line of its own is left out.
"""

import re
from collections.abc import Callable, Iterator
from html import unescape

from chalicelib.content.html.elements import named
from chalicelib.content.html.tag_patterns import ELEMENT, LINK, MATH, SLANTED, TEXT
from chalicelib.content.limits import limit
from chalicelib.frozen import Frozen

WORDS = 55
SIGNS = 110  # characters, in a script without spaces between words
ENOUGH = 80  # characters, after which an excerpt ends at the first gap
LONGEST = limit("excerpt")

LEFT_OUT = named("pre table h1 h2 h3 h4 h5 h6 figure aside details sup audio video iframe dl")
LEFT_OUT_CLASSES = re.compile(r'class="[^"]*\b(?:footnote|toc|admonition|admonition-title|raw-template|pull(?!-))\b')
UNPARTED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")
ENDS = " \t.,;:!?…-–—，、。；：！？（「『"


INTRODUCING = (":", "：")
SENTENCE = re.compile(r"[.!?…][\"”’»)]*(?=\s+[^\sa-z])|[。！？][”’」』）]*")


class Paragraph(Frozen):
    """The text of a paragraph, and whether something was left out before it."""

    text: str
    after_gap: bool


def excerpt(html: str, lead: str | None = None) -> str:
    """Return plain text: that of the lead if it is short, else the first words of the body, with an ellipsis."""
    lead_text = " ".join(paragraph.text for paragraph in _paragraphs(lead) if paragraph.text) if lead else ""
    if lead_text and shortened(lead_text) == lead_text:
        return lead_text
    begun = first = ""
    for paragraph in _paragraphs(html):
        if paragraph.after_gap:
            if begun.endswith(INTRODUCING) and paragraph.text[:1].islower():
                return shortened(begun).rstrip(ENDS) + "…"
            begun = _without_introduction(begun)
            if len(begun) >= ENOUGH:
                break
        begun = f"{begun} {paragraph.text}".strip()
        first = first or begun
        if len(begun) > SIGNS and shortened(begun) != begun:
            break
    return shortened(begun or first)


def _without_introduction(text: str) -> str:
    """Return the text without its last sentence, if that only introduces the part that was left out."""
    if not text.endswith(INTRODUCING):
        return text
    ends = [sentence.end() for sentence in SENTENCE.finditer(text)]
    return text[: ends[-1]] if ends else ""


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
    return " ".join(unescape(ELEMENT.sub("", _with_sources(html))).split())


def texts_of(html: str) -> Iterator[str]:
    """Return the texts between the tags of safe HTML, in order."""
    return (unescape(text[1]) for text in TEXT.finditer(f">{_with_sources(html)}"))


def _with_sources(html: str) -> str:
    """Return the HTML with the sources of formulas within sentences, and without other formulas."""
    return MATH.sub(lambda math: "" if math[1] else math[2], html) if "<math" in html else html


def _paragraphs(html: str) -> Iterator[Paragraph]:
    """Return the paragraphs that are prose, in order, and last an empty one, which says whether something comes after them."""
    after_gap = after_picture = False
    for inner in _blocks(html):
        text = plain(inner or "")
        if inner is not None and _is_prose(inner, text) and not (after_picture and SLANTED.fullmatch(inner.strip())):
            yield Paragraph(text, after_gap)
            after_gap = False
        else:
            after_gap = True
        after_picture = inner is not None and "<img" in inner
    yield Paragraph("", after_gap)


def _blocks(html: str) -> Iterator[str | None]:
    """Return the inline HTML of each paragraph, without left-out elements; None for a left-out block."""
    html = _with_sources(html)
    skipped, depth = "", 0
    inner: list[str] | None = None
    end = 0
    for tag in ELEMENT.finditer(html):
        closing, name, attributes = tag.groups()
        if inner is not None and not skipped:
            inner.append(html[end : tag.start()])
        end = tag.end()
        if skipped:
            depth += (-1 if closing else 1) if name == skipped else 0
            skipped = skipped if depth else ""
        elif not closing and (name in LEFT_OUT or tag[0] == GALLERY or LEFT_OUT_CLASSES.search(attributes)):
            skipped, depth = name, 1
            if inner is None:
                yield PICTURE if tag[0] == GALLERY else None
        elif name == "p":
            if closing and inner is not None:
                yield "".join(inner)
            inner = None if closing else []
        elif inner is not None:
            inner.append(" " if name == "br" else tag[0])
        elif name in GAPS:
            yield None


def _is_prose(inner: str, text: str) -> bool:
    """Return whether a paragraph holds a sentence."""
    return not any(rule(inner, text) for rule in NO_PROSE)


GALLERY = '<div class="gallery">'  # as `figures` writes it
PICTURE = "<img>"  # takes the place of a gallery, because a caption may follow it
GAPS = named("hr ol ul")
WORD = re.compile(r"\w")
ADDRESS = re.compile(r"<?(?:https?://|www\.)\S*")
CHECKSUM = re.compile(r"\b[0-9a-fA-F]{32,}\b")
MOSTLY = 1 / 3  # the share of a paragraph that checksums take


def _is_sign(_inner: str, text: str) -> bool:
    return WORD.search(text) is None


def _is_address(_inner: str, text: str) -> bool:
    return ADDRESS.fullmatch(text) is not None


def _is_links(inner: str, _text: str) -> bool:
    return WORD.search(plain(LINK.sub("", inner))) is None


def _is_checksum(_inner: str, text: str) -> bool:
    return sum(map(len, CHECKSUM.findall(text))) > len(text) * MOSTLY


def _is_caption(inner: str, _text: str) -> bool:
    return "<img" in inner and WORD.search(plain(SLANTED.sub("", inner))) is None


NO_PROSE: tuple[Callable[[str, str], bool], ...] = (_is_sign, _is_address, _is_links, _is_checksum, _is_caption)
"""Rules for paragraphs that hold no sentence, by their inline HTML and their text."""
