"""The edge rule: which object answers an address.

A request passes three gates in turn. As **written** (still percent-encoded) and as **read** (decoded), an address is held
against a table of what no address may hold; what passes is an answer: an object to serve, a redirect, or a request for
the API. The same rule runs in JavaScript at the CDN, so it keeps to what both languages say alike, and both are held
against `cases.json`. On the way out, an object that only says where its page has moved becomes a redirect.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias
from urllib.parse import quote, unquote_to_bytes

from chalicelib.content.media_types import IN_ADDRESSES


@dataclass(frozen=True, slots=True)
class Serve:
    """Answer with the object of this key."""

    key: str


@dataclass(frozen=True, slots=True)
class Forward:
    """Hand the request to the API, its address as it came."""

    path: str


@dataclass(frozen=True, slots=True)
class Redirect:
    """Send the reader to another address of this site: ASCII, percent-encoded, never another host."""

    status: int
    to: str


@dataclass(frozen=True, slots=True)
class Refuse:
    """Answer with this status and nothing from the bucket, but for the page that says so."""

    status: int


Answer: TypeAlias = Serve | Forward | Redirect | Refuse

MOVED = 301
BAD_REQUEST = 400
NOT_FOUND = 404
METHOD_NOT_ALLOWED = 405

READING = ("GET", "HEAD")
API = "/api/"
LONGEST_KEY = 1024  # bytes of UTF-8: the bucket's own limit

Gate: TypeAlias = tuple[tuple[re.Pattern[str], int], ...]

WRITTEN: Gate = (
    (re.compile(r"^(?!/)"), BAD_REQUEST),
    (re.compile(r"#"), BAD_REQUEST),
    (re.compile(r"%(?![0-9A-Fa-f]{2})"), BAD_REQUEST),
    (re.compile(r"%2[Ff]"), NOT_FOUND),  # once decoded, it would pass for a slash the address doesn't have
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
"""How an address ends, in any case of letters, and the object that stands in its folder; the first that fits."""

HIDDEN = re.compile(r"/index\.(?:html|xml|json)$")
"""Objects that are served only by the address of their folder."""

FILES = IN_ADDRESSES
"""Extensions by which an address names an object."""
"""The extensions that make the last part of an address a file; `Rust-1.12.1` is a page for want of `1`."""

UNSAFE = re.compile(r"[^!-~]")
WITHIN = re.compile(r"/(?!/)[!-\[\]-~]*")
"""An address of this site as a header may hold it: visible ASCII, no backslash, no second slash to name a host."""


def route(method: str, path: str) -> Answer:
    """What answers this request; `path` is as the reader wrote it, percent-encoded, with its query if it has one."""
    written, mark, query = path.partition("?")
    address = read(written)
    if isinstance(address, Refuse):
        return address
    if address.startswith(API):
        return Forward(path)
    if method not in READING:
        return Refuse(METHOD_NOT_ALLOWED)
    answer = find(written, address)
    return Redirect(answer.status, answer.to + visible(mark + query)) if isinstance(answer, Redirect) else answer


def respond(meta: Mapping[str, str]) -> Redirect | None:
    """Where an object with this metadata sends its reader, if it does; a `location` outside the site sends no reader away."""
    to = meta.get("location", "")
    return Redirect(MOVED, to) if WITHIN.fullmatch(to) else None


def read(written: str) -> str | Refuse:
    """The address in Unicode, or why it is none."""
    status = stopped(WRITTEN, written)
    if status:
        return Refuse(status)
    try:
        address = unquote_to_bytes(written).decode()
    except UnicodeError:
        return Refuse(BAD_REQUEST)
    status = stopped(READ, address)
    return Refuse(status) if status else address


def stopped(gate: Gate, text: str) -> int:
    """The status of the first row that finds something in the text; 0 lets it pass."""
    return next((status for pattern, status in gate if pattern.search(text)), 0)


def find(written: str, address: str) -> Serve | Redirect | Refuse:
    """The object of an address that passed the gates, or the address that has one."""
    if HIDDEN.search(address):
        return Redirect(MOVED, visible(written[: written.rindex("/") + 1]))
    if is_file(address):
        return serve(address)
    if not address.endswith("/"):
        return Redirect(MOVED, visible(written) + "/")
    tail, index = next((tail, index) for tail, index in INDEXES if address.lower().endswith(tail))
    return serve(address[: len(address) - len(tail)] + tail + index)


def is_file(address: str) -> bool:
    """Whether the last part of the address has a name and a known extension."""
    name, _, extension = address.rpartition("/")[2].rpartition(".")
    return bool(name) and extension.lower() in FILES


def serve(address: str) -> Serve | Refuse:
    key = address[1:]
    return Serve(key) if len(key.encode()) <= LONGEST_KEY else Refuse(NOT_FOUND)


def visible(text: str) -> str:
    """The text with everything but visible ASCII percent-encoded, so that it can stand in a header."""
    return UNSAFE.sub(lambda found: quote(found[0], errors="replace"), text)
