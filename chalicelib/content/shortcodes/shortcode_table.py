"""The table of shortcodes: a row for each, with the function that replaces it.

The result is Markdown or HTML that all dialects read alike. To add a shortcode, add a row to `TABLE`; pictures are in
`content.shortcodes.shortcode_pictures`.
"""

import posixpath
import re
from collections.abc import Mapping
from html import escape
from urllib.parse import urlsplit

from chalicelib.content.shortcodes.liquid import attribute, parameter
from chalicelib.content.shortcodes.shortcode_calls import Call, Maker, Replacement, inline
from chalicelib.content.shortcodes.shortcode_pictures import (
    caption,
    eleventy_image,
    eleventy_image_with_class,
    figure,
    gallery,
    listed_gallery,
)
from chalicelib.content.shortcodes.template_tags import HUGO, LIQUID, WORDPRESS
from chalicelib.frozen import Frozen

NO, MAY, MUST, VERBATIM = "no", "may", "must", "verbatim"


class Shortcode(Frozen):
    """One shortcode: its syntax, its name, the function that replaces it, and whether it has an end."""

    syntax: str
    name: str
    make: Maker
    ends: str = NO


# ---- what is embedded


EMBEDDED_VIDEO = re.compile(r"https?://(?:www\.)?youtube(?:-nocookie)?\.com/embed/([\w-]+)(?:\?.*)?", re.ASCII)


def embed(address: str, call: Call) -> Replacement:
    """Return an address alone on its line, which becomes a card later, or as a link within its line."""
    video = EMBEDDED_VIDEO.fullmatch(address)
    address = f"https://www.youtube.com/watch?v={video[1]}" if video else address
    if call.in_html:
        return Replacement(f'<a href="{attribute(address)}">{attribute(address)}</a>')
    return Replacement(address, block=True) if call.alone else Replacement(f"<{address}>")


def _by_id(address: str, *names: str | int) -> Maker:
    """Return the maker of an address that ends in an id."""

    def make(call: Call) -> Replacement | None:
        id_ = call.get(*names)
        return embed(address + id_, call) if re.fullmatch(r"[\w/-]+", id_, re.ASCII) else None

    return make


def _youtube(call: Call) -> Replacement | None:
    id_, start = call.get("id", 0), call.get("start")
    time = f"&t={start}" if start.isascii() and start.isdigit() else ""
    return embed(f"https://www.youtube.com/watch?v={id_}{time}", call) if re.fullmatch(r"[\w-]+", id_, re.ASCII) else None


def _gist(call: Call) -> Replacement | None:
    path = "/".join(call.parameters.positional[: 1 if "/" in call.get(0) else 2])
    return embed(f"https://gist.github.com/{path}", call) if re.fullmatch(r"[\w/-]+", path, re.ASCII) else None


def _tweet(call: Call) -> Replacement | None:
    user, number = call.get("user"), call.get("id", 0)
    path = f"{user or 'i/web'}/status/{number}"
    return embed(f"https://x.com/{path}", call) if number and re.fullmatch(r"[\w/-]+", path, re.ASCII) else None


def _address_within(call: Call) -> Replacement | None:
    address = (call.inner or call.get("src", "url", 0)).strip().removeprefix("<").removesuffix(">")
    return embed(address, call) if re.fullmatch(r"https?://[^\s<>]+", address) else None


VIDEO_HOSTS = frozenset({"youtu.be", "www.youtube.com", "youtube.com", "vimeo.com"})


def _player(element: str, *sources: str) -> Maker:
    def make(call: Call) -> Replacement | None:
        src = call.get("src", *sources, 0) or call.inner.strip()
        if not src or " " in src:
            return None
        if re.match(r"https?://", src) and urlsplit(src).netloc in VIDEO_HOSTS:
            return embed(src, call)
        named = "".join(f' {name}="{attribute(call.get(name))}"' for name in ("poster", "width", "height") if call.get(name))
        return Replacement(f'<{element} controls src="{attribute(src)}"{named}></{element}>', block=call.alone)

    return make


# ---- code and text


def _code(call: Call) -> Replacement | None:
    language = re.sub(r"[^\w#.+-]", "", call.get("lang", "language", 0))
    if call.in_html:
        code = escape(call.inner.strip("\n"), quote=False).replace("\n\n", "\n&#10;")
        return Replacement(f'<pre><code class="language-{language}">', code, "</code></pre>")
    if not call.alone and "\n" not in call.inner:
        fence = _fence(call.inner, 1)
        return Replacement(f"{fence} " if fence != "`" else fence, call.inner.strip(), f" {fence}" if fence != "`" else fence)
    options = " ".join((*call.parameters.positional[1:], *(f"{name}={value}" for name, value in call.parameters.named.items())))
    lines = re.search(r"\b(?:hl_lines|mark_lines)[=\s\"':\[]+([\d\s,-]+)", options)
    marked = f' hl_lines="{" ".join(lines[1].replace(",", " ").strip(" -").split())}"' if lines else ""
    fence = _fence(call.inner, 3)
    begun = "" if call.inner.startswith("\n") else "\n"
    ended = "" if re.search(r"\n[ \t>]*\Z", call.inner[-1000:]) else "\n"
    return Replacement(f"{fence}{language}{marked}{begun}", call.inner, ended + fence, block=True)


