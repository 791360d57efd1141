"""Hugo's shortcodes that need a replacement in the new blog: links to pages, and boxes that themes bring along.

Those that Presswork reads as they are (`content.shortcodes.shortcode_table`) stay.
"""

import posixpath
import re
from collections.abc import Callable, Mapping
from html import escape

from msgspec import field

from chalicelib.content.shortcodes.shortcode_table import SHORTCODES as TABLE
from chalicelib.content.shortcodes.template_tags import HUGO, Parameters, Tag, parameters
from chalicelib.frozen import Frozen
from infra.importers.folder.link_map import SOURCES, from_root, nfc, spelled
from infra.importers.folder.scan import Notes

KINDS: Mapping[str, str] = {
    **{"note": "note", "info": "note", "tip": "tip", "success": "tip", "important": "important", "question": "important"},
    **{"warning": "warning", "warn": "warning", "caution": "caution", "danger": "caution", "error": "caution"},
}
BOXES = ("alert", "notice", "admonition", "hint", "callout", *KINDS)
PICTURES = ("img", "image", "picture", "imgproc")
AS_IT_IS = ("rawhtml", "raw", "html", "unsafe")


class Paths(Frozen):
    """The pages by the path that authors name them with: without root, ending, language and `index`."""

    by_path: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    by_name: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def key(self, written: str, logical: str, lang: str) -> str:
        """Return the key of the page that a text at this path means; empty if there is none."""
        name = plain_path(written)
        beside = (posixpath.join(posixpath.dirname(logical), name), posixpath.join(logical, name))
        tries = (name,) if written.startswith("/") else (*beside, name)
        for path in map(posixpath.normpath, tries):
            if keys_by_lang := self.by_path.get(path.lower()):
                return keys_by_lang.get(lang) or next(iter(keys_by_lang.values()))
        only = self.by_name.get(name.rpartition("/")[2].lower(), ())
        return only[0] if len(only) == 1 else ""


def plain_path(path: str) -> str:
    """Return a path without its ending and without the name of an index."""
    return re.sub(r"(^|/)_?index$", "", SOURCES.sub("", nfc(path).strip("/")))


def paths_of(pages: Mapping[str, tuple[str, str]]) -> Paths:
    """Return the pages by path; each is given by its key, with its path and its language."""
    by_path: dict[str, dict[str, str]] = {}
    by_name: dict[str, tuple[str, ...]] = {}
    for key, (logical, lang) in pages.items():
        by_path.setdefault(logical.lower(), {})[lang] = key
    for path, keys_by_lang in by_path.items():
        name = path.rpartition("/")[2]
        by_name[name] = (*by_name.get(name, ()), next(iter(keys_by_lang.values())))
    return Paths(by_path, by_name)


class Shortcodes(Frozen):
    """Replaces the shortcodes of a text. `lists` are the new addresses of lists that the old program wrote, by the old ones."""

    logical: str
    lang: str
    paths: Paths
    lists: Mapping[str, str]
    notes: Notes

    def replaced(self, tag: Tag, line: int) -> str | None:
        """Return what replaces a tag; None where it stays."""
        if tag.syntax != HUGO:
            return None
        if tag.name in ("ref", "relref"):
            return self._ref(parameters(tag.said), line)
        make = next((make for names, make in ROWS if tag.name in names), None)
        return make(tag) if make else None

    def _ref(self, given: Parameters, line: int) -> str | None:
        """Return the address of the page or list that a reference names; None, with a note, if the folder holds none."""
        path, mark, part = given.get("path", 0).partition("#")
        if not path:
            return f"{mark}{part}"
        key = self.paths.key(path, self.logical, given.get("lang") or self.lang)
        address = from_root(key) if key else self.lists.get(spelled(path))
        if address:
            return f"{address}{mark}{part}"
        self.notes.add("changed", path, "a link to a page that the old folder doesn't hold", "", line)
        return None


def known_here(name: str) -> bool:
    """Return whether a shortcode of this name is read here or by Presswork."""
    return (HUGO, name) in TABLE or any(name in names for names, _ in ROWS)


def _box(tag: Tag) -> str | None:
    if tag.partner < 0:
        return None
    if tag.closing:
        return "\n\n</div>\n"
    given = parameters(tag.said)
    words = [given.get("type", "kind", "color", "icon", "level"), tag.name, *given.positional[:1]]
    kind = next((KINDS[word.lower()] for word in words if word.lower() in KINDS), "note")
    title = given.get("title") or ("" if given.get(0).lower() in KINDS else given.get(0)) or given.get(1)
    named = f'<p class="admonition-title">{escape(title)}</p>\n' if title else ""
    return f'<div class="admonition {kind}">\n{named}\n'


ROWS: tuple[tuple[tuple[str, ...], Callable[[Tag], str | None]], ...] = (
    (("toc", "table_of_contents"), lambda _: "[TOC]"),
    (("br", "line_break"), lambda _: "<br>"),
    (AS_IT_IS, lambda tag: "" if tag.partner >= 0 else None),
    (PICTURES, lambda tag: None if tag.closing else f"{{{{< figure {tag.said} >}}}}"),
    (BOXES, _box),
    (("mermaid",), lambda tag: None if tag.partner < 0 else "```" if tag.closing else "```mermaid"),
)
