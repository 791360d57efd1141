"""Jekyll: a folder with `_config.yml`, `_posts`, `_drafts`, collections and pages.

Addresses are computed as Jekyll does, so that each stays or becomes an alias. Templates (`_layouts`, `_includes`) stay behind; a
page that is one, such as a list of posts, does, too, and the report says so.
"""

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from html import unescape
from io import BytesIO
from pathlib import Path
from urllib.parse import quote
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from chalicelib.content.frontmatter.front_matter_keys import Fields
from chalicelib.content.frontmatter.frontmatter import FrontMatter
from chalicelib.content.frontmatter.parsed_values import Scalar
from chalicelib.content.notes import is_untitled
from chalicelib.errors import Refusal
from infra.importers.blog import Item
from infra.importers.folder.folder_blog import FolderBlog, TextRewriter
from infra.importers.folder.link_map import PATH, LinkMap, LinkTarget, Place, nfc
from infra.importers.folder.redirects import redirectable
from infra.importers.folder.scan import (
    Notes,
    ScannedSource,
    entry_of,
    fields_of,
    file_of,
    front_of,
    is_html,
    title_in,
    titled,
    without,
)
from infra.importers.folder.scanner import FolderScanner
from infra.importers.folder.tag_rewrite import Retag
from infra.importers.folder.tree import UnreadError, tree_at
from infra.importers.jekyll import feeds as jekyll_feeds
from infra.importers.jekyll import permalinks, staticman
from infra.importers.jekyll.config import Config, config_of
from infra.importers.jekyll.dates import date_of, split_jekyll
from infra.importers.jekyll.front_matter import TABLES, as_lists, folder_of, in_address, in_folder, picture_in
from infra.importers.jekyll.kramdown import as_commonmark
from infra.importers.jekyll.kramdown_spans import with_spaces
from infra.importers.jekyll.liquid import Liquid, with_values
from infra.importers.jekyll.paths import SOURCE, SourceKind, is_configuration, kind_of
from infra.importers.jekyll.site import JekyllSite
from infra.importers.parsing.lenient_values import parts_of, text_at, value_at

DATED = re.compile(r"(\d{2,4}-\d{1,2}-\d{1,2})-(.+)", re.ASCII)
MARKUP = re.compile(r"(?i)</?(?:a|abbr|b|br|cite|code|del|em|i|ins|mark|q|small|span|strong|sub|sup|tt|u|wbr)(?:\s[^<>]*)?/?>")
TEMPLATE = re.compile(r"\{%-?\s*(for|if|unless|case|assign|capture|paginate)\b|\{\{\s*(content|paginator)\b")
ABOUT_THE_FOLDER = re.compile(r"(?i)(readme|license|licence|contributing|changelog|code_of_conduct|security|authors)(\.\w+)?")
PARTS = {
    "_layouts": "layouts are templates; Presswork has its own, which `templates/` can replace",
    "_includes": "includes are templates; texts that use them are named below",
    "_sass": "stylesheets belong to the old look; Presswork has its own (`theme` in site.yaml)",
    "_data": "data files are for templates; authors, the menu and comments were taken from them",
    "_plugins": "plugins are programs, which are never run",
}
TEXT = re.compile(r"(?i)\.(xml|atom|rss|rdf|json|txt|webmanifest|ics|opml|csv)$")
LIQUID = re.compile(r"\{[{%]")
FALSE = ("false", "no", "off")
ONLY_HERE = "it is a draft here; Jekyll doesn't know `draft`, so it was online: take the key out to publish it"
UNPUBLISHED = "Jekyll doesn't publish a file or a folder with `_`, `#` or `~` before its name"
EXCLUDED = "`exclude` in _config.yml leaves it out, so Jekyll didn't publish it"
GENERATED = {"feed.xml": "/feed/atom/", "feed": "/feed/", "": "/"}
OWN = (
    *("layout", "permalink", "slug", "ref", "page_id", "excerpt_separator", "render_with_liquid", "redirect_to"),
    *("math", "mermaid", "media_subpath", "img_path", *TABLES),
)


