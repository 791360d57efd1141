"""The sanitizer: the elements and attributes of an author's HTML that are published.

All HTML passes it, including Markdown's own output: only what an author may write (`content.html.allow_list`) is published, and
only addresses that are allowed (`content.html.url_policy`). `data-*`, `name` and ids that begin with `_` are removed, because
Presswork's scripts find their elements by them; the name of a link becomes its id. Classes stay: they can change the look of a
body, not the behaviour of the page.
"""

import posixpath
import re
from collections.abc import Callable, Collection, Mapping
from functools import lru_cache, partial

import nh3

from chalicelib.content.html.allow_list import ATTRIBUTES, DROPPED_WHOLE, FRAME, TAGS
from chalicelib.content.html.links import resolve, resolve_set
from chalicelib.content.html.tag_patterns import ATTRIBUTE, EMPTY_PARAGRAPH, FULL_LINK_TAG, ID, NOSCRIPT, WHOLE_FRAME
from chalicelib.content.html.url_policy import LINKS, STORED, is_allowed_frame, leads, shows
from chalicelib.content.plain_text import clean as speakable

ALLOWED: dict[str, set[str]] = {tag: set(names.split()) for tag, names in ATTRIBUTES.items()}
WITHOUT_FRAMES = {tag: names for tag, names in ALLOWED.items() if tag != FRAME}

# Added after nh3, when `<` only begins tags: nh3 would write several attributes in an order that changes with each run.
FORCED: Mapping[str, str] = {
    "<input": '<input type="checkbox" disabled=""',  # any input becomes the box of a task list
    "<iframe": '<iframe sandbox="allow-scripts allow-same-origin allow-popups allow-presentation" loading="lazy"'
    ' referrerpolicy="strict-origin-when-cross-origin"',
}

OPENER = "noopener noreferrer"
TEMPLATE = re.compile(r"(?:\{|%7B)(?:\{|%7B|%25|%(?![0-9A-F]{2}))", re.IGNORECASE)  # `{{` or `{%`, encoded or not

CLEANERS = 16  # of folders; building a cleaner takes a third of the time of cleaning a text

Filter = Callable[[str, str, str], str | None]


def without_noscript(html: str) -> str:
    """Return raw HTML without `noscript` tags: their content is for readers without scripts, and so for all."""
    return NOSCRIPT.sub("", html)


def without_empty_paragraphs(html: str) -> str:
    """Return safe HTML without the remains of paragraphs that held code or raw HTML."""
    return EMPTY_PARAGRAPH.sub("", html)


def clean(html: str, key: str, frames: Collection[str] = ()) -> str:
    """Return well-formed, harmless HTML: allowed elements, links of the source `key` resolved, frames of these hosts only."""
    has_frames = bool(frames) and "<iframe" in html
    cleaned = _cleaner(posixpath.dirname(key), tuple(frames) if has_frames else ()).clean(html)
    if has_frames:  # first, because only what is in a frame may look like a tag and be none
        cleaned = WHOLE_FRAME.sub(_without_content, cleaned)
    if ' target="' in cleaned or ' name="' in cleaned:
        cleaned = FULL_LINK_TAG.sub(partial(_link, set(ID.findall(cleaned))), cleaned)
    for begun, forced in FORCED.items():
        cleaned = cleaned.replace(begun, forced)
    return cleaned


@lru_cache(maxsize=CLEANERS)
def _cleaner(folder: str, frames: tuple[str, ...]) -> nh3.Cleaner:
    """Return what cleans the HTML of the sources in a folder, with frames of these hosts."""
    tags = TAGS | {FRAME} if frames else TAGS
    return nh3.Cleaner(
        tags=tags,
        clean_content_tags=DROPPED_WHOLE - tags,
        attributes=ALLOWED if frames else WITHOUT_FRAMES,
        attribute_filter=_filter(posixpath.join(folder, ""), frames),
        url_schemes=LINKS | {"data"},
        link_rel=None,
    )


def _without_content(frame: re.Match[str]) -> str:
    """Return the frame without its text, which only parsers other than browsers take for markup; nothing without an address."""
    return f"<iframe{frame[1]}></iframe>" if dict(ATTRIBUTE.findall(frame[1])).get("src") else ""


def _filter(key: str, frames: Collection[str]) -> Filter:
    """Return what decides about each attribute of the source `key`, or of any source beside it."""

    def link(url: str) -> str | None:
        resolved = resolve(url, key)
        return resolved if leads(resolved, STORED) and not TEMPLATE.search(url) else None

    def media(url: str) -> str | None:
        resolved = resolve(url, key)
        return resolved if shows(resolved) and not TEMPLATE.search(url) else None

    rows: Mapping[tuple[str, str], Callable[[str], str | None]] = {
        ("a", "href"): link,
        ("area", "href"): link,
        ("audio", "src"): media,
        ("blockquote", "cite"): link,
        ("del", "cite"): link,
        ("iframe", "src"): lambda url: url if is_allowed_frame(url, frames) else None,
        ("img", "src"): media,
        ("img", "srcset"): lambda value: resolve_set(value, key) or None,
        ("ins", "cite"): link,
        ("q", "cite"): link,
        ("source", "src"): media,
        ("source", "srcset"): lambda value: resolve_set(value, key) or None,
        ("track", "src"): media,
        ("video", "poster"): media,
        ("video", "src"): media,
    }

    def filtered(tag: str, name: str, written: str) -> str | None:
        plain = written.isascii() and written.isprintable()  # as nearly all are; asking is faster than a search
        # First, because characters that are dropped later could make another address or id.
        value = written if plain else speakable(written)
        if name in ("id", "name") and value.startswith("_"):  # the pages' own ids begin so
            return None
        return rows[tag, name](value) if (tag, name) in rows else value

    return filtered


def _link(taken: set[str], tag: re.Match[str]) -> str:
    """Return a link with `noopener noreferrer` if it opens a new window, and with the name that old blogs gave it as its id.

    The ids that are taken stay those of one element: a name just before its heading may well be the heading's id, too.
    """
    pairs = dict(ATTRIBUTE.findall(tag[1]))  # nh3 writes all of them so
    name = pairs.pop("name", "")
    if name and "id" not in pairs and name not in taken:
        taken.add(name)
        pairs["id"] = name
    if "target" in pairs:
        rel = dict.fromkeys(f"{pairs.pop('rel', '')} {OPENER}".split())
        pairs["rel"] = " ".join(rel)
    return "<a" + "".join(f' {name}="{value}"' for name, value in pairs.items()) + ">"
