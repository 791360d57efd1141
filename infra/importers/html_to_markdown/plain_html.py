"""HTML as one line of plain text: of titles, names and captions, which old systems let authors write with markup."""

import re
from html import unescape

TAG = re.compile(r"<(?:/?[a-zA-Z][^<>]*|!--[^<>]*)>")


def text_of(html: str) -> str:
    """Return the words of the HTML."""
    return " ".join(unescape(TAG.sub("", html)).split()) if "<" in html or "&" in html else " ".join(html.split())
