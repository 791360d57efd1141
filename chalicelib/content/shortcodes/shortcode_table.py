"""The table of shortcodes: a row for each, with what it becomes.

The result is Markdown or HTML that both dialects read alike. To add a shortcode, add a row to `TABLE`; what shows pictures is
made in `content.shortcodes.shortcode_pictures`.
"""

import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from urllib.parse import urlsplit

from chalicelib.content.shortcodes.liquid import attribute, parameter
from chalicelib.content.shortcodes.shortcode_calls import Call, Made, Maker, inline
from chalicelib.content.shortcodes.shortcode_pictures import (
    caption,
    eleventy_image,
    eleventy_image_with_class,
    figure,
    gallery,
    listed_gallery,
)
from chalicelib.content.shortcodes.template_tags import HUGO, LIQUID, WORDPRESS

NO, MAY, MUST, VERBATIM = "no", "may", "must", "verbatim"


@dataclass(frozen=True, slots=True)
class Row:
    """One shortcode: its syntax, its name, whether it has an end, and what it becomes."""

    syntax: str
    name: str
    make: Maker
    ends: str = NO


# ---- what is embedded


WATCHED = re.compile(r"https?://(?:www\.)?youtube(?:-nocookie)?\.com/embed/([\w-]+)(?:\?.*)?", re.ASCII)


def embed(address: str, call: Call) -> Made:
    """Return an address alone on its line, which becomes a card later, or as a link within its line."""
    film = WATCHED.fullmatch(address)
    address = f"https://www.youtube.com/watch?v={film[1]}" if film else address
    if call.in_html:
        return Made(f'<a href="{attribute(address)}">{attribute(address)}</a>')
    return Made(address, block=True) if call.alone else Made(f"<{address}>")


def _by_id(address: str, *names: str | int) -> Maker:
    """Return the maker of an address that ends in an id."""

    def make(call: Call) -> Made | None:
        found = call.get(*names)
        return embed(address + found, call) if re.fullmatch(r"[\w/-]+", found, re.ASCII) else None

    return make


def _youtube(call: Call) -> Made | None:
    found, start = call.get("id", 0), call.get("start")
    at = f"&t={start}" if start.isascii() and start.isdigit() else ""
    return embed(f"https://www.youtube.com/watch?v={found}{at}", call) if re.fullmatch(r"[\w-]+", found, re.ASCII) else None


def _gist(call: Call) -> Made | None:
    found = "/".join(call.parameters.positional[: 1 if "/" in call.get(0) else 2])
    return embed(f"https://gist.github.com/{found}", call) if re.fullmatch(r"[\w/-]+", found, re.ASCII) else None


def _tweet(call: Call) -> Made | None:
    user, number = call.get("user"), call.get("id", 0)
    found = f"{user or 'i/web'}/status/{number}"
    return embed(f"https://x.com/{found}", call) if number and re.fullmatch(r"[\w/-]+", found, re.ASCII) else None


def _address_within(call: Call) -> Made | None:
    found = (call.inner or call.get("src", "url", 0)).strip().removeprefix("<").removesuffix(">")
    return embed(found, call) if re.fullmatch(r"https?://[^\s<>]+", found) else None


FILMS = frozenset({"youtu.be", "www.youtube.com", "youtube.com", "vimeo.com"})


def _player(element: str, *sources: str) -> Maker:
    def make(call: Call) -> Made | None:
        src = call.get("src", *sources, 0) or call.inner.strip()
        if not src or " " in src:
            return None
        if re.match(r"https?://", src) and urlsplit(src).netloc in FILMS:
            return embed(src, call)
        named = "".join(f' {name}="{attribute(call.get(name))}"' for name in ("poster", "width", "height") if call.get(name))
        return Made(f'<{element} controls src="{attribute(src)}"{named}></{element}>', block=call.alone)

    return make


# ---- code and text


def _code(call: Call) -> Made | None:
    language = re.sub(r"[^\w#.+-]", "", call.get("lang", "language", 0))
    if call.in_html:
        code = escape(call.inner.strip("\n"), quote=False).replace("\n\n", "\n&#10;")
        return Made(f'<pre><code class="language-{language}">', code, "</code></pre>")
    if not call.alone and "\n" not in call.inner:
        fence = _fence(call.inner, 1)
        return Made(f"{fence} " if fence != "`" else fence, call.inner.strip(), f" {fence}" if fence != "`" else fence)
    options = " ".join((*call.parameters.positional[1:], *(f"{name}={value}" for name, value in call.parameters.named.items())))
    lines = re.search(r"\b(?:hl_lines|mark_lines)[=\s\"':\[]+([\d\s,-]+)", options)
    marked = f' hl_lines="{" ".join(lines[1].replace(",", " ").strip(" -").split())}"' if lines else ""
    fence = _fence(call.inner, 3)
    begun = "" if call.inner.startswith("\n") else "\n"
    ended = "" if re.search(r"\n[ \t>]*\Z", call.inner[-1000:]) else "\n"
    return Made(f"{fence}{language}{marked}{begun}", call.inner, ended + fence, block=True)


