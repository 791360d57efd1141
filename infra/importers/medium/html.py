"""The text of a Medium story as plain HTML: without its classes and its title, with code, galleries and what is embedded."""

from collections.abc import Callable

from bs4 import Tag
from bs4.element import NavigableString

from chalicelib.html_to_markdown.html_attributes import attribute, classes
from infra.importers.html_to_markdown import cards
from infra.importers.html_to_markdown.html_trees import (
    KEPT_ATTRIBUTES,
    first_match,
    inner,
    remove_comments,
    replace_elements,
    strip_attributes,
    tree_of,
    words,
)

ImageOf = Callable[[Tag], str]
"""Returns where an image is here: a path of the blog, or its address at Medium."""

ATTRIBUTES = {**KEPT_ATTRIBUTES, "*": "id"}
WIDTHS = {"graf--layoutOutsetCenter": cards.WIDE, "graf--layoutFillWidth": cards.FULL}
WRAPPERS = "mark, span, .aspectRatioPlaceholder, section, .section-content, .section-inner"  # nothing without Medium's styles


def simplified(content: Tag, title: str, subtitle: str, image_of: ImageOf) -> str:
    """Return the text of a story as HTML; raise `UnreadableError` if it is nested too deep."""
    tree = tree_of(inner(content))
    remove_comments(tree, ())
    without_title(tree, title, subtitle)
    replace_elements(tree, {".aspectRatioPlaceholder-fill": lambda _: ""})
    replace_elements(
        tree,
        {
            ".sectionLayout--outsetRow": lambda row: gallery(row, image_of),
            ".graf--mixtapeEmbed": mixtape,
            "img:not(figure img)": lambda image: readdress(image, image_of),
            "figure": lambda figure: figure_of(figure, image_of),
            "script": lambda script: cards.embedded(str(script)),
            "pre": code,
            "div.section-divider": lambda _: "<hr>",
            "blockquote": lambda quote: f"<blockquote><p>{inner(quote)}</p></blockquote>",
        },
    )
    for tag in tree.select(WRAPPERS):
        tag.unwrap()
    without_unused_ids(tree)
    for word in tree.select("code:not(pre code)"):
        del word["class"]
    strip_attributes(tree, ATTRIBUTES)
    return str(tree)


def without_title(tree: Tag, title: str, subtitle: str) -> None:
    """Remove the line, title and subtitle that the text repeats at its beginning."""
    first = first_match(tree, ".section-divider")
    if first and not words(first.find_previous("p")):
        first.extract()
    leading = first_match(tree, "h1, h2, h3, h4, blockquote, p")
    if leading and leading.name != "p" and alike(words(leading), title):
        leading.extract()
    below = first_match(tree, ".graf--subtitle")
    if below and alike(words(below), subtitle):
        below.extract()


def alike(first: str, second: str) -> bool:
    """Return whether two texts say the same: marks, blanks and case aside."""
    return bool(letters(first)) and letters(first) == letters(second)


def letters(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def gallery(row: Tag, image_of: ImageOf) -> str | None:
    """Return a row of images as a gallery; None where it holds something else, too."""
    images = row.select("img")
    if len(images) < 2 or any(part.name != "figure" for part in row.find_all(recursive=False)):  # noqa: PLR2004 - a pair
        return None
    caption = next((inner(figcaption) for figcaption in row.select("figcaption")), "")
    return cards.gallery(((image_of(image), attribute(image, "alt")) for image in images), caption)


def figure_of(figure: Tag, image_of: ImageOf) -> str | None:
    """Return the figure's image, or the embedded content."""
    caption, shown = inner(first_match(figure, "figcaption")), first_match(figure, "img")
    if frame := first_match(figure, "iframe, script"):
        return cards.embedded(str(frame)) + cards.paragraph(cards.emphasis(caption))
    if not shown:
        return None
    wide = next((width for name, width in WIDTHS.items() if name in classes(figure)), "")
    href = attribute(first_match(figure, "a:has(img)"), "href")
    return cards.image(image_of(shown), attribute(shown, "alt"), caption=caption, href=href, wide=wide)


def readdress(image: Tag, image_of: ImageOf) -> None:
    """Give an image that is in no figure the address that it has here."""
    image["src"] = image_of(image)


def mixtape(embed: Tag) -> str:
    """Return the box that shows another page."""
    link = first_match(embed, "a[href]")
    return cards.bookmark(
        attribute(link, "data-href", "href"), words(first_match(embed, "strong")), words(first_match(embed, "em"))
    )


def code(block: Tag) -> str:
    """Return a block of code, whose lines Medium ends with an element."""
    for end in block.select("br"):
        end.replace_with(NavigableString("\n"))
    return cards.code(block.get_text().strip("\n"), attribute(block, "data-code-block-lang"))


def without_unused_ids(tree: Tag) -> None:
    """Remove the ids to which no link of the text leads; Medium gives one to each paragraph."""
    linked_ids = {attribute(link, "href")[1:] for link in tree.select('a[href^="#"]')}
    for tag in tree.select("[id]"):
        if attribute(tag, "id") not in linked_ids:
            del tag["id"]
