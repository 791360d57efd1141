"""Checks of a finished text: what its readers would miss, although it can be published.

These are images without a text for people who don't see them, and links to files of a kind that is not published. Missing files
are found later, when the warning beside the source is written, because only the store knows them.
"""

import re
from collections.abc import Iterator
from html import unescape
from urllib.parse import unquote

from chalicelib.content import files, media_types
from chalicelib.content.addresses import is_key
from chalicelib.content.images import images_in, key_at
from chalicelib.content.limits import limit
from chalicelib.content.plain_text import short
from chalicelib.content.players import PLAYED
from chalicelib.errors import Diagnostic, Refusal

AT_MOST = 20  # diagnostics of a text; more say nothing new
FILES_AT_MOST = limit("files with warnings")
TARGET = re.compile(r'<a [^<>]*?href="(/(?!/)[^"?#<>]+)[^"<>]*"')
FILE = re.compile(r"[a-z][a-z0-9]{0,4}|[0-9][a-z]{1,4}")  # an extension that names a kind of file; `/v1.2` has none
PAGES = ("html", "htm", "php", "asp", "aspx", "xml")  # extensions of addresses that may be aliases


def checked(html: str, text: str) -> tuple[Diagnostic, ...]:
    """Return what the author of this text should know about its safe HTML."""
    found = dict.fromkeys((*_without_text(html), *_unpublished(html)))
    return tuple(Diagnostic(code, short(name), _line(text, name)) for code, name in list(found)[:AT_MOST])


def _without_text(html: str) -> Iterator[tuple[str, str]]:
    return (("alt", _name(image.get("src", ""))) for image in images_in(html) if not image.get("alt", "").strip())


def _unpublished(html: str) -> Iterator[tuple[str, str]]:
    for found in TARGET.findall(html):
        name = _name(unescape(found))
        extension = media_types.extension_of(name)
        if FILE.fullmatch(extension) and extension not in media_types.PUBLISHED and extension not in PAGES:
            yield "unpublished", name


def _name(address: str) -> str:
    """Return the last part of an address, as an author writes it."""
    return unquote(address.rstrip("/").rpartition("/")[2])


def _line(text: str, name: str) -> int:
    """Return the line in which the author wrote this name, or 0."""
    at = text.find(name) if name else -1
    return text.count("\n", 0, at) + 1 if at >= 0 else 0


def files_in(html: str) -> tuple[str, ...]:
    """Return the keys of this site's files, other than images, that safe HTML plays or links to, each once.

    Files beyond the limit are left out: a warning names no more of them. Played files come first, because feeds enclose one.
    """
    targets = (*PLAYED.findall(html), *TARGET.findall(html))
    keys = dict.fromkeys(key_at(unescape(target)) for target in targets)
    return tuple(key for key in keys if _is_file(key))[:FILES_AT_MOST]


def _is_file(key: str) -> bool:
    """Return whether a file with this key would be published, and is no image."""
    try:
        return is_key(key) and files.sort_of(key) == "file" and not files.media_type(key).startswith("image/")
    except Refusal:
        return False
