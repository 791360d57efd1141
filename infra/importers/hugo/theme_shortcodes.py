"""The shortcodes that many themes of Hugo bring along, where the theme itself isn't in the folder: what each shows, as HTML.

A row is given the parameters of a call, the text in it, and the names of the files beside the text. It returns None where these
aren't enough. Boxes and pictures are in `hugo.shortcodes`.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from fnmatch import fnmatchcase
from html import escape
from urllib.parse import quote

from chalicelib.content.media.images import is_image
from chalicelib.content.shortcodes.template_tags import Parameters
from infra.importers.folder.link_map import PATH
from infra.importers.shortcodes.go_functions import markdown
from infra.importers.shortcodes.placement import as_markdown

ShortcodeMaker = Callable[[Parameters, str, Sequence[str]], str | None]


def _link(given: Parameters, inner: str, _: Sequence[str]) -> str | None:
    url = given.get("href", "url", "link", "to", "target", "relref", "page", "src") or next(iter(given.positional), "")
    words = inner.strip() or given.get("text", "label", "title", "name", 1)
    return f'<a href="{escape(url)}">{markdown(words or url)}</a>' if url else None


def _tab(given: Parameters, inner: str, _: Sequence[str]) -> str:
    title = given.get("title", "name", "label", "header", "tabname", 0)
    return (f"<p><strong>{escape(title)}</strong></p>" if title else "") + as_markdown(inner)


def _details(given: Parameters, inner: str, _: Sequence[str]) -> str:
    summary = given.get("title", "summary", "label", "name", "text", 0) or "…"
    return f"<details><summary>{markdown(summary)}</summary>{as_markdown(inner)}</details>"


def _quote(given: Parameters, inner: str, _: Sequence[str]) -> str:
    said = ", ".join(filter(None, (given.get("author", "by", "cite", 0), given.get("source", "title", "from"))))
    link = given.get("link", "url", "href")
    named = f'<a href="{escape(link)}">{escape(said or link)}</a>' if link else escape(said)
    below = f"<p>— {named}</p>" if named else ""
    return f"<blockquote>{as_markdown(inner)}{below}</blockquote>"


def _formula(given: Parameters, inner: str, _: Sequence[str]) -> str | None:
    formula = (inner or given.get(0)).strip()
    is_block = "\n" in inner.strip() or "display" in (*given.named, *given.positional)
    if is_block:
        return as_markdown(f"$$\n{formula}\n$$")
    return f"${formula}$" if formula else None


def _player(element: str) -> ShortcodeMaker:
    def make(given: Parameters, inner: str, _: Sequence[str]) -> str | None:
        src = given.get("src", "mp4", "webm", "url", "file", "mp3", 0) or inner.strip()
        words = given.get("caption", "title")
        caption = f"<figcaption>{escape(words)}</figcaption>" if words else ""
        return f'<figure><{element} controls src="{escape(src)}"></{element}>{caption}</figure>' if src else None

    return make


def _film(given: Parameters, _: str, __: Sequence[str]) -> str | None:
    film_id = given.get("id", "videoid", 0)
    return as_markdown(f"{{{{< youtube {film_id} >}}}}") if re.fullmatch(r"[\w-]+", film_id) else None


def _gallery(given: Parameters, inner: str, names: Sequence[str]) -> str | None:
    """Return the pictures beside the text that a pattern fits, or all of them; None for a gallery with a text of its own."""
    pattern = given.get("match", "images", "pattern", "glob", "dir", "folder", 0).strip("/ {}").lower().replace("**", "*")
    if inner.strip() or re.search(r"[,\s]|https?:|\.\w+$", pattern.replace("*.", "*")):
        return None
    patterns = (pattern, f"{pattern}/*", f"{pattern}*") if pattern else ("*",)
    shown = [name for name in names if is_image(name) and any(fnmatchcase(name.lower(), fit) for fit in patterns)]
    images = "\n".join(f"![]({quote(name, safe=PATH)})" for name in shown)
    return as_markdown(f"{{{{< gallery >}}}}\n{images}\n{{{{< /gallery >}}}}") if shown else None


ROWS: Mapping[str, ShortcodeMaker] = {
    **dict.fromkeys(("button", "btn", "cta", "linkbutton", "link-button", "link"), _link),
    **dict.fromkeys(("tab", "tabitem", "tab-item", "step"), _tab),
    **dict.fromkeys(
        ("tabs", "tabpane", "tabgroup", "steps", "columns", "column", "grid", "cards", "lead", "center", "badge"),
        lambda _, inner, __: as_markdown(inner),
    ),
    **dict.fromkeys(
        ("expand", "collapse", "spoiler", "foldable", "toggle", "accordion-item", "accordionitem", "disclose"), _details
    ),
    **dict.fromkeys(("quote", "blockquote", "epigraph", "pullquote"), _quote),
    **dict.fromkeys(("katex", "math", "latex", "mathjax"), _formula),
    **dict.fromkeys(("video", "vid", "html5video"), _player("video")),
    **dict.fromkeys(("audio", "mp3"), _player("audio")),
    **dict.fromkeys(("youtubelite", "youtube-lite", "youtube-enhanced", "yt"), _film),
    **dict.fromkeys(("icon", "fa", "fab", "fas", "faicon", "load-photoswipe", "katex-assets", "clear"), lambda *_: ""),
    **dict.fromkeys(
        ("gallery", "carousel", "slider", "imgs", "photos", "image-gallery", "imagegallery", "foldergallery"), _gallery
    ),
    "ltr": lambda _, inner, __: f'<div dir="ltr">{as_markdown(inner)}</div>',
    "rtl": lambda _, inner, __: f'<div dir="rtl">{as_markdown(inner)}</div>',
}
"""The rows by their names in small letters."""