def _fence(code: str, least: int) -> str:
    return "`" * max(least, 1 + max(map(len, re.findall("`+", code)), default=0))


def _details(call: Call) -> Made | None:
    opened = " open" if call.get("open") == "true" else ""
    summary = inline(call.get("summary", "title", 0)) or "Details"
    gap = "" if call.in_html else "\n\n"
    return Made(f"<details{opened}>{gap}<summary>{summary}</summary>{gap}", None, f"{gap}</details>", block=True)


def _as_typed(_: Call) -> Made | None:
    return Made("", inner=None)


def _nothing(call: Call) -> Made | None:
    return Made("", "\n" * call.inner.count("\n") if call.alone else "")


def _param(call: Call) -> Made | None:
    return Made(parameter(call.scope, call.get("name", 0)), value=True)


# ---- links to sources


def _ref(call: Call) -> Made | None:
    path, mark, part = call.get("path", 0).partition("#")
    if not path:
        return Made(f"#{part}", value=True) if part else None
    named = path if re.search(r"\.(?:md|markdown)$", path) else f"{path.rstrip('/')}{_ending(call)}"
    return Made(f"{_place(named, call)}{mark}{part}", value=True)


def _link(call: Call) -> Made | None:
    path = call.get(0)
    return Made(_place(path if "/" in path.strip("/") else f"/{path}", call), value=True) if path else None


def _post_url(call: Call) -> Made | None:
    path = call.get(0)
    return Made(_place(f"{path}{_ending(call)}", call), value=True) if path else None


def _ending(call: Call) -> str:
    return posixpath.splitext(call.scope.key)[1] or ".md"


def _place(path: str, call: Call) -> str:
    """Return the key that is meant, with a slash before it: beside this source, or below the folder that both are in."""
    folders = posixpath.dirname(call.scope.key).split("/")
    first = path.lstrip("/").split("/")[0]
    if path.startswith("/") or "/" in path:
        at = folders.index(first) if first in folders and first not in {".", ".."} else int(folders[0] == "content")
        above = folders if path.startswith(".") else folders[:at]
    else:
        above = folders
    return posixpath.normpath("/" + "/".join((*above, path.lstrip("/")))).replace("//", "/")


def _both(name: str, make: Maker, ends: str = NO) -> tuple[Row, Row]:
    return Row(HUGO, name, make, ends), Row(LIQUID, name, make, ends)


TABLE: tuple[Row, ...] = (
    # ---- Hugo, and plugins of Jekyll with the same name
    Row(HUGO, "figure", figure),
    *_both("youtube", _youtube),
    *_both("vimeo", _by_id("https://vimeo.com/", "id", 0)),
    *_both("gist", _gist),
    Row(HUGO, "tweet", _tweet),
    Row(HUGO, "x", _tweet),
    Row(HUGO, "instagram", _by_id("https://www.instagram.com/p/", "id", 0)),
    *_both("highlight", _code, VERBATIM),
    *_both("details", _details, MUST),
    *_both("gallery", gallery, MAY),
    Row(HUGO, "ref", _ref),
    Row(HUGO, "relref", _ref),
    Row(HUGO, "param", _param),
    # ---- Jekyll and Eleventy
    Row(LIQUID, "raw", _as_typed, VERBATIM),
    Row(LIQUID, "comment", _nothing, VERBATIM),
    Row(LIQUID, "link", _link),
    Row(LIQUID, "post_url", _post_url),
    Row(LIQUID, "figure", figure),
    Row(LIQUID, "include figure", figure),
    Row(LIQUID, "include image", figure),
    Row(LIQUID, "include gallery", listed_gallery),
    Row(LIQUID, "include linked-figure", figure),
    Row(LIQUID, "include youtube", _youtube),
    Row(LIQUID, "image", eleventy_image),
    Row(LIQUID, "image_with_class", eleventy_image_with_class),
    # ---- WordPress
    Row(WORDPRESS, "caption", caption, MUST),
    Row(WORDPRESS, "gallery", gallery, MAY),
    Row(WORDPRESS, "embed", _address_within, MUST),
    Row(WORDPRESS, "audio", _player("audio", "mp3", "m4a", "ogg", "wav"), MAY),
    Row(WORDPRESS, "video", _player("video", "mp4", "m4v", "webm", "ogv"), MAY),
)

ROWS: Mapping[tuple[str, str], Row] = {(row.syntax, row.name): row for row in TABLE}
