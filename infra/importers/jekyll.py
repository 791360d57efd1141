"""Jekyll: a folder with `_config.yml`, `_posts`, `_drafts`, collections and pages.

Addresses are computed as Jekyll does, so that each stays or becomes an alias. Templates (`_layouts`, `_includes`) stay behind; a
page that is one, such as a list of posts, does, too, and the report says so.
"""

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from html import unescape
from pathlib import Path
from typing import NamedTuple

from chalicelib.content.dates import dated
from chalicelib.content.frontmatter import FrontMatter, Scalar, Value
from chalicelib.content.jekyll import spaced
from infra.importers import jekyll_permalinks as permalinks
from infra.importers.blog import Entry, File, Item, MenuEntry, SiteFacts
from infra.importers.folder_blog import (
    FolderBlog,
    Found,
    Keys,
    Notes,
    Rewriting,
    away_from_home,
    extra_of,
    fields_of,
    file_of,
    format_of,
    front_of,
    is_html,
    moment,
    status_of,
    title_in,
    titled,
)
from infra.importers.jekyll_config import Config, authors_of, config_of, menu_of
from infra.importers.jekyll_liquid import Liquid
from infra.importers.kramdown import as_commonmark
from infra.importers.moved import Moved, spelled
from infra.importers.old_values import parts_of, text_at, value_at
from infra.importers.tags_in_text import Retag
from infra.importers.tree import Tree, UnreadError

SOURCE = re.compile(r"(?i)\.(md|markdown|mkdown|mkdn|mkd|html?)$")
DATED = re.compile(r"\d{2,4}-\d{1,2}-\d{1,2}-(.+)")
TEMPLATE = re.compile(r"\{%-?\s*(for|if|unless|case|assign|capture|paginate)\b|\{\{\s*(content|paginator)\b")
ABOUT_THE_FOLDER = re.compile(r"(?i)(readme|license|licence|contributing|changelog|code_of_conduct|security|authors)(\.\w+)?")
PARTS = {
    "_layouts": "layouts are templates; Presswork has its own, which `templates/` can replace",
    "_includes": "includes are templates; texts that use them are named below",
    "_sass": "stylesheets belong to the old look; Presswork has its own (`theme` in site.yaml)",
    "_data": "data files are for templates; authors and the menu were taken from them",
    "_plugins": "plugins are programs, which are never run",
}
OWN = (
    "layout",
    "permalink",
    "slug",
    "ref",
    "page_id",
    "excerpt_separator",
    "categories",
    "category",
    "redirect_from",
    "render_with_liquid",
)


class Kind(NamedTuple):
    """What a source is to Jekyll: `posts`, `drafts`, `pages` or a collection's name; the folders above and below its own."""

    name: str
    above: tuple[str, ...] = ()
    below: tuple[str, ...] = ()


def read(root: Path) -> Iterator[Item]:
    """Yield what a Jekyll blog holds."""
    yield from Reading(Tree(root)).blog().items()


