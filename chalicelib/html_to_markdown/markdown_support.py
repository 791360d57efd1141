"""Which elements Markdown can say; all others stay HTML."""

import re
from collections.abc import Callable, Mapping

from bs4 import Tag

from chalicelib.content.html.elements import named
from chalicelib.content.presentation.embeds import card
from chalicelib.html_to_markdown.html_attributes import classes
from chalicelib.html_to_markdown.html_nodes import GALLERY, TELLING, holds_blocks, is_columns

INLINE_HTML = named("abbr bdi bdo cite dfn ins kbd mark q samp small sub sup time tt u var big")
HTML_BLOCKS = named("details dl audio video iframe object embed form menu canvas svg math")
WIDE = named("alignwide alignfull kg-width-wide kg-width-full wide full-bleed")


def says(element: Tag, targets: frozenset[str]) -> bool:
    """Return whether Markdown can say the element and all that it holds; `targets` are the ids that links lead to."""
    if is_columns(element):  # each part of a column is said on its own
        return str(element.get("id", "")) not in targets
    return says_alone(element, targets) and all(says(child, targets) for child in element.children if isinstance(child, Tag))


def says_alone(element: Tag, targets: frozenset[str]) -> bool:
    name = element.name
    if name == "div" and GALLERY in classes(element):
        return False
    is_anchor = str(element.get("id", "")) in targets and not (name == "a" or re.fullmatch("h[1-6]", name))
    if is_anchor or (name not in INLINE_HTML and any(element.get(key) for key in TELLING if name not in ("td", "th", "a"))):
        return False
    return CONDITIONS[name](element) if name in CONDITIONS else name not in HTML_BLOCKS


def says_table(el: Tag) -> bool:
    """Return whether all rows have as many cells as the first, which is a heading, and hold only lines of text."""
    rows = [row.find_all(["th", "td"]) for row in el.find_all("tr")]
    cells = [cell for row in rows for cell in row]
    return (
        bool(rows and rows[0])
        and {cell.name for cell in rows[0]} == {"th"}
        and {cell.name for row in rows[1:] for cell in row} <= {"td"}
        and len({len(row) for row in rows}) == 1
        and not el.find(["caption", "table", "tfoot", "col"])
        and not any(cell.get("colspan") or cell.get("rowspan") for cell in cells)
        and not any(holds_blocks(child) for cell in cells for child in cell.children)
    )


def says_figure(el: Tag) -> bool:
    """Return whether a figure holds only an image, which may be in a link, and a caption without markup."""
    caption = el.find("figcaption")
    is_plain = caption is None or (isinstance(caption, Tag) and caption.find() is None)
    is_linked = el.find("a") is not None and caption is not None
    return (
        len(el.find_all("img")) == 1
        and is_plain
        and not is_linked
        and not classes(el) & WIDE
        and not el.find("img", title=True)  # its tooltip, which Presswork would take for a caption
        and not el.find(["figure", "video", "audio", "iframe", "table", "blockquote", "pre"])
    )


def says_pre(el: Tag) -> bool:
    """Return whether the text is code, and not a poem with emphasis and links."""
    return el.find(["a", "em", "strong", "b", "i", "img"]) is None


def says_items(el: Tag) -> bool:
    return all(item.name == "li" and not item.get("value") for item in el.children if isinstance(item, Tag))


def address_of(frame: Tag) -> str:
    """Return the address that becomes the card of a frame's provider; empty if the provider has none."""
    source = re.sub(r"^//", "https://", str(frame.get("src") or ""))
    match = re.search(r'href="([^"]*)"', card(source)) if source else None
    return match[1].replace("&amp;", "&") if match else ""


CONDITIONS: Mapping[str, Callable[[Tag], bool]] = {
    "table": says_table,
    "figure": says_figure,
    "pre": says_pre,
    "iframe": lambda el: bool(address_of(el)),
    "ol": lambda el: not (el.get("type") or el.get("reversed")) and says_items(el),
    "ul": says_items,
    "picture": lambda _: False,
    "ruby": lambda _: False,
}
