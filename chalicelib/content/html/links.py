"""The links of a source.

An author links to paths in the bucket: relative to the source or from the root. A link to another source is stored as
`source:KEY` and becomes an address when a page is rendered. Any other path becomes an address from the site's root. An external
link stays.
"""

import posixpath
import re
from urllib.parse import quote, unquote

from chalicelib.content.addresses.addresses import is_key
from chalicelib.content.html.url_policy import CANDIDATE, bare, shows
from chalicelib.content.media import media_types

SOURCES = tuple(f".{extension}" for extension in media_types.SOURCES)
ELSEWHERE = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:|//|[#?]|\Z")  # another scheme or host, a fragment of this page, or nothing
LINKED = re.compile(r' (?:cite|href)="source:([^"#<>]*)[^"<>]*"(?=[^<>]*>)')  # within a tag: text may look the same
PATH = "/!$&'()*+,;=:@~"  # characters that are not encoded in a path


def resolve(url: str, key: str) -> str:
    """Return the stored form of a link in the source `key`; a path above the root stops there."""
    url = bare(url.strip())
    if ELSEWHERE.match(url):
        return url
    path, mark, rest = _split(url)
    whole = unquote(path)
    found = posixpath.normpath("/" + posixpath.join(posixpath.dirname(key), whole)).lstrip("/")
    if found.endswith(SOURCES):
        return f"source:{quote(found, safe='/')}" + "".join(url.partition("#")[1:]).replace(" ", "%20")
    slash = "/" if whole.endswith(("/", "/.", "/..")) or whole in {".", ".."} else ""
    return "/" + (quote(found, safe=PATH) + slash if found else "") + mark + rest


def _split(url: str) -> tuple[str, str, str]:
    """Split into the path, the `?` or `#` after it, and the rest."""
    end = next((i for i, char in enumerate(url) if char in "?#"), len(url))
    return url[:end], url[end : end + 1], url[end + 1 :]


def resolve_set(value: str, key: str) -> str:
    """Return a `srcset` with stored links, without addresses that browsers must not show."""
    resolved = ((resolve(found[1], key), found[2].rstrip(", ")) for found in CANDIDATE.finditer(value))
    return ", ".join(address + described for address, described in resolved if shows(address))


def linked(html: str) -> tuple[str, ...]:
    """Return the keys of the sources that safe HTML links to, sorted, each once, without impossible keys."""
    found = {unquote(path) for path in LINKED.findall(html)}
    return tuple(sorted(filter(is_key, found)))
