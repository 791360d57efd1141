"""Pictures, videos and sounds of a post: lines at the end of its text, which every editor shows: `![A boat](/images/boat.jpg)`.

Each stands alone in its paragraph. A video or sound whose address doesn't say so is an element of HTML.
"""

import posixpath
import re
from collections.abc import Iterable, Sequence
from html import escape, unescape
from typing import Literal, NamedTuple, TypeAlias
from urllib.parse import urlsplit

from chalicelib.content.frontmatter.parsed_values import Plain
from chalicelib.content.html.url_policy import is_website
from chalicelib.content.media.media_types import type_at
from chalicelib.content.plain_text import short
from chalicelib.errors import Refusal
from chalicelib.html_to_markdown import escapes

Kind: TypeAlias = Literal["photo", "video", "audio"]
KINDS: Sequence[Kind] = ("photo", "video", "audio")
IMAGE = re.compile(r"!\[((?:\\.|[^\[\]\\])*)\]\((?:<([^<>\n]*)>|((?:[^()\s<>]|\([^()\s<>]*\))*))\)")
PLAYER = re.compile(r'<(video|audio) controls src="([^"<>]*)"></(?:video|audio)>')
TOKEN = re.compile(r"\\([!-/:-@\[-`{-~])|&#?\w{1,32};")
ENTITY = re.compile(r"&(?=#?\w{1,32};)")
MARKS = re.compile(r"[\\`*_\[\]<&]")
ENCODED = re.compile(r"[\x00-\x20<>\"\\^`{|}\x7f]")


class MediaLine(NamedTuple):
    """One line: its kind, the address as it is written, the alternative text, and the line itself."""

    kind: Kind
    address: str
    alt: str
    line: str


class Parted(NamedTuple):
    """A text without the lines at its end, and these."""

    head: str
    lines: tuple[MediaLine, ...]


def parted(text: str) -> Parted:
    """Return the text parted from the pictures, videos and sounds that it ends with, each alone in its paragraph."""
    head, lines = text.rstrip(), []
    while head:
        start = head.rfind("\n") + 1
        above = head[:start].rstrip()
        line = media_line(head[start:].strip())
        if line is None or (above and head.count("\n", len(above), start) < 2):  # noqa: PLR2004 - a blank line is between
            break
        lines.append(line)
        head = above
    return Parted(text[: len(head)], tuple(reversed(lines)))


def media_line(line: str) -> MediaLine | None:
    if match := IMAGE.fullmatch(line):
        address = as_read(match[2] or match[3] or "")
        return MediaLine(kind_at(address), address, as_read(match[1]), line) if address else None
    match = PLAYER.fullmatch(line)
    kind: Kind = "audio" if match and match[1] == "audio" else "video"
    return MediaLine(kind, unescape(match[2]), "", line) if match else None


def as_read(markdown: str) -> str:
    """Return a text as Markdown's readers see it."""
    return TOKEN.sub(lambda token: token[1] or unescape(token[0]), markdown)


def kind_at(address: str) -> Kind:
    """Return what Markdown's image with this address shows."""
    kind = type_at(address).partition("/")[0]
    return "video" if kind == "video" else "audio" if kind == "audio" else "photo"


def values_of(lines: Iterable[MediaLine], kind: Kind, site_url: str, key: str) -> tuple[Plain, ...]:
    """Return the values of the property: addresses, with their alternative texts where there are any."""
    whole = ((whole_address(line.address, site_url, key), line.alt) for line in lines if line.kind == kind)
    return tuple({"value": address, "alt": alt} if alt else address for address, alt in whole)


def whole_address(address: str, site_url: str, key: str) -> str:
    """Return an address in the source with this key as apps take it: with its host."""
    if is_website(address):
        return address
    return f"{site_url}{posixpath.normpath(posixpath.join('/', posixpath.dirname(key), address))}"


def line_of(kind: Kind, value: Plain, site_url: str) -> str:
    """Return the line for a value of the property; refuse one that has no address of the web."""
    address, alt = address_and_alt(kind, value)
    own = own_address(address, site_url)
    if kind_at(own) != kind:
        if kind == "photo":
            raise Refusal("micropub", short(f"photo: {address}"))
        return f'<{kind} controls src="{escape(own)}"></{kind}>'
    text = MARKS.sub(r"\\\g<0>", " ".join(alt.split()))
    return f"![{text}]({ENTITY.sub('&amp;', escapes.address(own))})"


def address_and_alt(kind: Kind, value: Plain) -> tuple[str, str]:
    address, alt = (value.get("value"), value.get("alt") or "") if isinstance(value, dict) else (value, "")
    if not isinstance(address, str) or not isinstance(alt, str) or not (is_website(address) or is_rooted(address)):
        raise Refusal("micropub", short(f"{kind}: {address}"))
    return ENCODED.sub(lambda sign: f"%{ord(sign[0]):02X}", address.strip()), alt


def is_rooted(address: str) -> bool:
    return address.startswith("/") and not address.startswith(("//", "/\\"))


def own_address(address: str, site_url: str) -> str:
    """Return the address of a file of this site as sources have it, from the root, so that it stays right at another host."""
    base = site_url.rstrip("/")
    is_own = bool(base) and address.startswith(f"{base}/") and not urlsplit(address).query
    return address.removeprefix(base) if is_own else address
