"""Hugo: a folder with a configuration, `content`, `static`, and bundles of pages with their files.

A page with a date in a section is a post; pages at the root of `content`, and those without a date, are pages outside the flow.
Themes, layouts and assets stay behind, and the report says so.
"""

import posixpath
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from pathlib import Path

from chalicelib.content.dates import dated
from chalicelib.content.frontmatter import FrontMatter
from chalicelib.content.keyed_values import Plain, Scalar, Value
from infra.importers.blog import Entry, Item
from infra.importers.date_repair import nearest
from infra.importers.first_reading import (
    Found,
    Notes,
    entry_of,
    fields_of,
    front_of,
    moment,
    title_in,
    titled,
    without,
)
from infra.importers.folder_blog import FolderBlog, Rewriting
from infra.importers.gathering import Gathering
from infra.importers.hugo import addresses
from infra.importers.hugo.addresses import Named, Spelling
from infra.importers.hugo.config import Config, MenuLink, config_of, menu_of_page
from infra.importers.hugo.keys import CASCADING, OWN, PARTS, picture_in, reworded
from infra.importers.hugo.paths import INDEXES, SOURCE, TERMS, Spot, spot_of
from infra.importers.hugo.shortcodes import Shortcodes, paths_of
from infra.importers.hugo.site import SiteOf
from infra.importers.moved import Led, Moved, Place
from infra.importers.old_values import parts_of, table, text_at, value_at
from infra.importers.tags_in_text import Retag
from infra.importers.tree import Tree, UnreadError, tree_at

OTHER_MARKUP = re.compile(r"(?i)\.(org|adoc|asciidoc|ad|rst|pandoc|pdc)$")


def read(root: Path) -> Iterator[Item]:
    """Yield what a Hugo site holds."""
    yield from Reading(tree_at(root)).blog().items()


@dataclass(frozen=True, slots=True)
class Dialect:
    """What differs between Hugo and a program that is built like it.

    Its configuration, the folders that stay behind, its front matter, how it writes parts of addresses, links of its own, and its
    feeds. `by_dates`: dates before names are dates, and a page with a date is a post wherever it is.
    """

    config: Callable[[Tree, Notes], Config] = config_of
    parts: Mapping[str, str] = field(default_factory=lambda: PARTS)
    front: Callable[[FrontMatter, str], FrontMatter] = lambda front, _: front
    part: Callable[[str], str] | None = None
    readdress: Callable[[str, Place, Moved], Led | None] = lambda *_: None
    feeds: Mapping[str, str] = field(default_factory=dict)
    by_dates: bool = False


