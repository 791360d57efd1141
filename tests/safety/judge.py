"""A check of published HTML without Presswork's code: html5lib parses it as browsers do, and addresses have a parser here.

The parser of addresses follows https://url.spec.whatwg.org/#concept-basic-url-parser, letter by letter.
"""

import re
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element

import html5lib

from chalicelib.content.html.elements import named
from chalicelib.policy import FIRST_SCRIPT

ADDRESSES = named(
    "action archive background cite classid codebase data dynsrc formaction href icon imagesrcset longdesc lowsrc manifest "
    "ping poster profile src srcset usemap xlink:href xml:base {http://www.w3.org/1999/xlink}href"
)
SEVERAL = frozenset(("srcset", "imagesrcset"))
ALLOWED = named("http https mailto tel sms xmpp geo ftp irc ircs magnet matrix news")
PICTURE = re.compile("data:image/(png|jpeg|gif|webp|avif);base64,")
NEVER = named("applet base embed frame frameset object param svg")
MATHML = named(
    "math semantics annotation mrow mi mn mo mtext mspace mfrac msqrt mroot mstyle mpadded mphantom menclose msub msup msubsup "
    "munder mover munderover mmultiscripts mprescripts none mtable mtr mtd b i em u code span"
)
LEADING = ("cite", "href")
HTML_SPACE = "\t\n\f\r "


def scheme(address: str) -> str:
    """Return the scheme that a browser's parser finds, or an empty text."""
    first, last = 0, len(address)
    while first < last and ord(address[first]) <= 0x20:
        first += 1
    while last > first and ord(address[last - 1]) <= 0x20:
        last -= 1
    found = ""
    for letter in address[first:last]:
        if letter in "\t\n\r":
            continue
        if letter == ":" and found:
            return found.lower()
        fits = letter.isascii() and (letter.isalpha() or (found and (letter.isdigit() or letter in "+-.")))
        if not fits:
            return ""
        found += letter
    return ""


def listed(srcset: str) -> Iterator[str]:
    """Yield the addresses of a `srcset` by the algorithm of HTML's specification (descriptors end at the next comma)."""
    rest = srcset
    while rest := rest.lstrip(HTML_SPACE + ","):
        end = next((at for at, letter in enumerate(rest) if letter in HTML_SPACE), len(rest))
        address, rest = rest[:end], rest[end:]
        if address.endswith(","):
            address = address.rstrip(",")
        else:
            rest = rest.partition(",")[2]
        yield address


def dangers(html: str, *, mail: bool = False, kept: bool = False) -> list[str]:
    """Return the parts of a page or fragment that could run code; empty for safe HTML.

    In a mail, elements have styles. In stored HTML (`kept`), links may still lead to sources.
    """
    tree: Any = html5lib.HTMLParser(namespaceHTMLElements=False).parse(html)
    return [found for element in tree.iter() if isinstance(element.tag, str) for found in _amiss(element, mail=mail, kept=kept)]


def _amiss(element: Element, *, mail: bool, kept: bool) -> Iterator[str]:
    tag = element.tag.rpartition("}")[2]
    if tag in NEVER:
        yield f"<{tag}>"
    if tag == "math":
        within = {str(each.tag).rpartition("}")[2] for each in element.iter()}
        yield from (f"<math> with <{name}>" for name in within - MATHML)
    if tag == "script" and not (
        element.get("src", "").startswith("/_/") or element.get("type") == "application/ld+json" or element.text == FIRST_SCRIPT
    ):
        yield f"<script>{element.text}"
    if tag == "iframe" and not (element.get("sandbox") and scheme(element.get("src", "")) == "https"):
        yield f"<iframe {element.attrib}>"
    for name, value in element.attrib.items():
        if name.startswith("on") or name == "srcdoc" or (name == "style" and not mail):
            yield f"{tag} {name}={value!r}"
        if name in ADDRESSES:
            several = listed(value) if name in SEVERAL else value.split() if name in ("ping", "archive") else [value]
            yield from (
                f"{tag} {name}={value!r}"
                for one in several
                if not (_allowed(tag, one) or (kept and name in LEADING and scheme(one) == "source"))
            )


def _allowed(tag: str, address: str) -> bool:
    found = scheme(address)
    return not found or found in ALLOWED or (tag in ("img", "source", "video") and bool(PICTURE.match(address)))
