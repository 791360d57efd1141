"""The first letter of a title, for the site's icon and for cards without a picture."""

import unicodedata
from itertools import takewhile


def initial(title: str) -> str:
    """Return the first letter or digit in upper case, with its combining marks; without any, the first character."""
    composed = unicodedata.normalize("NFC", title).strip()
    start = next((at for at, sign in enumerate(composed) if unicodedata.category(sign)[0] in "LN"), 0)
    combining = takewhile(lambda sign: unicodedata.category(sign)[0] == "M", composed[start + 1 :])
    return (composed[start : start + 1] + "".join(combining)).upper()
