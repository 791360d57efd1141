"""Pelican: a folder with `pelicanconf.py`, which is never run, and `content`.

Articles become posts, pages become pages, in Python-Markdown as ever. Links with `{filename}` and the like lead to files.
"""

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html import unescape
from pathlib import Path
from typing import Literal
from urllib.parse import unquote, urlsplit

from msgspec.structs import replace

from chalicelib.content.addresses.addresses import term
from chalicelib.content.dates import dated
from chalicelib.content.frontmatter.front_matter_keys import Fields
from chalicelib.content.frontmatter.frontmatter import FrontMatter
from infra.importers.blog import Entry, Item
from infra.importers.folder.folder_blog import FolderBlog, TextRewriter
from infra.importers.folder.link_map import LinkMap, LinkTarget, Place, beside, nfc
from infra.importers.folder.scan import ScannedSource, entry_of, fields_of, format_of, front_of, moment, titled, without
from infra.importers.folder.scanner import FolderScanner
from infra.importers.folder.tree import tree_at
from infra.importers.parsing.date_repair import nearest
from infra.importers.parsing.lenient_values import text_at
from infra.importers.pelican import addresses
from infra.importers.pelican.settings import Settings, settings_of
from infra.importers.pelican.site import PelicanSite
from infra.importers.pelican.tags import Tags
from infra.importers.pelican.texts import reworded, splits_of, texts_of
from infra.importers.restructuredtext import sources

SOURCE = re.compile(r"(?i)\.(md|markdown|mkd|mdown|html?|rst|rest)$")
OTHER_MARKUP = re.compile(r"(?i)\.(adoc|asciidoc|ipynb|org|txt2tags)$")
OWN = ("slug", "url", "save_as", "status", "template", "translation", "date", "title", "keywords")
READ = ("slug", "url", "save_as", "translation", "template")
INTRA = re.compile(r"[{|](\w+)[}|](.*)", re.DOTALL)
PYTHON: Literal["python-markdown"] = "python-markdown"
FILES = ("filename", "static", "attach", "photo")
LISTS = ("category", "tag", "author")


def read(root: Path, *, all_images: bool = False) -> Iterator[Item]:
    """Yield what a Pelican blog holds."""
    yield from PelicanReader(tree_at(root)).blog().items(all_images=all_images)


