"""What the configuration and the texts of an old folder say of the whole site: names, languages, authors, old lists and feeds."""

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from chalicelib.content.addresses.addresses import term
from chalicelib.frozen import Frozen
from infra.importers.blog import Author, Category, MenuEntry, SiteFacts
from infra.importers.folder.config_files import tell_zone
from infra.importers.folder.link_map import spelled
from infra.importers.folder.menu_targets import target_of
from infra.importers.folder.permalink_guess import pattern_of, slug_in, unless_own, usual
from infra.importers.folder.redirects import redirectable, within_limit
from infra.importers.folder.scan import Notes, ScannedSource
from infra.importers.folder.tree import Tree
from infra.importers.markdown_folder.habit import Habit
from infra.importers.markdown_folder.settings import ZONES, Settings
from infra.importers.markdown_folder.systems import docusaurus
from infra.importers.parsing.lenient_values import parts_of, table, text_at, value_at

MENUS = ("menu", "navigation", "nav", "themeConfig.nav", "navbar", "themeConfig.navbar.items", "menuLinks", "NAV", "header.nav")
TITLE_KEYS, URL_KEYS = ("title", "text", "name", "label"), ("url", "link", "to", "href", "path")


class FolderSite(Frozen):
    """What the first reading says of the site."""

    habit: Habit
    settings: Settings
    tree: Tree
    sources: list[ScannedSource]
    notes: Notes

    def facts(self) -> SiteFacts:
        """Return what `site.yaml` will say."""
        settings = self.settings
        tell_zone(settings.text(*ZONES), self.notes)
        posts = [source.entry for source in self.sources if not source.entry.is_page and source.entry.address]
        patterns = Counter(pattern_of(post.address, post.date, slug_in(post.address)) for post in posts if post.date)
        used = sorted({source.entry.language for source in self.sources} - {""})
        first = settings.languages[:1] or ("en",)
        redirects = within_limit(dict(self._redirects()), self.notes)
        return SiteFacts(
            title=settings.title,
            tagline=settings.tagline,
            url=settings.url,
            languages=tuple(dict.fromkeys((*first, *used))),
            zone=settings.zone,
            permalink=unless_own(usual(patterns)),
            dialect="python-markdown" if self.habit.dialect == "python-markdown" else "",
            authors=tuple(self._authors()),
            categories=tuple(self._categories()),
            menu=tuple(self._menu()),
            redirects=redirects,
        )

    def _authors(self) -> Iterator[Author]:
        """Yield the authors that the configuration describes, and those of Docusaurus's own file."""
        if self.habit.name == "docusaurus":
            yield from docusaurus.authors(self.tree, self.settings, self.notes)
        names = {name for source in self.sources for name in source.entry.authors}
        details = table(value_at(self.settings.keys, "authors"))
        yield from (Author(name, text_at(table(details[name]), "name") or name) for name in sorted(names) if name in details)

    def _categories(self) -> Iterator[Category]:
        """Yield the categories that lie in others: Hexo's lists are paths."""
        if self.habit.name != "hexo":
            return
        parents: dict[str, str] = {}
        for source in self.sources:
            for parent, name in pairwise(source.entry.categories):
                parents.setdefault(name, parent)
        tops = {name for source in self.sources for name in source.entry.categories[:1]}
        yield from (Category(name, parent=parent) for name, parent in parents.items() if name not in tops and name != parent)

    def _menu(self) -> Iterator[MenuEntry]:
        """Yield the menu that the configuration lists; an entry that can't lead anywhere is noted."""
        by_path = {spelled(source.path): source.path for source in self.sources}
        by_address = {spelled(source.entry.address): source.path for source in self.sources if source.entry.address}
        paths = {**by_path, **by_address}
        for title, listed in self._links():
            url = listed.split("||")[0].strip()
            path = paths.get(spelled(url), "")
            to = "" if path else target_of(url, self.settings.url, self.settings.base)
            if path or to:
                yield MenuEntry(title, path, to)
            else:
                self.notes.add("changed", title, f"the menu can't lead to {listed}")

    def _links(self) -> Iterator[tuple[str, str]]:
        """Yield titles and addresses of the first menu: a table of addresses by title, or a list of tables."""
        value = next((value for name in MENUS if (value := value_at(self.settings.keys, name))), None)
        urls = table(value)
        yield from ((title, url) for title in urls if (url := text_at(urls, title)))
        for row in map(table, parts_of(value)):
            title, url = text_at(row, *TITLE_KEYS), text_at(row, *URL_KEYS)
            if title and url:
                yield title, url

    def _redirects(self) -> Iterator[tuple[str, str]]:
        """Yield the old addresses of feeds, then of lists: those of the frequent tags and categories first."""
        taken = {spelled(source.entry.address) for source in self.sources}
        for old, new in self.settings.feeds.items():
            if redirectable(old, new):
                yield old, new
        for pattern, kind in self.settings.lists.items():
            field = "categories" if kind == "category" else "tags"
            posts = (source.entry for source in self.sources if not source.entry.is_page)
            names = Counter(name for post in posts for name in getattr(post, field))
            slugs = [term(name).slug for name, _ in names.most_common()]
            overview = [(pattern.replace("{}/", ""), "/topics/")] if names else []
            for old, new in (*overview, *((pattern.replace("{}", slug), f"/{kind}/{slug}/") for slug in slugs)):
                if spelled(old) not in taken and redirectable(old, new):
                    yield old, new
