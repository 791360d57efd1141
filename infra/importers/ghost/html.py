"""HTML as Ghost renders it, without what only Ghost's own pages understand: its cards become plain HTML.

A row says how a card's payload is read from its HTML; what becomes of it is said where all cards are (`cards`).
"""

from collections.abc import Callable, Mapping

from bs4 import Tag

from infra.importers.ghost.cards import WIDTHS, Tell, card_of
from infra.importers.html_to_markdown.cards import Payload
from infra.importers.html_to_markdown.footnotes import Marks
from infra.importers.html_to_markdown.html_trees import (
    attribute,
    classes,
    first_match,
    inner,
    remove_comments,
    replace_elements,
    tree_of,
    words,
)

Read = Callable[[Tag], Payload]


def _image(card: Tag) -> Payload:
    shown, leads = first_match(card, "img"), first_match(card, "a:has(img)")
    return {
        "src": attribute(shown, "src"),
        "alt": attribute(shown, "alt"),
        "title": attribute(shown, "title"),
        "href": attribute(leads, "href"),
        "caption": inner(first_match(card, "figcaption")),
        "cardWidth": next((name for name, said in WIDTHS.items() if said in classes(card)), ""),
    }


def _gallery(card: Tag) -> Payload:
    images = [{"src": attribute(image, "src"), "alt": attribute(image, "alt")} for image in card.select("img")]
    return {"images": images, "caption": inner(first_match(card, "figcaption"))}


def _bookmark(card: Tag) -> Payload:
    said = {
        "title": words(first_match(card, ".kg-bookmark-title")),
        "description": words(first_match(card, ".kg-bookmark-description")),
    }
    return {"url": attribute(first_match(card, "a"), "href"), "metadata": said}


def _embed(card: Tag) -> Payload:
    caption = first_match(card, "figcaption")
    payload = {"caption": inner(caption)}
    if caption:
        caption.extract()
    return {**payload, "html": inner(card)}


def _callout(card: Tag) -> Payload:
    return {
        "calloutEmoji": words(first_match(card, ".kg-callout-emoji")),
        "calloutText": inner(first_match(card, ".kg-callout-text")),
    }


def _toggle(card: Tag) -> Payload:
    return {
        "heading": inner(first_match(card, ".kg-toggle-heading-text")),
        "content": inner(first_match(card, ".kg-toggle-content")),
    }


def _code(card: Tag) -> Payload:
    code, caption = first_match(card, "pre code"), first_match(card, "figcaption")
    named = classes(code) if code else ()
    language = next((name.removeprefix("language-") for name in named if name.startswith("language-")), "")
    return {"code": code.get_text() if code else "", "language": language, "caption": inner(caption)}


def _video(card: Tag) -> Payload:
    film, thumbnail = first_match(card, "video"), attribute(card, "data-kg-custom-thumbnail")
    return {"src": attribute(film, "src"), "customThumbnailSrc": thumbnail, "caption": inner(first_match(card, "figcaption"))}


def _audio(card: Tag) -> Payload:
    return {"src": attribute(first_match(card, "audio"), "src"), "title": words(first_match(card, ".kg-audio-title"))}


def _file(card: Tag) -> Payload:
    title, name = words(first_match(card, ".kg-file-card-title")), words(first_match(card, ".kg-file-card-filename"))
    caption = words(first_match(card, ".kg-file-card-caption"))
    return {"src": attribute(first_match(card, "a"), "href"), "fileTitle": title or name, "fileCaption": caption}


def _button(card: Tag) -> Payload:
    return {"buttonText": words(first_match(card, "a")), "buttonUrl": attribute(first_match(card, "a"), "href")}


def _product(card: Tag) -> Payload:
    button = first_match(card, ".kg-product-card-button")
    return {
        "productImageSrc": attribute(first_match(card, ".kg-product-card-image"), "src"),
        "productTitle": inner(first_match(card, ".kg-product-card-title")),
        "productDescription": inner(first_match(card, ".kg-product-card-description")),
        "productButton": words(button),
        "productUrl": attribute(button, "href"),
    }


def _header(card: Tag) -> Payload:
    button = first_match(card, "a.kg-header-card-button")
    return {
        "header": inner(first_match(card, ".kg-header-card-header, .kg-header-card-heading")),
        "subheader": inner(first_match(card, ".kg-header-card-subheader, .kg-header-card-subheading")),
        "buttonText": words(button),
        "buttonUrl": attribute(button, "href"),
    }


def _call(card: Tag) -> Payload:
    button = first_match(card, "a.kg-cta-button")
    return {
        "imageUrl": attribute(first_match(card, ".kg-cta-image-container img"), "src"),
        "textValue": inner(first_match(card, ".kg-cta-text")),
        "buttonText": words(button),
        "buttonUrl": attribute(button, "href"),
    }


def _nothing(_: Tag) -> Payload:
    return {}


ROWS: Mapping[str, tuple[str, Read]] = {
    ".kg-signup-card": ("signup", _nothing),
    ".kg-toggle-card": ("toggle", _toggle),
    ".kg-callout-card": ("callout", _callout),
    ".kg-bookmark-card": ("bookmark", _bookmark),
    ".kg-gallery-card": ("gallery", _gallery),
    ".kg-before-after-card": ("gallery", _gallery),
    ".kg-image-card": ("image", _image),
    ".kg-embed-card": ("embed", _embed),
    ".kg-code-card": ("codeblock", _code),
    ".kg-video-card": ("video", _video),
    ".kg-audio-card": ("audio", _audio),
    ".kg-file-card": ("file", _file),
    ".kg-button-card": ("button", _button),
    ".kg-product-card": ("product", _product),
    ".kg-header-card": ("header", _header),
    ".kg-cta-card": ("call-to-action", _call),
}


def simplified(html: str, tell: Tell, marks: Marks) -> str:
    """Return the HTML with plain elements for cards, and `marks` for footnotes; raise `UnreadableError` if it is too deep."""
    tree = tree_of(html)
    remove_comments(tree)
    replace_elements(tree, {selector: _reader(name, read, tell) for selector, (name, read) in ROWS.items()})
    put_aside(tree, marks)
    for image in tree.select("img[srcset]"):
        del image["srcset"]  # the sizes that Ghost made, which don't come along
    for link in tree.select('a[href*="#/portal"]'):
        link.unwrap()
    return str(tree)


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


def _reader(name: str, read: Read, tell: Tell) -> Callable[[Tag], str | None]:
    return lambda card: card_of(name, read(card), tell)
