"""The gate: HTML as browsers read it, with nothing in it that isn't allowed.

A fragment is parsed as browsers parse it (lexbor follows the parsing rules of HTML's specification), and held as a tree against
the allow-list of elements and attributes (`allow_list`) and of addresses (`url_policy`). What passes is its own reparse: written
out, it is the same HTML again, so nothing in it opens or closes outside its container, and no program that parses it again reads
anything else. HTML for which that doesn't hold, such as a tag that was cut, becomes what a browser makes of it; if that isn't its
own reparse either, nothing is shown.

The gate (`passed`) is the last step: code that changes HTML afterwards must apply it again. It doesn't rely on any earlier step.
These are the last steps:

    a body and its lead, before they are stored  `content.markdown_to_html`
    a post's text and its lead in a page         `rendering.presenters`
    the texts of a site in pages                 `rendering.presenters`, `rendering.pages.languages`
    a post's text in a feed                      `rendering.formats.absolute_urls.absolute`, after which text is only escaped
    a post's text in a letter                    `newsletter.mail.html_body`, each block
"""

from collections.abc import Mapping
from typing import NamedTuple

from selectolax.lexbor import LexborNode

from chalicelib.content.html.allow_list import FORMULA, FRAME, NEEDED, PUBLISHED, TAGS
from chalicelib.content.html.html_tree import Element, nodes, parse
from chalicelib.content.html.url_policy import ATTRIBUTES, LINKS, PLAIN, SOURCE, fits
from chalicelib.text_cache import cached_texts

KEPT = 128  # texts
ROUNDS = 3  # after this many parses, HTML that still changes is given up
SPELLINGS = {'=""': "", "&#x27;": "'"}  # two ways to write an attribute without a value, and an apostrophe
HARMLESS: Mapping[str, frozenset[str]] = {tag: PUBLISHED[tag] - ATTRIBUTES.keys() for tag in TAGS - NEEDED.keys()}
"""The attributes without addresses, by element: an element with only these needs no further check."""
POINTING = frozenset(tag for tag, names in PUBLISHED.items() if names & ATTRIBUTES.keys())
LEADING = frozenset({"cite", "href", "src"})  # the attributes of most addresses
ONLY_FORMULA = FORMULA - TAGS


class Passed(NamedTuple):
    """HTML that passed, and the elements in it that may have addresses (`POINTING`), in order."""

    html: str
    elements: tuple[Element, ...]


def passed(html: str, links: frozenset[str] = LINKS) -> str:
    """Return the HTML with allowed elements, attributes and addresses only, as its own reparse; else nothing."""
    return gate(html, links).html


def gate(html: str, links: frozenset[str] = LINKS) -> Passed:
    """Return the HTML as it passes, with its links, images and players; where it has just passed, its cached result."""
    return _passed(html, links if f"{SOURCE}:" in html else LINKS) if html else Passed("", ())


@cached_texts(KEPT)  # a text that passes into a page often passes into its feeds as the same text
def _passed(html: str, links: frozenset[str]) -> Passed:
    for _ in range(ROUNDS):
        again = _allowed(html, links)
        if _is_same(again.html, html):
            return Passed(html, again.elements)
        html = again.html
    return Passed("", ())


def holds(html: str, links: frozenset[str] = LINKS) -> bool:
    """Return whether the HTML passes as it is."""
    return _is_same(_allowed(html, links).html, html)


def _is_same(again: str, html: str) -> bool:
    return again == html or _spelled(again) == _spelled(html)


def _spelled(html: str) -> str:
    for other, usual in SPELLINGS.items():
        html = html.replace(other, usual)
    return html


def _allowed(html: str, links: frozenset[str]) -> Passed:
    """Return the HTML as it is parsed, without elements, attributes and addresses that aren't allowed."""
    tree, elements = parse(html), []
    for node in list(nodes(tree)):
        tag, has = node.tag or "", node.attributes
        if not (_is_plain(tag, has) or _keeps(node, tag, links)):
            node.decompose()
        elif tag == "pre":
            _without_first_lines(node)
        elif tag in POINTING:
            elements.append(Element(tag, has))
    return Passed(tree.html or "", tuple(elements))


def _is_plain(tag: str, has: Mapping[str, str | None]) -> bool:
    """Return whether all that an element has is harmless, or an address that begins as most do."""
    harmless = HARMLESS.get(tag)
    if harmless is None:
        return False
    others = has.keys() - harmless if has else ()
    return not others or (others <= LEADING & PUBLISHED[tag] and all((has[name] or "").startswith(PLAIN) for name in others))


def _keeps(node: LexborNode, tag: str, links: frozenset[str]) -> bool:
    """Remove forbidden attributes and content from a node; return whether the node may stay then."""
    if tag not in PUBLISHED or not _is_in_place(node, tag):
        return False
    for name, value in node.attributes.items():
        if name not in PUBLISHED[tag] or not fits(name, value or "", links):
            del node.attrs[name]
    while tag == FRAME and node.first_child:
        node.first_child.remove()  # a browser never shows it, and other parsers take it for markup
    return tag not in NEEDED or bool(node.attributes.get(NEEDED[tag]))


def _is_in_place(node: LexborNode, tag: str) -> bool:
    """Return whether elements of formulas are in one, and a formula holds nothing else: a browser reads it by other rules."""
    if tag == "math":
        return all(inner.tag in FORMULA for inner in node.css("*"))
    above: LexborNode | None = node
    while above and above.tag != "math" and tag in ONLY_FORMULA:
        above = above.parent
    return above is not None


def _without_first_lines(node: LexborNode) -> None:
    """Remove the empty lines at the beginning of a `pre`: a parser drops one of them each time."""
    first = node.first_child
    if first and first.is_text_node and (text := first.text_content or "").startswith("\n"):
        first.replace_with(text.lstrip("\n"))
