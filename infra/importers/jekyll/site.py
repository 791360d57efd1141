"""What Jekyll's configuration and data files say of the whole site: names, languages, authors, the menu."""

from collections.abc import Iterator, Mapping
from html import unescape

from chalicelib.content.frontmatter.parsed_values import Plain, Scalar
from chalicelib.frozen import Frozen
from infra.importers.blog import MenuEntry, SiteFacts
from infra.importers.folder.link_map import LinkMap, spelled
from infra.importers.folder.menu_targets import target_of
from infra.importers.folder.redirects import redirectable
from infra.importers.folder.scan import Notes, ScannedSource
from infra.importers.folder.tree import Tree
from infra.importers.jekyll import permalinks
from infra.importers.jekyll.config import Config, authors_of, menu_of
from infra.importers.jekyll.defaults import image_of, picture
from infra.importers.jekyll.feeds import plugin_feeds
from infra.importers.parsing.lenient_values import parts_of, texts_at, value_at

IMAGES = ("og_image", "social_preview_image", "share-img", "image", "default_image")
"""The keys under which plugins and themes keep the image of the whole site."""


class JekyllSite(Frozen):
    """What the first reading says of the site."""

    config: Config
    tree: Tree
    sources: list[ScannedSource]
    notes: Notes

    def facts(self) -> SiteFacts:
        """Return what `site.yaml` will say."""
        config = self.config
        posts = [source.entry for source in self.sources if not source.entry.is_page]
        feeds = plugin_feeds(
            config, (name for entry in posts for name in entry.categories), (name for entry in posts for name in entry.tags)
        )
        lang = config.text("lang", "locale", "default_lang", "language").replace("_", "-")
        named = [entry.text for entry in parts_of(value_at(config.keys, "languages")) if isinstance(entry, Scalar)]
        used = sorted({source.entry.language.replace("_", "-") for source in self.sources} - {""})
        return SiteFacts(
            title=unescape(config.text("title", "name")),
            tagline=unescape(config.text("tagline", "description")),
            url=config.host,
            languages=tuple(dict.fromkeys([lang or (named or ["en"])[0], *named, *used])),
            zone=config.zone,
            permalink=permalinks.as_pattern(config.permalink),
            authors=authors_of(config, self.tree, self.notes),
            menu=tuple(self._menu()),
            extra=self._theme(),
            redirects={old: new for old, new in feeds if redirectable(old, new)},
        )

    def _theme(self) -> Mapping[str, Plain]:
        """Return the image of the site, which pages without a picture show where they are shared."""
        keys = self.config.keys
        pictures = (image_of(value_at(keys, "defaults")), *(picture(value_at(keys, name)) for name in IMAGES))
        written = next(filter(None, pictures), "")
        if not written:
            return {}
        old = LinkMap(host=self.config.host, base=self.config.base)
        own = old.on_this_host(written)
        path = old.without_base(f"/{own.lstrip('/')}") if own else ""
        if self.tree.has(path.strip("/")):
            return {"theme": {"image": path}}
        why = "this image of the whole site isn't in the old folder; name it as `theme: image` in site.yaml"
        self.notes.add("changed", written, why)
        return {}

    def _menu(self) -> Iterator[MenuEntry]:
        """Yield the menu: as the configuration or a data file lists it, or the pages that the theme Minima shows."""
        by_address = {spelled(source.entry.address): source.path for source in self.sources if source.entry.address}
        menu = menu_of(self.config, self.tree, self.notes)
        for link in menu:
            path = by_address.get(spelled(link.url), "")
            yield MenuEntry(link.title, path, "" if path else target_of(link.url, self.config.host, self.config.base))
        paths = {source.path for source in self.sources}
        yield from (MenuEntry(entry=path) for path in texts_at(self.config.keys, "header_pages") if path in paths)
        if not menu:
            yield from (MenuEntry(entry=source.path) for source in sorted(filter(is_listed, self.sources), key=place_of))


def is_listed(source: ScannedSource) -> bool:
    """Return whether a theme shows this page in its menu: al-folio by a key, Chirpy by its folder."""
    return source.entry.is_page and (source.entry.extra.get("nav") is True or source.path.startswith("_tabs/"))


def place_of(source: ScannedSource) -> float:
    """Return the place of a page in the menu."""
    place = source.entry.extra.get("nav_order", source.entry.extra.get("order"))
    return float(place) if isinstance(place, int | float) else float("inf")