def read(root: Path, *, all_images: bool = False) -> Iterator[Item]:
    """Yield what a Jekyll blog holds."""
    yield from JekyllReader(tree_at(root)).blog().items(all_images=all_images)


@dataclass(slots=True)
class JekyllReader(FolderScanner):
    """The first reading of a folder."""

    config: Config = field(init=False)
    separators: dict[str, str] = field(default_factory=dict)
    feeds: list[jekyll_feeds.Template] = field(default_factory=list)
    slugs: dict[str, str] = field(default_factory=dict)
    folders: dict[str, str] = field(default_factory=dict)
    redirects: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.config = config_of(self.tree, self.notes)

    def blog(self) -> FolderBlog:
        """Return the blog as far as it is known without its texts."""
        self.take_each(self._enters, self._take)
        self._give_ids()
        self.sources = staticman.with_comments(self.sources, self.slugs, self.tree, self.notes)
        facts = JekyllSite(self.config, self.tree, self.sources, self.notes).facts()
        templates = {feed.address: feed.to for feed in self.feeds}
        feeds = {**facts.redirects, **{old: new for old, new in templates.items() if redirectable(old, new)}}
        return FolderBlog(
            self.tree,
            replace(facts, redirects={**under(self.config.base, feeds), **self.redirects}),
            tuple(self.sources),
            tuple(self.files),
            self.link_map(self.config.host, self.config.base, {**GENERATED, **templates}),
            self._rewriter(),
            self.notes,
            self.config.encoding,
        )

    def _enters(self, folder: str) -> bool:
        name = posixpath.basename(folder)
        if why := PARTS.get(name):
            self.notes.add("skipped", f"{folder}/", why)
            return False
        if self.config.excludes(folder):
            self.notes.add("skipped", f"{folder}/", EXCLUDED)
        return not self.config.leaves_out(folder)

    def _take(self, path: str) -> None:
        kind = kind_of(path, self.config)
        if self.config.leaves_out(path) or is_configuration(path):
            if SOURCE.search(path):
                self.notes.add("skipped", path, EXCLUDED, path)
            return
        if kind is None:
            self.notes.add("skipped", path, UNPUBLISHED, path)
        elif not SOURCE.search(path):
            self._take_file(path, kind)
        else:
            self._take_source(path, kind)

    # ---- files

    def _take_file(self, path: str, kind: SourceKind) -> None:
        to = path if kind.name == "pages" else posixpath.join(*kind.above, kind.name, *kind.below, posixpath.basename(path))
        front = self._front_of_file(path) if TEXT.search(path) else None
        if front is None:
            self.keep(path, to)
            return
        own = text_at(front.keys, "permalink").strip("/")
        address = own if not own or TEXT.search(own) else f"{own}/"
        if feed := jekyll_feeds.template_of(front, f"/{address or to}"):
            self.feeds.append(feed)
            self.notes.add("skipped", path, f"it is the template of a feed; its address leads to {feed.to}", path)
        elif LIQUID.search(front.body):
            self.notes.add("skipped", path, "it is a template; Presswork makes its own feeds, sitemap and search", path)
        elif file := file_of(self.tree, path, own or to, self.notes):
            self.files.append(replace(file, opens=partial(BytesIO, front.body.encode())))
            self.moved_files[path] = file.path

    def _front_of_file(self, path: str) -> FrontMatter | None:
        """Return the front matter and the text of a file that has front matter, which Jekyll therefore processed; else None."""
        try:
            text, _ = self.tree.text(path, self.config.encoding)
            front = split_jekyll(text) if text.startswith("---") else None
        except (UnreadError, Refusal):
            return None
        return front if front and front.body_line > 1 else None

    def _give_ids(self) -> None:
        """Give each post the id that it had in the feed that its author wrote, unless the plugin wrote another."""
        template = jekyll_feeds.best_of(self.feeds)
        if template is None or (self.config.has_plugin("jekyll-feed") and template.address != self.config.feed):
            return
        for number, source in enumerate(self.sources):
            if not source.entry.feed_id:
                continue
            if feed_id := jekyll_feeds.id_of(template, self._template_values(source, template)):
                self.sources[number] = replace(source, entry=replace(source.entry, feed_id=feed_id))
            else:
                self.notes.add("changed", source.entry.title, "the id that it had in the feed can't be computed", source.path)

    def _template_values(self, source: ScannedSource, template: jekyll_feeds.Template) -> jekyll_feeds.TemplateValues:
        """Return what the template of a feed may say of a post."""
        entry, slug = source.entry, self.slugs[source.path]
        url = quote(nfc(entry.address), safe=PATH + "()%:")
        post = {
            "id": posixpath.join(posixpath.dirname(url.rstrip("/")), slug),
            "url": url,
            "title": entry.title,
            "slug": slug,
            "date": entry.date and entry.date.astimezone(ZoneInfo(self.config.zone or "UTC")),
        }
        return jekyll_feeds.template_values(template, post, self.config)

    # ---- sources

    def _take_source(self, path: str, kind: SourceKind) -> None:
        front = front_of(self.tree, path, self.notes, self.config.encoding, split_jekyll)
        if front is None or self._is_left_out(path, kind, front):
            return
        front = self.config.with_defaults(front, path, kind.name)
        source = self._scanned(path, kind, front)
        to = next((part.text for part in parts_of(value_at(front.keys, "redirect_to")) if isinstance(part, Scalar)), "")
        if to and source.entry.status == "published" and redirectable(source.entry.address, to):
            old = (source.entry.address, *source.entry.aliases)
            self.redirects |= {address: to for address in old if redirectable(address, to)}
            self.notes.add("skipped", path, f"it led to {to}; `redirects` in site.yaml does now", path)
        else:
            self.sources.append(source)

    def _is_left_out(self, path: str, kind: SourceKind, front: FrontMatter) -> bool:
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
        elif not kind.is_post and not front.body.strip() and (kind.name != "pages" or name == "index" or "layout" in front.keys):
            why = "a template filled it; Presswork makes lists of posts and topics itself"
        if why:
            line = front.body_line + front.body.count("\n", 0, template.start()) if template else 0
            self.notes.add("skipped", path, why, path, line)
        return bool(why)

    def _scanned(self, path: str, kind: SourceKind, front: FrontMatter) -> ScannedSource:
        """Return a source with its entry and its key; what only its text needs later is remembered by path."""
        stem = SOURCE.sub("", posixpath.basename(path))
        is_dated = kind.name == "posts"
        with_lists = replace(front, keys=as_lists(front.keys)) if kind.is_post else front
        fields = fields_of(without(with_lists, "permalink", "slug"), path, self.notes)
        fields = replace(fields, updated=fields.updated or ("" if kind.is_post else fields.date))
        entry = entry_of(path, fields, self.config.zone or "UTC", self.notes, OWN)
        if entry.status == "draft" and text_at(front.keys, "published").lower() not in FALSE:
            self.notes.add("changed", path, ONLY_HERE, path, fields.line("draft"))
        parts = self._address_parts(kind, stem, front, path, fields)
        address = self._address(kind, text_at(front.keys, "permalink"), path, parts)
        self.separators[path] = text_at(front.keys, "excerpt_separator")
        self.folders[path] = folder_of(front.keys)
        self.slugs[path] = parts.slug
        entry = replace(
            entry,
            title=unescape(MARKUP.sub("", fields.title))
            or title_in(front.body)
            or ("" if is_untitled(front) and is_dated else titled(DATED.sub(r"\2", stem) if kind.is_post else stem)),
            slug=text_at(front.keys, "slug"),
            date=parts.date if is_dated else None,
            status="draft" if kind.name == "drafts" else entry.status,
            is_page=not is_dated,
            folder=posixpath.join("", *kind.folders),
            name=stem,
            translation=text_at(front.keys, "translation_key", "ref", "page_id") if fields.lang else fields.translation,
            categories=tuple(dict.fromkeys((*(kind.above if is_dated else ()), *entry.categories))),
            summary=unescape(fields.summary),
            image=picture_in(front.keys),
            address=address,
            aliases=fields.aliases,
            feed_id=self._feed_id(address, parts.slug) if is_dated else "",
        )
        return self.placed(entry, self.config.base)

    def _address_parts(
        self, kind: SourceKind, stem: str, front: FrontMatter, path: str, fields: Fields
    ) -> permalinks.AddressParts:
        """Return the parts of a source's address; the folders above `_posts` are categories.

        Its date is that of its front matter, or that of its name.
        """
        dated_name = None if kind.name == "pages" else DATED.fullmatch(stem)
        categories = in_address(front.keys, kind.above if kind.name == "posts" else ())
        slug = text_at(front.keys, "slug") or (dated_name[2] if dated_name else stem).rstrip(".")
        date = None
        if kind.name not in ("drafts", "pages"):
            zone, date_in_name = self.config.zone or "UTC", dated_name[1] if dated_name else ""
            date = date_of(fields.date, zone, path, self.notes, fields.line("date"), date_in_name)
            date = date or date_of(date_in_name, zone, path, self.notes)
        below = posixpath.join("", *kind.above, *kind.below, stem.rstrip("."))
        return permalinks.AddressParts(stem, slug, date, categories, below, kind.name)

    def _address(self, kind: SourceKind, own: str, path: str, parts: permalinks.AddressParts) -> str:
        """Return the address of a source; none of a draft."""
        if kind.name == "pages":
            return permalinks.of_page(own, self.config.permalink, SOURCE.sub("", path))
        return "" if kind.name == "drafts" else permalinks.address_of(own or self.config.permalink_of(kind.name), parts)

    def _feed_id(self, address: str, name: str) -> str:
        """Return the id that jekyll-feed gave, so that readers' programs don't take old posts for new ones."""
        if not self.config.host:
            return ""
        folder = posixpath.dirname(address.rstrip("/"))
        path = quote(nfc(f"{self.config.base}{folder.rstrip('/')}/{name}"), safe=PATH + "()%:")
        return f"{self.config.host}{path}"

    # ---- Liquid

    def _rewriter(self) -> TextRewriter:
        """Return what replaces Liquid that depends on the old folder or its configuration, and kramdown's own notations."""
        posts = {SOURCE.sub("", source.path.rpartition("_posts/")[2]): source.key for source in self.sources}
        posts |= {name.rpartition("/")[2]: key for name, key in posts.items() if "/" in name}

        def retag(source: ScannedSource, links: LinkMap, notes: Notes) -> Retag:
            own = {
                "title": source.entry.title,
                "url": source.entry.address,
                "image": source.entry.image,
                "description": source.entry.summary,
            }
            return Liquid(self.config, links, notes, posts, own).replaced

        def reword(text: str, source: ScannedSource, _: Notes) -> str:
            separator = self.separators.get(source.path) or self.config.text("excerpt_separator")
            return reworded(text, separator, html=source.entry.format == "html")

        def readdress(written: str, place: Place, links: LinkMap) -> LinkTarget | None:
            return in_folder(written, self.folders.get(place.path, ""), place, links)

        breaks = self.config.text("kramdown.hard_wrap") == "true"
        return TextRewriter(retag, reword, readdress, preprocess=lambda text: with_spaces(with_values(text)), breaks=breaks)


def reworded(text: str, separator: str, *, html: bool) -> str:
    """Return kramdown's text as CommonMark, with the mark where excerpts end."""
    marked = text.replace(separator, "<!--more-->", 1) if separator.strip() else text
    marked = re.sub(r"<!--+[ \t]*more[ \t]*--+>", "<!--more-->", marked, count=1)
    return marked if html else as_commonmark(marked)


def under(base: str, feeds: Mapping[str, str]) -> Mapping[str, str]:
    """Return the addresses of feeds, also below the path that the whole blog had."""
    below = {f"{base}{old}": new for old, new in feeds.items()} if base else {}
    return {**feeds, **{old: new for old, new in below.items() if redirectable(old, new)}}
