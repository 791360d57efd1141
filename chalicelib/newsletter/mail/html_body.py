"""A post's HTML as a mail can show it: a sequence of blocks, so that a long letter can end after any of them.

Mail programs run no players, frames or forms: each of these becomes a link to the post, or a sign. A formula becomes a line
(`formulas`), and a table gets a box, in which it scrolls where a screen is too narrow for its words.
"""

from collections.abc import Callable, Mapping
from html import escape

from lxml import html

from chalicelib.content.html.dead_links import SAID
from chalicelib.content.html.responsive_images import PIXELS
from chalicelib.content.html.tree_policy import passed
from chalicelib.content.media.image_variants import lasting_address
from chalicelib.newsletter.mail.mathml_to_html import in_line
from chalicelib.newsletter.mail.plaintext import Element
from chalicelib.rendering.formats.absolute_urls import absolute
from chalicelib.rendering.strict_text import clean

DROPPED_ATTRIBUTES = ("srcset", "sizes", "loading", "decoding", "data-colour")  # of an image: the plain address is enough
WIDEST = 560  # pixels, of an image in a letter
WRAPPERS = ("article", "div", "main", "section")


def blocks(markup: str, site_url: str, page_url: str, elsewhere: str) -> tuple[str, ...]:
    """Return the blocks of safe HTML. What mail can't show becomes a link to the page, named by its title or `elsewhere`."""
    cleaned = clean(markup)  # lxml refuses what XML can't carry
    if not cleaned.strip():
        return ()
    body = html.fragment_fromstring(absolute(cleaned, site_url, page_url), create_parent="div")
    for element in list(body.iter(*REPLACEMENTS)):
        _replace(element, REPLACEMENTS[element.tag](element, page_url, elsewhere))
    holder = _holder(body)
    parts = (escape(holder.text or ""), *(html.tostring(element, encoding="unicode") for element in holder))
    # lxml parses HTML otherwise than browsers do, so what it writes passes the gate
    return tuple(shown for part in parts if (shown := passed(part)).strip())


def _holder(body: Element) -> Element:
    """Return the element that holds the blocks: where one element wraps them all, that element."""
    while len(body) == 1 and body[0].tag in WRAPPERS and not (body.text or "").strip():
        body = body[0]
    return body


def _replace(element: Element, by: Element | None) -> None:
    if by is None:
        element.drop_tree()
    elif by is not element and (parent := element.getparent()) is not None:
        by.tail, element.tail = element.tail, None
        parent.replace(element, by)


# ---- replacements for elements that mail can't show


def _link(element: Element, page_url: str, elsewhere: str) -> Element:
    link = html.Element("a", href=page_url)
    link.text = clean(element.get("title", "")) or elsewhere
    parent = element.getparent()
    if parent is not None and parent.tag not in ("div", "figure"):
        return link
    paragraph = html.Element("p")
    paragraph.append(link)
    return paragraph


def _video(element: Element, page_url: str, elsewhere: str) -> Element:
    """Return the still picture, if there is one, as a link to the page."""
    link = _link(element, page_url, elsewhere)
    if element.get("poster"):
        anchor = next(link.iter("a"))
        anchor.append(html.Element("img", src=clean(element.get("poster", "")), alt=anchor.text or ""))
        anchor.text = None
    return link


def _anchor(element: Element, *_: str) -> Element:
    """Return a link without an address as a mere part of the text: a mail has no other way to show that it leads nowhere."""
    if element.get("href") is None:
        element.tag = "span"
        for name in SAID:
            element.attrib.pop(name, None)
    return element


def _image(element: Element, *_: str) -> Element:
    """Leave an address that lasts, and no more width than a letter has, since some programs show the width that is written.

    The height follows from the width; written, it would be a gap where images aren't shown.
    """
    if source := element.get("src"):
        element.set("src", lasting_address(source, "letter"))
    for name in DROPPED_ATTRIBUTES:
        element.attrib.pop(name, None)
    if PIXELS.fullmatch(width := element.get("width", "")):
        element.set("width", str(min(int(width), WIDEST)))
        element.attrib.pop("height", None)
    return element


def _unwrapped(element: Element, *_: str) -> Element:
    """Leave only what is within: the image of a picture, which is within its sources as lxml reads them."""
    element.drop_tag()
    return element


def _checkbox(element: Element, *_: str) -> Element:
    box = html.Element("span")
    box.text = "☑" if element.get("checked") is not None else "☐"
    return box


def _box(element: Element, *_: str) -> Element:
    """Return the table in a box; a table within a table stays as it is."""
    if next(element.iterancestors("table"), None) is not None:
        return element
    box = html.Element("div", {"class": "scroll"})
    parent = element.getparent()
    if parent is not None:
        parent.replace(element, box)
        box.tail, element.tail = element.tail, None
    box.append(element)
    return element


REPLACEMENTS: Mapping[str, Callable[[Element, str, str], Element | None]] = {
    "a": _anchor,
    "audio": _link,
    "iframe": _link,
    "img": _image,
    "input": _checkbox,
    "map": lambda *_: None,
    "math": lambda element, *_: in_line(element),
    "picture": _unwrapped,
    "source": _unwrapped,
    "table": _box,
    "track": lambda *_: None,
    "video": _video,
}
