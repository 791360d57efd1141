"""The edge rule: which object answers an address.

An address passes two gates: as **written** (still percent-encoded) and as **read** (decoded), it is compared with
a table of forbidden patterns. The answer is then an object to serve, a redirect, or a request for
the API. The same rule runs in JavaScript at the CDN, so it uses only what both languages share, and `cases.json` tests both.
In a response, an object with a new location becomes a redirect, and a preview at its secret address has a header for search
engines.
"""

import re
from collections.abc import Mapping
from typing import TypeAlias
from urllib.parse import quote, unquote_to_bytes

from chalicelib.content.media.media_types import IN_ADDRESSES
from chalicelib.discovery import LINK
from chalicelib.frozen import Frozen


class Serve(Frozen):
    """Answer with the object of this key."""

    key: str


class Forward(Frozen):
    """Forward the request to the API, with its address unchanged."""

    path: str


class Redirect(Frozen):
    """Send the reader to another address of this site: ASCII, percent-encoded, never another host."""

    status: int
    to: str


class Refuse(Frozen):
    """Answer with this status, in plain words."""

    status: int


Answer: TypeAlias = Serve | Forward | Redirect | Refuse

MOVED = 301
BAD_REQUEST = 400
NOT_FOUND = 404
METHOD_NOT_ALLOWED = 405

NOT_FOUND_PAGE = "404.html"
"""The key of the page for every missing object: a CDN knows one page for an error, whatever the address."""
MISSING_KEY = "_/missing"
"""A key of no object, for addresses that have none: so the bucket says that it is missing, and the CDN shows its page, which it
doesn't for what its functions refuse."""

READING = ("GET", "HEAD")
API = "/api/"
LONGEST_KEY = 1024  # bytes of UTF-8: the bucket's own limit

Gate: TypeAlias = tuple[tuple[re.Pattern[str], int], ...]

WRITTEN: Gate = (
    (re.compile(r"^(?!/)"), BAD_REQUEST),
    (re.compile(r"#"), BAD_REQUEST),
    (re.compile(r"%(?![0-9A-Fa-f]{2})"), BAD_REQUEST),
    (re.compile(r"%2[Ff]"), NOT_FOUND),  # decoded, it would be a slash that the address doesn't have
)
READ: Gate = (
    (re.compile(r"[\x00-\x1f\x7f]"), BAD_REQUEST),
    (re.compile(r"\\"), NOT_FOUND),  # browsers read it as a slash
    (re.compile(r"//"), NOT_FOUND),  # a redirect to `//host/` would leave the site
    (re.compile(r"/\.\.?(?:/|$)"), NOT_FOUND),
)

INDEXES: tuple[tuple[str, str], ...] = (
    ("/feed/atom/", "index.xml"),
    ("/feed/json/", "index.json"),
    ("/feed/", "index.xml"),
    ("/", "index.html"),
)
"""The endings of addresses, in any case of letters, and the object in their folder; the first match counts."""

HIDDEN = re.compile(r"/index\.(?:html|xml|json)$")  # objects that are served only by the address of their folder
FEED = re.compile(r"/[Ff][Ee][Ee][Dd]/(?:[Aa][Tt][Oo][Mm]/)?index\.xml$")  # any other `index.xml` is a feed of Hugo's

FILES = IN_ADDRESSES
"""The extensions that make the last part of an address a file; `Rust-1.12.1` is a page, since `1` isn't one."""

PREVIEWS = "/_/preview/"
"""Where the previews of drafts are, which no search engine may keep."""
UNFOUND = "noindex, nofollow"
"""What the header `X-Robots-Tag` asks search engines for there."""

HOME = ("/", "/index.html")
"""The addresses of the home page, as it is asked for and as the bucket is."""

UNSAFE = re.compile(r"[^!-~]")
WITHIN = re.compile(r"/(?!/)[!-\[\]-~]*")
"""An address of this site for a header: visible ASCII, no backslash, no second slash, which would name a host."""


def route(method: str, path: str) -> Answer:
    """Return the answer to this request; `path` is the raw address, percent-encoded, with its query if it has one."""
    written, mark, query = path.partition("?")
    address = read(written)
    if isinstance(address, Refuse):
        is_missing = address.status == NOT_FOUND and method in READING and not written.startswith(API)
        return Serve(MISSING_KEY) if is_missing else address
    if address.startswith(API):
        return Forward(path)
    if method not in READING:
        return Refuse(METHOD_NOT_ALLOWED)
    answer = find(written, address)
    return Redirect(answer.status, answer.to + visible(mark + query)) if isinstance(answer, Redirect) else answer


def respond(meta: Mapping[str, str]) -> Redirect | None:
    """Return the redirect in an object's metadata, if there is one; a `location` outside the site is ignored."""
    to = meta.get("location", "")
    return Redirect(MOVED, to) if WITHIN.fullmatch(to) else None


def robots(path: str) -> str:
    """Return what search engines are asked for at this address; empty for nothing."""
    return UNFOUND if path.startswith(PREVIEWS) else ""


def links(path: str) -> str:
    """Return the header `Link` of the answer at this address in a deployment with a desk; empty for none."""
    return LINK if path.partition("?")[0] in HOME else ""


def read(written: str) -> str | Refuse:
    """Decode the address, or refuse it."""
    if status := stopped(WRITTEN, written):
        return Refuse(status)
    try:
        address = unquote_to_bytes(written).decode()
    except UnicodeError:
        return Refuse(BAD_REQUEST)
    status = stopped(READ, address)
    return Refuse(status) if status else address


def stopped(gate: Gate, text: str) -> int:
    """Return the status of the first row that matches the text; 0 if none does."""
    return next((status for pattern, status in gate if pattern.search(text)), 0)


def find(written: str, address: str) -> Serve | Redirect:
    """Return the object of an address that passed the gates, or a redirect to the right address."""
    if HIDDEN.search(address):
        feed = "feed/" if address.endswith("/index.xml") and not FEED.search(address) else ""
        return Redirect(MOVED, visible(written[: written.rindex("/") + 1]) + feed)
    if is_file(address):
        return serve(address)
    if not address.endswith("/"):
        return Redirect(MOVED, visible(written) + "/")
    tail, index = next((tail, index) for tail, index in INDEXES if address.lower().endswith(tail))
    return serve(address[: len(address) - len(tail)] + tail + index)


def is_file(address: str) -> bool:
    """Return whether the last part of the address has a name and a known extension."""
    name, _, extension = address.rpartition("/")[2].rpartition(".")
    return bool(name) and extension.lower() in FILES


def serve(address: str) -> Serve:
    key = address[1:]
    return Serve(key if len(key.encode()) <= LONGEST_KEY else MISSING_KEY)


def visible(text: str) -> str:
    """Percent-encode everything but visible ASCII, for a header."""
    return UNSAFE.sub(lambda match: quote(match[0], errors="replace"), text)


def address_of(key: str) -> str:
    """Return the address, decoded, at which the edge serves the object of this key."""
    return HIDDEN.sub("/", f"/{key}")
