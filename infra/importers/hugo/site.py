"""What Hugo's configuration and lists say of the whole site: names, languages, the menu, and where old lists lead."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from urllib.parse import unquote

from chalicelib.content.addresses.addresses import term
from chalicelib.content.limits import limit
from infra.importers.blog import Author, Category, Entry, MenuEntry, SiteFacts
from infra.importers.folder.link_map import Moved, redirectable, spelled
from infra.importers.folder.menu_targets import target_of
from infra.importers.folder.permalink_guess import pattern_of, unless_own, usual
from infra.importers.folder.scan import Found, Notes, titled
from infra.importers.hugo import addresses
from infra.importers.hugo.addresses import Spelling
from infra.importers.hugo.config import Config
from infra.importers.hugo.feeds import feed_names
from infra.importers.hugo.menus import MenuLink, in_order, listed, other_menus
from infra.importers.hugo.paths import TERMS, Spot

REDIRECTS = limit("redirects")
TAGLINES = ("params.description", "description", "params.subtitle")


@dataclass(frozen=True, slots=True)
class SiteOf:
    """What is known of the site after the first reading. `texts` are the titles and texts of terms, by kind and name."""

    config: Config
    spelling: Spelling
    found: list[Found]
    spots: Mapping[str, Spot]
    texts: Mapping[tuple[str, str], tuple[str, str]]
    menu: list[tuple[MenuLink, str]]
    notes: Notes
    main_menu: str

    def facts(self) -> SiteFacts:
        """Return what `site.yaml` will say."""
        config = self.config
        made = dict(self._redirects())
        redirects = made | ({f"{config.base}{old}": new for old, new in made.items()} if config.base else {})
        if len(redirects) > REDIRECTS:
            why = f"site.yaml holds {REDIRECTS} redirects; {len(redirects) - REDIRECTS:,} old lists of tags lead nowhere"
            self.notes.add("changed", "redirects", why)
        return SiteFacts(
            title=config.text("title"),
            tagline=config.text(*TAGLINES),
            titles=config.own_texts("title"),
            taglines=config.own_texts(*TAGLINES),
            url=config.host,
            languages=config.codes,
            zone=config.zone,
            permalink=self._permalink(),
            authors=tuple(self._authors()),
            categories=tuple(self._categories()),
            menu=self._menu(),
            redirects=dict(list(redirects.items())[:REDIRECTS]),
        )

    def _permalink(self) -> str:
        """Return the pattern of most posts' addresses; else that of most in the greatest section, or what it is set to."""
        own = [found for found in self.found if not found.entry.is_page and self._lang(found.path) == self.config.codes[0]]
        section = next(iter(by_frequency(self.spots[found.path].section for found in own)), "")
        in_section = [found for found in own if self.spots[found.path].section == section]
        if had := usual(self._patterns(own)) or usual(self._patterns(in_section)):
            return unless_own(had)
        pattern = self.config.permalink(section) if section else ""
        return addresses.as_pattern(pattern or f"/{addresses.part(section, self.spelling)}/:slug/") if section else ""

    def _patterns(self, posts: Iterable[Found]) -> Counter[str]:
        """Return how many posts of the default language had an address of each pattern."""
        prefix = self.config.prefix(self.config.codes[0])
        had = [(found.entry.address.removeprefix(prefix), found.entry.date) for found in posts]
        return Counter(pattern_of(at, day, named_in(at)) for at, day in had if at and day)

    def _lang(self, path: str) -> str:
        return self.spots[path].lang or self.config.codes[0]

    def _authors(self) -> Iterator[Author]:
        for (kind, name), (title, text) in self.texts.items():
            if kind == "authors":
                yield Author(name, title, text)

    def _categories(self) -> Iterator[Category]:
        names = {addresses.part(name, self.spelling): name for found in self.found for name in found.entry.categories}
        for (kind, slug), (title, text) in self.texts.items():
            name = names.get(addresses.part(slug, self.spelling), title)
            if kind == "categories" and name and text:
                yield Category(name, text=text)

    def _redirects(self) -> Iterator[tuple[str, str]]:
        """Yield the old addresses of lists, and where the same is now: sections, categories, then tags, the frequent first."""
        for code in self.config.codes:
            prefix, home = self.config.prefix(code), "" if code == self.config.codes[0] else f"/{code}"
            own = [found.entry for found in self.found if (found.entry.language or self.config.codes[0]) == code]
            taken = {spelled(entry.address) for entry in own}
            if prefix and not home:  # the home page of the default language was in its folder
                yield f"{prefix}/", "/"
            yield from self._feeds("", prefix, home)
            lists = {f"{prefix}/{section}/": f"{home}/" for section in self._sections(own, code)}
            lists |= {
                f"{prefix}/{kind}/": f"{home}/topics/"
                for kind in ("categories", "tags")
                if any(getattr(one, kind) for one in own)
            }
            for kind, to in (("categories", "category"), ("tags", "tag")):
                for name in by_frequency(name for entry in own for name in getattr(entry, kind)):
                    lists[f"{prefix}/{kind}/{addresses.part(name, self.spelling)}/"] = f"{home}/{to}/{term(name).slug}/"
            lists = {old: new for old, new in lists.items() if spelled(old) not in taken and redirectable(old, new)}
            yield from lists.items()
            posts = {section for entry in own if not entry.is_page and (section := self.spots[entry.id].section)}
            for section in posts:
                yield from self._feeds(addresses.part(section, self.spelling), prefix, home)
            for old, new in lists.items():
                if new.startswith((f"{home}/tag/", f"{home}/category/")):
                    yield from self._feeds(old.removeprefix(prefix).strip("/"), prefix, new.rstrip("/"))

    def _feeds(self, of: str, prefix: str, to: str) -> Iterator[tuple[str, str]]:
        """Yield the addresses of the old feeds of a list, and those of the new ones; a tag has one only."""
        at = f"{prefix}/{of}".rstrip("/")
        if not of and self.config.feeds:
            yield from ((f"{prefix}{old}", f"{to}{new}") for old, new in self.config.feeds.items())
        for name, end in ({} if self.config.feeds else feed_names(self.config.keys)).items():
            yield f"{at}/{name}", f"{to}/feed/{'' if '/tag/' in f'{to}/' else end}"

    def _sections(self, entries: Iterable[Entry], code: str) -> Iterator[str]:
        """Yield the paths of a language's sections: those that hold posts, and those that an `_index.md` makes."""
        named = [(section,) for entry in entries if not entry.is_page and (section := self.spots[entry.id].section)]
        made = [spot.folders for path, spot in self.spots.items() if spot.stem == "_index" and self._lang(path) == code]
        for folders in dict.fromkeys([*named, *made]):
            if folders and folders[0] not in TERMS:
                yield "/".join(addresses.part(folder, self.spelling) for folder in folders)

    def _menu(self) -> tuple[MenuEntry, ...]:
        """Return the entries of the menu: of all languages, or of each if they differ."""
        tables = (self.config.keys, *(one.keys for one in self.config.languages))
        others = {name for keys in tables for name in other_menus(keys, self.main_menu)}
        for name in sorted(others):
            self.notes.add("skipped", f"the menu `{name}`", f"Presswork has one menu, and it was made of `{self.main_menu}`")
        menus = {code: tuple(self._menu_in(code)) for code in self.config.codes}
        default = menus[self.config.codes[0]]
        is_same = all(menu in ((), default) for menu in menus.values())
        if is_same:
            return default
        return tuple(replace(entry, lang=code) for code, menu in menus.items() for entry in menu)

    def _menu_in(self, code: str) -> Iterator[MenuEntry]:
        at = {spelled(found.entry.address): found.path for found in self.found if found.entry.address}
        by_path = {(spot.logical, self._lang(path)): path for path, spot in self.spots.items() if spot.logical}
        own = list(listed(self.config.language(code).keys, self.main_menu))
        if not own and code != self.config.codes[0]:  # it has the menu of all, whose entries lead to its translations
            return
        own = own or list(listed(self.config.keys, self.main_menu))
        asked = [(link, path) for link, path in self.menu if self._lang(path) == code]
        sections = self._section_links(code) if self.config.text("sectionPagesMenu").lower() == self.main_menu else []
        prefix = self.config.prefix(code)
        found = {found.path for found in self.found}
        for link, path in in_order([*((link, "") for link in own), *asked, *sections], self.notes):
            to = spelled(self._own(link.url) or link.page)
            named = by_path.get((link.page.strip("/"), code), "")
            page = path or named or at.get(to, "") or at.get(spelled(f"{prefix}/{to}"), "")
            below = to.removeprefix(prefix.strip("/")).strip("/")
            is_here = page in found
            yield MenuEntry(link.title, page if is_here else "", "" if is_here else self._list(below) or self._target(link))

    def _section_links(self, code: str) -> list[tuple[MenuLink, str]]:
        """Return entries for the sections, which a setting puts into the menu."""
        tops = {spot.section: "" for path, spot in self.spots.items() if spot.section and self._lang(path) == code}
        tops |= {spot.folders[0]: path for path, spot in self.spots.items() if spot.stem == "_index" and len(spot.folders) == 1}
        titles = {found.path: (found.entry.title, found.entry.weight) for found in self.found}
        return [
            (MenuLink(titles.get(path, (titled(name), 0))[0], url=f"/{name}/", weight=titles.get(path, ("", 0))[1]), "")
            for name, path in tops.items()
        ]

    def _own(self, url: str) -> str:
        """Return an address of the menu as a path, if it leads to the old blog itself."""
        old = Moved(host=self.config.host, base=self.config.base)
        own = old.on_this_host(url)
        return url if own is None else old.without_base(own) if own.startswith("/") else own

    def _target(self, link: MenuLink) -> str:
        return target_of(link.url or f"/{link.page.strip('/')}", self.config.host, self.config.base)

    def _list(self, to: str) -> str:
        """Return the name of the page that replaces an old list: of a section, or of a term."""
        kind, _, slug = to.partition("/")
        if slug and kind in ("tags", "categories"):
            return f"{'tag' if kind == 'tags' else 'category'}/{slug}"
        return (
            "archives" if to and any(self.spots[one.path].section == to and not one.entry.is_page for one in self.found) else ""
        )


def named_in(address: str) -> str:
    """Return the name of a post in its address: the last part."""
    return unquote(address).strip("/").rpartition("/")[2].removesuffix(".html")


def by_frequency(names: Iterable[str]) -> list[str]:
    """Return the names, the most frequent first."""
    return [name for name, _ in Counter(names).most_common()]
