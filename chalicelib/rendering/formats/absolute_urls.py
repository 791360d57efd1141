"""HTML for readers outside its page: feed readers and mail programs don't know where a text stands, so its links are absolute."""

import html
import re
from collections.abc import Callable
from functools import partial
from urllib.parse import urljoin

from chalicelib.content.html.tree_policy import passed
from chalicelib.content.html.url_policy import CANDIDATE, bare, scheme_of
from chalicelib.rendering.strict_text import uri

# Only these elements have addresses; nh3 writes names in lower case and values in double quotes.
POINTING = re.compile(r'<(?:a|area|audio|blockquote|del|iframe|img|ins|q|source|track|video)\s[^>"]*+(?:"[^"]*+"[^>"]*+)*+>')
ATTRIBUTE = re.compile(r'([\w:-]+)="([^"]*)"')
ADDRESSES = frozenset({"href", "src", "poster", "cite", "srcset"})
ROOTED = re.compile(r"/(?!/)[A-Za-z0-9._~/-]*")  # most links of a site; they only need the root before them


def absolute(markup: str, site_url: str, page_url: str) -> str:
    """Return the same safe HTML with absolute links, images and citations; text is not changed. It passes the gate last, because
    addresses are written anew here."""
    root = uri(site_url.rstrip("/"))
    attribute = partial(_attribute, root, partial(_resolved, root, page_url))
    return passed(POINTING.sub(lambda tag: ATTRIBUTE.sub(attribute, tag[0]), markup))


def _attribute(root: str, resolve: Callable[[str], str], match: re.Match[str]) -> str:
    name, value = match.groups()
    if name not in ADDRESSES:
        return match[0]
    if ROOTED.fullmatch(value):
        return f'{name}="{root}{value}"'
    text = html.unescape(value)
    whole = CANDIDATE.sub(lambda image: resolve(image[1]) + image[2], text) if name == "srcset" else resolve(text)
    return f'{name}="{html.escape(whole)}"'


def _resolved(root: str, page_url: str, written: str) -> str:
    address = bare(written)
    if address.startswith("//"):
        return uri(root.partition("//")[0] + address)
    if address.startswith("/"):
        return uri(root + address)
    if address.startswith("#"):
        return uri(page_url + address)
    return uri(address if scheme_of(address) else urljoin(page_url, address))