@dataclass(slots=True)
class Reading:
    """The first reading of a folder."""

    tree: Tree
    notes: Notes = field(default_factory=Notes)
    config: Config = field(init=False)
    keys: Keys = field(default_factory=Keys)
    found: list[Found] = field(default_factory=list)
    files: list[File] = field(default_factory=list)
    moved_files: dict[str, str] = field(default_factory=dict)
    separators: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.config = config_of(self.tree, self.notes)

    @property
    def encoding(self) -> str:
        return self.config.text("encoding") or "utf-8"

    def blog(self) -> FolderBlog:
        """Return the blog as far as it is known without its texts."""
        try:
            for path in self.tree.files(self._enters):
                self._take(path)
        except (UnreadError, OSError) as error:
            self.notes.add("skipped", "the rest of the folder", str(error))
        facts = self._facts()
        return FolderBlog(
            self.tree,
            facts,
            tuple(self.found),
            tuple(self.files),
            self._moved(),
            self._rewriting(),
            self.notes,
            self.encoding,
        )

    def _enters(self, folder: str) -> bool:
        name = posixpath.basename(folder)
        if why := PARTS.get(name):
            self.notes.add("skipped", f"{folder}/", why)
            return False
        return not self.config.leaves_out(folder)

    def _take(self, path: str) -> None:
        kind = self._kind_of(path)
        if kind is None:
            self.notes.add("skipped", path, "Jekyll doesn't publish what is in a folder or a file with `_` before its name", path)
        elif self.config.leaves_out(path) or posixpath.basename(path).startswith("_config."):
            return
        elif not SOURCE.search(path):
            self._take_file(path, kind)
        else:
            self._take_source(path, kind)

    def _kind_of(self, path: str) -> Kind | None:
        """Return what a path is to Jekyll; None if it isn't published."""
        *folders, name = path.split("/")
        for mark, kind in (("_posts", "posts"), ("_drafts", "drafts")):
            if mark in folders:
                at = folders.index(mark)
                return Kind(kind, tuple(folders[:at]), tuple(folders[at + 1 :]))
        above = [part for part in self.config.text("collections_dir").split("/") if part]
        own = folders[len(above) :] if folders[: len(above)] == above else folders
        if own and own[0].startswith("_") and self._is_collection(own[0][1:]):
            return Kind(own[0][1:], (), tuple(own[1:]))
        if any(part.startswith("_") for part in (*folders, name)) and not name.startswith("_config."):
            return None
        if folders[-1:] == ["posts"] and dated(SOURCE.sub("", name)).date and SOURCE.search(name):
            return Kind("posts", (), ())
        return Kind("pages", tuple(folders))

    def _is_collection(self, name: str) -> bool:
        """Return whether there is such a collection that is published; without a configuration, any folder may be one."""
        if not self.config.keys:
            return True
        given = self.config.collections.get(name)
        return given is not None and text_at(given, "output").lower() != "false"

    # ---- files

    def _take_file(self, path: str, kind: Kind) -> None:
        to = path if kind.name == "pages" else posixpath.join(*kind.above, kind.name, *kind.below, posixpath.basename(path))
        if file := file_of(self.tree, path, to, self.notes):
            self.files.append(file)
            self.moved_files[path] = to

    # ---- sources

    def _take_source(self, path: str, kind: Kind) -> None:
        front = front_of(self.tree, path, self.notes, self.encoding)
        if front is None or self._is_left_out(path, kind, front):
            return
        front = self.config.with_defaults(front, path, kind.name)
        self.found.append(self._found(path, kind, front))

    def _is_left_out(self, path: str, kind: Kind, front: FrontMatter) -> bool:
        """Return whether a source is none, or a template, with a note."""
        name = SOURCE.sub("", posixpath.basename(path))
        template = TEMPLATE.search(front.body) if kind.name == "pages" else None
        why = ""
        if not front.keys and ABOUT_THE_FOLDER.fullmatch(posixpath.basename(path)):
            why = "it is about the folder, not for readers"
        elif kind.name == "posts" and not DATED.fullmatch(name) and "date" not in front.keys:
            why = "the name of a post begins with its date, such as 2026-11-25-hello.md; Jekyll leaves this file out, too"
        elif template:
            why = f"it is a template ({template[0].strip()} …); Presswork makes lists of posts and topics itself"
        elif is_html(path) and not front.keys:
            why = "it is HTML without front matter; Presswork makes every page itself"
        elif kind.name == "pages" and name == "404":
            why = "Presswork has its own page for addresses that lead nowhere"
        elif kind.name == "pages" and not front.body.strip() and (name == "index" or "layout" in front.keys):
            why = "a template filled it; Presswork makes lists of posts and topics itself"
        if why:
            line = front.body_line + front.body.count("\n", 0, template.start()) if template else 0
            self.notes.add("skipped", path, why, path, line)
        return bool(why)

    def _found(self, path: str, kind: Kind, front: FrontMatter) -> Found:
        stem = SOURCE.sub("", posixpath.basename(path))
        self.separators[path] = text_at(front.keys, "excerpt_separator")
        is_post = kind.name in ("posts", "drafts")
        keys = spaced(front.keys) if is_post else front.keys
        lines = front.lines
        kept = {name: value for name, value in keys.items() if name not in ("permalink", "slug")}
        fields = fields_of(replace(front, keys=kept), path, self.notes)
        date = self._date(fields.date, stem, path, lines.get("date", 0)) if kind.name == "posts" else None
        written = moment(utc(fields.date), self.config.zone or "UTC", path, Notes()) if not is_post else None
        dirs = kind.above if kind.name == "posts" else ()
        categories = tuple(dict.fromkeys((*dirs, *fields.categories)))
        dated_name = DATED.fullmatch(stem) if is_post else None
        name = dated_name[1] if dated_name else stem
        address = self._address(path, kind, keys, permalinks.Named(name, text_at(keys, "slug"), date, categories))
        title = unescape(fields.title) or title_in(front.body) or titled(name)
        entry = Entry(
            id=path,
            title=title,
            format=format_of(path),
            slug=text_at(keys, "slug"),
            address=address,
            aliases=tuple(self._aliases(fields.aliases, address)),
            date=date,
            updated=moment(utc(fields.updated), self.config.zone or "UTC", path, self.notes, lines.get("updated", 0)) or written,
            expires=moment(fields.expires, self.config.zone or "UTC", path, self.notes),
            status="draft" if kind.name == "drafts" else status_of(fields),
            is_page=kind.name != "posts",
            folder=posixpath.join("", *self._folder(kind)),
            name=stem,
            language=fields.lang,
            translation=text_at(keys, "translation_key", "ref", "page_id") if fields.lang else fields.translation,
            authors=fields.authors,
            categories=categories,
            tags=fields.tags,
            series=fields.series,
            summary=unescape(fields.summary),
            image=fields.image,
            pinned=fields.pinned,
            weight=fields.weight,
            feed_id=self._feed_id(address, name) if kind.name == "posts" else "",
            extra=extra_of(fields, OWN),
        )
        return self.keys.placed(away_from_home(entry, self.notes), f"{self.config.base}{address}")

    def _date(self, written: str, stem: str, path: str, line: int) -> datetime | None:
        """Return the date of a post: its front matter's, where a time without a zone is in UTC, or its name's."""
        zone = self.config.zone or "UTC"
        return moment(utc(written), zone, path, self.notes, line) or moment(dated(stem).date, zone, path, self.notes)

    def _address(self, path: str, kind: Kind, keys: Mapping[str, Value], named: permalinks.Named) -> str:
        own = text_at(keys, "permalink")
        if kind.name == "drafts":
            return ""
        if kind.name == "posts":
            return permalinks.address_of(own or self.config.permalink, named)
        if kind.name != "pages":
            inner = posixpath.join(*kind.below, named.name) if kind.below else named.name
            pattern = own or self.config.permalink_of(kind.name)
            return permalinks.address_of(pattern, replace(named, collection=kind.name, path=inner))
        if "/" in own or ":" in own:
            return permalinks.address_of(own, named)
        return permalinks.of_page(own or self.config.permalink, SOURCE.sub("", path))

    def _aliases(self, given: tuple[str, ...], address: str) -> Iterator[str]:
        yield from given
        if self.config.base and address:
            yield f"{self.config.base}{address}"

    def _folder(self, kind: Kind) -> tuple[str, ...]:
        return (*kind.above, *kind.below) if kind.name == "pages" else (kind.name, *kind.above, *kind.below)

    def _feed_id(self, address: str, name: str) -> str:
        """Return the id that jekyll-feed gave, so that readers' programs don't take old posts for new ones."""
        if not self.config.host:
            return ""
        folder = posixpath.dirname(address.rstrip("/"))
        return f"{self.config.host}{self.config.base}{folder.rstrip('/')}/{name}"

    # ---- the site

    def _facts(self) -> SiteFacts:
        config = self.config
        lang = config.text("lang", "locale", "default_lang", "language").replace("_", "-")
        named = [one.text for one in parts_of(value_at(config.keys, "languages")) if isinstance(one, Scalar)]
        used = sorted({found.entry.language.replace("_", "-") for found in self.found} - {""})
        return SiteFacts(
            title=unescape(config.text("title", "name")),
            tagline=unescape(config.text("tagline", "description")),
            url=config.host,
            languages=tuple(dict.fromkeys([lang or (named or ["en"])[0], *named, *used])),
            zone=config.zone,
            permalink=permalinks.as_pattern(config.permalink),
            authors=authors_of(config, self.tree, self.notes),
            menu=tuple(self._menu()),
            redirects={f"/{self.config.text('feed.path').strip('/') or 'feed.xml'}": "/feed/atom/"},
        )

    def _menu(self) -> Iterator[MenuEntry]:
        """Yield the menu: as the configuration or a data file lists it, or the pages that the theme Minima shows."""
        at = {spelled(found.entry.address): found.path for found in self.found if found.entry.address}
        for link in menu_of(self.config, self.tree, self.notes):
            path = at.get(spelled(link.url))
            yield MenuEntry(link.title, path or "", "" if path else link.url)
        for one in parts_of(value_at(self.config.keys, "header_pages")):
            if isinstance(one, Scalar) and any(found.path == one.text for found in self.found):
                yield MenuEntry(entry=one.text)

    def _moved(self) -> Moved:
        return Moved(
            keys={found.path: found.key for found in self.found},
            at={
                spelled(address): found.key
                for found in self.found
                for address in (found.entry.address, *found.entry.aliases)
                if address
            },
            files=self.moved_files,
            host=self.config.host,
            base=self.config.base,
            made={"feed.xml": "/feed/atom/", "feed": "/feed/", "": "/"},
        )

    # ---- Liquid

    def _rewriting(self) -> Rewriting:
        """Return what replaces Liquid that depends on the old folder or its configuration, and kramdown's own notations."""
        posts = {SOURCE.sub("", found.path.rpartition("_posts/")[2]): found.key for found in self.found}
        posts |= {name.rpartition("/")[2]: key for name, key in posts.items() if "/" in name}

        def retag(found: Found, moved: Moved, notes: Notes) -> Retag:
            own = {
                "title": found.entry.title,
                "url": found.entry.address,
                "image": found.entry.image,
                "description": found.entry.summary,
            }
            return Liquid(self.config, moved, notes, posts, own).replaced

        def reword(text: str, found: Found, _: Notes) -> str:
            separator = self.separators.get(found.path) or self.config.text("excerpt_separator")
            return reworded(text, separator, html=found.entry.format == "html")

        return Rewriting(retag, reword)


def utc(written: str) -> str:
    """Return a date with its zone: to Jekyll, a time without one is in UTC."""
    return f"{written} +0000" if re.fullmatch(r"\d{4}-\d{1,2}-\d{1,2}[ T]+\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?", written) else written


def reworded(text: str, separator: str, *, html: bool) -> str:
    """Return kramdown's text as CommonMark, with the mark where excerpts end."""
    marked = text.replace(separator, "<!--more-->", 1) if separator.strip() else text
    marked = re.sub(r"<!--+[ \t]*more[ \t]*--+>", "<!--more-->", marked, count=1)
    return marked if html else as_commonmark(marked)
