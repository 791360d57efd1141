"""The table of shortcodes: a row for each, with what it becomes.

The result is Markdown or HTML that both dialects read alike. To add a shortcode, add a row to `ROWS`.
"""

import posixpath
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from html import escape
from urllib.parse import urlsplit

import pyromark

from chalicelib.content.liquid import Scope, attribute, parameter, shown
from chalicelib.content.template_tags import HUGO, LIQUID, WORDPRESS, Parameters

NO, MAY, MUST, VERBATIM = "no", "may", "must", "verbatim"


@dataclass(frozen=True, slots=True)
class Call:
    """One use of a shortcode. `inner` is the text up to its end, expanded; `alone`: nothing else stands on its lines.

    `in_html`: it stands in raw HTML, in which no Markdown is read.
    """

    parameters: Parameters
    scope: Scope
    inner: str = ""
    alone: bool = False
    in_html: bool = False

    def get(self, *names: str | int) -> str:
        """Return the first parameter that is given."""
        return self.parameters.get(*names)


@dataclass(frozen=True, slots=True)
class Made:
    """What replaces a tag: `before`, then `inner` (None: the text between the tags), then `after`.

    A block stands between blank lines. A `value` is written as its place demands: in a text, or in an address.
    """

    before: str
    inner: str | None = ""
    after: str = ""
    block: bool = False
    value: bool = False


Maker = Callable[[Call], Made | None]  # None: not to be made from these parameters


@dataclass(frozen=True, slots=True)
class Row:
    """One shortcode: its syntax, its name, whether it has an end, and what it becomes."""

    syntax: str
    name: str
    make: Maker
    ends: str = NO


# ---- pictures


def _image(src: str, call: Call, alt: str, more: str = "") -> str:
    sizes = "".join(f' {name}="{attribute(call.get(name))}"' for name in ("width", "height", "loading") if call.get(name))
    return f'<img src="{attribute(src)}" alt="{attribute(alt)}"{sizes}{more}>'


def _figure(call: Call) -> Made | None:
    src = call.get("src", "image_path", "url", "image", 0)
    if not src:
        return None
    image = _image(src, call, call.get("alt", "caption", "title", 1))
    if link := call.get("link", "href"):
        target = f' target="{attribute(call.get("target"))}"' if call.get("target") else ""
        image = f'<a href="{attribute(link)}"{target}>{image}</a>'
    if not (call.alone or call.in_html):
        return Made(image)
    title = f"<strong>{inline(call.get('title'))}</strong>" if call.get("title") else ""
    source = inline(call.get("attr"))
    if source and call.get("attrlink"):
        source = f'<a href="{attribute(call.get("attrlink"))}">{source}</a>'
    words = " ".join(filter(None, (title, inline(call.get("caption")), source)))
    return Made(_in_figure(image, words, call.get("class", "classes")), block=True)


def _in_figure(image: str, words: str, classes: str = "") -> str:
    called = f' class="{attribute(classes)}"' if classes else ""
    return f"<figure{called}>{image}{f'<figcaption>{words}</figcaption>' if words else ''}</figure>"


def _eleventy_image(call: Call) -> Made | None:
    src, *words = call.parameters.positional or ("",)
    return _paragraph(_image(_from_root(src), call, " ".join(words)), call) if src else None


def _eleventy_image_with_class(call: Call) -> Made | None:
    src, classes, *words = call.parameters.positional if len(call.parameters.positional) > 1 else ("", "")
    named = f' class="{attribute(classes)}"'
    return _paragraph(_image(_from_root(src), call, " ".join(words), named), call) if src else None


def _paragraph(image: str, call: Call) -> Made:
    return Made(f"<p>{image}</p>", block=True) if call.alone and not call.in_html else Made(image)


def _from_root(path: str) -> str:
    return path if re.match(r"[a-zA-Z][a-zA-Z0-9+.-]*:|/", path) else f"/{path}"


PICTURE = re.compile(
    r"\s*(<a\b[^<>]*>\s*<img\b[^<>]*>\s*</a>|<img\b[^<>]*>|\[!\[[^\[\]]*\]\([^()]*\)\]\([^()]*\)|!\[[^\[\]]*\]\([^()]*\))",
    re.IGNORECASE,
)


def _caption(call: Call) -> Made | None:
    picture = PICTURE.match(call.inner)
    if picture is None or not (call.alone or call.in_html):
        return Made("", inner=None)
    words = " ".join(filter(None, (inline(call.inner[picture.end() :]), inline(call.get("caption")))))
    return Made(_in_figure(inline(picture[1]), words, call.get("align")), block=True)


