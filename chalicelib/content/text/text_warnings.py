"""Checks of a finished text for mistakes that don't prevent its publication, but that its readers would notice.

These are images without a text for people who don't see them, links to files of a kind that is not published, and links by a
scheme that isn't allowed. Missing files are found later, when the warning beside the source is written, because only the store
knows them.
"""

import posixpath
import re
from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from html import unescape
from urllib.parse import unquote

from chalicelib.content.addresses.addresses import is_key
from chalicelib.content.html.elements import PLAYING, named
from chalicelib.content.html.html_tree import Element, values
from chalicelib.content.html.tag_patterns import FOREIGN_ADDRESS, ROOTED_LINK
from chalicelib.content.html.url_policy import LINKS, STORED
from chalicelib.content.limits import limit
from chalicelib.content.media import files, media_types
from chalicelib.content.media.images import key_at
from chalicelib.content.plain_text import short
from chalicelib.diagnostics import Diagnostic
from chalicelib.errors import Refusal
from chalicelib.frozen import Frozen

LIKE = 0.75  # how much alike two schemes are, by `difflib`: `ttps` and `https`, `mail-to` and `mailto`
AT_MOST = 20  # diagnostics of a text; more say nothing new
FILES_AT_MOST = limit("files with warnings")
FILE = re.compile(r"[a-z][a-z0-9]{0,4}|[0-9][a-z]{1,4}")  # an extension that names a kind of file; `/v1.2` has none
PAGES = ("html", "htm", "php", "asp", "aspx", "atom", "json", "rss", "xml")  # extensions of aliases and of former feeds
HOST = re.compile(r"www\.[\w-]+\.[\w.-]+|(?:[\w-]+\.)+(?P<top>[a-z]+)", re.IGNORECASE)
MAILBOX = re.compile(r"[^/@\s]+@(?:[\w-]+\.)+[a-z]+", re.IGNORECASE)
PORT = re.compile(r"[0-9]+(?:[/?#]|$)")
TOPS = named(
    "app at au be biz br ca ch cn co com cz de dev dk edu es eu fi fr gov gr hu ie info int io it jp kr mil mx net nl no nz org "
    "pt ro se tv uk us"
)
"""The ends of hosts' names that are no usual extensions of files."""


class LinkMistake(Frozen):
    """A mistake in a link: the code of its warning, a quotation, and whether nothing on the site can have its address."""

    code: str
    found: str
    is_dead: bool


def diagnostics_of(elements: Iterable[Element], text: str, mistakes: Mapping[str, LinkMistake]) -> tuple[Diagnostic, ...]:
    """Return diagnostics for the author of this text, about the elements of its HTML and its links (`mistakes_in_links`)."""
    images = (element for element in elements if element.tag == "img")
    without_text = (("alt", _name(image.value("src"))) for image in images if not image.value("alt").strip())
    warnings = dict.fromkeys((*without_text, *((link.code, link.found) for link in mistakes.values())))
    return tuple(Diagnostic(code, short(name), _line(text, name.partition(" ")[0])) for code, name in list(warnings)[:AT_MOST])


def mistakes_in_links(html: str, key: str) -> Mapping[str, LinkMistake]:
    """Return the mistakes in links of the source `key`, by address."""
    addresses = dict.fromkeys(map(unescape, ROOTED_LINK.findall(html)))
    return {address: mistake for address in addresses if (mistake := mistake_in(address, key))}


def foreign_links(html: str) -> Mapping[str, LinkMistake]:
    """Return the addresses in HTML, before it is sanitized, of links whose scheme isn't allowed."""
    written = dict.fromkeys((unescape(scheme), unescape(rest)) for scheme, rest in FOREIGN_ADDRESS.findall(html))
    return {f"{scheme}:{rest}": _mistake_in_scheme(scheme, rest) for scheme, rest in written if scheme.lower() not in STORED}


def _mistake_in_scheme(scheme: str, rest: str) -> LinkMistake:
    if HOST.fullmatch(scheme) and PORT.match(rest):
        return LinkMistake("host", f"{scheme}:{rest} (did you mean https://{scheme}:{rest}?)", is_dead=True)
    meant = get_close_matches(scheme.lower(), sorted(LINKS), 1, LIKE)
    hint = f" (did you mean {meant[0]}:{rest}?)" if meant else ""
    return LinkMistake("scheme", f"{scheme}:{rest}{hint}", is_dead=True)


def mistake_in(address: str, key: str) -> LinkMistake | None:
    """Return the mistake in the address of a link in the source `key`; None if something on the site may have this address.

    A path that begins like the name of a host was meant to be an address on the web.
    """
    name = _name(address)
    extension = media_types.extension_of(name)
    is_file = bool(FILE.fullmatch(extension)) and extension not in PAGES
    if is_file and extension in media_types.PUBLISHED:
        return None
    written = unquote(address.removeprefix(posixpath.dirname(f"/{key}").rstrip("/") + "/"))
    if MAILBOX.fullmatch(written):
        return LinkMistake("mailbox", f"{written} (did you mean mailto:{written}?)", is_dead=True)
    begins = HOST.fullmatch(written.partition("/")[0])
    top = begins["top"] if begins else None  # none of `www.…`, which nothing on a site begins with
    if begins and (not top or (top.lower() in TOPS and (is_file or posixpath.dirname(key)))):
        return LinkMistake("host", f"{written} (did you mean https://{written}?)", is_dead=is_file or not top)
    return LinkMistake("unpublished", name, is_dead=True) if is_file else None


def _name(address: str) -> str:
    """Return the last part of an address, as an author writes it."""
    return unquote(address.rstrip("/").rpartition("/")[2])


def _line(text: str, name: str) -> int:
    """Return the line in which the author wrote this name, or 0."""
    at = text.find(name) if name else -1
    return text.count("\n", 0, at) + 1 if at >= 0 else 0


def files_in(elements: Sequence[Element]) -> tuple[str, ...]:
    """Return the keys of this site's files, other than images, that these elements play or link to, each once.

    Files beyond the limit are left out: a warning names no more of them. Played files come first, because feeds enclose one.
    """
    targets = (*values(elements, PLAYING, "src"), *values(elements, {"a"}, "href"))
    keys = dict.fromkeys(map(key_at, targets))
    return tuple(key for key in keys if _is_file(key))[:FILES_AT_MOST]


def _is_file(key: str) -> bool:
    """Return whether a file with this key would be published, and is no image."""
    try:
        return is_key(key) and files.sort_of(key) == "file" and not files.media_type(key).startswith("image/")
    except Refusal:
        return False