def _fence(code: str, least: int) -> str:
    return "`" * max(least, 1 + max(map(len, re.findall("`+", code)), default=0))


def _details(call: Call) -> Replacement | None:
    opened = " open" if call.get("open") == "true" else ""
    summary = inline(call.get("summary", "title", 0)) or "Details"
    gap = "" if call.in_html else "\n\n"
    return Replacement(f"<details{opened}>{gap}<summary>{summary}</summary>{gap}", None, f"{gap}</details>", block=True)


def _as_typed(_: Call) -> Replacement | None:
    return Replacement("", inner=None)


def _nothing(call: Call) -> Replacement | None:
    return Replacement("", "\n" * call.inner.count("\n") if call.alone else "")


def _param(call: Call) -> Replacement | None:
    return Replacement(parameter(call.scope, call.get("name", 0)), value=True)


# ---- links to sources


def _ref(call: Call) -> Replacement | None:
    path, mark, part = call.get("path", 0).partition("#")
    if not path:
        return Replacement(f"#{part}", value=True) if part else None
    named = path if re.search(r"\.(?:md|markdown)$", path) else f"{path.rstrip('/')}{_ending(call)}"
    return Replacement(f"{_place(named, call)}{mark}{part}", value=True)


def _link(call: Call) -> Replacement | None:
    path = call.get(0)
    return Replacement(_place(path if "/" in path.strip("/") else f"/{path}", call), value=True) if path else None


def _post_url(call: Call) -> Replacement | None:
    path = call.get(0)
    return Replacement(_place(f"{path}{_ending(call)}", call), value=True) if path else None


def _ending(call: Call) -> str:
    return posixpath.splitext(call.scope.key)[1] or ".md"


def _place(path: str, call: Call) -> str:
    """Return the key that a path means, with a slash before it: beside this source, or below the folder that both are in."""
    folders = posixpath.dirname(call.scope.key).split("/")
    first = path.lstrip("/").split("/")[0]
    if path.startswith("/") or "/" in path:
        at = folders.index(first) if first in folders and first not in {".", ".."} else int(folders[0] == "content")
        above = folders if path.startswith(".") else folders[:at]
    else:
        above = folders
    return posixpath.normpath("/" + "/".join((*above, path.lstrip("/")))).replace("//", "/")


def _both(name: str, make: Maker, ends: str = NO) -> tuple[Shortcode, Shortcode]:
    return Shortcode(HUGO, name, make, ends), Shortcode(LIQUID, name, make, ends)


TABLE: tuple[Shortcode, ...] = (
    # ---- Hugo, and plugins of Jekyll with the same name
    Shortcode(HUGO, "figure", figure),
    *_both("youtube", _youtube),
    *_both("vimeo", _by_id("https://vimeo.com/", "id", 0)),
    *_both("gist", _gist),
    Shortcode(HUGO, "tweet", _tweet),
    Shortcode(HUGO, "x", _tweet),
    Shortcode(HUGO, "instagram", _by_id("https://www.instagram.com/p/", "id", 0)),
    *_both("highlight", _code, VERBATIM),
    *_both("details", _details, MUST),
    *_both("gallery", gallery, MAY),
    Shortcode(HUGO, "ref", _ref),
    Shortcode(HUGO, "relref", _ref),
    Shortcode(HUGO, "param", _param),
    # ---- Jekyll and Eleventy
    Shortcode(LIQUID, "raw", _as_typed, VERBATIM),
    Shortcode(LIQUID, "comment", _nothing, VERBATIM),
    Shortcode(LIQUID, "link", _link),
    Shortcode(LIQUID, "post_url", _post_url),
    Shortcode(LIQUID, "figure", figure),
    Shortcode(LIQUID, "include figure", figure),
    Shortcode(LIQUID, "include image", figure),
    Shortcode(LIQUID, "include gallery", listed_gallery),
    Shortcode(LIQUID, "include linked-figure", figure),
    Shortcode(LIQUID, "include youtube", _youtube),
    Shortcode(LIQUID, "image", eleventy_image),
    Shortcode(LIQUID, "image_with_class", eleventy_image_with_class),
    # ---- WordPress
    Shortcode(WORDPRESS, "caption", caption, MUST),
    Shortcode(WORDPRESS, "gallery", gallery, MAY),
    Shortcode(WORDPRESS, "embed", _address_within, MUST),
    Shortcode(WORDPRESS, "audio", _player("audio", "mp3", "m4a", "ogg", "wav"), MAY),
    Shortcode(WORDPRESS, "video", _player("video", "mp4", "m4v", "webm", "ogv"), MAY),
)

SHORTCODES: Mapping[tuple[str, str], Shortcode] = {(row.syntax, row.name): row for row in TABLE}
