"""What Pelican's settings say of the whole blog: names, languages, the menu, and where old lists lead."""

from collections import Counter
from collections.abc import Iterator
from html import unescape

from chalicelib.content.addresses.addresses import term
from chalicelib.content.frontmatter.parsed_values import Plain
from chalicelib.frozen import Frozen
from infra.importers.blog import MenuEntry, SiteFacts
from infra.importers.folder.link_map import spelled
from infra.importers.folder.menu_targets import target_of
from infra.importers.folder.redirects import MOST, redirectable
from infra.importers.folder.scan import Notes, ScannedSource
from infra.importers.pelican import addresses
from infra.importers.pelican.settings import Settings

CATEGORIES = 7  # of a menu; with more, it leads to all topics instead
KINDS = (("category", "categories"), ("author", "authors"), ("tag", "tags"))
"""The kinds of lists, and the fields of an entry that they follow from."""


class PelicanSite(Frozen):
    """What the first reading says of the blog."""

    settings: Settings
    sources: list[ScannedSource]
    notes: Notes

    def facts(self) -> SiteFacts:
        """Return what `site.yaml` will say."""
        settings = self.settings
        used = sorted({source.entry.language.replace("_", "-") for source in self.sources} - {""})
        if list(settings.pairs("LINKS")):
            self.notes.add("skipped", "LINKS", "write these links as a box: `sidebar: [{widget: links, links: …}]` in site.yaml")
        me = [url for _, url in settings.pairs("SOCIAL") if url.startswith("https://")]
        extra: dict[str, Plain] = {"me": [*me]} if me else {}
        return SiteFacts(
            title=unescape(settings.text("SITENAME")),
            tagline=unescape(settings.text("SITESUBTITLE")),
            url=settings.host,
            languages=tuple(dict.fromkeys([settings.text("DEFAULT_LANG").replace("_", "-"), *used])),
            zone=settings.zone,
            permalink=addresses.as_pattern(settings.text("ARTICLE_URL")),
            dialect="python-markdown" if any(source.entry.format == "python-markdown" for source in self.sources) else "",
            menu=tuple(self._menu()),
            redirects=dict(self._redirects()),
            extra=extra,
        )

    def _menu(self) -> Iterator[MenuEntry]:
        """Yield the menu as Pelican's themes show it: the listed links, the pages, the categories."""
        at = {spelled(source.entry.address): source.path for source in self.sources if source.entry.address}
        for title, url in self.settings.pairs("MENUITEMS"):
            path = at.get(spelled(url), "")
            yield MenuEntry(title, path, "" if path else target_of(url, self.settings.host, self.settings.base))
        shown = [source for source in self.sources if source.entry.is_page and source.entry.status == "published"]
        if self.settings.says("DISPLAY_PAGES_ON_MENU"):
            default = self.settings.text("DEFAULT_LANG")
            yield from (MenuEntry(entry=source.path) for source in shown if source.entry.language in ("", default))
        names = [name for name, _ in Counter(name for source in self.sources for name in source.entry.categories).most_common()]
        if self.settings.says("DISPLAY_CATEGORIES_ON_MENU") and names:
            listed = sorted(names) if len(names) <= CATEGORIES else []
            yield from [MenuEntry(to=f"category/{term(name).slug}") for name in listed] or [MenuEntry(to="topics")]

    def lists(self) -> Iterator[tuple[str, str]]:
        """Yield the old addresses of lists with the new ones."""
        for kind, field in KINDS:
            names = Counter(name for source in self.sources for name in getattr(source.entry, field))
            for name, _ in names.most_common():
                if old := self._list_address(self.settings.text(f"{kind.upper()}_URL"), name):
                    yield old, f"/{kind}/{term(name).slug}/"

    def _list_address(self, pattern: str, name: str) -> str:
        return addresses.address_of(pattern, addresses.AddressParts(addresses.slugified(name)))

    def _redirects(self) -> Iterator[tuple[str, str]]:
        """Yield the old addresses of lists that can lead to the new ones; `/category/` and the like are taken here."""
        lists = dict(self.lists())
        fit = {old: new for old, new in lists.items() if redirectable(old, new)}
        lost = sum(spelled(old) != spelled(new) or old.endswith(".html") for old, new in lists.items() if old not in fit)
        feeds = {old: new for old, new in self._feeds() if redirectable(old, new)}
        redirects = {**feeds, **fit}
        if many := lost + max(0, len(redirects) - MOST):
            self.notes.add("changed", "lists", f"{many:,} old addresses of categories, tags and authors lead nowhere now")
        yield from list(redirects.items())[:MOST]

    def _feeds(self) -> Iterator[tuple[str, str]]:
        """Yield the old addresses of feeds with the new ones."""
        for name in ("FEED_ALL_ATOM", "FEED_ATOM", "FEED_ALL_RSS", "FEED_RSS"):
            if path := self.settings.text(name):
                yield f"/{path.lstrip('/')}", "/feed/atom/" if name.endswith("ATOM") else "/feed/"
        default = self.settings.text("DEFAULT_LANG")
        for lang in sorted({default, *(source.entry.language for source in self.sources)} - {""}):
            old = addresses.address_of(self.settings.text("TRANSLATION_FEED_ATOM"), addresses.AddressParts("", lang))
            yield old, "/feed/atom/" if lang == default else f"/{lang}/feed/atom/"
        for kind, field in KINDS:
            names = dict.fromkeys(name for source in self.sources for name in getattr(source.entry, field))
            for form, end in (("ATOM", "feed/atom/"), ("RSS", "feed/")):
                pattern = self.settings.text(f"{kind.upper()}_FEED_{form}").replace("%s", "{slug}")
                for name in names:
                    old = self._list_address(pattern, name)
                    if old.strip("/"):
                        yield old, f"/{kind}/{term(name).slug}/{end}"
