"""What Hugo's configuration and lists say of the whole site: names, languages, the menu, and where old lists lead."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import unquote

from chalicelib.content.addresses import term
from chalicelib.content.limits import limit
from infra.importers.blog import Author, Category, Entry, MenuEntry, SiteFacts
from infra.importers.first_reading import Found, Notes
from infra.importers.hugo import addresses
from infra.importers.hugo.addresses import Spelling
from infra.importers.hugo.config import Config, MenuLink, menu_in
from infra.importers.hugo.paths import TERMS, Spot
from infra.importers.menu_targets import target_of
from infra.importers.moved import redirectable, spelled
from infra.importers.patterns import pattern_of, unless_own, usual

REDIRECTS = limit("redirects")


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
    feeds: Mapping[str, str]

    def facts(self) -> SiteFacts:
        """Return what `site.yaml` will say."""
        config = self.config
        redirects = {**self.feeds, **dict(self._redirects())}
        if len(redirects) > REDIRECTS:
            why = f"site.yaml holds {REDIRECTS} redirects; {len(redirects) - REDIRECTS:,} old lists of tags lead nowhere"
            self.notes.add("changed", "redirects", why)
        return SiteFacts(
            title=config.text("title"),
            tagline=config.text("params.description", "description", "params.subtitle"),
            url=config.host,
            languages=config.codes,
            zone=config.zone,
            permalink=self._permalink(),
            authors=tuple(self._authors()),
            categories=tuple(self._categories()),
            menu=tuple(self._menu()),
            redirects=dict(list(redirects.items())[:REDIRECTS]),
        )

    def _permalink(self) -> str:
        """Return the pattern of most posts' addresses; else that of most in the greatest section, or what it is set to."""
        own = [found for found in self.found if not found.entry.is_page and self._lang(found.path) == self.config.codes[0]]
        section = next(iter(by_frequency(section_of(self.spots[found.path]) for found in own)), "")
        in_section = [found for found in own if section_of(self.spots[found.path]) == section]
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
            lists = {f"{prefix}/{section}/": f"{home}/" for section in self._sections(own, code)}
            lists |= {
                f"{prefix}/{kind}/": f"{home}/topics/"
                for kind in ("categories", "tags")
                if any(getattr(one, kind) for one in own)
            }
            for kind, to in (("categories", "category"), ("tags", "tag")):
                for name in by_frequency(name for entry in own for name in getattr(entry, kind)):
                    lists[f"{prefix}/{kind}/{addresses.part(name, self.spelling)}/"] = f"{home}/{to}/{term(name).slug}/"
            yield from ((old, new) for old, new in lists.items() if spelled(old) not in taken and redirectable(old, new))

    def _sections(self, entries: Iterable[Entry], code: str) -> Iterator[str]:
        """Yield the paths of a language's sections: those that hold posts, and those that an `_index.md` makes."""
        named = [(section,) for entry in entries if not entry.is_page and (section := section_of(self.spots[entry.id]))]
        made = [spot.folders for path, spot in self.spots.items() if spot.stem == "_index" and self._lang(path) == code]
        for folders in dict.fromkeys([*named, *made]):
            if folders and folders[0] not in TERMS:
                yield "/".join(addresses.part(folder, self.spelling) for folder in folders)

    def _menu(self) -> Iterator[MenuEntry]:
        at = {spelled(found.entry.address): found.path for found in self.found if found.entry.address}
        spots = {found.path: self.spots[found.path] for found in self.found}
        by_path = {spot.logical: path for path, spot in spots.items() if spot.logical and not spot.lang}
        listed = [(link, "") for link in menu_in(self.config)]
        shown = [one for one in self.menu if self.spots[one[1]].lang in ("", self.config.codes[0])]
        for link, own in sorted([*listed, *shown], key=lambda pair: pair[0].weight or 1_000_000):
            path = own or by_path.get(link.page.strip("/"), "") or at.get(spelled(link.url or link.page), "")
            to = spelled(link.url or link.page)
            yield MenuEntry(link.title, path, "" if path else self._list(to) or self._target(link))

    def _target(self, link: MenuLink) -> str:
        return target_of(link.url or f"/{link.page.strip('/')}", self.config.host, self.config.base)

    def _list(self, to: str) -> str:
        """Return the name of the page that replaces an old list: of a section, or of a term."""
        kind, _, slug = to.partition("/")
        if slug and kind in ("tags", "categories"):
            return f"{'tag' if kind == 'tags' else 'category'}/{slug}"
        return (
            "archives"
            if to and any(section_of(self.spots[one.path]) == to and not one.entry.is_page for one in self.found)
            else ""
        )


def section_of(spot: Spot) -> str:
    """Return the section of a page; empty at the root, where the folder of a bundle is no section."""
    above = spot.folders[:-1] if spot.stem == "index" else spot.folders
    return above[0] if above else ""


def named_in(address: str) -> str:
    """Return the name of a post in its address: the last part."""
    return unquote(address).strip("/").rpartition("/")[2].removesuffix(".html")


def by_frequency(names: Iterable[str]) -> list[str]:
    """Return the names, the most frequent first."""
    return [name for name, _ in Counter(names).most_common()]
