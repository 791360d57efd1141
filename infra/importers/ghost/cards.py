"""Ghost's cards: a row for each, which makes HTML of its payload.

The same card has been stored in three ways: as a node of Lexical, as a card of Mobiledoc, and as HTML with Ghost's classes. The
first two hold the same payload (`CARDS`); from HTML, the payload is read again (`infra.importers.ghost.html`).
"""

from collections.abc import Callable, Mapping
from html import escape
from typing import TypeAlias

import pyromark

from infra.importers.html_to_markdown import cards
from infra.importers.html_to_markdown.cards import Payload, text

Maker: TypeAlias = Callable[[Payload], str]
WIDTHS: Mapping[str, str] = {"wide": cards.WIDE, "full": cards.FULL}


def _image(card: Payload) -> str:
    wide = WIDTHS.get(text(card, "cardWidth"), "")
    caption, href, title = text(card, "caption"), text(card, "href"), text(card, "title")
    return cards.image(text(card, "src"), text(card, "alt"), caption=caption, href=href, title=title, wide=wide)


def _gallery(card: Payload) -> str:
    stored = card.get("images")
    images = [image for image in stored if isinstance(image, Mapping)] if isinstance(stored, list) else []
    return cards.gallery(((text(image, "src"), text(image, "alt")) for image in images), text(card, "caption"))


def _bookmark(card: Payload) -> str:
    stored = card.get("metadata")
    metadata: Payload = stored if isinstance(stored, Mapping) else {}
    return cards.bookmark(text(card, "url") or text(metadata, "url"), text(metadata, "title"), text(metadata, "description"))


def _embed(card: Payload) -> str:
    return cards.embedded(text(card, "html"), text(card, "url")) + cards.paragraph(cards.emphasis(text(card, "caption")))


def _markdown(card: Payload) -> str:
    html: str = pyromark.html(
        text(card, "markdown"), options=pyromark.Options.ENABLE_TABLES | pyromark.Options.ENABLE_STRIKETHROUGH
    )
    return html


def _product(card: Payload) -> str:
    return "".join(
        (
            cards.image(text(card, "productImageSrc")),
            cards.heading(text(card, "productTitle"), level=4),
            text(card, "productDescription"),
            cards.button(text(card, "productButton"), text(card, "productUrl")),
        )
    )


def _header(card: Payload) -> str:
    shown = cards.heading(text(card, "header"), text(card, "subheader"))
    return shown + cards.button(text(card, "buttonText"), text(card, "buttonUrl"))


def _call(card: Payload) -> str:
    shown = cards.image(text(card, "imageUrl")) + text(card, "textValue")
    return shown + cards.button(text(card, "buttonText"), text(card, "buttonUrl"))


def _before_after(card: Payload) -> str:
    sides = [side for name in ("beforeImage", "afterImage") if isinstance(side := card.get(name), Mapping)]
    return cards.gallery(((text(side, "src"), text(side, "alt")) for side in sides), text(card, "caption"))


CARDS: Mapping[str, Maker] = {
    "image": _image,
    "gallery": _gallery,
    "bookmark": _bookmark,
    "embed": _embed,
    "callout": lambda card: cards.callout(text(card, "calloutText"), text(card, "calloutEmoji")),
    "toggle": lambda card: cards.toggle(text(card, "heading"), text(card, "content")),
    "codeblock": lambda card: cards.code(text(card, "code"), text(card, "language"), text(card, "caption")),
    "markdown": _markdown,
    "html": lambda card: text(card, "html"),
    "video": lambda card: cards.video(text(card, "src"), caption=text(card, "caption"), poster=text(card, "customThumbnailSrc")),
    "audio": lambda card: cards.audio(text(card, "src"), text(card, "title")),
    "file": lambda card: cards.file(text(card, "src"), text(card, "fileTitle", "fileName"), text(card, "fileCaption")),
    "button": lambda card: cards.button(text(card, "buttonText"), text(card, "buttonUrl")),
    "product": _product,
    "header": _header,
    "call-to-action": _call,
    "before-after": _before_after,
    "horizontalrule": lambda _: "<hr>",
}

FORMER_NAMES: Mapping[str, str] = {
    "card-markdown": "markdown",
    "code": "codeblock",
    "hr": "horizontalrule",
    "beforeafter": "before-after",
    "cta": "call-to-action",
}
"""Former names of cards, by Mobiledoc, and Lexical's names for them."""

LEFT_OUT: Mapping[str, str] = {
    "signup": "it's a sign-up form, and the site has its own",
    "email": "it is for letters alone",
    "email-cta": "it is for letters alone",
    "paywall": "it says where the part for members begins",
    "collection": "it lists other posts, which the site does by itself",
    "transistor": "it plays a podcast for members",
}
"""Cards that aren't taken along, and why."""

Tell: TypeAlias = Callable[[str, str], None]
"""Reports something that is left out of a text or changed in it, and the reason."""


def card_of(name: str, payload: Payload, tell: Tell) -> str:
    """Return a card as HTML; of an unknown card, the text in it."""
    kind = FORMER_NAMES.get(name, name)
    if kind in CARDS:
        return CARDS[kind](payload)
    if kind in LEFT_OUT:
        if kind != "paywall":
            tell(f"the card `{kind}`", LEFT_OUT[kind])
        return ""
    tell(f"the card `{name}`", "Presswork doesn't know it; its text was kept")
    return text(payload, "html") or cards.paragraph(escape(text(payload, "text", "title", "heading", "caption", "url")))
