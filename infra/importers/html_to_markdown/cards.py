"""The cards of editors (pictures, players, bookmarks, boxes) as plain HTML, which the Markdown of a text can say.

Each system writes its cards differently, and each reader finds out what a card holds. The functions here make HTML of that.
"""

import re
from collections.abc import Iterable, Mapping
from html import escape
from typing import Any, TypeAlias
from urllib.parse import parse_qs, unquote

from chalicelib.content.presentation import embeds
from infra.importers.parsing.urls import split_url

WIDE, FULL = "kg-width-wide", "kg-width-full"  # the classes by which a figure is wider than the text


Payload: TypeAlias = Mapping[str, Any]
"""The values of a card, by the system's own names."""


def text(payload: Payload, *names: str) -> str:
    """Return the first of these values that isn't empty, as text."""
    return next((str(payload[name]) for name in names if payload.get(name) not in (None, "", [], {})), "")


def attributes(**given: str) -> str:
    return "".join(f' {name}="{escape(value)}"' for name, value in given.items() if value)


def paragraph(html: str) -> str:
    return f"<p>{html}</p>" if html.strip() else ""


def link(address: str, html: str) -> str:
    return f'<a href="{escape(address)}">{html}</a>' if address else html


def image(src: str, alt: str = "", *, caption: str = "", href: str = "", title: str = "", wide: str = "") -> str:
    """Return a figure; `caption` is HTML, `href` where the image leads to."""
    if not src:
        return paragraph(caption)
    shown = link(href, f'<img src="{escape(src)}" alt="{escape(alt)}"{attributes(title=title)}>')
    below = f"<figcaption>{caption}</figcaption>" if caption.strip() else ""
    return f"<figure{attributes(**{'class': wide})}>{shown}{below}</figure>"


def gallery(images: Iterable[tuple[str, str]], caption: str = "") -> str:
    """Return a gallery of images, each with its alternative text: a paragraph that holds nothing else."""
    shown = "\n".join(f'<img src="{escape(src)}" alt="{escape(alt)}">' for src, alt in images if src)
    return paragraph(shown) + paragraph(emphasis(caption))


def emphasis(html: str) -> str:
    return f"<em>{html}</em>" if html.strip() else ""


def bookmark(address: str, title: str, description: str = "") -> str:
    """Return a link to a page with its description; of a film or song, the address alone, which becomes a card again."""
    if embeds.card(address) or not title.strip():
        return alone(address)
    below = f"<br>{escape(description.strip())}" if description.strip() else ""
    return paragraph(f"<strong>{link(address, escape(title.strip()))}</strong>{below}") if address else ""


def alone(address: str) -> str:
    """Return an address alone in its paragraph, which becomes a card or a player if its provider has one."""
    return paragraph(link(address, escape(address))) if address else ""


IFRAME = re.compile(r"<iframe\b[^>]{0,1000}?\ssrc\s*=\s*[\"']?([^\"'\s>]+)", re.IGNORECASE)
SCRIPT = re.compile(r"<script\b.*?(?:</script>|\Z)", re.IGNORECASE | re.DOTALL)
GIST = re.compile(r"(?:https?:)?//(gist\.github\.com/(?:[\w-]+/)?[0-9a-f]+)\.js\b", re.IGNORECASE)


def embedded(html: str, address: str = "") -> str:
    """Return embedded content: its address if that becomes a card, else its frame, else its words."""
    if embeds.card(address):
        return alone(address)
    if shown := gist(html):
        return alone(shown)
    if frame := IFRAME.search(html):
        source = unwrapped(frame[1].replace("&amp;", "&"))
        return alone(source) if embeds.card(source) else f'<p><iframe src="{escape(source)}"></iframe></p>'
    words = SCRIPT.sub("", html)
    return words if words.strip() else alone(address) or html


def gist(html: str) -> str:
    """Return the address of the gist that a script shows; empty for other scripts."""
    match = GIST.search(html)
    return f"https://{match[1]}" if match else ""


def unwrapped(address: str) -> str:
    """Return the address behind that of an embedding service."""
    address = f"https:{address}" if address.startswith("//") else address
    parts = split_url(address)
    if not (parts.hostname or "").endswith("embedly.com"):
        return address
    parameters = parse_qs(parts.query)
    return next((parameters[name][0] for name in ("url", "src") if name in parameters), address)


def callout(html: str, sign: str = "") -> str:
    return f"<blockquote>{paragraph(f'{escape(sign)} {html}'.strip())}</blockquote>" if html.strip() else ""


def toggle(heading: str, html: str) -> str:
    return f"<details><summary>{heading}</summary>{html}</details>"


def code(text: str, language: str = "", caption: str = "") -> str:
    named = attributes(**{"class": f"language-{language}"}) if re.fullmatch(r"[\w#.+-]+", language) else ""
    return f"<pre><code{named}>{escape(text, quote=False)}</code></pre>{paragraph(emphasis(caption))}"


def video(src: str, *, caption: str = "", poster: str = "") -> str:
    player = f"<video controls{attributes(src=src, poster=poster)}></video>"
    return f"<figure>{player}<figcaption>{caption}</figcaption></figure>" if caption.strip() else paragraph(player)


def audio(src: str, title: str = "") -> str:
    return paragraph(f"<audio controls{attributes(src=src)}>{escape(title)}</audio>") if src else ""


def file(src: str, title: str, caption: str = "") -> str:
    shown = title.strip() or unquote(src.rpartition("/")[2])
    below = f"<br>{escape(caption.strip())}" if caption.strip() else ""
    return paragraph(f"{link(src, escape(shown))}{below}") if src else ""


def button(text: str, address: str) -> str:
    return paragraph(link(address, escape(text.strip()))) if text.strip() else ""


def heading(text: str, below: str = "", *, level: int = 2) -> str:
    """Return a heading with a line below; both are HTML."""
    return (f"<h{level}>{text}</h{level}>" if text.strip() else "") + paragraph(below)
