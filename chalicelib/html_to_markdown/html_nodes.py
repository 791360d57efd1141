"""The place of a part of some HTML: in a line or between blocks."""

from collections.abc import Iterator
from typing import Any

from bs4 import Comment, Tag
from bs4.element import PageElement

from chalicelib.content.html.elements import named
from chalicelib.html_to_markdown.html_attributes import classes
from chalicelib.html_to_markdown.raw_html import BLOCKS

TRANSPARENT = named("div section article main center header footer aside hgroup address span font body nav fieldset")
TELLING = ("lang", "dir", "align")
COLUMNS, GALLERY = "columns", "gallery"
"""The classes of boxes that Presswork shows in a way of their own."""


def begins(text: PageElement) -> bool:
    """Return whether a text begins its block or its line."""
    previous = text.previous_sibling
    return (previous is None and is_block(text.parent)) or (
        isinstance(previous, Tag) and (previous.name == "br" or is_block(previous))
    )


def ends(text: PageElement) -> bool:
    following = text.next_sibling
    return (following is None and is_block(text.parent)) or (
        isinstance(following, Tag) and (following.name == "br" or is_block(following))
    )


def has_text_behind(el: Tag) -> bool:
    """Return whether a break has something to break off: something on a line below it in the same block."""
    for sibling in el.next_siblings:
        if isinstance(sibling, Tag) and sibling.name == "br":
            continue
        if isinstance(sibling, Tag) or (not isinstance(sibling, Comment) and str(sibling).strip()):
            return not (isinstance(sibling, Tag) and is_block(sibling))
    parent = el.parent
    return parent is not None and not is_block(parent) and has_text_behind(parent)


def is_block(node: Any) -> bool:
    return isinstance(node, Tag) and (node.name in BLOCKS or node.name in ("body", "[document]", "audio", "video"))


def holds_blocks(node: PageElement) -> bool:
    return is_block(node) or (isinstance(node, Tag) and any(holds_blocks(child) for child in node.children))


def is_paragraph(node: PageElement) -> bool:
    """Return whether this is a paragraph that the HTML has, and none that was made of the text between blocks."""
    return isinstance(node, Tag) and node.name == "p" and not node.hidden


def blocks_in(el: Tag) -> Iterator[Tag]:
    """Yield the blocks in an element. Text between blocks is put into a paragraph, which is hidden from HTML."""
    run: list[PageElement] = []
    for child in [*el.children]:
        if not holds_blocks(child):
            run.append(child)
            continue
        yield from paragraph_of(run)
        run = []
        if isinstance(child, Tag) and is_transparent(child):
            yield from blocks_in(child)
        elif isinstance(child, Tag):
            yield child
    yield from paragraph_of(run)


def is_transparent(node: Tag) -> bool:
    """Return whether an element only holds others, and says nothing itself."""
    if node.name not in TRANSPARENT or any(node.get(name) for name in (*TELLING, "id")):
        return False
    return classes(node).isdisjoint((COLUMNS, GALLERY))


def is_columns(node: Tag) -> bool:
    return node.name == "div" and COLUMNS in classes(node)


def paragraph_of(run: list[PageElement]) -> Iterator[Tag]:
    """Yield a paragraph with these nodes in their place, if they say something."""
    if any(isinstance(node, Tag) or (not isinstance(node, Comment) and str(node).strip()) for node in run):
        paragraph = Tag(name="p")
        paragraph.hidden = True
        run[0].insert_before(paragraph)
        paragraph.extend(run)
        yield paragraph
