"""Titles of images, which browsers show as tooltips: they stay tooltips.

Presswork takes the title of an image that is alone in its paragraph for its caption. So such an image with a tooltip becomes a
figure without a caption, and so does each image of a row. A reader that means a caption makes a figure, or sets `data-caption`.
"""

from bs4 import BeautifulSoup, Comment, Tag
from bs4.element import PageElement

from chalicelib.html_to_markdown.html_nodes import GALLERY, is_block

CAPTION = "data-caption"
WRAPPERS = ("a", "span", "em", "strong", "b", "i", "picture")
CELLS = ("td", "th", "figure", "figcaption", "dt", "summary")


def preserve_tooltips(soup: BeautifulSoup) -> None:
    """Turn images with a tooltip into figures, since Presswork would take the title for a caption."""
    for image in soup.find_all("img", title=True):
        if not str(image["title"]).strip():
            del image["title"]
        elif not image.get(CAPTION):
            in_figure(soup, image)
    for image in soup.find_all("img", attrs={CAPTION: True}):
        image["title"] = image.attrs.pop(CAPTION)


def in_figure(soup: BeautifulSoup, image: Tag) -> None:
    """Put an image with a tooltip into a figure, and so the others of a row that Presswork would take for a gallery."""
    unit = with_wrappers(image)
    parent = unit.parent
    if parent is None or parent.name in CELLS or not is_block(parent):
        return
    row = row_of(unit)
    if not all(map(is_image, row)) or (len(row) > 1 and any(map(is_sized, row))):
        return
    place = parent if parent.name == "p" else row[0]
    mark = soup.new_tag("div")
    place.insert_before(mark)
    figures = [figure_of(soup, cell) for cell in row]
    if parent.name == "p":
        parent.extract()
    mark.replace_with(figures[0] if len(figures) == 1 else gallery_of(soup, figures))


def figure_of(soup: BeautifulSoup, unit: Tag) -> Tag:
    """Return an image, taken from its place, as a figure."""
    figure = soup.new_tag("figure")
    figure.append(unit.extract())
    return figure


def gallery_of(soup: BeautifulSoup, figures: list[Tag]) -> Tag:
    gallery = soup.new_tag("div", attrs={"class": GALLERY})
    gallery.extend(figures)
    return gallery


def with_wrappers(image: Tag) -> Tag:
    """Return the image with the links and marks that are around it alone."""
    unit = image
    while unit.parent is not None and unit.parent.name in WRAPPERS and len(row_of(unit)) == 1:
        unit = unit.parent
    return unit


def row_of(unit: Tag) -> list[Tag]:
    """Return the nodes on the same line as an element, itself included, without blanks and breaks; a text counts as a node."""
    left, right = nodes_beside(unit, forward=False), nodes_beside(unit, forward=True)
    return [node if isinstance(node, Tag) else Tag(name="text") for node in (*reversed(left), unit, *right)]


def nodes_beside(unit: Tag, *, forward: bool) -> list[PageElement]:
    nodes: list[PageElement] = []
    for sibling in unit.next_siblings if forward else unit.previous_siblings:
        if is_block(sibling):
            break
        if isinstance(sibling, Tag) or (not isinstance(sibling, Comment) and str(sibling).strip()):
            nodes += [sibling] if not (isinstance(sibling, Tag) and sibling.name == "br") else []
    return nodes


def is_image(unit: Tag) -> bool:
    """Return whether an element is an image, perhaps in a link, and nothing else."""
    return unit.name == "img" or (unit.name in WRAPPERS and unit.find("img") is not None and not unit.get_text().strip())


def is_sized(unit: Tag) -> bool:
    image = unit if unit.name == "img" else unit.find("img")
    return isinstance(image, Tag) and bool(image.get("width") or image.get("height"))
