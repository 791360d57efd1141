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
from chalicelib.content.markdown.markdown import render
from chalicelib.content.site.site import Site
from chalicelib.errors import Refusal
from infra.importers.html_to_markdown import alignment, tooltips
from infra.importers.html_to_markdown.html_nodes import blocks_in
from infra.importers.html_to_markdown.markdown_writer import Writer
from infra.importers.html_to_markdown.raw_html import MARK, block_of

ADDRESSES = ("href", "src", "poster")
SITE = Site()
UNSAFE = re.compile(r"[\s<>\\\x00-\x1f]")
MORE = re.compile(r"\s*more\b", re.IGNORECASE)


APART = re.compile(
    r"</?(?:p|div|li|[uod]l|d[dt]|h[1-6]|t[dhr]|table|pre|blockquote|figure|figcaption|section|br|hr|summary)\b[^>]*>"
)
NAMES = {"b": "strong", "i": "em", "s": "del", "strike": "del", "th": "td"}
TOLD = named("strong em del h1 h2 h3 h4 h5 h6 li blockquote pre code td sub sup mark table figcaption q kbd")


class Seen(NamedTuple):
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
                element[name] = UNSAFE.sub(quoted, link(str(element[name]).strip()))
    alignment.kept(soup)
    tooltips.kept(soup)
    for comment in soup.find_all(string=is_more):
        comment.replace_with(soup.new_tag(MARK))
    body = soup.body
    try:
        return written(body) if isinstance(body, Tag) else ""
    except RecursionError:  # such HTML is no text; Presswork refuses it where it has to
        return block_of(renamed(body, "div")) if isinstance(body, Tag) else ""


def renamed(element: Tag, name: str) -> Tag:
    element.name = name
    return element


def quoted(found: re.Match[str]) -> str:
    return quote(found[0])


def is_more(text: object) -> bool:
    """Return whether a node is the mark at which an excerpt ends; it may have words of its own."""
    return isinstance(text, Comment) and bool(MORE.match(text))


def written(body: Tag) -> str:
    blocks = list(blocks_in(body))
    kept = [block_of(block) for block in blocks]
    targets = frozenset(str(one["href"])[1:] for one in body.find_all("a", href=re.compile("^#.")))
    lightly = [Writer(targets).block(block) for block in blocks]
    if same(joined(lightly), joined(kept)):
        return joined(lightly)
    chosen = [best(block, html, light, targets) for block, html, light in zip(blocks, kept, lightly, strict=True)]
    return joined(chosen) if same(joined(chosen), joined(kept)) else joined(kept)


def best(block: Tag, html: str, light: str, targets: frozenset[str]) -> str:
    """Return the plainest form of a block that reads as its HTML does."""
    if same(light, html):
        return light
    whole = Writer(targets, whole=True).block(block)
    return whole if same(whole, html) else html


def joined(blocks: list[str]) -> str:
    return "\n\n".join(filter(None, blocks))


def same(markdown: str, html: str) -> bool:
    """Return whether readers see the same of both."""
    return markdown == html or seen(markdown) == seen(html)


def seen(text: str) -> Seen | None:
    """Return what readers see of a source's text; None where Presswork refuses it."""
    try:
        made = render(text, key="x.md", lang="en", site=SITE, title="\x1f")
    except Refusal:
        return None
    tree = tree_of(made.html)
    links = tuple(str(one.get("href")) for one in tree.iter("a") if leads_elsewhere(one))
    images = tuple((str(one.get("src")), " ".join(str(one.get("alt") or "").split())) for one in tree.iter("img"))
    elements = tuple(NAMES.get(str(one.tag), str(one.tag)) for one in tree.iter() if tells(one))
    before = plain(tree_of(made.lead)) if made.lead else ""
    return Seen(plain(tree), links, images, before, elements)


def leads_elsewhere(link: HtmlElement) -> bool:
    """Return whether a link says more than its words, as a bare address doesn't."""
    return bool(link.get("href")) and link.get("href") != link.text_content()


def tells(one: HtmlElement) -> bool:
    """Return whether the element distinguishes words from others; code within a block of code is no other."""
    is_in_block = one.tag == "code" and next(one.iterancestors("pre"), None) is not None
    return NAMES.get(str(one.tag), one.tag) in TOLD and not is_in_block and bool(one.text_content().strip() or len(one))


def tree_of(html: str) -> HtmlElement:
    return fragment_fromstring(APART.sub(r" \g<0>", html), create_parent=True)


def plain(tree: HtmlElement) -> str:
    return " ".join(tree.text_content().split())
