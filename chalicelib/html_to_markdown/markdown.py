"""HTML as Markdown that readers see as the same text with the same links and images.

Each block is written by `markdown_writer`, and the result is rendered and compared with the HTML by Presswork's own renderer. A
block that would read differently is written with more backslashes; if that doesn't help, it stays HTML.
"""

import re
from collections.abc import Callable
from typing import NamedTuple
from urllib.parse import quote

from bs4 import BeautifulSoup, Comment, Tag
from lxml.html import HtmlElement, fragment_fromstring

from chalicelib.content.html.elements import named
from chalicelib.content.markdown_to_html import render
from chalicelib.content.site.site import Site
from chalicelib.errors import Refusal
from chalicelib.html_to_markdown import alignment, tooltips
from chalicelib.html_to_markdown.html_nodes import blocks_in
from chalicelib.html_to_markdown.markdown_writer import Writer
from chalicelib.html_to_markdown.raw_html import MARK, block_of

ADDRESSES = ("href", "src", "poster")
SITE = Site()
UNSAFE = re.compile(r"[\s<>\\\x00-\x1f]")
MORE = re.compile(r"\s*more\b", re.IGNORECASE)


BLOCK_TAG = re.compile(
    r"</?(?:p|div|li|[uod]l|d[dt]|h[1-6]|t[dhr]|table|pre|blockquote|figure|figcaption|section|br|hr|summary)\b[^>]*>"
)
SAME_ELEMENTS = {"b": "strong", "i": "em", "s": "del", "strike": "del", "th": "td"}
DISTINCT_ELEMENTS = named("strong em del h1 h2 h3 h4 h5 h6 li blockquote pre code td sub sup mark table figcaption q kbd")


class VisibleText(NamedTuple):
    """What readers see of a text: its words, its links, its images, the words before `<!--more-->`, and the elements that tell
    words from each other."""

    text: str
    links: tuple[str, ...]
    images: tuple[tuple[str, str], ...]
    before_more: str
    elements: tuple[str, ...]


def markdown_of(html: str, link: Callable[[str], str] = lambda url: url) -> str:
    """Return the HTML as Markdown, whose addresses are what `link` makes of them."""
    soup = BeautifulSoup(f"<html><body>{html}", "lxml")
    for element in soup.find_all():
        for name in ADDRESSES:
            if name in element.attrs:
                element[name] = UNSAFE.sub(percent_encoded, link(str(element[name]).strip()))
    alignment.normalize_alignment(soup)
    tooltips.preserve_tooltips(soup)
    for comment in soup.find_all(string=is_more):
        comment.replace_with(soup.new_tag(MARK))
    body = soup.body
    try:
        return plainest(body) if isinstance(body, Tag) else ""
    except RecursionError:  # such HTML is no text; Presswork refuses it where it has to
        return block_of(renamed(body, "div")) if isinstance(body, Tag) else ""


def renamed(element: Tag, name: str) -> Tag:
    element.name = name
    return element


def percent_encoded(match: re.Match[str]) -> str:
    return quote(match[0])


def is_more(text: object) -> bool:
    """Return whether a node is the mark at which an excerpt ends; it may have words of its own."""
    return isinstance(text, Comment) and bool(MORE.match(text))


def plainest(body: Tag) -> str:
    blocks = list(blocks_in(body))
    raw = [block_of(block) for block in blocks]
    targets = frozenset(str(link["href"])[1:] for link in body.find_all("a", href=re.compile("^#.")))
    drafts = [Writer(targets).block(block) for block in blocks]
    if reads_alike(joined(drafts), joined(raw)):
        return joined(drafts)
    chosen = [plainest_block(block, html, light, targets) for block, html, light in zip(blocks, raw, drafts, strict=True)]
    return joined(chosen) if reads_alike(joined(chosen), joined(raw)) else joined(raw)


def plainest_block(block: Tag, html: str, light: str, targets: frozenset[str]) -> str:
    """Return the plainest form of a block that reads as its HTML does."""
    if reads_alike(light, html):
        return light
    whole = Writer(targets, whole=True).block(block)
    return whole if reads_alike(whole, html) else html


def joined(blocks: list[str]) -> str:
    return "\n\n".join(filter(None, blocks))


def reads_alike(markdown: str, html: str) -> bool:
    """Return whether readers see the same of both."""
    return markdown == html or visible_text(markdown) == visible_text(html)


def visible_text(text: str) -> VisibleText | None:
    """Return what readers see of a source's text; None where Presswork refuses it."""
    try:
        body = render(text, key="x.md", lang="en", site=SITE, title="\x1f")
    except Refusal:
        return None
    tree = tree_of(body.html)
    links = tuple(str(element.get("href")) for element in tree.iter("a") if leads_elsewhere(element))
    images = tuple((str(element.get("src")), " ".join(str(element.get("alt") or "").split())) for element in tree.iter("img"))
    elements = tuple(SAME_ELEMENTS.get(str(element.tag), str(element.tag)) for element in tree.iter() if distinguishes(element))
    lead = plain(tree_of(body.lead)) if body.lead else ""
    return VisibleText(plain(tree), links, images, lead, elements)


def leads_elsewhere(link: HtmlElement) -> bool:
    """Return whether a link says more than its words, as a bare address doesn't."""
    return bool(link.get("href")) and link.get("href") != link.text_content()


def distinguishes(element: HtmlElement) -> bool:
    """Return whether the element distinguishes words from others; code within a block of code is no other."""
    is_in_block = element.tag == "code" and next(element.iterancestors("pre"), None) is not None
    return (
        SAME_ELEMENTS.get(str(element.tag), element.tag) in DISTINCT_ELEMENTS
        and not is_in_block
        and bool(element.text_content().strip() or len(element))
    )


def tree_of(html: str) -> HtmlElement:
    return fragment_fromstring(BLOCK_TAG.sub(r" \g<0>", html), create_parent=True)


def plain(tree: HtmlElement) -> str:
    return " ".join(tree.text_content().split())
