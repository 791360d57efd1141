"""Trees of HTML, which readers change before it becomes Markdown.

The functions here are what all readers ask of a tree. None of them calls itself, so a deep one costs no stack.
"""

import re
import warnings
from collections.abc import Callable, Iterable, Mapping
from html import unescape
from typing import Any, TypeAlias

from bs4 import BeautifulSoup, Comment, MarkupResemblesLocatorWarning, Tag, XMLParsedAsHTMLWarning

from chalicelib.html_to_markdown.html_attributes import attribute, classes
from infra.importers.blog import UnreadableError
from infra.importers.parsing.valid_chars import json_value

DEEPEST = 250
CLASS = re.compile(r"\.([\w-]+)")
Replace: TypeAlias = Callable[[Tag], str | None]
"""Returns the HTML in place of an element; None leaves it as it is."""


def parsed(html: str) -> BeautifulSoup:
    with warnings.catch_warnings():  # of texts that look like XML or like an address; a text may
        warnings.simplefilter("ignore", XMLParsedAsHTMLWarning)
        warnings.simplefilter("ignore", MarkupResemblesLocatorWarning)
        return BeautifulSoup(html, "html.parser")


def tree_of(html: str) -> BeautifulSoup:
    """Return the tree of some HTML; raise `UnreadableError` if it is nested too deep to be a text."""
    tree = parsed(html)
    depth, deepest = {id(tree): 0}, 0
    for tag in tree.find_all():
        depth[id(tag)] = depth[id(tag.parent)] + 1
        deepest = max(deepest, depth[id(tag)])
    if deepest > DEEPEST:
        raise UnreadableError(f"its HTML is nested more than {DEEPEST} levels deep")
    return tree


def replace_elements(tree: Tag, rows: Mapping[str, Replace]) -> None:
    """Put other HTML in place of the elements with these selectors, the first row first."""
    present = classes_in(tree)
    for selector, replace in rows.items():
        needed = CLASS.findall(selector)
        if needed and present.isdisjoint(needed):
            continue  # most texts have none of most things, and to look for one takes a millisecond
        for tag in tree.select(selector):
            replace_with_html(tag, replace(tag))


def classes_in(tree: Tag) -> frozenset[str]:
    return frozenset(name for tag in tree.find_all(class_=True) for name in classes(tag))


def replace_with_html(tag: Tag, html: str | None) -> None:
    """Replace an element by some HTML; None leaves the element."""
    if html is None:
        return
    new = list(parsed(html).contents)
    tag.replace_with(*new) if new else tag.extract()


def remove_comments(tree: Tag, allowed: Iterable[str] = ("more",)) -> None:
    """Remove the comments but these."""
    for comment in tree.find_all(string=lambda text: isinstance(text, Comment)):
        if str(comment).strip() not in allowed:
            comment.extract()


def strip_attributes(tree: Tag, allowed: Mapping[str, str]) -> None:
    """Remove all attributes but those that are kept of each element (`*` of any)."""
    for tag in tree.find_all():
        names = {*allowed.get(tag.name, "").split(), *allowed.get("*", "").split()}
        tag.attrs = {name: value for name, value in tag.attrs.items() if name in names}


KEPT_ATTRIBUTES: Mapping[str, str] = {
    "a": "href title",
    "img": "src alt title",
    "figure": "class",
    "code": "class",
    "iframe": "src",
    "script": "src",
    "ol": "start",
}
"""The attributes that mean something in plain HTML, by element; systems have more of their own."""


def first_match(tag: Tag, selector: str) -> Tag | None:
    return tag.select_one(selector)


def words(tag: Tag | None) -> str:
    """Return an element's text on one line."""
    return " ".join(tag.get_text(" ").split()) if tag else ""


def inner(tag: Tag | None) -> str:
    """Return the HTML within an element."""
    return tag.decode_contents().strip() if tag else ""


def json_attribute(tag: Tag, name: str = "data-attrs") -> Mapping[str, Any]:
    """Return the JSON object in an attribute, which some editors escape twice; empty if there is none."""
    raw = attribute(tag, name)
    for text in (raw, unescape(raw)):
        try:
            value = json_value(text)
        except (ValueError, RecursionError):
            continue
        return value if isinstance(value, dict) else {}
    return {}
