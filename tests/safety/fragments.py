"""A check of fragments of HTML without Presswork's code: html5lib parses them as browsers do, and Python's own parser sees tags.

A fragment is **whole** if each element in it is opened and closed, in order, by a tag of its own; **contained** if nothing in it
reaches out of the element that it is put into; **steady** if it is the same when it is written out and parsed again.
"""

from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import html5lib

from chalicelib.content.html.allow_list import PUBLISHED

VOID = frozenset(["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"])
BOX = '<section id="before"></section><div id="box">{}</div><section id="after"></section>'


class Tags(HTMLParser):
    """The tags of a fragment; `faults` are those that open or close nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[str] = []
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        self.faults += [f"<{tag} {name}> twice" for name in {*names} if names.count(name) > 1]
        self.opened += [] if tag in VOID else [tag]

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.faults.append(f"<{tag} {attrs}/>")

    def handle_endtag(self, tag: str) -> None:
        if (self.opened or [""])[-1] != tag:
            self.faults.append(f"</{tag}> after {self.opened}")
        else:
            self.opened.pop()

    def handle_comment(self, data: str) -> None:
        self.faults.append(f"<!--{data}-->")


def faults(html: str) -> list[str]:
    """Return why this fragment must not be stored or shown; empty for one that may be."""
    return [*_not_whole(html), *_not_contained(html), *_not_steady(html), *_not_allowed(html)]


def _not_whole(html: str) -> Iterator[str]:
    tags = Tags()
    tags.feed(html)
    if tags.rawdata:
        yield f"it ends within {tags.rawdata!r}"
    tags.close()
    yield from tags.faults
    yield from (f"<{tag}> stays open" for tag in tags.opened)


def _not_contained(html: str) -> Iterator[str]:
    document: Any = html5lib.parse(BOX.format(html), namespaceHTMLElements=False)
    body = document.find("body")
    if [element.get("id") for element in body] != ["before", "box", "after"]:
        yield "it reaches out of its container"
    elif _inner(body[1]) != _inner(html5lib.parseFragment(html, container="div", namespaceHTMLElements=False)):
        yield "it is something else in a container"


def _not_steady(html: str) -> Iterator[str]:
    tree = html5lib.parseFragment(html, container="div", namespaceHTMLElements=False)
    written = html5lib.serialize(tree, omit_optional_tags=False, quote_attr_values="always", alphabetical_attributes=False)
    if _inner(html5lib.parseFragment(written, container="div", namespaceHTMLElements=False)) != _inner(tree):
        yield "it is something else when it is parsed again"


def _not_allowed(html: str) -> Iterator[str]:
    for element in html5lib.parseFragment(html, container="div", namespaceHTMLElements=False).iter():
        tag = str(element.tag).rpartition("}")[2]
        if tag == "DOCUMENT_FRAGMENT":
            continue
        if tag not in PUBLISHED:
            yield f"<{tag}>"
        else:
            yield from (f"<{tag} {name}>" for name in element.attrib if name not in PUBLISHED[tag])


def _inner(element: Any) -> Any:
    return (element.text or "", [(child.tag, dict(child.attrib), _inner(child), child.tail or "") for child in element])
