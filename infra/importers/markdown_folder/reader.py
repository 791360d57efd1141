"""A folder of Markdown: which of its texts are posts, where each was read, what stays behind.

A text with a date is a post, unless it is in a folder of pages; the others are pages outside the flow, and the report says so.
What a system does in its own way is a row of `habits`.
"""

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from urllib.parse import unquote

from msgspec.structs import replace

from chalicelib.content.dates import date_in_path, dated
from chalicelib.content.frontmatter.front_matter_keys import Fields
from chalicelib.content.frontmatter.frontmatter import FrontMatter
from chalicelib.content.frontmatter.parsed_values import Scalar, Value
from chalicelib.content.media import media_types
from chalicelib.content.notes import is_untitled
from infra.importers.blog import Item
from infra.importers.folder.folder_blog import FolderBlog, TextRewriter
from infra.importers.folder.link_map import SOURCES, LinkMap, LinkTarget, Place, beside
from infra.importers.folder.scan import (
    Notes,
    ScannedSource,
    entry_of,
    fields_of,
    format_of,
    front_of,
    moment,
    title_in,
    titled,
    without,
)
from infra.importers.folder.scanner import FolderScanner
from infra.importers.folder.tag_rewrite import Retag
from infra.importers.folder.tree import UnreadError, tree_at
from infra.importers.markdown_folder.file_placement import folder_of, is_of_posts, is_post, key_of_file, spot_of
from infra.importers.markdown_folder.front_matter_notations import OWN, in_presswork_words, split_any
from infra.importers.markdown_folder.habit import AddressParts, Context, Habit, Spot
from infra.importers.markdown_folder.habits import habit_of
from infra.importers.markdown_folder.index import Index, index_of
from infra.importers.markdown_folder.languages import languages_in, spoken
from infra.importers.markdown_folder.settings import Settings
from infra.importers.markdown_folder.shown_files import ALIAS, shown_by
from infra.importers.markdown_folder.site import FolderSite
from infra.importers.markdown_folder.skipped_texts import TEMPLATE, Candidate, why_left
from infra.importers.markdown_folder.systems.pandoc import ENDINGS
from infra.importers.markdown_folder.systems.wikilinks import tags_in
from infra.importers.markdown_folder.template_values import TemplateValues
from infra.importers.parsing.lenient_values import text_at

TEMPLATES = re.compile(
    r"(?i)\.(njk|liquid|hbs|handlebars|mustache|ejs|haml|pug|jade|swig|webc|vto|11ty\.[cm]?[jt]s|astro|vue|svelte|[cm]?[jt]sx?)$"
)
OTHER_MARKUP = re.compile(r"(?i)\.(org|adoc|asciidoc|rst|textile|ipynb|tex|docx?|odt|rtf)$")
READ_ELSEWHERE = ("permalink", "slug", "url", "path", "id", "published", "aliases", "alias", "image_alt")
ALIASES = ("aliases", "alias", "redirect_from", "redirects")
RULE = "texts with a date are posts, unless they are in a folder of pages; the others are pages outside the flow"


def read(root: Path, *, all_images: bool = False) -> Iterator[Item]:
    """Yield what a folder of Markdown holds."""
    yield from FolderReader(tree_at(root)).blog().items(all_images=all_images)


