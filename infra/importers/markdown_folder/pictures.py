"""Pictures in Markdown and HTML, as an import writes them."""

import re
from html import escape
from urllib.parse import quote


def picture(address: str, alt: str = "", title: str = "") -> str:
    """Return a picture in Markdown."""
    return f"!{link(alt, address, title)}"


def link(words: str, address: str, title: str = "") -> str:
    """Return a link in Markdown."""
    named = f' "{_quoted(title)}"' if title.strip() else ""
    said = re.sub(r"([\[\]\\])", r"\\\1", " ".join(words.split()))
    return f"[{said}]({destination(address)}{named})"


def destination(address: str) -> str:
    """Return an address as a link or a picture has it: in angles, if blanks or brackets would end it."""
    return f"<{address.replace('<', '%3C').replace('>', '%3E')}>" if re.search(r"[\s()]", address) else address


def sized(address: str, alt: str, width: str) -> str:
    """Return a picture with a width in pixels, in HTML."""
    return f'<img src="{escape(address)}" alt="{escape(alt)}" width="{width}">'


def figure(address: str, alt: str, caption: str) -> str:
    """Return a picture with a caption, in HTML."""
    words = escape(" ".join(caption.split()), quote=False)
    source = escape(quote(address, safe="/:?#&=%@+,;~!$"))
    return f'<figure><img src="{source}" alt="{escape(alt)}"><figcaption>{words}</figcaption></figure>'


def _quoted(title: str) -> str:
    return " ".join(title.split()).replace("\\", "\\\\").replace('"', '\\"')
