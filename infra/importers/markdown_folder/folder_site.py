"""What the configuration and the texts of an old folder say of the whole site: names, languages, authors, old lists and feeds."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from urllib.parse import unquote

from chalicelib.content.addresses.addresses import term
from chalicelib.content.limits import limit
from infra.importers.blog import Author, Category, MenuEntry, SiteFacts
from infra.importers.folder.config_files import tell_zone
from infra.importers.folder.link_map import redirectable, spelled
from infra.importers.folder.menu_targets import target_of
from infra.importers.folder.permalink_guess import pattern_of, unless_own, usual
from infra.importers.folder.scan import Found, Notes
from infra.importers.folder.tree import Tree
from infra.importers.markdown_folder.habit import Habit
from infra.importers.markdown_folder.settings import ZONES, Settings
from infra.importers.markdown_folder.systems import docusaurus
from infra.importers.parsing.lenient_values import parts_of, table, text_at, value_at

REDIRECTS = limit("redirects")
MENUS = ("menu", "navigation", "nav", "themeConfig.nav", "navbar", "themeConfig.navbar.items", "menuLinks", "NAV", "header.nav")


@dataclass(frozen=True, slots=True)
class SiteOf:
    """What is known of the site after the first reading."""

    habit: Habit
    settings: Settings
    tree: Tree
    found: list[Found]
    notes: Notes

    def facts(self) -> SiteFacts:
        """Return what `site.yaml` will say."""
        said = self.settings
        tell_zone(said.text(*ZONES), self.notes)
        used = sorted({found.entry.language for found in self.found} - {""})
        first = said.languages[:1] or ("en",)
        redirects = dict(self._redirects())
        if len(redirects) > REDIRECTS:
            why = f"site.yaml holds {REDIRECTS} redirects; {len(redirects) - REDIRECTS:,} old lists of tags lead nowhere"
            self.notes.add("changed", "redirects", why)
        return SiteFacts(
            title=said.title,
            tagline=said.tagline,
            url=said.url,
            languages=tuple(dict.fromkeys((*first, *used))),
            zone=said.zone,
            permalink=self._permalink(),
            dialect="python-markdown" if self.habit.dialect == "python-markdown" else "",
            authors=tuple(self._authors()),
            categories=tuple(self._categories()),
            menu=tuple(self._menu()),
            redirects=dict(list(redirects.items())[:REDIRECTS]),
        )

    def _permalink(self) -> str:
        """Return the pattern of most posts' addresses."""
        own = [found.entry for found in self.found if not found.entry.is_page and found.entry.date and found.entry.address]
        patterns = Counter(pattern_of(one.address, one.date, _slug_in(one.address)) for one in own if one.date)
        return unless_own(usual(patterns))

    def _authors(self) -> Iterator[Author]:
        known = list(docusaurus.authors(self.tree, self.settings, self.notes)) if self.habit.name == "docusaurus" else []
        yield from known
        used = {name for found in self.found for name in found.entry.authors}
        data = table(value_at(self.settings.keys, "authors"))
        yield from (Author(name, text_at(table(data[name]), "name") or name) for name in sorted(used) if name in data)

    def _categories(self) -> Iterator[Category]:
        """Yield the categories that lie in others: Hexo's lists are paths."""
        if self.habit.name != "hexo":
            return
        above: dict[str, str] = {}
        for found in self.found:
            names = found.entry.categories
            for parent, name in pairwise(names):
                above.setdefault(name, parent)
        tops = {name for found in self.found for name in found.entry.categories[:1]}
        yield from (Category(name, parent=parent) for name, parent in above.items() if name not in tops and name != parent)

    def _menu(self) -> Iterator[MenuEntry]:
        by_path = {spelled(found.path): found.path for found in self.found}
        at = {**by_path, **{spelled(found.entry.address): found.path for found in self.found if found.entry.address}}
        for title, url in self._links():
            path = at.get(spelled(url.split("||")[0].strip()), "")
            to = "" if path else target_of(url.split("||")[0].strip(), self.settings.url, self.settings.base)
            if path or to:
                yield MenuEntry(title, path, to)
            else:
                self.notes.add("changed", title, f"the menu can't lead to {url}")

    def _links(self) -> Iterator[tuple[str, str]]:
        for name in MENUS:
            value = value_at(self.settings.keys, name)
            rows = table(value)
            for title in rows:
                if url := text_at(rows, title):
                    yield title, url
            for one in parts_of(value):
                title, url = (
                    text_at(table(one), "title", "text", "name", "label"),
                    text_at(table(one), "url", "link", "to", "href", "path"),
                )
                if title and url:
                    yield title, url
            if value:
                return

    def _redirects(self) -> Iterator[tuple[str, str]]:
        """Yield the old addresses of feeds, then of lists: those of the frequent tags and categories first."""
        taken = {spelled(found.entry.address) for found in self.found}
        for old, new in self.settings.feeds.items():
            if redirectable(old, new):
                yield old, new
        for pattern, kind in self.settings.lists.items():
            field = "categories" if kind == "category" else "tags"
            names = Counter(name for found in self.found if not found.entry.is_page for name in getattr(found.entry, field))
            if names and spelled(overview := pattern.replace("{}/", "")) not in taken and redirectable(overview, "/topics/"):
                yield overview, "/topics/"
            for name, _ in names.most_common():
                slug = term(name).slug
                old, new = pattern.replace("{}", slug), f"/{kind}/{slug}/"
                if spelled(old) not in taken and redirectable(old, new):
                    yield old, new


def _slug_in(address: str) -> str:
    return unquote(address).strip("/").rpartition("/")[2].removesuffix(".html")
