"""Cards: the image of a post that shows none of its own, for chats and networks: title, site and author in the theme's colours.

A card's name follows from all that it shows, so the rendering of a page knows it before the card is drawn
(`chalicelib.images.cards`). Its address follows from the post's alone, so nothing is left over when a title changes. Pages add
the beginning of its name as a query, so that networks fetch it anew.
"""

from hashlib import sha256

from msgspec.structs import astuple

from chalicelib.frozen import Frozen

WIDTH, HEIGHT = 1200, 630

RECIPE = 1
"""The way cards are drawn: raise it with each change that shows, so that the cards are drawn anew, under new names."""
DIGITS = 20  # of a name
MARK = 8  # digits of the name in the query


class Card(Frozen):
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
