"""A text of WordPress as the HTML that its readers saw: blocks without their comments, shortcodes, and paragraphs."""

import re
from collections.abc import Callable, Mapping, Sequence
from html import unescape
from types import MappingProxyType

from bs4 import BeautifulSoup, Tag

from chalicelib.frozen import Frozen
from chalicelib.html_to_markdown import tooltips
from chalicelib.html_to_markdown.html_attributes import classes
from chalicelib.html_to_markdown.html_nodes import COLUMNS
from chalicelib.html_to_markdown.raw_html import AS_WRITTEN
from infra.importers.wordpress.autop import autop
from infra.importers.wordpress.first_pass import Attachment
from infra.importers.wordpress.shortcodes import ExpandedShortcodes
from infra.importers.wordpress.wxr_stream import LONGEST

BLOCK = re.compile(r"<!--\s*/?wp:([a-z][\w/-]*+)(?:(?!<!--|/?-->).)*+(/?)-->\n?", re.DOTALL)
NEXT_PAGE = re.compile(r"<!--\s*nextpage\s*-->", re.IGNORECASE)
OWN = re.compile(
    r"\bwp-block-(?:embed|gallery|table|file|pullquote|spacer|columns|media-text|jetpack-tiled-gallery|jetpack-slideshow)\b|\bblocks-gallery-grid\b"
)
IMAGE = re.compile(r"<img\b[^<>]*>", re.IGNORECASE)
SIZE = re.compile(r"""\s(?:width|height)\s*=\s*["']?(\d+)(?:px)?["']?""", re.IGNORECASE)
ADDRESS = re.compile(r"""\b(?:href|src|poster)\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
SHARED = re.compile(r"<!--\s*wp:(?:core/)?block\s*\{[^{}]{0,200}?\"ref\":(\d{1,20})[^{}]{0,200}\}\s*/-->")
DEEPEST = 3  # shared blocks within each other
NONE: Mapping[str, str] = MappingProxyType({})
CAPTION = 500  # characters: a caption that was never closed has the rest of the text
WIDE = 600  # pixels: an image as wide as the column has the size that its file has
IS_SHOWN = ("more", "nextpage", "separator", "spacer", "footnotes", "core/more", "core/footnotes")
"""Blocks without HTML of their own that show something here."""


class ShownHtml(Frozen):
    """The HTML of a text, and the report's lines about it."""

    html: str
    notes: tuple[str, ...] = ()


def html_of(text: str, images: Callable[[str], Sequence[Attachment]], shared: Mapping[str, str] = NONE) -> ShownHtml:
    """Return the HTML; `images` gives the attachments that a gallery names by their ids, or those of the post, and `shared` the
    blocks that several posts show."""
    for _ in range(DEEPEST):
        text = SHARED.sub(lambda match: shared.get(match[1], match[0]), text)[:LONGEST]
    notes = [f"the block {name} shows nothing here" for name in empty_blocks(text)]
    if NEXT_PAGE.search(text):
        notes.append("its pages have become one")
        text = NEXT_PAGE.sub("\n\n", text)
    is_classic = not BLOCK.search(text)
    expanded = ExpandedShortcodes(BLOCK.sub("", text), images)
    html = autop(expanded.html) if is_classic else expanded.html
    notes += [f"the shortcode [{name}] is unknown, and is kept as text" for name in dict.fromkeys(expanded.unknown)]
    notes += [f"the shortcode {tag} shows nothing that was imported" for tag in dict.fromkeys(expanded.empty)]
    html = IMAGE.sub(lambda match: unsized(match[0]), html)
    return ShownHtml(unblocked(html) if OWN.search(html) else html, tuple(notes))


def empty_blocks(text: str) -> list[str]:
    """Return the names of the blocks that WordPress filled in when it showed them."""
    return list(dict.fromkeys(match[1] for match in BLOCK.finditer(text) if match[2] and match[1] not in IS_SHOWN))


def unsized(image: str) -> str:
    """Return an image without its size, if it is so large that it has the size of the column anyway."""
    sides = [int(side[:6]) for side in SIZE.findall(image)]
    return SIZE.sub("", image) if sides and max(sides) >= WIDE else image


def addresses_in(html: str) -> set[str]:
    return {unescape(double or single).strip() for double, single in ADDRESS.findall(html)}


# ---- blocks whose HTML is only what WordPress's stylesheets need


def unblocked(html: str) -> str:
    """Return the HTML with embeds as addresses, galleries as paragraphs of images, and tables without their figures."""
    soup = BeautifulSoup(f"<html><body>{html}", "lxml")
    for element in soup.find_all(class_=OWN):
        name = next((name for name in ROWS if name in classes(element)), "")
        if name and element.parent is not None:
            ROWS[name](soup, element)
    return soup.body.decode_contents(formatter=AS_WRITTEN) if soup.body else ""


def embed(soup: BeautifulSoup, element: Tag) -> None:
    wrapper = element.find(class_="wp-block-embed__wrapper") or element
    link = soup.new_tag("p")
    link.string = wrapper.get_text().strip().partition("\n")[0]
    replace(soup, element, [link])


def gallery(soup: BeautifulSoup, element: Tag) -> None:
    row = soup.new_tag("p")
    for image in element.find_all("img"):
        figure = image.find_parent("figure")
        caption = figure.find("figcaption") if isinstance(figure, Tag) and figure is not element else None
        if isinstance(caption, Tag) and caption.get_text().strip():
            image[tooltips.CAPTION] = " ".join(caption.get_text().split())[:CAPTION]
        row.extend([image, "\n"])
    replace(soup, element, [row])


def table(soup: BeautifulSoup, element: Tag) -> None:
    for inner in element.find_all("table"):
        headed(inner)
    replace(soup, element, element.find_all("table"))


def headed(table: Tag) -> None:
    """Leave a table as it is; only its head's cells are named so, as browsers show them."""
    for cell in (cell for head in table.find_all("thead") for cell in head.find_all("td")):
        cell.name = "th"


def file(soup: BeautifulSoup, element: Tag) -> None:
    line = soup.new_tag("p")
    link = next((anchor for anchor in element.find_all("a") if "wp-block-file__button" not in classes(anchor)), None)
    if link is not None:
        line.append(link)
    replace(soup, element, [line])


def pull_quote(soup: BeautifulSoup, element: Tag) -> None:
    quotes = element.find_all("blockquote")
    for quote in quotes:
        quote["class"] = "pull"
    replace(soup, element, quotes)


def columns(_soup: BeautifulSoup, element: Tag) -> None:
    element.attrs = {"class": COLUMNS}
    for column in [child for child in element.children if isinstance(child, Tag)]:
        column.attrs = {}


def media_text(soup: BeautifulSoup, element: Tag) -> None:
    """Make two columns of a picture and its text, in the order in which readers saw them."""
    is_right = "has-media-on-the-right" in classes(element)
    parts = [child.extract() for child in [*element.children] if isinstance(child, Tag)]
    row = soup.new_tag("div", attrs={"class": COLUMNS})
    for part in sorted(parts, key=lambda child: (child.name == "figure") == is_right):
        column = soup.new_tag("div")
        column.append(part)
        row.append(column)
    element.replace_with(row)


def spacer(_soup: BeautifulSoup, element: Tag) -> None:
    element.decompose()


def replace(soup: BeautifulSoup, element: Tag, parts: list[Tag]) -> None:
    """Put the parts in place of the element, with its caption as a paragraph below."""
    captions = [
        caption
        for caption in element.find_all("figcaption")
        if caption.find_parent("figure") is element and "blocks-gallery-item__caption" not in classes(caption)
    ]
    below = [
        paragraph(soup, caption)
        for caption in captions
        if parts and caption.get_text().strip() and not any(caption in part.descendants for part in parts)
    ]
    element.replace_with(*parts, *below)


def paragraph(soup: BeautifulSoup, caption: Tag) -> Tag:
    below = soup.new_tag("p")
    below.extend([*caption.contents])
    return below


ROWS: dict[str, Callable[[BeautifulSoup, Tag], None]] = {
    "wp-block-embed": embed,
    "wp-block-gallery": gallery,
    "blocks-gallery-grid": gallery,
    "wp-block-table": table,
    "wp-block-file": file,
    "wp-block-pullquote": pull_quote,
    "wp-block-spacer": spacer,
    "wp-block-jetpack-tiled-gallery": gallery,
    "wp-block-jetpack-slideshow": gallery,
    "wp-block-columns": columns,
    "wp-block-media-text": media_text,
}
