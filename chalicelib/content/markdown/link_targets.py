"""Targets of links and images, as CommonMark and Obsidian write them.

A target becomes an address in HTML; `sanitizer` then resolves it beside the source. `[[post]]` is the source of this name beside
the text; `![[image.png|300]]` is an image with its width.
"""

import posixpath
import re
from html import escape
from urllib.parse import quote

from chalicelib.content.addresses.addresses import slug
from chalicelib.content.media import media_types
from chalicelib.content.media.media_types import type_at

SIZE = re.compile(r"(\d{1,4})(?:x(\d{1,4}))?")
URL = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:")
KEPT = "!#$%&'()*+,-./:;=?@_~"  # characters that are not encoded in an address
PLAYERS = ("audio", "video")  # the elements, named as the media types begin


def href(target: str) -> str:
    """Return an address as the value of an attribute: percent-encoded, and escaped."""
    return escape(quote(target, safe=KEPT, errors="replace"))


def titled(title: str) -> str:
    """Return the attribute with the title of a link or an image; nothing without a title."""
    return f' title="{escape(title)}"' if title else ""


def wiki_target(target: str) -> str:
    """Return the address of a `[[target]]`: the source of this name, or a heading in it; empty if it names none."""
    if target != target.strip() or not target:
        return ""
    if URL.match(target):
        return target
    name, _, heading = target.partition("#")
    anchor = f"#{slug(heading)}" if heading else ""
    has_extension = media_types.extension_of(posixpath.basename(name)) in media_types.TYPES
    return quote(name if has_extension or not name else f"{name}.md", safe="/") + anchor


def wiki_image(target: str, shown: str) -> str:
    """Return an image, a player, or a link to a source for `![[target|shown]]`; `shown` is its text or its size."""
    if media_types.extension_of(target) not in media_types.TYPES:
        return f'<a href="{href(wiki_target(target))}">{escape(shown or target)}</a>'
    name = posixpath.splitext(posixpath.basename(target))[0]
    return image(quote(target, safe="/:"), "" if shown == target else shown, "", name)


def image(target: str, text: str, title: str = "", name: str = "") -> str:
    """Return an image with its text, which may end with a size (`text|300`) or be one, or a player for audio and video.

    `name` replaces a missing text.
    """
    before, _, last = text.rpartition("|")
    size = SIZE.fullmatch(last.strip())
    alt, width, height = (before.strip(), size[1], size[2]) if size else (text, None, None)
    told = titled(title)
    room = "".join(f' {side}="{pixels}"' for side, pixels in (("width", width), ("height", height)) if pixels)
    kind = type_at(target).partition("/")[0]
    if kind in PLAYERS:
        return f'<{kind} controls src="{href(target)}"{told}{room}>{escape(alt or name)}</{kind}>'
    return f'<img alt="{escape(alt or name)}" src="{href(target)}"{told}{room}>'
