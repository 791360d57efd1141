"""The addresses that are allowed in published HTML.

An address is parsed as browsers parse it (https://url.spec.whatwg.org/#url-parsing): control characters and spaces around it are
dropped, and tabs and line breaks anywhere; then letters, digits and `+-.` before the first colon are its scheme, in any case. An
address without a scheme stays on this site or leads to another host. The allowed schemes depend on the use: a link to follow
(`leads`), a picture to show (`shows`), or a resource that a browser fetches by itself (`fetches`). The gate holds each attribute
against these rules (`fits`).
"""

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import TypeAlias
from urllib.parse import urlsplit

from chalicelib.content.location.file_places import in_text

WEB = frozenset({"http", "https"})
LINKS = WEB | {"mailto", "tel", "sms", "xmpp", "geo", "ftp", "irc", "ircs", "magnet", "matrix", "news"}
"""The schemes of links. Each opens a page or a program; none runs code in the address."""

SOURCE = "source"  # a link to another source (`content.html.links`), until its page is rendered
STORED = LINKS | {SOURCE}  # the schemes of links in a stored body

PLAIN = ("http:", "https:", "/", "#", "?")  # the begin of most addresses, which every rule allows: they aren't parsed

AROUND = "".join(map(chr, range(0x21)))  # the C0 controls and the space
WITHIN = re.compile("[\t\n\r]+")
SCHEME = re.compile("([A-Za-z][A-Za-z0-9+.-]*):")
PICTURE = re.compile(r"data:image/(?:png|jpeg|gif|webp|avif);base64,[A-Za-z0-9+/=\s]*\Z", re.IGNORECASE)  # SVG may hold script


def bare(address: str) -> str:
    """Return the address without the characters that browsers drop."""
    stripped = address.strip(AROUND)
    return stripped if stripped.isprintable() else WITHIN.sub("", stripped)


def scheme_of(address: str) -> str:
    """Return the scheme that a browser finds, in lower case, or nothing."""
    scheme = SCHEME.match(bare(address)) if ":" in address else None
    return scheme[1].lower() if scheme else ""


def is_website(address: str) -> bool:
    """Return whether this is a whole address of the web, which says its host."""
    try:
        return scheme_of(address) in WEB and bool(urlsplit(bare(address)).hostname)
    except ValueError:  # no valid address, such as `https://[`
        return False


def leads(address: str, links: frozenset[str] = LINKS) -> bool:
    """Return whether a link may have this address; these schemes are at least those of the web."""
    return address.startswith(PLAIN) or not (scheme := scheme_of(address)) or scheme in links


def fetches(address: str) -> bool:
    """Return whether a browser may fetch this address by itself."""
    return leads(address, WEB)


def shows(address: str) -> bool:
    """Return whether a browser may show the picture at this address; at a `data:` address, one that tells no place."""
    return fetches(address) or (PICTURE.match(bare(address)) is not None and not in_text(bare(address)).where)


def is_allowed_frame(address: str, hosts: Collection[str]) -> bool:
    """Return whether a frame may have this address: https, and exactly one of the site's hosts."""
    try:
        parts = urlsplit("https:" + address if address.startswith("//") else address)
        return parts.scheme == "https" and parts.netloc.lower() in {host.lower() for host in hosts}
    except ValueError:  # no valid address, such as `https://[`
        return False


# ---- attributes with addresses

Rule: TypeAlias = Callable[[str], bool]
Listed: TypeAlias = Callable[[str], Iterable[str]]

# One candidate of a `srcset`, as browsers split it: an address, then its width or density.
CANDIDATE = re.compile(r"([^\t\n\f\r ,](?:[^\t\n\f\r ]*[^\t\n\f\r ,])?)(,+(?=[\t\n\f\r ]|\Z)|[\t\n\f\r ][^,]*|)")


def _one(value: str) -> Iterable[str]:
    return (value,)


def candidates(value: str) -> Iterable[str]:
    """Return the addresses of a `srcset`."""
    return (image[1] for image in CANDIDATE.finditer(value))


ATTRIBUTES: Mapping[str, tuple[Rule, Listed]] = {
    **dict.fromkeys(("cite", "href", "longdesc", "xlink:href"), (leads, _one)),
    **dict.fromkeys(("background", "dynsrc", "lowsrc", "poster", "src"), (shows, _one)),
    **dict.fromkeys(("imagesrcset", "srcset"), (shows, candidates)),
    **dict.fromkeys(("action", "classid", "codebase", "data", "formaction", "manifest", "profile"), (fetches, _one)),
    **dict.fromkeys(("archive", "ping"), (fetches, str.split)),
}
"""Every HTML attribute with addresses: the rule for them, and the function that splits several."""


def fits(name: str, value: str, links: frozenset[str] = LINKS) -> bool:
    """Return whether an attribute may have this value; always true for an attribute without addresses."""
    if name not in ATTRIBUTES:
        return True
    rule, listed = ATTRIBUTES[name]
    return all(leads(address, links) if rule is leads else rule(address) for address in listed(value))
