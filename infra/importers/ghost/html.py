"""HTML as Ghost renders it, without what only Ghost's own pages understand: its cards become plain HTML.

A row says how a card's payload is read from its HTML; `cards` makes plain HTML of it.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, TypeAlias

from bs4 import Tag

from chalicelib.html_to_markdown.html_attributes import attribute, classes
from infra.importers.ghost.cards import WIDTHS, Tell, card_of
from infra.importers.html_to_markdown.cards import Payload
from infra.importers.html_to_markdown.html_trees import first_match, inner, remove_comments, replace_elements, tree_of, words
from infra.importers.html_to_markdown.placeholders import Marks

Field: TypeAlias = Callable[[Tag], Any]
"""Reads one value of a card's payload from the HTML of the card."""


def words_at(selector: str) -> Field:
    return lambda card: words(first_match(card, selector))


def html_at(selector: str) -> Field:
    return lambda card: inner(first_match(card, selector))


def attribute_at(selector: str, name: str) -> Field:
    return lambda card: attribute(first_match(card, selector), name)


def width_of(card: Tag) -> str:
    return next((width for width, class_ in WIDTHS.items() if class_ in classes(card)), "")


def images_in(card: Tag) -> list[Payload]:
    return [{"src": attribute(image, "src"), "alt": attribute(image, "alt")} for image in card.select("img")]


def metadata_of(card: Tag) -> Payload:
    fields = {"title": words_at(".kg-bookmark-title"), "description": words_at(".kg-bookmark-description")}
    return {name: read(card) for name, read in fields.items()}


def code_in(card: Tag) -> str:
    code = first_match(card, "pre code")
    return code.get_text() if code else ""


def language_of(card: Tag) -> str:
    code = first_match(card, "pre code")
    names = classes(code) if code else ()
    return next((name.removeprefix("language-") for name in names if name.startswith("language-")), "")


def without_caption(card: Tag) -> str:
    if caption := first_match(card, "figcaption"):
        caption.extract()
    return inner(card)


CAPTION = html_at("figcaption")
GALLERY: Mapping[str, Field] = {"images": images_in, "caption": CAPTION}


def button_at(selector: str, text: str = "buttonText", url: str = "buttonUrl") -> Mapping[str, Field]:
    return {text: words_at(selector), url: attribute_at(selector, "href")}


CARDS: Mapping[str, tuple[str, Mapping[str, Field]]] = {
    ".kg-signup-card": ("signup", {}),
    ".kg-toggle-card": (
        "toggle",
        {"heading": html_at(".kg-toggle-heading-text"), "content": html_at(".kg-toggle-content")},
    ),
    ".kg-callout-card": (
        "callout",
        {"calloutEmoji": words_at(".kg-callout-emoji"), "calloutText": html_at(".kg-callout-text")},
    ),
    ".kg-bookmark-card": ("bookmark", {"url": attribute_at("a", "href"), "metadata": metadata_of}),
    ".kg-gallery-card": ("gallery", GALLERY),
    ".kg-before-after-card": ("gallery", GALLERY),
    ".kg-image-card": (
        "image",
        {
            **{name: attribute_at("img", name) for name in ("src", "alt", "title")},
            "href": attribute_at("a:has(img)", "href"),
            "caption": CAPTION,
            "cardWidth": width_of,
        },
    ),
    ".kg-embed-card": ("embed", {"caption": CAPTION, "html": without_caption}),
    ".kg-code-card": ("codeblock", {"code": code_in, "language": language_of, "caption": CAPTION}),
    ".kg-video-card": (
        "video",
        {
            "src": attribute_at("video", "src"),
            "customThumbnailSrc": lambda card: attribute(card, "data-kg-custom-thumbnail"),
            "caption": CAPTION,
        },
    ),
    ".kg-audio-card": ("audio", {"src": attribute_at("audio", "src"), "title": words_at(".kg-audio-title")}),
    ".kg-file-card": (
        "file",
        {
            "src": attribute_at("a", "href"),
            "fileTitle": words_at(".kg-file-card-title"),
            "fileName": words_at(".kg-file-card-filename"),
            "fileCaption": words_at(".kg-file-card-caption"),
        },
    ),
    ".kg-button-card": ("button", button_at("a")),
    ".kg-product-card": (
        "product",
        {
            "productImageSrc": attribute_at(".kg-product-card-image", "src"),
            "productTitle": html_at(".kg-product-card-title"),
            "productDescription": html_at(".kg-product-card-description"),
            **button_at(".kg-product-card-button", "productButton", "productUrl"),
        },
    ),
    ".kg-header-card": (
        "header",
        {
            "header": html_at(".kg-header-card-header, .kg-header-card-heading"),
            "subheader": html_at(".kg-header-card-subheader, .kg-header-card-subheading"),
            **button_at("a.kg-header-card-button"),
        },
    ),
    ".kg-cta-card": (
        "call-to-action",
        {
            "imageUrl": attribute_at(".kg-cta-image-container img", "src"),
            "textValue": html_at(".kg-cta-text"),
            **button_at("a.kg-cta-button"),
        },
    ),
}
"""The cards by the selector of their HTML: a card's name, and how each value of its payload is read, in this order."""


def simplified(html: str, tell: Tell, marks: Marks) -> str:
    """Return the HTML with plain elements for cards, and `marks` for footnotes; raise `UnreadableError` if it is too deep."""
    tree = tree_of(html)
    remove_comments(tree)
    replace_elements(tree, {selector: partial(plain_html, *row, tell) for selector, row in CARDS.items()})
    put_aside(tree, marks)
    for image in tree.select("img[srcset]"):
        del image["srcset"]  # the sizes that Ghost made, which don't come along
    for link in tree.select('a[href*="#/portal"]'):
        link.unwrap()
    return str(tree)


def plain_html(name: str, fields: Mapping[str, Field], tell: Tell, card: Tag) -> str:
    return card_of(name, {field: read(card) for field, read in fields.items()}, tell)


def put_aside(tree: Tag, marks: Marks) -> None:
    """Put aside the footnotes that cards of Markdown had, and marks where the text refers to them."""
    references: dict[str, list[Tag]] = {}
    for reference in tree.select("sup.footnote-ref"):
        references.setdefault(attribute(first_match(reference, "a[href]"), "href").removeprefix("#fn"), []).append(reference)
    for note in tree.select("section.footnotes li[id^=fn]"):
        name = attribute(note, "id").removeprefix("fn")
        if name.isalnum() and name in references:
            for back in note.select("a.footnote-backref"):
                back.extract()
            for reference in references.pop(name):
                reference.replace_with(marks.reference(name))
            marks.notes[name] = inner(note)
            note.extract()
    for section in tree.select("hr.footnotes-sep, section.footnotes"):
        if not words(section):
            section.extract()