@dataclass(slots=True)
class Reading(Gathering):
    """The first reading of a folder."""

    dialect: Dialect = field(default_factory=Dialect)
    config: Config = field(init=False)
    spelling: Spelling = field(init=False)
    spots: dict[str, Spot] = field(default_factory=dict)
    bundles: set[str] = field(default_factory=set)
    sections: set[str] = field(default_factory=set)
    cascades: dict[str, tuple[Value, ...]] = field(default_factory=dict)
    texts: dict[tuple[str, str], tuple[str, str]] = field(default_factory=dict)
    menu: list[tuple[MenuLink, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.config = config = self.dialect.config(self.tree, self.notes)
        plain, ugly = config.says("removePathAccents"), config.says("uglyURLs")
        self.spelling = Spelling(not config.says("disablePathToLower"), plain, ugly, self.dialect.part)

    def blog(self) -> FolderBlog:
        """Return the site as far as it is known without its texts."""
        try:
            paths = list(self.paths(self._enters))
        except (UnreadError, OSError) as error:
            self.notes.add("skipped", "the folder", str(error))
            paths = []
        spots = {path: spot_of(path, self.config) for path in paths if SOURCE.search(path)}
        self.bundles = {posixpath.dirname(path) for path, spot in spots.items() if spot and spot.stem == "index"}
        self.sections = {"/".join(spot.folders) for spot in spots.values() if spot and spot.stem == "_index"}
        for path in paths:
            self._take(path)
        facts = SiteOf(
            self.config, self.spelling, self.found, self.spots, self.texts, self.menu, self.notes, self.dialect.feeds
        ).facts()
        rewriting = Rewriting(self._retagging(), reworded, self.dialect.readdress)
        roots = (self.config.content, *(one.folder for one in self.config.languages if one.folder), *self._statics())
        moved = self.moved(self.config.host, self.config.base, {**facts.redirects, "index.xml": "/feed/"}, roots)
        return FolderBlog(self.tree, facts, tuple(self.found), tuple(self.files), moved, rewriting, self.notes)

    def _enters(self, folder: str) -> bool:
        why = self.dialect.parts.get(folder)
        if why:
            self.notes.add("skipped", f"{folder}/", why)
        return not why

    # ---- what a file is

    def _in_bundle(self, path: str) -> bool:
        """Return whether a source is only a part of a bundle, which a theme may show."""
        folder = posixpath.dirname(path)
        if folder in self.bundles and self.spots[path].stem not in ("index", "_index"):
            return True
        parts = folder.split("/")[:-1]
        return any("/".join(parts[: end + 1]) in self.bundles for end in range(1, len(parts)))

    def _take(self, path: str) -> None:
        spot = spot_of(path, self.config)
        if spot is None:
            self._take_file(path)
            return
        self.spots[path] = spot
        if OTHER_MARKUP.search(path):
            self.notes.add("skipped", path, "it isn't Markdown; convert it with pandoc, and import again", path)
        elif not SOURCE.search(path):
            self.keep(path, spot.below)
        elif self._in_bundle(path):
            self.notes.add("skipped", path, "it is a part of a bundle, which only the theme showed", path)
        else:
            self._take_source(path, spot)

    def _take_file(self, path: str) -> None:
        root = next((root for root in self._statics() if path.startswith(f"{root}/")), "")
        if root:
            self.keep(path, path.removeprefix(f"{root}/"))
        elif "/" in path and not path.startswith("config/"):
            self.notes.add("skipped", path, "it is in neither `content` nor `static`, so readers didn't see it", path)

    def _statics(self) -> tuple[str, ...]:
        given = (value_at(keys, "staticDir") for keys in (self.config.keys, *(one.keys for one in self.config.languages)))
        named = [one.text.strip("/") for value in given for one in parts_of(value) if isinstance(one, Scalar)]
        return tuple(filter(None, named)) or ("static",)

    # ---- sources

    def _take_source(self, path: str, spot: Spot) -> None:
        front = front_of(self.tree, path, self.notes)
        if front is None:
            return
        front = self.dialect.front(front, spot.stem)
        is_section = spot.stem == "_index"
        if is_section and (cascade := value_at(front.keys, "cascade")):
            self.cascades["/".join(spot.folders)] = parts_of(cascade)
        if is_section and self._is_about_a_list(path, spot, front):
            return
        if not front.body.strip() and text_at(front.keys, "layout"):
            self.notes.add("skipped", path, "a template filled it; Presswork has its own search, archives and topics", path)
            return
        front = replace(front, keys={**self._cascaded(spot), **front.keys})
        found = self._found(path, spot, front)
        self.found.append(found)
        if link := menu_of_page(front.keys):
            self.menu.append((replace(link, title=link.title or text_at(front.keys, "linkTitle")), path))

    def _is_about_a_list(self, path: str, spot: Spot, front: FrontMatter) -> bool:
        """Return whether `_index.md` only describes a list: then its words go into `site.yaml`, or it is left out."""
        is_term = len(spot.folders) == 2 and spot.folders[0] in TERMS  # noqa: PLR2004 - kind and term
        if is_term:
            self.texts.setdefault((spot.folders[0], spot.folders[1]), (text_at(front.keys, "title"), front.body.strip()))
            if spot.folders[0] == "tags":
                self.notes.add("skipped", path, "it describes a tag, and tags have no texts here", path)
            return True
        if front.body.strip():
            return False
        self.notes.add("skipped", path, "it is a list, which Presswork makes itself", path)
        return True

    def _cascaded(self, spot: Spot) -> Mapping[str, Value]:
        """Return the front matter that the folders above give to a source."""
        given: dict[str, Value] = {}
        for end in range(len(spot.folders) + 1):
            for row in self.cascades.get("/".join(spot.folders[:end]), ()):
                target = text_at(table(row), "_target.path", "target.path").strip("/{}*")
                if not target or fnmatchcase(spot.logical, f"{target}*"):
                    given |= {name: value for name, value in table(row).items() if name.lower() in CASCADING}
        return given

    def _found(self, path: str, spot: Spot, front: FrontMatter) -> Found:
        zone = self.config.zone or "UTC"
        fields = fields_of(without(front, "url", "slug", "aliases", "path"), path, self.notes)
        entry = entry_of(path, fields, zone, self.notes, OWN)
        named = dated(spot.stem).date
        written = fields.date or fields.publishes or named
        date = moment(written, zone, path, self.notes, fields.line("date"), lambda text: (named, nearest(text))) or entry.updated
        is_page = not (date and self._is_flow(spot)) or spot.stem == "_index"
        entry = replace(
            entry,
            title=fields.title or title_in(front.body) or titled(spot.own_name),
            slug=text_at(front.keys, "slug"),
            date=date,
            updated=entry.updated or (date if is_page else None),
            is_page=is_page,
            folder="/".join(spot.folders),
            translation=text_at(front.keys, "translationKey"),
            image=fields.image or picture_in(front.keys),
            image_alt=text_at(front.keys, "cover.alt"),
            weight=fields.weight if is_page else 0,
            extra={**self._later(fields.publishes, fields.date), **entry.extra},
        )
        return self._in_its_language(entry, spot, front)

    def _in_its_language(self, entry: Entry, spot: Spot, front: FrontMatter) -> Found:
        """Return the source in its language, at its address."""
        codes, lang = self.config.codes, spot.lang or self.config.codes[0]
        address = self._address(spot, front, entry, lang)
        whole = replace(
            entry,
            name=spot.stem if lang == codes[0] else f"{spot.stem}.{lang}",
            language=entry.language or (lang if len(codes) > 1 else ""),
            date=None if entry.is_page else entry.date,
            address=address,
            aliases=tuple(self._aliases(front, address)),
            feed_id=f"{self.config.host}{self.config.base}{address}" if self.config.host and not entry.is_page else "",
        )
        return self.placed(whole, self.config.base, codes)

    def _later(self, publishes: str, date: str) -> Mapping[str, Plain]:
        """Return the key that holds a post back until a time that isn't its date."""
        return {"publish_date": publishes} if publishes and date and publishes[:10] != date[:10] else {}

    def _is_flow(self, spot: Spot) -> bool:
        """Return whether dated pages here are posts: of all sections, unless the theme is told which; in Hugo not at the root."""
        if self.dialect.by_dates or not spot.folders:
            return self.dialect.by_dates
        named = value_at(self.config.keys, "params.mainSections")
        main = [one.text for one in parts_of(named) if isinstance(one, Scalar)]
        return not main or spot.folders[0] in main

    def _address(self, spot: Spot, front: FrontMatter, entry: Entry, lang: str) -> str:
        """Return the address; none of a draft that gets its date, and so its address, only later."""
        prefix = self.config.prefix(lang)
        if own := text_at(front.keys, "url"):
            whole = own if own.startswith("/") else f"{prefix}/{own}"
            return whole if posixpath.splitext(whole)[1] else f"{whole.rstrip('/')}/"
        is_index = spot.stem in INDEXES
        folders, name = (spot.folders[:-1], spot.folders[-1]) if is_index and spot.folders else (spot.folders, spot.stem)
        if is_index and not spot.folders:
            return f"{prefix}/"
        name = (dated(name).rest or name) if self.dialect.by_dates else name
        named = Named(folders, name, text_at(front.keys, "slug"), entry.title, entry.date, self._sections(folders))
        pattern = self.config.permalink(folders[0]) if folders and spot.stem != "_index" else ""
        if entry.status == "draft" and not entry.date and addresses.names_a_time(pattern):
            return ""
        made = addresses.by_pattern(pattern, named, self.spelling) if pattern else addresses.by_path(named, self.spelling)
        return f"{prefix}{made}"

    def _sections(self, folders: tuple[str, ...]) -> tuple[str, ...]:
        """Return those of the folders that are sections."""
        return tuple(one for end, one in enumerate(folders) if not end or "/".join(folders[: end + 1]) in self.sections)

    def _aliases(self, front: FrontMatter, address: str) -> Iterator[str]:
        given = (one for name in ("aliases", "alias") for one in parts_of(value_at(front.keys, name)))
        for one in given:
            if isinstance(one, Scalar) and one.text:
                yield posixpath.normpath(posixpath.join(posixpath.dirname(address.rstrip("/")) or "/", one.text)) + (
                    "/" if one.text.endswith("/") else ""
                )

    def _retagging(self) -> Callable[[Found, Moved, Notes], Retag]:
        default = self.config.codes[0]
        spots = {found.key: self.spots[found.path] for found in self.found}
        paths = paths_of({key: (spot.logical, spot.lang or default) for key, spot in spots.items()})

        def retag(found: Found, _: Moved, notes: Notes) -> Retag:
            spot = spots[found.key]
            return Shortcodes(spot.logical, spot.lang or default, paths, notes).replaced

        return retag
