"""The structure of a text: how many headings, lists, items, blocks of code, tables, links, pictures and quotes it has.

Presswork adds some of its own (`dialects.REASONS`), and a tag that was set aside may have shown something: then the built text
may have more. It may never have less, but for the heading that became the title.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import unquote

from lxml import html as lxml_html
from lxml.html import HtmlElement

from bench.dialects import KINDS, REASONS
from bench.moving.sources import Source

SHOWN_BY_A_TAG = 20  # a gallery, a notebook, a whole section
SHOWN_BY_TAGS = ("links", "images", "quotes", "code", "tables", "lists", "items", "headings")
TEXT = '//article//div[contains(concat(" ", @class, " "), " text ")]'


@dataclass(frozen=True, slots=True)
class Difference:
    """A text whose structure differs: each kind with the number in the source, and in the built page."""

    path: str
    kinds: Mapping[str, tuple[int, int]]

    def __str__(self) -> str:
        return f"{self.path}: " + ", ".join(f"{kind} {before} → {after}" for kind, (before, after) in self.kinds.items())


def difference(source: Source, page: str) -> Difference | None:
    """Return how the built page differs from its source; None if it doesn't."""
    if not source.html.strip():  # a program filled it
        return None
    there, here = counts(root_of(source.html)), counts(text_of(page))
    kinds = {kind: (there[kind], here[kind]) for kind in KINDS if not is_same(kind, there[kind], here[kind], source)}
    return Difference(source.path, kinds) if kinds else None


def is_same(kind: str, before: int, after: int, source: Source) -> bool:
    """Return whether the numbers agree: more by as many as tags were set aside, each of which may have shown a list, a gallery or
    a whole section, or less by the heading that became the title."""
    if kind == "headings" and source.is_headed and after == before - 1:
        return True
    return before <= after <= before + (source.aside * SHOWN_BY_A_TAG if kind in SHOWN_BY_TAGS else 0)


def counts(root: HtmlElement) -> Counter[str]:
    """Count the kinds, without what is there by a rule of Presswork's."""
    found = Counter({kind: len(elements(root, path.replace("//", ".//"))) for kind, path in KINDS.items()})
    for reason in REASONS:
        if reason.name != "bare addresses":
            found.subtract(reason.counts(root))
    found["links"] -= sum(is_bare(link) or is_empty(link) for link in elements(root, ".//a[@href]"))
    return found


def is_empty(link: HtmlElement) -> bool:
    """Return whether a link shows nothing, so that no reader can follow it."""
    return not str(link.text_content()).strip() and not elements(link, ".//img | .//svg | .//video | .//audio | .//iframe")


def is_bare(link: HtmlElement) -> bool:
    """Return whether a link shows only its address on the web or for mail, which every reader finds by rules of its own. A link
    to the site itself may have lost its host when it moved in, or have been a tag that was set aside."""
    address, text = str(link.get("href")), plain(str(link.text_content()).strip())
    if WEB.match(address):
        return plain(address) == text
    return bool(HOST.match(text)) and (not address or text == f"{text.partition('/')[0]}{address}".rstrip("/"))


WEB = re.compile(r"https?://|mailto:", re.IGNORECASE)
HOST = re.compile(r"(?:[\w-]+\.)+\w+(?:/|$)")


def plain(address: str) -> str:
    """Return an address in one spelling: without its scheme, percent signs and punycode."""
    host, slash, path = unquote(WEB.sub("", address)).partition("/")
    with suppress(UnicodeError):
        host = host.encode("ascii").decode("idna") if "xn--" in host else host
    return f"{host}{slash}{path}".rstrip("/")


def root_of(html: str) -> HtmlElement:
    return lxml_html.fragment_fromstring(html, create_parent="div")


def text_of(page: str) -> HtmlElement:
    """Return the text of a built page, alone."""
    found = elements(lxml_html.document_fromstring(page), TEXT)
    return root_of("".join(str(lxml_html.tostring(one, encoding="unicode")) for one in found))


def elements(root: HtmlElement, path: str) -> Sequence[HtmlElement]:
    """Return the elements at a path."""
    return [one for one in root.xpath(path) if isinstance(one, HtmlElement)]
