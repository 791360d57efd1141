"""The texts of Zola: their shortcodes, and the galleries that templates of pages made of the files beside them."""

import posixpath
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from infra.importers.folder.galleries import Picture, beside, with_gallery
from infra.importers.folder.link_map import LinkMap
from infra.importers.folder.scan import Notes, ScannedSource
from infra.importers.hugo.reader import HugoReader
from infra.importers.zola.shortcodes import Pictures, Shortcodes, Templates

ASSETS = re.compile(r"\{%-?\s*for\s+\w+(?:\s*,\s*\w+)?\s+in\s+page\.assets\b")
LISTED = re.compile(r"\{%-?\s*for\s+\w+(?:\s*,\s*\w+)?\s+in\s+page\.extra\.(\w+)")
MATCHING = re.compile(r"\bis\s+matching\(\s*(?:pat\s*=\s*)?[\"']([^\"']{1,60})[\"']")
OTHERS = re.compile(r"\{%-?\s*(?:include|import|extends)\s+[\"']([\w./-]+)[\"']")
SIMPLE = re.compile(r"[\w.()|\[\]$^\\?-]+")
ADDRESSES = ("src", "url", "path", "file", "image", "href", "filename")
WORDS = ("caption", "alt", "title", "text", "description")


def expanding(reading: HugoReader) -> Callable[[str, ScannedSource, LinkMap, Notes], str]:
    """Return what becomes of each text before its links are read."""
    theme = reading.config.text("theme")
    templates = Templates(reading.tree, theme)
    settings = {**dict(reading.config.settings), "base_url": reading.config.host + reading.config.base}

    def expand(text: str, source: ScannedSource, links: LinkMap, notes: Notes) -> str:
        folder = posixpath.dirname(source.path)
        pictures = Pictures(reading.tree, reading.config.content, folder)
        page = page_of(source, reading.config.host, links, reading.config.content)
        lang = source.entry.language or reading.config.codes[0]
        values = {"page": page, "section": page, "config": settings, "lang": lang}
        own = "" if source.entry.format == "html" else reading.templates.get(source.path, "")
        seen = with_template(text, own, source, links, templates) if own else text
        return Shortcodes(templates, values, pictures.functions, notes).written(seen)

    return expand


def page_of(source: ScannedSource, host: str, links: LinkMap, content: str) -> Mapping[str, Any]:
    """Return what a template of a shortcode knows of its page."""
    entry, folder = source.entry, posixpath.dirname(source.path)
    below = folder.removeprefix(content).strip("/")
    is_bundle = posixpath.basename(source.path).startswith("index.")
    return {
        "title": entry.title,
        "description": entry.summary or None,
        "path": entry.address,
        "permalink": f"{host}{entry.address}",
        "slug": entry.slug or posixpath.basename(entry.address.strip("/")),
        "lang": entry.language,
        "relative_path": source.path.removeprefix(f"{content}/"),
        "colocated_path": f"{below}/" if is_bundle else None,
        "assets": [f"/{below}/{name}" for name in beside(links.files, folder)] if is_bundle else [],
        "extra": dict(entry.extra),
    }


def with_template(text: str, template: str, source: ScannedSource, links: LinkMap, templates: Templates) -> str:
    """Return the text with the pictures that the template of its page showed beside it."""
    written = with_others(template, templates)
    content = written.find("page.content")
    for pictures, at in pictures_of(written, source, links):
        above = 0 <= at < content
        text = with_gallery(text, pictures, posixpath.dirname(source.key), above=above)
    return text


def with_others(name: str, templates: Templates) -> str:
    """Return the text of a template with those that it includes or imports."""
    text = templates.other(name) or ""
    return text + "\n".join(templates.other(other) or "" for other in OTHERS.findall(text))


def pictures_of(template: str, source: ScannedSource, links: LinkMap) -> Iterator[tuple[list[Picture], int]]:
    """Yield the pictures that a template shows of a page, and where in the template it shows them."""
    if loop := ASSETS.search(template):
        pattern = next((picture for picture in MATCHING.findall(template, loop.start()) if SIMPLE.fullmatch(picture)), "")
        names = beside(links.files, posixpath.dirname(source.path))
        yield [Picture(name) for name in names if not pattern or re.search(pattern, name)], loop.start()
    for listed in LISTED.finditer(template):
        value = source.entry.extra.get(listed[1])
        yield [picture for part in (value if isinstance(value, list) else ()) if (picture := picture_in(part))], listed.start()


def picture_in(part: object) -> Picture | None:
    """Return the picture that a part of a list in front matter means: a path, or a table with a path."""
    if isinstance(part, str):
        return Picture(part)
    has = part if isinstance(part, Mapping) else {}
    path = next((str(has[name]) for name in ADDRESSES if has.get(name)), "")
    return Picture(path, next((str(has[name]) for name in WORDS if has.get(name)), "")) if path else None