@dataclass(slots=True)
class PelicanReader(FolderScanner):
    """The first reading of a folder."""

    settings: Settings = field(init=False)
    content: str = field(init=False)

    def __post_init__(self) -> None:
        self.settings = settings_of(self.tree, self.notes)
        given = posixpath.normpath(self.settings.text("PATH") or "content").strip("/")
        own = (folder for folder in (given, "content") if self.tree.is_folder(folder) and not self.tree.links_out(folder))
        self.content = next(own, ".")

    def blog(self) -> FolderBlog:
        """Return the blog as far as it is known without its texts."""
        self.take_each(self._enters, self._take)
        self._pair_translations()
        self._name_dialects()
        site = PelicanSite(self.settings, self.sources, self.notes)
        folders = {"code": self.settings.text("CODE_DIR"), "notebook": self.settings.text("NOTEBOOK_DIR")}
        rewriter = TextRewriter(
            lambda _scanned, _moved, notes: Tags(self.tree, self.content, folders, notes).replaced,
            lambda text, *_: reworded(text),
            self._readdress,
            splits_of,
        )
        roots = ("" if self.content == "." else self.content,)
        links = self.link_map(self.settings.host, self.settings.base, dict(site.lists()), roots)
        return FolderBlog(self.tree, site.facts(), tuple(self.sources), tuple(self.files), links, rewriter, self.notes)

    def _enters(self, folder: str) -> bool:
        """Return whether a folder is looked into: it is in the content or holds it, and isn't the old program's."""
        is_inside = self._is_inside(f"{folder}/") or f"{self.content}/".startswith(f"{folder}/")
        if not is_inside and folder != "__pycache__":
            self.notes.add("skipped", f"{folder}/", f"only what is in {self.content} was shown to readers")
        return is_inside and folder not in ("output", "theme", "themes", "plugins", "__pycache__")

    def _is_inside(self, path: str) -> bool:
        return self.content == "." or path.startswith(f"{self.content}/")

    def _take(self, path: str) -> None:
        if not self._is_inside(path):
            return
        below = path if self.content == "." else path.removeprefix(f"{self.content}/")
        if OTHER_MARKUP.search(path):
            self.notes.add("skipped", path, "it isn't Markdown; convert it with pandoc, and import again", path)
        elif not SOURCE.search(path):
            if self.content != "." or not path.endswith((".py", ".sh")):
                self.keep(path, self._static_path(below))
        elif front := front_of(self.tree, path, self.notes, splits=splits_of(path, self.notes)):
            self._take_source(path, below, front)

    def _static_path(self, below: str) -> str:
        """Return where a file was read: at its path, unless the settings say otherwise."""
        rows = self.settings.get("EXTRA_PATH_METADATA")
        own = rows.get(below) if isinstance(rows, dict) else None
        to = own.get("path") if isinstance(own, dict) else None
        return to.strip("/") if isinstance(to, str) and to.strip("/") else below

    # ---- sources

    def _take_source(self, path: str, below: str, front: FrontMatter) -> None:
        if text_at(front.keys, "status").lower() == "skip":
            line = front.lines.get("status", 0)
            self.notes.add("skipped", path, "its status is `skip`; Pelican leaves it out, too", path, line)
        elif not front.keys and not front.body.strip():
            self.notes.add("skipped", path, "it is empty", path)
        else:
            self.sources.append(self._scanned(path, below, front))

    def _scanned(self, path: str, below: str, front: FrontMatter) -> ScannedSource:
        """Return a source with its entry and its key."""
        stem = SOURCE.sub("", posixpath.basename(path))
        fields = fields_of(without(front, *READ), path, self.notes)
        folders = tuple(below.split("/")[:-1])
        page_paths = [folder.strip("/") for folder in self.settings.get("PAGE_PATHS") if isinstance(folder, str)]
        is_page = any(below.startswith(f"{folder}/") for folder in page_paths)
        title = unescape(fields.title) or titled(dated(stem).rest or stem)
        entry = entry_of(path, fields, self.settings.zone or "UTC", self.notes, OWN)
        entry = replace(
            entry,
            title=title,
            format="commonmark" if sources.SOURCE.search(path) else format_of(path, PYTHON),
            slug=self._slug(front, title, stem),
            date=self._date(fields, stem, path),
            is_page=is_page,
            name=stem,
            authors=entry.authors or tuple(filter(None, [self.settings.text("AUTHOR")])),
            categories=entry.categories or (() if is_page else tuple(filter(None, [self._category(folders)]))),
            summary=unescape(re.sub(r"<[^<>]*>", "", fields.summary)),
        )
        address = self._address(front, self._address_parts(entry, below, front), is_page=is_page)
        host = urlsplit(self.settings.host).hostname
        has_id = host and entry.date and address and not is_page  # as Pelican's feeds gave it, so that no old post seems new
        feed_id = f"tag:{host},{entry.date:%Y-%m-%d}:{self.settings.base}{address}" if has_id else ""
        return self.placed(replace(self._in_folder(entry, folders), address=address, feed_id=feed_id), self.settings.base)

    def _address_parts(self, entry: Entry, below: str, front: FrontMatter) -> addresses.AddressParts:
        """Return the parts of a source's address; an article without a category is among all others."""
        usual = () if entry.is_page else (self.settings.text("DEFAULT_CATEGORY") or "misc",)
        author, category = (
            addresses.slugified(names[0]) if names else "" for names in (entry.authors, entry.categories or usual)
        )
        lang = entry.language or self.settings.text("DEFAULT_LANG")
        return addresses.AddressParts(entry.slug, lang, entry.date, author, category, below, texts_of(front))

    def _category(self, folders: tuple[str, ...]) -> str:
        """Return the category of an article that names none: its folder."""
        uses_folder = folders and self.settings.says("USE_FOLDER_AS_CATEGORY")
        return folders[-1] if uses_folder else self.settings.text("DEFAULT_CATEGORY")

    def _in_folder(self, entry: Entry, folders: tuple[str, ...]) -> Entry:
        """Return the entry with its folder: articles are in `posts`, and an article without a date is a draft."""
        if entry.is_page:
            return replace(entry, folder="/".join(folders), authors=())
        if entry.date is None:
            self.notes.add("changed", entry.title, "it has no date, so it was imported as a draft", entry.id)
            return replace(entry, folder="drafts", status="draft", is_page=True)
        return replace(entry, folder="/".join(("posts", *(folders[1:] if folders[:1] == ("posts",) else folders))))

    def _date(self, fields: Fields, stem: str, path: str) -> datetime | None:
        """Return the date of an article: its own, its name's, or the date that the settings give to all."""
        zone = self.settings.zone or "UTC"
        in_name = dated(stem).date
        date = moment(fields.date, zone, path, self.notes, fields.line("date"), lambda text: (in_name, nearest(text)))
        date = date or moment(in_name, zone, path, self.notes)
        usual = self.settings.get("DEFAULT_DATE")
        if date is None and usual == "fs":
            return datetime.fromtimestamp(int((self.tree.root / path).stat().st_mtime), UTC)
        if date is None and isinstance(usual, list) and len(usual) > 2:  # noqa: PLR2004 - year, month, day
            return moment("-".join(f"{number:02}" for number in usual[:3] if isinstance(number, int)), zone, path, self.notes)
        return date

    def _slug(self, front: FrontMatter, title: str, stem: str) -> str:
        given = text_at(front.keys, "slug")
        by_name = "(?P<slug>" in self.settings.text("FILENAME_METADATA")
        if given or by_name or self.settings.text("SLUGIFY_SOURCE") == "basename":
            return given or (dated(stem).rest if by_name else addresses.slugified(stem))
        slug = addresses.slugified(title)
        if not slug.isascii():
            self.notes.add("changed", title, f"Pelican wrote its address in Latin letters; `path: /{slug}/` may be another")
        return slug

    def _address(self, front: FrontMatter, parts: addresses.AddressParts, *, is_page: bool) -> str:
        own = text_at(front.keys, "url", "save_as")
        if own:
            return f"/{own.lstrip('/')}"
        kind = "PAGE" if is_page else "ARTICLE"
        middle = "" if parts.lang == self.settings.text("DEFAULT_LANG") else "_LANG"
        return addresses.address_of(self.settings.text(f"{kind}{middle}_URL"), parts)

    def _name_dialects(self) -> None:
        """Name the dialect of texts in HTML and reStructuredText, which become CommonMark, where others are in Pelican's."""
        if any(source.entry.format == PYTHON for source in self.sources):
            for number, source in enumerate(self.sources):
                if source.entry.format != PYTHON:
                    extra = {**source.entry.extra, "markdown": "commonmark"}
                    self.sources[number] = replace(source, entry=replace(source.entry, extra=extra))

    def _pair_translations(self) -> None:
        """Note which sources are translations of each other: those with the same slug."""
        languages: dict[tuple[bool, str], set[str]] = {}
        for source in self.sources:
            languages.setdefault((source.entry.is_page, source.entry.slug), set()).add(source.entry.language)
        for number, source in enumerate(self.sources):
            if len(languages[source.entry.is_page, source.entry.slug]) > 1:
                self.sources[number] = replace(source, entry=replace(source.entry, translation=source.entry.slug))

    # ---- links

    def _readdress(self, written: str, place: Place, links: LinkMap) -> LinkTarget | None:
        """Return where a link with `{filename}`, `{static}`, `{category}` and the like leads; None for any other link."""
        match = INTRA.fullmatch(written.strip())
        if not match:
            return None
        kind = match[1].lower()
        path, mark, part = match[2].partition("#")
        if kind in FILES:
            name = nfc(unquote(path))
            folder = links.roots[0] if name.startswith("/") else posixpath.dirname(place.path)
            old = posixpath.normpath(posixpath.join(folder, name.lstrip("/")))
            new = links.sources.get(old) or links.files.get(old, "")
            return LinkTarget(f"{beside(new, place.key)}{mark}{part}") if new else links.lost(written, [old])
        if kind == "index":
            return LinkTarget("/")
        return LinkTarget(f"/{kind}/{term(unquote(path)).slug}/") if kind in LISTS else links.lost(written, ())
