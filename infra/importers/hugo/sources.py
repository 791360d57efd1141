"""The files of a Hugo site at the first reading: what each is, what its front matter says, and which address it had."""

import posixpath
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from types import MappingProxyType
from typing import Any, NamedTuple, TypeAlias

from msgspec.structs import replace

from chalicelib.content.dates import dated
from chalicelib.content.frontmatter.frontmatter import FrontMatter
from chalicelib.content.frontmatter.parsed_values import Value
from chalicelib.content.media.images import is_image
from chalicelib.frozen import Frozen
from infra.importers.blog import Entry, File, Where, on_disk
from infra.importers.folder.link_map import LinkMap, LinkTarget, Place
from infra.importers.folder.scan import Notes, ScannedSource, entry_of, fields_of, front_of, moment, title_in, titled, without
from infra.importers.folder.scanner import FolderScanner
from infra.importers.folder.tree import Tree, UnreadError
from infra.importers.hugo import addresses, menus, own_shortcodes
from infra.importers.hugo.addresses import AddressParts, Spelling
from infra.importers.hugo.config import Config, config_of
from infra.importers.hugo.keys import CASCADING, LEFT, OWN, picture_in
from infra.importers.hugo.menus import MenuLink
from infra.importers.hugo.mounts import ASSETS, CONTENT, STATIC
from infra.importers.hugo.paths import INDEXES, SOURCE, TERMS, Spot, spot_of
from infra.importers.parsing.date_repair import nearest
from infra.importers.parsing.lenient_values import parts_of, table, text_at, texts_at, value_at

OTHER_MARKUP = re.compile(r"(?i)\.(org|adoc|asciidoc|ad|rst|pandoc|pdc)$")
Expand: TypeAlias = Callable[[str, ScannedSource, LinkMap, Notes], str]
PARTS = (CONTENT, STATIC, ASSETS)
"""The parts of a site whose files readers saw."""


class Pending(NamedTuple):
    """A source before it is known which sections are the blog: its entry, its section or its type, and its place."""

    entry: Entry
    section: str
    spot: Spot


class Dialect(Frozen):
    """What differs between Hugo and a program that is built like it.

    Its configuration, the folders that stay behind, its front matter, how it writes parts of addresses, links of its own, and its
    feeds. `by_dates`: dates before names are dates, and a page with a date is a post wherever it is.
    """

    config: Callable[[Tree, Notes], Config] = config_of
    parts: Mapping[str, str] = MappingProxyType(LEFT)
    front: Callable[[FrontMatter, str], FrontMatter] = lambda front, _: front
    part: Callable[[str], str] | None = None
    readdress: Callable[[str, Place, LinkMap], LinkTarget | None] = lambda *_: None
    expanding: Callable[[Any], Expand] = own_shortcodes.expanding
    by_dates: bool = False


