"""The size of an edition as it is stored: compressed, in one item of the table.

An edition is measured when it is made, so that a letter of any kind that a site's own templates made too large is refused before
anything is written or sent.
"""

import zlib

from chalicelib import codec
from chalicelib.content.limits import limit
from chalicelib.errors import Refusal
from chalicelib.newsletter.mail.message import Edition

ROOM_OF_ITEM = limit("letter")


def packed(text: str) -> bytes:
    """Return the text of an edition, compressed as its item holds it."""
    return zlib.compress(text.encode(), 6)


def fits(edition: Edition) -> bool:
    return _size(edition) <= ROOM_OF_ITEM


def checked(edition: Edition) -> Edition:
    """Return the edition; refuse it if it doesn't fit into its item."""
    if not fits(edition):
        raise Refusal("letter-too-big", f"{_size(edition):,} bytes compressed")
    return edition


def _size(edition: Edition) -> int:
    return len(packed(codec.dumps(edition)))
