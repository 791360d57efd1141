"""The drawing of cards (`chalicelib.content.presentation.cards`). It takes fonts and a shaper, which only its own function loads:

card_text       what of a text can be drawn       fonts         the font of each of its signs
bidi            the order of signs in a line      shaping       a line as glyphs
line_breaks     where a title may be broken       card_layout   where each line stands
                                                  card_drawing  the picture
"""

from chalicelib.content.presentation.cards import Card


def drawn(card: Card) -> bytes:
    """Return the card as a PNG; the same card always gives the same bytes, with the same fonts and libraries."""
    from chalicelib.images import card_drawing  # noqa: PLC0415 - a function that draws no card loads no shaper

    return card_drawing.png(card)
