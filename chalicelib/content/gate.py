"""The gate: which addresses may stand in what is published.

An address is read as a browser reads it (https://url.spec.whatwg.org/#url-parsing): controls and spaces around it are dropped,
and so are tabs and line breaks anywhere; then letters, digits and `+-.` before the first colon are its scheme, in any case.
Without a scheme it leads within this site or to another host. What may be a scheme depends on what a browser does with the
address: it follows a link (`leads`), shows a picture (`shows`), or fetches something by itself (`fetches`).

HTML passes the gate last (`passed`): whoever changes it afterwards has to pass it again. It knows nothing of elements, and
trusts no room before it.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from html import unescape
from typing import TypeAlias

WEB = frozenset({"http", "https"})
LINKS = WEB | {"mailto", "tel", "sms", "xmpp", "geo", "ftp", "irc", "ircs", "magnet", "matrix", "news"}
"""What a reader may follow. Each of these opens a page or a program; none runs what stands in the address."""

SOURCE = "source"  # a link to another source (`content.links`), until its page is pressed

AROUND = "".join(map(chr, range(0x21)))  # the C0 controls and the space
WITHIN = re.compile("[\t\n\r]+")
SCHEME = re.compile("([A-Za-z][A-Za-z0-9+.-]*):")
PICTURE = re.compile(r"data:image/(?:png|jpeg|gif|webp|avif);base64,[A-Za-z0-9+/=\s]*\Z", re.IGNORECASE)  # SVG may hold script


def bare(address: str) -> str:
    """The address without what browsers drop before they look at it."""
    return WITHIN.sub("", address.strip(AROUND))


def scheme_of(address: str) -> str:
    """The scheme that a browser finds, in lower case; empty where there is none."""
    found = SCHEME.match(bare(address)) if ":" in address else None
    return found[1].lower() if found else ""


def leads(address: str, links: frozenset[str] = LINKS) -> bool:
    """Whether a reader may follow this address."""
    scheme = scheme_of(address)
    return not scheme or scheme in links


def fetches(address: str) -> bool:
    """Whether a browser may fetch something from this address by itself."""
    return leads(address, WEB)


def shows(address: str) -> bool:
    """Whether a browser may show what is at this address: a picture may stand within its own address."""
    return fetches(address) or PICTURE.match(bare(address)) is not None


# ---- where an address may stand

Rule: TypeAlias = Callable[[str], bool]
Listed: TypeAlias = Callable[[str], Iterable[str]]

# Of a `srcset`, as browsers part it: an address, then its width or density.
CANDIDATE = re.compile(r"([^\t\n\f\r ,](?:[^\t\n\f\r ]*[^\t\n\f\r ,])?)(,+(?=[\t\n\f\r ]|\Z)|[\t\n\f\r ][^,]*|)")


def _one(value: str) -> Iterable[str]:
    return (value,)


def candidates(value: str) -> Iterable[str]:
    """The addresses of a `srcset`."""
    return (found[1] for found in CANDIDATE.finditer(value))


ATTRIBUTES: Mapping[str, tuple[Rule, Listed]] = {
    **dict.fromkeys(("cite", "href", "longdesc", "xlink:href"), (leads, _one)),
    **dict.fromkeys(("background", "dynsrc", "lowsrc", "poster", "src"), (shows, _one)),
    **dict.fromkeys(("imagesrcset", "srcset"), (shows, candidates)),
    **dict.fromkeys(("action", "classid", "codebase", "data", "formaction", "manifest", "profile"), (fetches, _one)),
    **dict.fromkeys(("archive", "ping"), (fetches, str.split)),
}
"""Every attribute of HTML that holds addresses: what may be done with them, and how several stand in it."""

NAMES = "|".join(ATTRIBUTES)
SEVERAL = "|".join(name for name, (_, listed) in ATTRIBUTES.items() if listed is not _one)
PLAIN = 'https?:|[/#?"]'  # how most addresses begin, which every rule allows: they need no look at their parts

# Values stand in double quotes, and `<` and `>` are only those of elements: so nh3 writes HTML, and all that follows it.
HELD = re.compile(rf' (?:({SEVERAL})|({NAMES}))="(?(1)|(?!{PLAIN}))([^"<>]*)"(?=[^<>]*>)')


def passed(html: str, links: frozenset[str] = LINKS) -> str:
    """The same safe HTML without the attributes that hold an address which isn't allowed."""

    def kept(found: re.Match[str]) -> str:
        return found[0] if fits(found[1] or found[2], unescape(found[3]), links) else ""

    return HELD.sub(kept, html)


def fits(name: str, value: str, links: frozenset[str] = LINKS) -> bool:
    """Whether an attribute of this name may have this value; true for one that holds no address."""
    if name not in ATTRIBUTES:
        return True
    rule, listed = ATTRIBUTES[name]
    return all(leads(address, links) if rule is leads else rule(address) for address in listed(value))
