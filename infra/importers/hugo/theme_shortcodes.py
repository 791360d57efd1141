"""The shortcodes that many themes of Hugo bring along, where the theme itself isn't in the folder: what each shows, as HTML.

A row is given the parameters of a call, the text in it, and the names of the files beside the text. It returns None where these
aren't enough. Boxes and pictures are in `hugo.shortcodes`.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from fnmatch import fnmatchcase
from html import escape
from urllib.parse import quote

from chalicelib.content.media.images import is_image
from chalicelib.content.shortcodes.template_tags import Parameters
from infra.importers.folder.link_map import PATH
from infra.importers.shortcodes.go_functions import markdown
from infra.importers.shortcodes.placement import as_markdown

Row = Callable[[Parameters, str, Sequence[str]], str | None]


def _link(given: Parameters, inner: str, _: Sequence[str]) -> str | None:
    url = given.get("href", "url", "link", "to", "target", "relref", "page", "src") or next(iter(given.positional), "")
    words = inner.strip() or given.get("text", "label", "title", "name", 1)
    return f'<a href="{escape(url)}">{markdown(words or url)}</a>' if url else None


def _tab(given: Parameters, inner: str, _: Sequence[str]) -> str:
    title = given.get("title", "name", "label", "header", "tabname", 0)
    return (f"<p><strong>{escape(title)}</strong></p>" if title else "") + as_markdown(inner)


def _within(_: Parameters, inner: str, __: Sequence[str]) -> str:
    return as_markdown(inner)


def _details(given: Parameters, inner: str, _: Sequence[str]) -> str:
    summary = given.get("title", "summary", "label", "name", "text", 0) or "…"
    return f"<details><summary>{markdown(summary)}</summary>{as_markdown(inner)}</details>"


def _quote(given: Parameters, inner: str, _: Sequence[str]) -> str:
    said = ", ".join(filter(None, (given.get("author", "by", "cite", 0), given.get("source", "title", "from"))))
    link = given.get("link", "url", "href")
    named = f'<a href="{escape(link)}">{escape(said or link)}</a>' if link else escape(said)
    return f"<blockquote>{as_markdown(inner)}{f'<p>— {named}</p>' if named else ''}</blockquote>"


def _formula(given: Parameters, inner: str, _: Sequence[str]) -> str | None:
    formula = (inner or given.get(0)).strip()
    is_block = "\n" in inner.strip() or "display" in (*given.named, *given.positional)
    return as_markdown(f"$$\n{formula}\n$$") if is_block else f"${formula}$" if formula else None


def _player(element: str) -> Row:
    def make(given: Parameters, inner: str, _: Sequence[str]) -> str | None:
        src = given.get("src", "mp4", "webm", "url", "file", "mp3", 0) or inner.strip()
        words = given.get("caption", "title")
        player = f'<{element} controls src="{escape(src)}"></{element}>'
        return f"<figure>{player}{f'<figcaption>{escape(words)}</figcaption>' if words else ''}</figure>" if src else None

    return make


def _film(given: Parameters, _: str, __: Sequence[str]) -> str | None:
    found = given.get("id", "videoid", 0)
    return as_markdown(f"{{{{< youtube {found} >}}}}") if re.fullmatch(r"[\w-]+", found) else None


def _gallery(given: Parameters, inner: str, names: Sequence[str]) -> str | None:
    """Return the pictures beside the text that a pattern fits, or all of them; None for a gallery with a text of its own."""
    pattern = given.get("match", "images", "pattern", "glob", "dir", "folder", 0).strip("/ {}").lower().replace("**", "*")
    if inner.strip() or re.search(r"[,\s]|https?:|\.\w+$", pattern.replace("*.", "*")):
        return None
    tries = (pattern, f"{pattern}/*", f"{pattern}*") if pattern else ("*",)
    shown = [name for name in names if is_image(name) and any(fnmatchcase(name.lower(), one) for one in tries)]
    images = "\n".join(f"![]({quote(name, safe=PATH)})" for name in shown)
    return as_markdown(f"{{{{< gallery >}}}}\n{images}\n{{{{< /gallery >}}}}") if shown else None


def _written(direction: str) -> Row:
    return lambda _, inner, __: f'<div dir="{direction}">{as_markdown(inner)}</div>'


def _rows(names: Iterable[str], row: Row) -> Mapping[str, Row]:
    return dict.fromkeys(names, row)


ROWS: Mapping[str, Row] = {
    **_rows(("button", "btn", "cta", "linkbutton", "link-button", "link"), _link),
    **_rows(("tab", "tabitem", "tab-item", "step"), _tab),
    **_rows(("tabs", "tabpane", "tabgroup", "steps", "columns", "column", "grid", "cards", "lead", "center", "badge"), _within),
    **_rows(("expand", "collapse", "spoiler", "foldable", "toggle", "accordion-item", "accordionitem", "disclose"), _details),
    **_rows(("quote", "blockquote", "epigraph", "pullquote"), _quote),
    **_rows(("katex", "math", "latex", "mathjax"), _formula),
    **_rows(("video", "vid", "html5video"), _player("video")),
    **_rows(("audio", "mp3"), _player("audio")),
    **_rows(("youtubelite", "youtube-lite", "youtube-enhanced", "yt"), _film),
    **_rows(("icon", "fa", "fab", "fas", "faicon", "load-photoswipe", "katex-assets", "clear"), lambda *_: ""),
    **_rows(("gallery", "carousel", "slider", "imgs", "photos", "image-gallery", "imagegallery", "foldergallery"), _gallery),
    "ltr": _written("ltr"),
    "rtl": _written("rtl"),
}
"""The rows by their names in small letters."""