@dataclass(slots=True)
class FolderReader(FolderScanner):
    """The first reading of a folder. `shown` are the paths and names of files that texts show; `fronts` has no texts."""

    habit: Habit = field(init=False)
    settings: Settings = field(init=False)
    fronts: dict[str, FrontMatter] = field(default_factory=dict)
    spots: dict[str, Spot] = field(default_factory=dict)
    shown: set[str] = field(default_factory=set)
    other_files: list[str] = field(default_factory=list)
    data_cache: dict[str, Mapping[str, Value]] = field(default_factory=dict)
    shared: Mapping[str, str] = field(default_factory=dict)
    index: Index = field(default_factory=Index)

    def __post_init__(self) -> None:
        self.habit, mark = habit_of(self.tree)
        self.settings = self.habit.with_own(self.habit.settings(self.tree, self.notes), self.tree)
        detection = f"{self.habit.title}, known by {mark}" if mark else "no system is known by its files"
        self.notes.add("imported", "the folder", detection)

    def blog(self) -> FolderBlog:
        """Return the blog as far as it is known without its texts."""
        try:
            paths = list(self.paths(self._enters))
        except (UnreadError, OSError) as error:
            self.notes.add("skipped", "the rest of the folder", str(error))
            paths = []
        self.spots = {path: spot for path in paths if SOURCES.search(path) and (spot := spot_of(path, self.settings.contents))}
        self.shared = languages_in(self.spots.values(), self.settings.languages)
        for path in paths:
            self._take(path)
        for path in self.other_files:
            self._take_file(path)
        if {source.entry.is_page for source in self.sources} == {True, False}:
            self.notes.add("imported", "posts and pages", RULE)
        facts = FolderSite(self.habit, self.settings, self.tree, self.sources, self.notes).facts()
        roots = tuple(dict.fromkeys((*self.settings.statics, *self.settings.contents, "")))
        links = self.link_map(self.settings.url, self.settings.base, facts.redirects, roots)
        self.index = index_of(links.sources, links.files, {source.key: source.entry.title for source in self.sources})
        return FolderBlog(self.tree, facts, tuple(self.sources), tuple(self.files), links, self._rewriter(), self.notes)

    def _enters(self, folder: str) -> bool:
        """Return whether the files of a folder come along; in a folder of contents, only names with `_` mean something else."""
        roots = [root for root in (*self.settings.contents, *self.settings.statics) if root]
        if any(f"{root}/".startswith(f"{folder}/") for root in roots):
            return True
        name = posixpath.basename(folder)
        is_at_top = "/" not in folder and not any(folder.startswith(f"{root}/") for root in roots)
        why = self.settings.left.get(name, "") if is_at_top or name.startswith(("_", "node_")) else ""
        if why:
            self.notes.add("skipped", f"{folder}/", why)
        return not why

    # ---- what a file is

    def _take(self, path: str) -> None:
        """Take a source, remember another file until all texts are known, or note why the file stays behind."""
        spot = self.spots.get(path)
        markdown = f"{SOURCES.sub('', path)}.md"
        if any(path.startswith(f"{folder}/") for folder in self.settings.statics):
            self.other_files.append(path)
            return
        if spot and path.lower().endswith(ENDINGS) and markdown in self.spots:
            why = f"{posixpath.basename(markdown)} is the same text, with what its code printed"
        elif spot:
            self._take_source(path, spot)
            return
        elif OTHER_MARKUP.search(path) and self._is_inside(path):
            why = "it isn't Markdown; convert it with pandoc, and import again"
        elif SOURCES.search(path):
            why = f"only what is in {' and '.join(self.settings.contents)} was shown to readers"
        elif TEMPLATES.search(path):
            why = "it is a template or a program; Presswork makes lists of posts and topics itself"
        else:
            self.other_files.append(path)
            return
        self.notes.add("skipped", path, why, path)

    def _is_inside(self, path: str) -> bool:
        return any(not root or path.startswith(f"{root}/") for root in self.settings.contents)

    def _take_file(self, path: str) -> None:
        """Keep a file that readers could see: at the root of the site, or beside a text that shows it."""
        static = max((folder for folder in self.settings.statics if path.startswith(f"{folder}/")), key=len, default=None)
        if static is not None:
            self.keep(path, path.removeprefix(f"{static}/"))
            return
        is_media = media_types.extension_of(path) in media_types.PUBLISHED
        is_shown = is_media and (path in self.shown or posixpath.basename(path).lower() in self.shown)
        if is_shown or (self.habit.all_files and self._is_inside(path) and (is_media or "/" in path)):
            self.keep(path, key_of_file(path, self.settings.contents, self.habit))
        elif is_media:
            self.notes.add("skipped", path, "no text shows it; copy it if you need it", path)
        elif self._is_inside(path) and "/" in path:
            self.notes.add("skipped", path, "it belongs to the old program, not to what readers see", path)

    # ---- sources

    def _take_source(self, path: str, spot: Spot) -> None:
        own = front_of(self.tree, path, self.notes, splits=split_any)
        if own is None:
            return
        front = replace(own, keys={**self.habit.data(self.tree, path, spot.root, self.data_cache), **own.keys})
        if why := why_left(Candidate(spot, own, front, self.habit, is_of_posts(spot, self.habit))):
            template = TEMPLATE.search(front.body) if "it is a template" in why else None
            line = front.body_line + front.body.count("\n", 0, template.start()) if template else 0
            self.notes.add("skipped", path, why, path, line)
            return
        front = self.habit.front(front, spot, self.settings)
        self.fronts[path] = replace(front, body="")
        self.shown |= set(shown_by(front, path, (*self.settings.contents, *self.settings.statics)))
        self.sources.append(self._scanned(path, spot, front))

    def _scanned(self, path: str, spot: Spot, front: FrontMatter) -> ScannedSource:
        """Return a source with its entry and its key."""
        words = replace(front, keys=in_presswork_words(front.keys))
        fields = fields_of(without(words, *READ_ELSEWHERE), path, self.notes)
        entry = entry_of(path, fields, self.settings.zone or "UTC", self.notes, OWN)
        date = self._date(fields, spot)
        post = is_post(spot, self.habit, has_date=bool(date))
        among_posts = is_of_posts(spot, self.habit)
        home = "posts" if post else "drafts" if entry.status == "draft" and among_posts else ""
        if not date and among_posts and entry.status != "draft":
            self.notes.add("changed", path, "it has no date, so it was imported as a page", path)
        named = "" if post and is_untitled(front) else titled(dated(spot.own_name).rest or spot.own_name)
        title = fields.title or heading_in(front.body) or named
        address = self.habit.address(AddressParts(spot, front, title, date, entry.categories, post), self.settings)
        alias_keys = {name: front.keys[name] for name in ALIASES if name in front.keys}
        aliases = fields_of(replace(front, keys=alias_keys), path, Notes()).aliases
        slug = text_at(front.keys, "slug")
        entry = replace(
            entry,
            title=title,
            format=format_of(path, self.habit.dialect),
            slug="" if "/" in slug else slug,
            date=date if post else None,
            updated=entry.updated or (None if post else date),
            is_page=not post,
            folder=folder_of(spot, self.habit, home),
            name="index" if spot.is_index and spot.folders else spot.stem,
            language=(entry.language or spoken(spot, self.shared)).replace("_", "-"),
            translation=entry.translation or self.shared.get(path, ""),
            tags=tuple(dict.fromkeys((*entry.tags, *(tags_in(front.body) if self.habit.has_tags_in_text else ())))),
            image_alt=text_at(words.keys, "image_alt"),
            status="unlisted" if post and entry.status == "published" and is_unlisted(front) else entry.status,
            address=address,
            aliases=tuple(alias for alias in aliases if alias.startswith("/")),
            feed_id=f"{self.settings.url}{self.settings.base}{address}" if self.settings.url and address and post else "",
        )
        return self.placed(entry, self.settings.base, self.settings.languages)

    def _date(self, fields: Fields, spot: Spot) -> datetime | None:
        """Return the date of a text: its front matter's, unless that only names one (`Last Modified`), or that of its path."""
        written = re.sub(r"\s*\([^()]*\)$|\b(?:UTC|GMT)(?=[-+]\d)", "", fields.date) if re.search(r"\d", fields.date) else ""
        by_name = spot.date or date_in_path(spot.path)
        if fields.date and not written:
            said = fields.date.strip().lower()
            is_time = not {said, said.split(" ")[0]}.isdisjoint(self.habit.times)
            why = time_told(self.habit.title, by_name) if is_time else "this isn't a date, and was left out"
            self.notes.add("changed", fields.date, why, spot.path, fields.line("date"))
        return moment(written or by_name, self.settings.zone or "UTC", spot.path, self.notes, fields.line("date"))

    # ---- texts

    def _rewriter(self) -> TextRewriter:
        def front(source: ScannedSource) -> FrontMatter:
            return self.fronts.get(source.path, FrontMatter(""))

        def prepare(text: str, source: ScannedSource, links: LinkMap, notes: Notes) -> str:
            on = Context(
                source.path, source.place, source.entry, front(source), self.settings, self.tree, links, self.index, notes
            )
            for step in self.habit.steps:
                text = step(text, on)
            return text

        def retag(source: ScannedSource, _: LinkMap, __: Notes) -> Retag:
            return TemplateValues(front(source), source.entry, self.settings).replaced

        return TextRewriter(retag, readdress=by_alias, splits=lambda _: split_any, prepare=prepare, breaks=self.settings.breaks)


