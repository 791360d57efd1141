"""Lexical, in which Ghost stores texts since version 5.50, as HTML."""

from collections.abc import Callable, Mapping
from html import escape
from typing import Any, TypeAlias

from infra.importers.blog import UnreadableError
from infra.importers.ghost.cards import Tell, card_of
from infra.importers.html_to_markdown.cards import attributes
from infra.importers.parsing.valid_chars import json_value

Node: TypeAlias = Mapping[str, Any]
Around: TypeAlias = Callable[[Node, str], str]
DEEPEST = 60

FORMATS: Mapping[int, str] = {1: "strong", 2: "em", 4: "s", 8: "u", 16: "code", 32: "sub", 64: "sup", 128: "mark"}
"""The bits of a text's format, and the element for each."""


def _element(name: str) -> Around:
    return lambda _, html: f"<{name}>{html}</{name}>"


def _paragraph(_: Node, html: str) -> str:
    return f"<p>{html}</p>" if html.strip() else ""


def _heading(node: Node, html: str) -> str:
    tag = str(node.get("tag"))
    tag = tag if tag in ("h1", "h2", "h3", "h4", "h5", "h6") else "h2"
    return f"<{tag}>{html}</{tag}>" if html.strip() else ""


def _list(node: Node, html: str) -> str:
    start = node.get("start", 1)
    if node.get("listType") != "number" and node.get("tag") != "ol":
        return f"<ul>{html}</ul>"
    return f"<ol{attributes(start=str(start) if isinstance(start, int) and start > 1 else '')}>{html}</ol>"


def _quote(_: Node, html: str) -> str:
    return f"<blockquote><p>{html}</p></blockquote>"


def _link(node: Node, html: str) -> str:
    return f"<a{attributes(href=str(node.get('url') or ''), title=str(node.get('title') or ''))}>{html}</a>"


def _nothing_around(_: Node, html: str) -> str:
    return html


AROUND: Mapping[str, Around] = {
    "root": _nothing_around,
    "paragraph": _paragraph,
    "heading": _heading,
    "extended-heading": _heading,
    "quote": _quote,
    "extended-quote": _quote,
    "aside": _quote,
    "list": _list,
    "listitem": _element("li"),
    "link": _link,
    "autolink": _link,
    "at-link": _link,
}
"""The nodes that hold other nodes, and the HTML around these."""

WITHIN: Mapping[str, str] = {"linebreak": "<br>", "tab": "\t", "zwnj": "", "at-link-search": ""}


def html_of(document: str, tell: Tell) -> str:
    """Return the HTML of a document; raise `UnreadableError` if it can't be read."""
    try:
        root = json_value(document)["root"]
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise UnreadableError("its text isn't a Lexical document") from error
    return of_node(root, tell, 0)


def of_node(node: Any, tell: Tell, depth: int) -> str:
    """Return the HTML of a node, with all that is in it."""
    if depth > DEEPEST:
        raise UnreadableError(f"its text is nested more than {DEEPEST} levels deep")
    if not isinstance(node, Mapping):
        return ""
    kind = str(node.get("type"))
    if "text" in node and kind in ("text", "extended-text", "code-highlight", "tk"):
        return formatted(str(node["text"]), node.get("format"))
    if kind in WITHIN:
        return WITHIN[kind]
    children = node.get("children")
    if kind not in AROUND and not isinstance(children, list):
        return card_of(kind, node, tell)
    html = "".join(of_node(child, tell, depth + 1) for child in children or ()) if isinstance(children, list) else ""
    return AROUND.get(kind, _nothing_around)(node, html)


def formatted(words: str, bits: Any) -> str:
    """Return a run of text in its formats."""
    html = escape(words, quote=False)
    for bit, element in FORMATS.items():
        if isinstance(bits, int) and bits & bit and words.strip():
            html = f"<{element}>{html}</{element}>"
    return html
