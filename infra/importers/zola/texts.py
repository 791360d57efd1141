"""The texts of Zola: their shortcodes, and the galleries that templates of pages made of the files beside them."""

import posixpath
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from infra.importers.folder.galleries import Picture, beside, with_gallery
from infra.importers.folder.link_map import Moved
from infra.importers.folder.scan import Found, Notes
from infra.importers.hugo.reader import Reading
from infra.importers.zola.shortcodes import Pictures, Shortcodes, Templates

ASSETS = re.compile(r"\{%-?\s*for\s+\w+(?:\s*,\s*\w+)?\s+in\s+page\.assets\b")
LISTED = re.compile(r"\{%-?\s*for\s+\w+(?:\s*,\s*\w+)?\s+in\s+page\.extra\.(\w+)")
MATCHING = re.compile(r"\bis\s+matching\(\s*(?:pat\s*=\s*)?[\"']([^\"']{1,60})[\"']")
OTHERS = re.compile(r"\{%-?\s*(?:include|import|extends)\s+[\"']([\w./-]+)[\"']")
SIMPLE = re.compile(r"[\w.()|\[\]$^\\?-]+")
ADDRESSES = ("src", "url", "path", "file", "image", "href", "filename")
WORDS = ("caption", "alt", "title", "text", "description")


def expanding(reading: Reading) -> Callable[[str, Found, Moved, Notes], str]:
    """Return what becomes of each text before its links are read."""
    theme = reading.config.text("theme")
    templates = Templates(reading.tree, theme)
    settings = {**dict(reading.config.settings), "base_url": reading.config.host + reading.config.base}

    def expand(text: str, found: Found, moved: Moved, notes: Notes) -> str:
        folder = posixpath.dirname(found.path)
        pictures = Pictures(reading.tree, reading.config.content, folder)
        page = page_of(found, reading.config.host, moved, reading.config.content)
        lang = found.entry.language or reading.config.codes[0]
        values = {"page": page, "section": page, "config": settings, "lang": lang}
        own = "" if found.entry.format == "html" else reading.templates.get(found.path, "")
        seen = with_template(text, own, found, moved, templates) if own else text
        return Shortcodes(found, templates, values, pictures.functions, notes).written(seen)

    return expand


def page_of(found: Found, host: str, moved: Moved, content: str) -> Mapping[str, Any]:
    """Return what a template of a shortcode knows of its page."""
    entry, folder = found.entry, posixpath.dirname(found.path)
    below = folder.removeprefix(content).strip("/")
    is_bundle = posixpath.basename(found.path).startswith("index.")
    return {
        "title": entry.title,
        "description": entry.summary or None,
        "path": entry.address,
        "permalink": f"{host}{entry.address}",
        "slug": entry.slug or posixpath.basename(entry.address.strip("/")),
        "lang": entry.language,
        "relative_path": found.path.removeprefix(f"{content}/"),
        "colocated_path": f"{below}/" if is_bundle else None,
        "assets": [f"/{below}/{name}" for name in beside(moved.files, folder)] if is_bundle else [],
        "extra": dict(entry.extra),
    }


def with_template(text: str, template: str, found: Found, moved: Moved, templates: Templates) -> str:
    """Return the text with the pictures that the template of its page showed beside it."""
    written = with_others(template, templates)
    content = written.find("page.content")
    for pictures, at in pictures_of(written, found, moved):
        above = 0 <= at < content
        text = with_gallery(text, pictures, posixpath.dirname(found.key), above=above)
    return text


def with_others(name: str, templates: Templates) -> str:
    """Return the text of a template with those that it includes or imports."""
    text = templates.other(name) or ""
    return text + "\n".join(templates.other(other) or "" for other in OTHERS.findall(text))


def pictures_of(template: str, found: Found, moved: Moved) -> Iterator[tuple[list[Picture], int]]:
    """Yield the pictures that a template shows of a page, and where in the template it shows them."""
    if loop := ASSETS.search(template):
        pattern = next((one for one in MATCHING.findall(template, loop.start()) if SIMPLE.fullmatch(one)), "")
        names = beside(moved.files, posixpath.dirname(found.path))
        yield [Picture(name) for name in names if not pattern or re.search(pattern, name)], loop.start()
    for listed in LISTED.finditer(template):
        value = found.entry.extra.get(listed[1])
        yield [one for part in (value if isinstance(value, list) else ()) if (one := picture_in(part))], listed.start()


def picture_in(part: object) -> Picture | None:
    """Return the picture that a part of a list in front matter means: a path, or a table with one."""
    if isinstance(part, str):
        return Picture(part)
    has = part if isinstance(part, Mapping) else {}
    path = next((str(has[name]) for name in ADDRESSES if has.get(name)), "")
    return Picture(path, next((str(has[name]) for name in WORDS if has.get(name)), "")) if path else None
