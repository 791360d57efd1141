"""Cards: the image of a post that has no picture, for chats and networks. It shows title, site and author in the theme's colours.

A card is named by all that it shows, so whoever renders a page knows its address before it is drawn. Drawing takes fonts and a
shaper, which only its own function loads:

    card_text       what of a text can be drawn       fonts         the font of each of its signs
    bidi            the order of signs in a line      shaping       a line as glyphs
    line_breaks     where a title may be broken       card_layout   where each line stands
                                                      card_drawing  the picture
"""

from dataclasses import astuple, dataclass
from hashlib import sha256

WIDTH, HEIGHT = 1200, 630

RECIPE = 1
"""The way cards are drawn: raise it with each change that shows, so that the cards are drawn anew, under new names."""
DIGITS = 20  # of a name


@dataclass(frozen=True, slots=True)
class Card:
    """What a card shows; `lang` is the post's, and the colours are written as `#rrggbb`."""

    title: str
    site: str
    author: str
    lang: str
    background: str
    ink: str
    accent: str


def name_of(card: Card) -> str:
    """Return a name that cards share only if they look the same."""
    return sha256(repr((RECIPE, WIDTH, HEIGHT, *astuple(card))).encode("utf-8", "backslashreplace")).hexdigest()[:DIGITS]


def drawn(card: Card) -> bytes:
    """Return the card as a PNG; the same card always gives the same bytes, with the same fonts and libraries."""
    from chalicelib.images import card_drawing  # noqa: PLC0415 - whoever needs only the name loads no shaper

    return card_drawing.png(card)
