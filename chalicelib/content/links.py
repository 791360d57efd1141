"""Where the links of a source lead.

A source links as its author sees the folder: beside it, above it, or from the root of the bucket. What is another source
becomes `source:KEY`, an address only when a page is pressed; any other path becomes an address from the site's root; and
what leads elsewhere is left as it is.
"""

import posixpath
import re
from urllib.parse import quote, unquote

from chalicelib.content import media_types
from chalicelib.content.addresses import is_key
from chalicelib.content.gate import CANDIDATE, bare, shows

SOURCES = tuple(f".{extension}" for extension in media_types.SOURCES)
ELSEWHERE = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:|//|[#?]|\Z")  # another scheme or host, a spot in this very page, or nothing
LINKED = re.compile(r' (?:cite|href)="source:([^"#<>]*)[^"<>]*"(?=[^<>]*>)')  # within a tag: text may look the same
PATH = "/!$&'()*+,;=:@~"  # what may stand bare in a path


def resolve(url: str, key: str) -> str:
    """The link as it is stored, of a link as it stands in the source `key`; a path that climbs out stops at the root."""
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
    """The path, then the `?` or `#` that ends it, then what follows."""
    end = next((i for i, char in enumerate(url) if char in "?#"), len(url))
    return url[:end], url[end : end + 1], url[end + 1 :]


def resolve_set(value: str, key: str) -> str:
    """The same for each address of a `srcset`; one that can't be shown is left out."""
    resolved = ((resolve(found[1], key), found[2].rstrip(", ")) for found in CANDIDATE.finditer(value))
    return ", ".join(address + described for address, described in resolved if shows(address))


def linked(html: str) -> tuple[str, ...]:
    """The keys of the sources that safe HTML links to, sorted, each once; one that no source can have is left out."""
    found = {unquote(path) for path in LINKED.findall(html)}
    return tuple(sorted(filter(is_key, found)))
