"""How the editors of other systems place texts and images, in the two ways that Presswork shows: `align` of paragraphs and
headings, and a class of an image that text flows around."""

import re

from bs4 import BeautifulSoup, Tag

from chalicelib.content.presentation.wide_images import PLACES, extent_in
from chalicelib.html_to_markdown.html_attributes import attribute, classes
from chalicelib.html_to_markdown.html_nodes import is_block

TEXT = re.compile(r"\bhas-text-align-(center|right)\b")
STYLE = re.compile(r"\btext-align\s*:\s*(center|right)\b", re.IGNORECASE)
WIDTH = re.compile(r"(?<![\w-])width\s*:\s*(\d{1,4})(?:\.\d+)?px")
CARRIES = ("p", "h1", "h2", "h3")
CENTER = "aligncenter"
COLUMN = 600  # pixels: a wider image is as wide as the column


def normalize_alignment(soup: BeautifulSoup) -> None:
    """Express the alignment of texts and images in Presswork's own attributes and classes; remove other styles."""
    for element in soup.find_all(["p", "h1", "h2", "h3", "div", "td", "th"]):
        if side := side_of(element):
            align(element, side)
    for image in soup.find_all("img"):
        width = WIDTH.search(attribute(image, "style"))
        if width and not image.get("width") and int(width[1]) < COLUMN:
            image["width"] = width[1]
        boxes = [image, *frames_of(image)]
        names = [*(name for box in boxes for name in classes(box)), str(image.get("align") or "").lower()]
        place = next((PLACES[name] for name in names if name in PLACES), "") or extent_in(classes(image))
        image.attrs = {name: value for name, value in image.attrs.items() if name not in ("class", "align", "style")}
        if place and (place != CENTER or image.get("width")):  # an image as wide as the column is in its middle anyway
            boxes[:2][-1]["class"] = place


def frames_of(image: Tag) -> list[Tag]:
    """Return the elements around a single image that may place it: its figure, and WordPress's box around the figure."""
    figure = image.find_parent("figure")
    if not isinstance(figure, Tag) or len(figure.find_all("img")) > 1:
        return []
    box = figure.parent
    return [figure, box] if isinstance(box, Tag) and "wp-block-image" in classes(box) else [figure]


def side_of(element: Tag) -> str:
    """Return the alignment of a text; empty for the usual one."""
    match = TEXT.search(attribute(element, "class")) or STYLE.search(attribute(element, "style"))
    return match[1].lower() if match else ""


def align(element: Tag, side: str) -> None:
    """Set a text at this side; a box of others only passes that on to them, and to its images."""
    if element.name == "div" and not any(map(is_block, element.children)):
        element.name = "p"
    for text in element.find_all(CARRIES) if element.name == "div" else [element]:
        if not text.get("align") and text.get_text().strip():
            text.attrs = {name: value for name, value in text.attrs.items() if name not in ("class", "style")} | {"align": side}
    for image in element.find_all("img") if side == "center" else ():
        if not image.get("class"):
            image["class"] = CENTER
