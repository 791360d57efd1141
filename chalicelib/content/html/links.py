"""The links of a source.

An author links to paths in the bucket: relative to the source or from the root. A link to another source is stored as
`source:KEY` and becomes an address when a page is rendered. Any other path becomes an address from the site's root. An external
link stays.
"""

import posixpath
import re
from collections.abc import Collection, Iterable, Mapping
from urllib.parse import quote, unquote

from chalicelib.content.addresses.addresses import is_key
from chalicelib.content.html.dead_links import without_addresses
from chalicelib.content.html.html_tree import Element, nodes, parse
from chalicelib.content.html.tag_patterns import SOURCE_LINK
from chalicelib.content.html.url_policy import CANDIDATE, SOURCE, bare, shows
from chalicelib.content.media import media_types
from chalicelib.content.media.images import key_at

SOURCES = tuple(f".{extension}" for extension in media_types.SOURCES)
ELSEWHERE = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:|//|[#?]|\Z")  # another scheme or host, a fragment of this page, or nothing
POINTS_TO_SOURCE = f'="{SOURCE}:'  # what HTML has that links to a source
PATH = "/!$&'()*+,;=:@~"  # characters that are not encoded in a path


def resolve(url: str, key: str) -> str:
    """Return the stored form of a link in the source `key`; a path above the root stops there."""
    url = bare(url.strip())
    if ELSEWHERE.match(url):
        return url
    path, mark, rest = _split(url)
    whole = unquote(path)
    target = posixpath.normpath("/" + posixpath.join(posixpath.dirname(key), whole)).lstrip("/")
    if target.endswith(SOURCES):
        return f"source:{quote(target, safe='/')}" + "".join(url.partition("#")[1:]).replace(" ", "%20")
    slash = "/" if whole.endswith(("/", "/.", "/..")) or whole in {".", ".."} else ""
    return "/" + (quote(target, safe=PATH) + slash if target else "") + mark + rest


def _split(url: str) -> tuple[str, str, str]:
    """Split into the path, the `?` or `#` after it, and the rest."""
    end = next((i for i, char in enumerate(url) if char in "?#"), len(url))
    return url[:end], url[end : end + 1], url[end + 1 :]


def resolve_set(value: str, key: str) -> str:
    """Return a `srcset` with stored links, without addresses that browsers must not show."""
    resolved = ((resolve(image[1], key), image[2].rstrip(", ")) for image in CANDIDATE.finditer(value))
    return ", ".join(address + descriptor for address, descriptor in resolved if shows(address))


def linked_sources(elements: Iterable[Element]) -> tuple[str, ...]:
    """Return the keys of the sources that these elements link to, sorted, each once, without impossible keys."""
    addresses = (element.value(name) for element in elements for name in ("cite", "href"))
    keys = {unquote(address[len(SOURCE) + 1 :].partition("#")[0]) for address in addresses if address.startswith(f"{SOURCE}:")}
    return tuple(sorted(filter(is_key, keys)))


def with_addresses(html: str, addresses: Mapping[str, str], missing: Collection[str] = ()) -> str:
    """Return the HTML with links to sources as `addresses` by key; links to other sources and to missing files are dead."""

    def to_address(link: re.Match[str]) -> str:
        name, key, fragment = link.groups("")
        address = addresses.get(unquote(key))
        return f' {name}="{quote(address)}{fragment}"' if address else link[0]

    if POINTS_TO_SOURCE in html:
        html = SOURCE_LINK.sub(to_address, html)
    if not missing and not (POINTS_TO_SOURCE in html and SOURCE_LINK.search(html)):
        return html
    return without_addresses(html, lambda address: address.startswith(f"{SOURCE}:") or key_at(address) in missing)


def without_ids(lead: str, address: str) -> str:
    """Return a lead for other pages than its post's: without ids, which another lead might have, too; links to parts of the text
    lead to the post at this address."""
    tree = parse(lead)
    for node in nodes(tree):
        if "id" in node.attributes:
            del node.attrs["id"]
        if (node.attributes.get("href") or "").startswith("#"):
            node.attrs["href"] = quote(address) + (node.attributes["href"] or "")
    return tree.html or ""
