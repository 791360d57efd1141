"""Players: the audio and video files of a text. Feeds enclose the first."""

import posixpath
import re
from collections.abc import Iterable
from html import escape
from urllib.parse import unquote

from chalicelib.content.addresses.addresses import is_key
from chalicelib.content.html.elements import PLAYING
from chalicelib.content.html.html_tree import Element, values
from chalicelib.content.limits import limit
from chalicelib.content.media import files
from chalicelib.content.media.images import key_at
from chalicelib.content.media.media_types import type_at

LONGEST = limit("address of an embed")
KINDS = ("audio/", "video/")
ENCLOSED = re.compile("https?://|/(?!/)", re.IGNORECASE)


def is_playable(address: str) -> bool:
    """Return whether the address ends like an audio or video file."""
    return type_at(address).startswith(KINDS)


def player_in(elements: Iterable[Element]) -> str:
    """Return the address of their first audio or video file: of this site, or on the web; empty if there is none."""
    sources = (source for source in values(elements, PLAYING, "src") if len(source) <= LONGEST and ENCLOSED.match(source))
    return next(filter(is_playable, sources), "")


def player_html(address: str) -> str:
    """Return a player of the audio or video file at an address, whose text is the name of the file."""
    kind = type_at(address).partition("/")[0]
    name = unquote(posixpath.splitext(posixpath.basename(address))[0])
    return f'<p><{kind} controls="" src="{escape(address)}">{escape(name)}</{kind}></p>\n'


def own_key(address: str) -> str:
    """Return the key of this site's audio or video file at an address; empty for any other address."""
    key = key_at(address)
    return key if is_playable(key) and files.sort_of(key) == "file" and is_key(key) else ""
