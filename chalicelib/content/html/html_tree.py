"""HTML as a tree: a fragment as browsers parse it.

lexbor follows the parsing rules of HTML's specification, and writes a tree out as the specification says.
"""

from collections.abc import Container, Iterable, Iterator, Mapping
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

from chalicelib.content.html.tag_patterns import MORE_COMMENT


class Element(NamedTuple):
    """An element of a fragment: its name and its attributes, in lower case; None: an attribute without a value."""

    tag: str
    has: Mapping[str, str | None]

    def value(self, name: str) -> str:
        """Return the value of an attribute; empty if it has none."""
        return self.has.get(name) or ""


def values(elements: Iterable[Element], tags: Container[str], name: str) -> list[str]:
    """Return the values of an attribute of the elements with these names, in order; of elements that have it."""
    return [element.has[name] or "" for element in elements if element.tag in tags and name in element.has]


MORE = '<wbr class="presswork-more">'  # an element that is valid anywhere and survives the sanitizer, unlike a comment
MARK = "wbr.presswork-more"


def parse(html: str) -> LexborHTMLParser:
    return LexborHTMLParser(html, is_fragment=True)


def nodes(tree: LexborHTMLParser) -> Iterator[LexborNode]:
    """Return the nodes of a fragment that aren't text: elements, comments and the like."""
    return tree.root.traverse() if tree.root else iter(())


def with_mark(html: str) -> str:
    """Return the HTML with an element in place of the author's first `<!--more-->`."""
    return MORE_COMMENT.sub(MORE, html, count=1)


def parted(html: str) -> tuple[str | None, str]:
    """Return the HTML before the first mark of `<!--more-->` and the HTML after it, without marks; None: it has no mark.

    The cut is between two nodes of the fragment: if the mark is within an element, after the outermost one that it is in.
    """
    if "presswork-more" not in html:
        return None, html
    tree = parse(html)
    marks = tree.css(MARK)
    if not marks:
        return None, html
    after = _after(marks[0])
    for mark in marks:
        mark.decompose()
    whole, rest = tree.html or "", "".join(node.html or "" for node in after)
    return whole.removesuffix(rest), rest


def _after(mark: LexborNode) -> list[LexborNode]:
    """Return the nodes of a fragment that come after the outermost element that a mark is in."""
    node = mark
    while node.parent:
        node = node.parent
    after = []
    while node.next:
        node = node.next
        after.append(node)
    return [node for node in after if not node.css_matches(MARK)]
