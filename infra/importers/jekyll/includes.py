"""Includes that the themes of Jekyll share, as Markdown or as tags that Presswork reads; its own includes stay."""

import re
from collections.abc import Callable, Mapping
from html import escape

from chalicelib.content.shortcodes.template_tags import Parameters, Tag, parameters

PLAYERS: Mapping[str, str] = {
    "youtube": "https://www.youtube.com/watch?v={}",
    "vimeo": "https://vimeo.com/{}",
    "dailymotion": "https://www.dailymotion.com/video/{}",
    "twitch": "https://www.twitch.tv/videos/{}",
    "bilibili": "https://www.bilibili.com/video/{}",
    "spotify": "https://open.spotify.com/track/{}",
    "twitter": "https://x.com/i/web/status/{}",
    "tweet": "https://x.com/i/web/status/{}",
}
CALLOUTS: Mapping[str, str] = {
    **{"note": "note", "info": "note", "tip": "tip", "success": "tip", "important": "important"},
    **{"warning": "warning", "danger": "caution", "error": "caution"},
}
Make = Callable[[Parameters], str]


def player(element: str) -> Make:
    """Return the maker of a film or a recording: of a provider by its id, or of a file by its address."""

    def make(said: Parameters) -> str:
        own, pattern = said.get("id"), PLAYERS.get(said.get("provider").lower(), "")
        if own and pattern:
            return by_id(pattern)(said)
        source = from_root(said.get("src", "path", "url"))
        return f'\n\n<{element} controls src="{escape(source)}"></{element}>\n\n' if source else ""

    return make


def by_id(pattern: str) -> Make:
    """Return the maker of the address of something elsewhere, alone in its paragraph, from an id."""

    def make(said: Parameters) -> str:
        own = said.get("id", 0)
        return f"\n\n{pattern.format(own)}\n\n" if re.fullmatch(r"[\w-]+", own, re.ASCII) else ""

    return make


def figure(said: Parameters) -> str:
    """Return the figure of al-folio as that of Minimal Mistakes, which Presswork reads."""
    path = from_root(said.get("path"))
    words = {"alt": said.get("alt"), "caption": said.get("caption"), "title": said.get("title")}
    more = "".join(f" {name}={quoted(value)}" for name, value in words.items() if value)
    return f"{{% include figure image_path={quoted(path)}{more} %}}" if path else ""


def callout(kind: str = "") -> Make:
    """Return the maker of a callout of this kind, or of the kind that the include names."""

    def make(said: Parameters) -> str:
        named = CALLOUTS.get(kind or said.get("type", "class").rpartition("-")[2].lower(), "note")
        lines = said.get("content", "text", "message").strip().split("\n")
        quote = "\n".join(f"> {line}".rstrip() for line in lines)
        return f"\n\n> [!{named.upper()}]\n{quote}\n\n" if any(lines) else ""

    return make


ROWS: Mapping[str, Make] = {
    "audio": player("audio"),
    "video": player("video"),
    "figure": figure,
    "toc": lambda _: "[TOC]",
    "alert": callout(),
    "callout": callout(),
    **{name: callout(name) for name in CALLOUTS},
    **{name: by_id(pattern) for name, pattern in PLAYERS.items() if name not in ("youtube", "vimeo")},
}


def included(tag: Tag) -> str | None:
    """Return what an include shows; None where it stays as it is."""
    name = re.sub(r"\.(?:liquid|md|markdown)$", "", tag.name)
    make = ROWS.get(name.removeprefix("include ")) if name.startswith("include ") else None
    return (make(parameters(tag.said)) or None) if make else None


def from_root(path: str) -> str:
    """Return the path of a file as themes mean it: from the root of the blog."""
    return path if not path or re.match(r"[a-z]+:|/", path) else f"/{path}"


def quoted(text: str) -> str:
    """Return a value between quotes that it doesn't have itself."""
    return f'"{text}"' if '"' not in text else "'" + text.replace("'", "’") + "'"
