"""What Hugo's configuration and lists say of the whole site: names, languages, the menu, and where old lists lead."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec.structs import replace

from chalicelib.content.addresses.addresses import term
from chalicelib.frozen import Frozen
from infra.importers.blog import Author, Category, Entry, MenuEntry, SiteFacts
from infra.importers.folder.link_map import LinkMap, spelled
from infra.importers.folder.menu_targets import target_of
from infra.importers.folder.permalink_guess import pattern_of, slug_in, unless_own, usual
from infra.importers.folder.redirects import redirectable, within_limit
from infra.importers.folder.scan import Notes, ScannedSource, titled
from infra.importers.hugo import addresses
from infra.importers.hugo.addresses import Spelling
from infra.importers.hugo.config import Config
from infra.importers.hugo.feeds import feed_names
from infra.importers.hugo.menus import MenuLink, in_order, listed, other_menus
from infra.importers.hugo.paths import TERMS, Spot

TAGLINES = ("params.description", "description", "params.subtitle")


class HugoSite(Frozen):
    """What the first reading says of the site. `texts` are the titles and texts of terms, by kind and name."""

    config: Config
    spelling: Spelling
    sources: list[ScannedSource]
    spots: Mapping[str, Spot]
    texts: Mapping[tuple[str, str], tuple[str, str]]
    menu: list[tuple[MenuLink, str]]
    notes: Notes
    main_menu: str

    def facts(self) -> SiteFacts:
        """Return what `site.yaml` will say."""
        config = self.config
        lists = dict(self._redirects())
        below_base = {f"{config.base}{old}": new for old, new in lists.items()} if config.base else {}
        redirects = within_limit({**lists, **below_base}, self.notes)
        return SiteFacts(
            title=config.text("title"),
            tagline=config.text(*TAGLINES),
            titles=config.own_texts("title"),
            taglines=config.own_texts(*TAGLINES),
            url=config.host,
            languages=config.codes,
            zone=config.zone,
            permalink=self._permalink(),
            authors=tuple(Author(name, title, text) for (kind, name), (title, text) in self.texts.items() if kind == "authors"),
            categories=tuple(self._categories()),
            menu=self._menu(),
            redirects=redirects,
        )

    def _lang(self, path: str) -> str:
        return self.spots[path].lang or self.config.codes[0]

    def _part(self, text: str) -> str:
        return addresses.part(text, self.spelling)

    def _permalink(self) -> str:
        """Return the pattern of most posts' addresses; else that of most in the greatest section, or of its setting."""
        posts = [
            source for source in self.sources if not source.entry.is_page and self._lang(source.path) == self.config.codes[0]
        ]
        section = next(iter(by_frequency(self.spots[source.path].section for source in posts)), "")
        in_section = [source for source in posts if self.spots[source.path].section == section]
        if pattern := usual(self._patterns(posts)) or usual(self._patterns(in_section)):
            return unless_own(pattern)
        if not section:
            return ""
        return addresses.as_pattern(self.config.permalink(section) or f"/{self._part(section)}/:slug/")

    def _patterns(self, posts: Iterable[ScannedSource]) -> Counter[str]:
        """Return how many posts of the default language had an address of each pattern."""
        prefix = self.config.prefix(self.config.codes[0])
        dated = [(source.entry.address.removeprefix(prefix), source.entry.date) for source in posts]
        return Counter(pattern_of(address, date, slug_in(address)) for address, date in dated if address and date)

    def _categories(self) -> Iterator[Category]:
        names = {self._part(name): name for source in self.sources for name in source.entry.categories}
        for (kind, slug), (title, text) in self.texts.items():
            name = names.get(self._part(slug), title)
            if kind == "categories" and name and text:
                yield Category(name, text=text)

    # ---- redirects

    def _redirects(self) -> Iterator[tuple[str, str]]:
        """Yield the old addresses of lists and feeds with their new ones, in each language."""
        for code in self.config.codes:
            prefix, home = self.config.prefix(code), "" if code == self.config.codes[0] else f"/{code}"
            entries = [source.entry for source in self.sources if (source.entry.language or self.config.codes[0]) == code]
            taken = {spelled(entry.address) for entry in entries}
            if prefix and not home:  # the home page of the default language was in its folder
                yield f"{prefix}/", "/"
            yield from self._feeds("", prefix, home)
            lists = dict(self._lists(entries, code, prefix, home))
            lists = {old: new for old, new in lists.items() if spelled(old) not in taken and redirectable(old, new)}
            yield from lists.items()
            for section in {section for entry in entries if not entry.is_page and (section := self.spots[entry.id].section)}:
                yield from self._feeds(self._part(section), prefix, home)
            for old, new in lists.items():
                if new.startswith((f"{home}/tag/", f"{home}/category/")):
                    yield from self._feeds(old.removeprefix(prefix).strip("/"), prefix, new.rstrip("/"))

    def _lists(self, entries: Sequence[Entry], code: str, prefix: str, home: str) -> Iterator[tuple[str, str]]:
        """Yield the old addresses of lists with their new ones: sections, categories, then tags, the frequent first."""
        for section in self._sections(entries, code):
            yield f"{prefix}/{section}/", f"{home}/"
        for kind in ("categories", "tags"):
            if any(getattr(entry, kind) for entry in entries):
                yield f"{prefix}/{kind}/", f"{home}/topics/"
        for kind, new_kind in (("categories", "category"), ("tags", "tag")):
            for name in by_frequency(name for entry in entries for name in getattr(entry, kind)):
                yield f"{prefix}/{kind}/{self._part(name)}/", f"{home}/{new_kind}/{term(name).slug}/"

    def _feeds(self, path: str, prefix: str, new: str) -> Iterator[tuple[str, str]]:
        """Yield the addresses of the old feeds of the list at this path with their new ones; a tag has only one."""
        if self.config.feeds:
            if not path:
                yield from ((f"{prefix}{old}", f"{new}{feed}") for old, feed in self.config.feeds.items())
            return
        for name, end in feed_names(self.config.keys).items():
            folder = f"{prefix}/{path}".rstrip("/")
            yield f"{folder}/{name}", f"{new}/feed/" if "/tag/" in f"{new}/" else f"{new}/feed/{end}"

    def _sections(self, entries: Iterable[Entry], code: str) -> Iterator[str]:
        """Yield the paths of a language's sections: those that hold posts, and those that have an `_index.md`."""
        of_posts = [(section,) for entry in entries if not entry.is_page and (section := self.spots[entry.id].section)]
        with_index = [spot.folders for path, spot in self.spots.items() if spot.stem == "_index" and self._lang(path) == code]
        for folders in dict.fromkeys([*of_posts, *with_index]):
            if folders and folders[0] not in TERMS:
                yield "/".join(map(self._part, folders))

    # ---- the menu

    def _menu(self) -> tuple[MenuEntry, ...]:
        """Return the entries of the menu: of all languages, or of each if they differ."""
        tables = (self.config.keys, *(language.keys for language in self.config.languages))
        for name in sorted({name for keys in tables for name in other_menus(keys, self.main_menu)}):
            self.notes.add("skipped", f"the menu `{name}`", f"Presswork has one menu, and it was made of `{self.main_menu}`")
        menus = {code: tuple(self._menu_in(code)) for code in self.config.codes}
        default = menus[self.config.codes[0]]
        if all(menu in ((), default) for menu in menus.values()):
            return default
        return tuple(replace(entry, lang=code) for code, menu in menus.items() for entry in menu)

    def _menu_in(self, code: str) -> Iterator[MenuEntry]:
        """Yield the menu of a language: its own list or else that of all, the pages that ask for it, and the sections."""
        listed_here = list(listed(self.config.language(code).keys, self.main_menu))
        if not listed_here and code != self.config.codes[0]:  # it has the menu of all, whose entries lead to its translations
            return
        listed_here = listed_here or list(listed(self.config.keys, self.main_menu))
        pages = [(link, path) for link, path in self.menu if self._lang(path) == code]
        sections = self._section_links(code) if self.config.text("sectionPagesMenu").lower() == self.main_menu else []
        prefix = self.config.prefix(code)
        by_address = {spelled(source.entry.address): source.path for source in self.sources if source.entry.address}
        by_logical_path = {(spot.logical, self._lang(path)): path for path, spot in self.spots.items() if spot.logical}
        paths = {source.path for source in self.sources}
        for link, path in in_order([*((link, "") for link in listed_here), *pages, *sections], self.notes):
            address = spelled(self._on_site(link.url) or link.page)
            named = by_logical_path.get((link.page.strip("/"), code), "")
            page = path or named or by_address.get(address, "") or by_address.get(spelled(f"{prefix}/{address}"), "")
            if page in paths:
                yield MenuEntry(link.title, page)
                continue
            url = link.url or f"/{link.page.strip('/')}"
            new_list = self._list(address.removeprefix(prefix.strip("/")).strip("/"))
            yield MenuEntry(link.title, "", new_list or target_of(url, self.config.host, self.config.base))

    def _section_links(self, code: str) -> list[tuple[MenuLink, str]]:
        """Return entries for the sections, which a setting puts into the menu."""
        tops = {spot.section: "" for path, spot in self.spots.items() if spot.section and self._lang(path) == code}
        tops |= {spot.folders[0]: path for path, spot in self.spots.items() if spot.stem == "_index" and len(spot.folders) == 1}
        titles = {source.path: (source.entry.title, source.entry.weight) for source in self.sources}
        return [
            (MenuLink(titles.get(path, (titled(name), 0))[0], url=f"/{name}/", weight=titles.get(path, ("", 0))[1]), "")
            for name, path in tops.items()
        ]

    def _on_site(self, url: str) -> str:
        """Return an address of the menu as a path, if it leads to the old blog itself."""
        old = LinkMap(host=self.config.host, base=self.config.base)
        own = old.on_this_host(url)
        return url if own is None else old.without_base(own) if own.startswith("/") else own

    def _list(self, path: str) -> str:
        """Return the name of the page that replaces an old list: of a section, or of a term."""
        kind, _, slug = path.partition("/")
        if slug and kind in ("tags", "categories"):
            return f"{'tag' if kind == 'tags' else 'category'}/{slug}"
        is_blog = path and any(self.spots[source.path].section == path and not source.entry.is_page for source in self.sources)
        return "archives" if is_blog else ""


def by_frequency(names: Iterable[str]) -> list[str]:
    """Return the names, the most frequent first."""
    return [name for name, _ in Counter(names).most_common()]
