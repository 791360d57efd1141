"""Mobiledoc, in which Ghost stored texts before Lexical, as HTML (https://github.com/bustle/mobiledoc-kit, version 0.3)."""

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import Any

from chalicelib.frozen import Frozen
from infra.importers.blog import UnreadableError
from infra.importers.ghost.cards import Tell, card_of
from infra.importers.html_to_markdown.cards import attributes, image
from infra.importers.parsing.valid_chars import json_value

MARKUP, PICTURE, LIST, CARD = 1, 2, 3, 10  # the kinds of sections
SECTIONS = ("p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "aside", "pull-quote")
INLINE = ("a", "b", "code", "em", "i", "s", "strong", "sub", "sup", "u", "mark")


class Document(Frozen):
    """A parsed document: its sections, and the lists to which they refer by number."""

    sections: Sequence[Any]
    markups: Sequence[Any]
    atoms: Sequence[Any]
    cards: Sequence[Any]


def document_in(text: str) -> Document:
    """Return the document in a text; raise `UnreadableError` if it is none."""
    try:
        document = json_value(text)
        parts = [document.get(name) or [] for name in ("sections", "markups", "atoms", "cards")]
    except (ValueError, AttributeError, RecursionError) as error:
        raise UnreadableError("its text isn't a Mobiledoc document") from error
    if not all(isinstance(part, list) for part in parts):
        raise UnreadableError("its text isn't a Mobiledoc document")
    return Document(*parts)


def only_markdown(document: Document) -> str | None:
    """Return the Markdown of a document that holds a single card of Markdown, as Ghost 1 wrote them; None for any other."""
    try:
        shown = [section for section in document.sections if section[0] == CARD or section[2]]
        name, payload = _card(document, 0)
        alone = shown == [[CARD, 0]] and len(document.cards) == 1
    except (IndexError, TypeError, ValueError, KeyError):
        return None
    return str(payload.get("markdown") or "") if alone and name in ("markdown", "card-markdown") else None


def html_in(text: str, tell: Tell) -> str:
    """Return the HTML of the document in a text; raise `UnreadableError` if it is none."""
    return html_of(document_in(text), tell)


def html_of(document: Document, tell: Tell) -> str:
    """Return the HTML of a document; raise `UnreadableError` if it refers to something missing."""
    try:
        return "".join(_section(document, section, tell) for section in document.sections)
    except (IndexError, TypeError, ValueError, KeyError) as error:
        raise UnreadableError("its text isn't a valid Mobiledoc document") from error


def _section(document: Document, section: Sequence[Any], tell: Tell) -> str:
    kind = section[0]
    if kind == CARD:
        return card_of(*_card(document, section[1]), tell)
    if kind == PICTURE:
        return image(str(section[1]))
    tag = str(section[1]).lower()
    if kind == LIST:
        items = "".join(f"<li>{_markers(document, item)}</li>" for item in section[2])
        return f"<ol>{items}</ol>" if tag == "ol" else f"<ul>{items}</ul>"
    return _in_section(tag if tag in SECTIONS else "p", _markers(document, section[2])) if kind == MARKUP else ""


def _in_section(tag: str, html: str) -> str:
    if not html.strip():
        return ""
    if tag in ("blockquote", "aside", "pull-quote"):
        return f"<blockquote><p>{html}</p></blockquote>"
    return f"<{tag}>{html}</{tag}>"


def _card(document: Document, number: int) -> tuple[str, Mapping[str, Any]]:
    name, payload = document.cards[number][:2]
    return str(name), payload if isinstance(payload, Mapping) else {}


def _markers(document: Document, markers: Sequence[Any]) -> str:
    return "".join(_pieces(document, markers))


def _pieces(document: Document, markers: Sequence[Any]) -> Iterator[str]:
    """Yield the text of markers, with the elements that each opens and closes."""
    opened: list[str] = []
    for kind, opens, closes, value in markers:
        for number in opens:
            name, *pairs = document.markups[number]
            tag = name if name in INLINE else "span"
            opened.append(tag)
            yield f"<{tag}{_attributes(pairs[0] if pairs else [])}>"
        yield escape(str(value), quote=False) if kind == 0 else _atom(document.atoms[value])
        for _ in range(min(closes, len(opened))):
            yield f"</{opened.pop()}>"
    yield from (f"</{tag}>" for tag in reversed(opened))


def _attributes(pairs: Sequence[Any]) -> str:
    named = dict(zip(pairs[::2], pairs[1::2], strict=False))
    return attributes(**{name: str(named[name]) for name in ("href", "title") if name in named})


def _atom(atom: Sequence[Any]) -> str:
    return "<br>" if atom[0] == "soft-return" else escape(str(atom[1]), quote=False)
