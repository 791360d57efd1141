"""What Pelican's settings say of the whole blog: names, languages, the menu, and where old lists lead."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape

from chalicelib.content.addresses.addresses import term
from chalicelib.content.frontmatter.parsed_values import Plain
from chalicelib.content.limits import limit
from infra.importers.blog import MenuEntry, SiteFacts
from infra.importers.folder.link_map import redirectable, spelled
from infra.importers.folder.menu_targets import target_of
from infra.importers.folder.scan import Found, Notes
from infra.importers.pelican import addresses
from infra.importers.pelican.settings import Settings

CATEGORIES = 7  # of a menu; with more, it leads to all topics instead
REDIRECTS = limit("redirects")


@dataclass(frozen=True, slots=True)
class SiteOf:
    """What is known of the blog after the first reading."""

    settings: Settings
    found: list[Found]
    notes: Notes

    def facts(self) -> SiteFacts:
        """Return what `site.yaml` will say."""
        settings = self.settings
        used = sorted({found.entry.language.replace("_", "-") for found in self.found} - {""})
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
            dialect="python-markdown" if any(found.entry.format == "python-markdown" for found in self.found) else "",
            menu=tuple(self._menu()),
            redirects=dict(self._redirects()),
            extra=extra,
        )

    def _menu(self) -> Iterator[MenuEntry]:
        """Yield the menu as Pelican's themes show it: the listed links, the pages, the categories."""
        at = {spelled(found.entry.address): found.path for found in self.found if found.entry.address}
        for title, url in self.settings.pairs("MENUITEMS"):
            path = at.get(spelled(url), "")
            yield MenuEntry(title, path, "" if path else target_of(url, self.settings.host, self.settings.base))
        shown = [found for found in self.found if found.entry.is_page and found.entry.status == "published"]
        if self.settings.says("DISPLAY_PAGES_ON_MENU"):
            default = self.settings.text("DEFAULT_LANG")
            yield from (MenuEntry(entry=found.path) for found in shown if found.entry.language in ("", default))
        names = [name for name, _ in Counter(name for found in self.found for name in found.entry.categories).most_common()]
        if self.settings.says("DISPLAY_CATEGORIES_ON_MENU") and names:
            listed = sorted(names) if len(names) <= CATEGORIES else []
            yield from [MenuEntry(to=f"category/{term(name).slug}") for name in listed] or [MenuEntry(to="topics")]

    def lists(self) -> Iterator[tuple[str, str]]:
        """Yield the old addresses of lists, and where the same is now."""
        for setting, kind, of in (
            ("CATEGORY_URL", "category", "categories"),
            ("AUTHOR_URL", "author", "authors"),
            ("TAG_URL", "tag", "tags"),
        ):
            names = Counter(name for found in self.found for name in getattr(found.entry, of))
            for name, _ in names.most_common():
                old = addresses.address_of(self.settings.text(setting), addresses.Named(addresses.slugified(name)))
                if old:
                    yield old, f"/{kind}/{term(name).slug}/"

    def _redirects(self) -> Iterator[tuple[str, str]]:
        """Yield the old addresses of lists that can lead to the new ones; `/category/` and the like are taken here."""
        lists = dict(self.lists())
        fit = {old: new for old, new in lists.items() if redirectable(old, new)}
        lost = sum(spelled(old) != spelled(new) or old.endswith(".html") for old, new in lists.items() if old not in fit)
        if lost or len(fit) > REDIRECTS:
            many = lost + max(0, len(fit) - REDIRECTS)
            self.notes.add("changed", "lists", f"{many:,} old addresses of categories, tags and authors lead nowhere now")
        feeds = {old: new for old, new in self._feeds() if redirectable(old, new)}
        yield from list({**feeds, **fit}.items())[:REDIRECTS]

    def _home(self, lang: str) -> str:
        return "/" if lang == self.settings.text("DEFAULT_LANG") else f"/{lang}/"

    def _feeds(self) -> Iterator[tuple[str, str]]:
        """Yield the old addresses of feeds, and where the same is now."""
        for name in ("FEED_ALL_ATOM", "FEED_ATOM", "FEED_ALL_RSS", "FEED_RSS"):
            if self.settings.text(name):
                yield f"/{self.settings.text(name).lstrip('/')}", "/feed/atom/" if name.endswith("ATOM") else "/feed/"
        default = self.settings.text("DEFAULT_LANG")
        for lang in sorted({default, *(found.entry.language for found in self.found)} - {""}):
            named = addresses.Named("", lang)
            yield addresses.address_of(self.settings.text("TRANSLATION_FEED_ATOM"), named), self._home(lang) + "feed/atom/"
        for kind, of in (("category", "categories"), ("author", "authors"), ("tag", "tags")):
            names = dict.fromkeys(name for found in self.found for name in getattr(found.entry, of))
            for form, end in (("ATOM", "feed/atom/"), ("RSS", "feed/")):
                pattern = self.settings.text(f"{kind.upper()}_FEED_{form}").replace("%s", "{slug}")
                for name in names:
                    old = addresses.address_of(pattern, addresses.Named(addresses.slugified(name)))
                    if old.strip("/"):
                        yield old, f"/{kind}/{term(name).slug}/{end}"