COMPONENT = re.compile(r"</?[A-Z](?:[^<>]*?\btext=(?:\"([^\"<>]*)\"|'([^'<>]*)'))?[^<>]*>")


def heading_in(body: str) -> str:
    """Return the heading that a text begins with, with the words of components in it."""
    return " ".join(COMPONENT.sub(lambda match: match[1] or match[2] or "", title_in(body)).split())


def time_told(system: str, by_name: str) -> str:
    """Return the note on a date that stands for the time at which a file was created or changed."""
    means = f"{system} works this date out as it builds the site"
    return f"{means}; the date is {by_name} here, as the file's name says" if by_name else f"{means}; the text has no date here"


def by_alias(written: str, place: Place, links: LinkMap) -> LinkTarget | None:
    """Return where an address leads that begins with a short name for a folder (`@/`, `~/`); None for any other address."""
    prefix = ALIAS.match(written)
    if prefix is None:
        return None
    paths = [posixpath.normpath(posixpath.join(folder, unquote(written[prefix.end() :]))) for folder in ALIASED]
    file = next((links.files[path] for path in paths if path in links.files), "")
    return LinkTarget(beside(file, place.key)) if file else links.lost(written, paths)


ALIASED = ("src", "src/assets", "src/images", "", "static", "public", "assets")
"""The folders that a short name may mean."""


def is_unlisted(front: FrontMatter) -> bool:
    """Return whether lists leave a post out, in the words of Eleventy and Docusaurus."""
    values = (front.keys.get(name) for name in ("eleventyExcludeFromCollections", "unlisted"))
    return any(isinstance(value, Scalar) and value.means is True for value in values)