GALLERY = '<div class="gallery">'  # which `figures` completes, whatever images are in it
INDENT = re.compile(r"^[ \t]+", re.MULTILINE)


def _gallery(call: Call) -> Made | None:
    if call.inner.strip():
        gap = "" if call.in_html else "\n\n"
        return Made(f"{GALLERY}{gap}", INDENT.sub("", call.inner), f"{gap}</div>", block=True)
    paths = [path.strip() for path in call.get("ids", "images", "src").split(",")]
    if not all(re.search(r"\.\w+$", path) for path in paths):
        return None  # numbers in the database of a WordPress, or a folder
    return _gallery_of(_image(path, call, "") for path in paths)


def _gallery_of(images: Iterable[str]) -> Made:
    return Made(f"{GALLERY}{''.join(images)}</div>", block=True)


def _listed_gallery(call: Call) -> Made | None:
    """Return the gallery whose images are listed in front matter, as the theme Minimal Mistakes has it."""
    listed = call.scope.params.get(call.get("id") or "gallery")
    images = [_listed_image(one, call) for one in listed if isinstance(one, Mapping)] if isinstance(listed, list) else []
    return _gallery_of(images) if images else None


def _listed_image(has: Mapping[str, object], call: Call) -> str:
    src, link, alt, title = (str(has.get(name) or "") for name in ("image_path", "url", "alt", "title"))
    image = _image(src or link, call, alt, f' title="{attribute(title)}"' if title else "")
    return f'<a href="{attribute(link)}">{image}</a>' if src and link not in ("", src) else image


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


def inline(text: str) -> str:
    """Return the HTML of a caption or the like: one paragraph of Markdown, without its element."""
    words = " ".join(text.split())
    if not re.search(r"[*_`\[<&\\!]", words):
        return shown(words) if re.search(r"[>\"']", words) else words
    # A word joiner, which nobody sees, keeps a sign at the begin from making a list or a heading.
    html: str = pyromark.html(f"\u2060{words}" if words[0] in "#-+>*0123456789" else words).strip().replace("\u2060", "")
    return html.removeprefix("<p>").removesuffix("</p>").replace("\n", " ")


def _both(name: str, make: Maker, ends: str = NO) -> tuple[Row, Row]:
    return Row(HUGO, name, make, ends), Row(LIQUID, name, make, ends)


TABLE: tuple[Row, ...] = (
    # ---- Hugo, and plugins of Jekyll with the same name
    Row(HUGO, "figure", _figure),
    *_both("youtube", _youtube),
    *_both("vimeo", _by_id("https://vimeo.com/", "id", 0)),
    *_both("gist", _gist),
    Row(HUGO, "tweet", _tweet),
    Row(HUGO, "x", _tweet),
    Row(HUGO, "instagram", _by_id("https://www.instagram.com/p/", "id", 0)),
    *_both("highlight", _code, VERBATIM),
    *_both("details", _details, MUST),
    *_both("gallery", _gallery, MAY),
    Row(HUGO, "ref", _ref),
    Row(HUGO, "relref", _ref),
    Row(HUGO, "param", _param),
    # ---- Jekyll and Eleventy
    Row(LIQUID, "raw", _as_typed, VERBATIM),
    Row(LIQUID, "comment", _nothing, VERBATIM),
    Row(LIQUID, "link", _link),
    Row(LIQUID, "post_url", _post_url),
    Row(LIQUID, "figure", _figure),
    Row(LIQUID, "include figure", _figure),
    Row(LIQUID, "include image", _figure),
    Row(LIQUID, "include gallery", _listed_gallery),
    Row(LIQUID, "include linked-figure", _figure),
    Row(LIQUID, "include youtube", _youtube),
    Row(LIQUID, "image", _eleventy_image),
    Row(LIQUID, "image_with_class", _eleventy_image_with_class),
    # ---- WordPress
    Row(WORDPRESS, "caption", _caption, MUST),
    Row(WORDPRESS, "gallery", _gallery, MAY),
    Row(WORDPRESS, "embed", _address_within, MUST),
    Row(WORDPRESS, "audio", _player("audio", "mp3", "m4a", "ogg", "wav"), MAY),
    Row(WORDPRESS, "video", _player("video", "mp4", "m4v", "webm", "ogv"), MAY),
)

ROWS: Mapping[tuple[str, str], Row] = {(row.syntax, row.name): row for row in TABLE}