@dataclass(slots=True)
class ContentScanner(FolderScanner):
    """What the folder holds, file by file; which sections are the blog isn't known yet."""

    dialect: Dialect = field(default_factory=Dialect)
    asked: Collection[str] = ()
    config: Config = field(init=False)
    spelling: Spelling = field(init=False)
    spots: dict[str, Spot] = field(default_factory=dict)
    bundles: set[str] = field(default_factory=set)
    pictured: set[str] = field(default_factory=set)
    """The folders that hold pictures."""
    sections: set[str] = field(default_factory=set)
    page_templates: dict[str, str] = field(default_factory=dict)
    cascades: dict[str, tuple[Value, ...]] = field(default_factory=dict)
    texts: dict[tuple[str, str], tuple[str, str]] = field(default_factory=dict)
    menu: list[tuple[MenuLink, str]] = field(default_factory=list)
    templates: dict[str, str] = field(default_factory=dict)
    """The template of each page that names a template, or whose section does."""
    pending: list[Pending] = field(default_factory=list)
    lists: dict[str, tuple[Spot, FrontMatter]] = field(default_factory=dict)
    """The sections without a text, by the path of their `_index.md`."""
    listed: dict[str, str] = field(default_factory=dict)
    """The texts of the pages that lists have become."""
    spare: list[File] = field(default_factory=list)
    by_date: set[str] = field(default_factory=set)
    """The first folders of sections that say that they are sorted by date."""
    main_menu: str = field(init=False)

    def __post_init__(self) -> None:
        self.config = config = self.dialect.config(self.tree, self.notes)
        self.main_menu = menus.main_of((config.keys, *(language.keys for language in config.languages)))
        plain, ugly = config.says("removePathAccents"), config.says("uglyURLs")
        self.spelling = Spelling(not config.says("disablePathToLower"), plain, ugly, self.dialect.part)

    def take_all(self) -> None:
        """Take each file as what it is; sections first, since they give to all below them."""
        try:
            paths = list(self.paths(self._enters))
        except (UnreadError, OSError) as error:
            self.notes.add("skipped", "the folder", str(error))
            paths = []
        spots = {path: spot for path in paths if SOURCE.search(path) and (spot := spot_of(path, self.config))}
        self.bundles = {posixpath.dirname(path) for path, spot in spots.items() if spot.stem == "index"}
        self.pictured = {posixpath.dirname(path) for path in paths if is_image(path)}
        self.sections = {"/".join(spot.folders) for spot in spots.values() if spot.stem == "_index"}
        for path in sorted(paths, key=lambda path: path not in spots or spots[path].stem != "_index"):
            self._take(path)

    def _enters(self, folder: str) -> bool:
        """Return whether a folder is looked into: it isn't left out, or a mount is in it or around it."""
        if why := self.dialect.parts.get(folder):
            self.notes.add("skipped", f"{folder}/", why)
        if not any(f"{folder}/".startswith(f"{part}/") for part in self.dialect.parts):
            return True
        mounted = (mount.source for mount in self.config.mounts if mount.part in PARTS)
        return any(f"{source}/".startswith(f"{folder}/") or f"{folder}/".startswith(f"{source}/") for source in mounted)

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
        if spot.lang in self.config.disabled:
            self.notes.add("skipped", path, "its language is switched off in the settings", path)
        elif OTHER_MARKUP.search(path):
            self.notes.add("skipped", path, "it isn't Markdown; convert it with pandoc, and import again", path)
        elif not SOURCE.search(path):
            self.keep(path, spot.below)
        elif self._in_bundle(path):
            self.notes.add("skipped", path, "it is a part of a bundle, which only the theme showed", path)
        else:
            self._take_source(path, spot)

    def _take_file(self, path: str) -> None:
        """Take a file that isn't content: files of the site come along, pictures of themes and assets if shown."""
        static, asset = self.config.below(path, STATIC), self.config.below(path, ASSETS)
        if static and not path.startswith("themes/"):
            self.keep(path, static[0])
        elif new := static or asset:
            self._spare(path, new[0])
        elif "/" in path and path.partition("/")[0] not in (*self.dialect.parts, "config"):
            self.notes.add("skipped", path, "it is in neither `content` nor `static`, so readers didn't see it", path)

    def _spare(self, path: str, to: str) -> None:
        """Take a picture along that is only imported if a text shows it."""
        if is_image(to) and to not in self.moved_files.values() and not self.tree.links_out(path):
            self.spare.append(File(to, on_disk(self.tree.root / path), where=Where(path)))
            self.moved_files[path] = to

    # ---- sources

    def _take_source(self, path: str, spot: Spot) -> None:
        front = front_of(self.tree, path, self.notes)
        if front is None:
            return
        front = self.dialect.front(front, spot.own_name)
        if spot.stem == "_index":
            self._take_section(spot, front)
            if self._is_about_a_list(path, spot, front):
                return
        layout = text_at(front.keys, "layout")
        sections = ("/".join(spot.folders[:end]) for end in range(len(spot.folders), -1, -1))
        templates_above = (self.page_templates.get(section, "") for section in sections)
        self.templates[path] = layout or next(filter(None, templates_above), "")
        if not front.body.strip() and layout and posixpath.dirname(path) not in self.pictured:
            self.notes.add("skipped", path, "a template filled it; Presswork has its own search, archives and topics", path)
            return
        front = replace(front, keys={**self._cascaded(spot), **front.keys})
        self.pending.append(self._pending(path, spot, front))
        if link := menus.of_page(front.keys, self.main_menu):
            self.menu.append((replace(link, title=link.title or text_at(front.keys, "linkTitle")), path))

    def _take_section(self, spot: Spot, front: FrontMatter) -> None:
        """Remember what `_index.md` says of the pages of its section."""
        section = "/".join(spot.folders)
        if text_at(front.keys, "sort_by") == "date":
            self.by_date.add(next(iter(spot.folders), ""))
        if cascade := value_at(front.keys, "cascade"):
            self.cascades[section] = parts_of(cascade)
        self.page_templates[section] = text_at(front.keys, "page_template")

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
        self.lists[path] = (spot, front)
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

    def _pending(self, path: str, spot: Spot, front: FrontMatter) -> Pending:
        """Return a source with what its front matter says, before it is known whether it is a post."""
        fields = fields_of(without(front, "url", "slug", "aliases", "path"), path, self.notes)
        zone = self.config.zone or "UTC"
        entry = entry_of(path, fields, zone, self.notes, OWN)
        date_in_name = dated(spot.own_name).date
        written = fields.date or fields.publishes or date_in_name
        date = moment(written, zone, path, self.notes, fields.line("date"), lambda text: (date_in_name, nearest(text)))
        date = date or entry.updated
        is_note = bool(date) and spot.stem != "_index"  # Hugo makes titles for lists alone
        is_held_back = fields.publishes and fields.date and fields.publishes[:10] != fields.date[:10]
        entry = replace(
            entry,
            title=fields.title or title_in(front.body) or ("" if is_note else titled(spot.own_name)),
            slug=text_at(front.keys, "slug"),
            date=date,
            is_page=not date or spot.stem == "_index",
            folder="/".join(spot.folders),
            translation=text_at(front.keys, "translationKey"),
            image=fields.image or picture_in(front.keys),
            image_alt=text_at(front.keys, "cover.alt"),
            weight=fields.weight,
            extra={**({"publish_date": fields.publishes} if is_held_back else {}), **entry.extra},
        )
        return Pending(self._in_its_language(entry, spot, front), text_at(front.keys, "type") or spot.section, spot)

    def _in_its_language(self, entry: Entry, spot: Spot, front: FrontMatter) -> Entry:
        """Return the source in its language, at its address."""
        codes, lang = self.config.codes, spot.lang or self.config.codes[0]
        address = self._address(spot, front, entry, lang)
        return replace(
            entry,
            name=spot.stem if lang == codes[0] else f"{spot.stem}.{lang}",
            language=entry.language or (lang if len(codes) > 1 else ""),
            address=address,
            aliases=tuple(self._aliases(front, address)),
            feed_id=f"{self.config.host}{self.config.base}{address}" if self.config.host else "",
        )

    def _address(self, spot: Spot, front: FrontMatter, entry: Entry, lang: str) -> str:
        """Return the address; none of a draft that gets its date, and so its address, only later."""
        prefix = self.config.prefix(lang)
        if own := text_at(front.keys, "url"):
            whole = own if own.startswith("/") else f"{prefix}/{own}"
            return whole if posixpath.splitext(whole)[1] else f"{whole.rstrip('/')}/"
        folders, name = spot.folders, spot.stem
        if spot.stem in INDEXES:
            if not spot.folders:
                return f"{prefix}/"
            *above, name = spot.folders
            folders = tuple(above)
        name = (dated(name).rest or name) if self.dialect.by_dates else name
        ends = range(1, len(folders) + 1)
        sections = tuple(folders[end - 1] for end in ends if end == 1 or "/".join(folders[:end]) in self.sections)
        parts = AddressParts(folders, name, text_at(front.keys, "slug"), entry.title, entry.date, sections)
        pattern = self.config.permalink(folders[0]) if folders and spot.stem != "_index" else ""
        if not pattern:
            return f"{prefix}{addresses.by_path(parts, self.spelling)}"
        if entry.status == "draft" and not entry.date and addresses.names_a_time(pattern):
            return ""
        return f"{prefix}{addresses.by_pattern(pattern, parts, self.spelling)}"

    def _aliases(self, front: FrontMatter, address: str) -> Iterator[str]:
        """Yield the aliases from the root; a relative alias is beside the address."""
        folder = posixpath.dirname(address.rstrip("/")) or "/"
        for alias in (*texts_at(front.keys, "aliases"), *texts_at(front.keys, "alias")):
            yield posixpath.normpath(posixpath.join(folder, alias)) + ("/" if alias.endswith("/") else "")
