"""Hugo: a folder with a configuration, `content`, `static`, and bundles of pages with their files.

A page with a date in a section is a post; pages at the root of `content`, and those without a date, are pages outside the flow.
Themes, layouts and assets stay behind, and the report says so.
"""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from msgspec.structs import replace

from infra.importers.blog import Entry, Item
from infra.importers.folder.folder_blog import FolderBlog, TextRewriter
from infra.importers.folder.link_map import LinkMap, from_root
from infra.importers.folder.scan import Notes, ScannedSource
from infra.importers.folder.tag_rewrite import Retag
from infra.importers.folder.tree import tree_at
from infra.importers.hugo import menus
from infra.importers.hugo.keys import reworded
from infra.importers.hugo.paths import TERMS, Spot
from infra.importers.hugo.sections import Choice, Sections, blog_of
from infra.importers.hugo.shortcodes import Shortcodes, paths_of
from infra.importers.hugo.site import HugoSite
from infra.importers.hugo.sources import PARTS, ContentScanner, Expand
from infra.importers.parsing.lenient_values import texts_at


def read(root: Path, *, all_images: bool = False, blog: Collection[str] = ()) -> Iterator[Item]:
    """Yield what a Hugo site holds; the sections `blog` are its posts, or those that the settings or their names say."""
    yield from HugoReader(tree_at(root), asked=blog).blog().items(all_images=all_images)


def choices(root: Path) -> Choice:
    """Return the sections that may be the blog; none where that is clear."""
    return HugoReader(tree_at(root)).choices()


@dataclass(slots=True)
class HugoReader(ContentScanner):
    """The first reading of a folder, and what becomes of it."""

    def blog(self) -> FolderBlog:
        """Return the site as far as it is known without its texts."""
        self.take_all()
        self._place_all()
        facts = HugoSite(
            self.config, self.spelling, self.sources, self.spots, self.texts, self.menu, self.notes, self.main_menu
        ).facts()
        breaks = self.config.text("markup.goldmark.renderer.hardWraps") == "true"
        rewriter = TextRewriter(self._retagging(), reworded, self.dialect.readdress, prepare=self._expanding(), breaks=breaks)
        mounts = self.config.mounts
        roots = tuple(dict.fromkeys(mount.source for part in PARTS for mount in mounts if mount.target == part))
        links = self.link_map(self.config.host, self.config.base, {**facts.redirects, "index.xml": "/feed/"}, roots)
        return FolderBlog(
            self.tree, facts, tuple(self.sources), tuple(self.files), links, rewriter, self.notes, spare=tuple(self.spare)
        )

    def choices(self) -> Choice:
        """Return the sections that may be the blog, if nothing says which are."""
        self.take_all()
        dated = self._dated()
        blog = self._blog(dated)
        if self.asked or blog.is_sure:
            return Choice({})
        return Choice({name: many for name, many in dated.items() if name}, sorted(filter(None, blog.names)))

    # ---- which sections are the blog

    def _dated(self) -> Counter[str]:
        """Return the numbers of dated texts by section."""
        return Counter(source.section for source in self.pending if not source.entry.is_page)

    def _blog(self, dated: Mapping[str, int]) -> Sections:
        """Return the sections that are the blog; in a dialect `by_dates`, so are dated texts at the root."""
        main = [section for name in ("params.mainSections", "mainSections") for section in texts_at(self.config.keys, name)]
        if not self.dialect.by_dates:
            return blog_of(dated, main, self.asked)
        sections = blog_of(dated, [*main, *self.by_date] or list(dated), self.asked)
        return sections if self.asked else Sections(sections.names | {""}, sections.is_sure)

    def _place_all(self) -> None:
        """Give each source its key, as a post or as a page; then make pages of the lists of sections that are no blog."""
        dated = self._dated()
        blog = self._blog(dated)
        for entry, section, _ in self.pending:
            is_page = entry.is_page or section not in blog.names
            self._place(as_page(entry) if is_page else replace(entry, weight=0))
        for name, many in dated.items():
            if name and name not in blog.names and not blog.is_sure:
                sections = " and ".join(f"`{section}`" for section in sorted(blog.names))
                why = f"its dated texts became pages, since the blog is {sections}; with `--blog {name}` they are posts"
                self.notes.add("changed", f"the section `{name}` ({many:,})", why)
        for path in sorted(self.lists, key=lambda path: -len(self.lists[path][0].folders)):
            self._place_list(path, blog)

    def _place(self, entry: Entry) -> None:
        self.sources.append(self.placed(entry, self.config.base, self.config.codes))

    def _place_list(self, path: str, blog: Sections) -> None:
        """Make a page of the list of a section that isn't the blog, with links to what it holds."""
        section, front = self.lists[path]
        below = [source for source in self.sources if self._is_listed(source, section)]
        if not section.folders or section.folders[0] in (*blog.names, *TERMS) or not below:
            self.notes.add("skipped", path, "it is a list, which Presswork makes itself", path)
            return
        below.sort(key=lambda source: (source.entry.weight or menus.LAST, source.entry.title))
        self.listed[path] = "\n".join(
            f"- [{in_brackets(source.entry.title or source.key)}]({from_root(source.key)})" for source in below
        )
        self._place(as_page(self._pending(path, section, front).entry))

    def _is_listed(self, source: ScannedSource, section: Spot) -> bool:
        """Return whether the list of a section leads to a source."""
        spot = self.spots[source.path]
        return spot.lang == section.lang and spot.above == "/".join(section.folders) and source.entry.status != "draft"

    # ---- texts

    def _expanding(self) -> Expand:
        expand = self.dialect.expanding(self)
        return lambda text, source, links, notes: self.listed.get(source.path) or expand(text, source, links, notes)

    def _retagging(self) -> Callable[[ScannedSource, LinkMap, Notes], Retag]:
        default = self.config.codes[0]
        spots = {source.key: self.spots[source.path] for source in self.sources}
        paths = paths_of({key: (spot.logical, spot.lang or default) for key, spot in spots.items()})

        def retag(source: ScannedSource, links: LinkMap, notes: Notes) -> Retag:
            spot = spots[source.key]
            return Shortcodes(spot.logical, spot.lang or default, paths, links.generated, notes).replaced

        return retag


def as_page(entry: Entry) -> Entry:
    """Return an entry as a page outside the flow, whose date is that of its last change, and which no feed knew."""
    return replace(entry, is_page=True, date=None, updated=entry.updated or entry.date, feed_id="")


def in_brackets(title: str) -> str:
    """Return a title as the text of a link."""
    return re.sub(r"([\[\]\\])", r"\\\1", title)
