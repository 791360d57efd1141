"""What Jekyll's configuration and data files say of the whole site: names, languages, authors, the menu."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import unescape

from chalicelib.content.frontmatter.parsed_values import Plain, Scalar
from infra.importers.blog import MenuEntry, SiteFacts
from infra.importers.folder.link_map import Moved, redirectable, spelled
from infra.importers.folder.menu_targets import target_of
from infra.importers.folder.scan import Found, Notes
from infra.importers.folder.tree import Tree
from infra.importers.jekyll import permalinks
from infra.importers.jekyll.config import Config, authors_of, menu_of
from infra.importers.jekyll.defaults import image_of, picture
from infra.importers.jekyll.feeds import plugin_feeds
from infra.importers.parsing.lenient_values import parts_of, value_at

IMAGES = ("og_image", "social_preview_image", "share-img", "image", "default_image")
"""The keys under which plugins and themes keep the image of the whole site."""


@dataclass(frozen=True, slots=True)
class SiteOf:
    """What is known of the site after the first reading."""

    config: Config
    tree: Tree
    found: list[Found]
    notes: Notes

    def facts(self) -> SiteFacts:
        """Return what `site.yaml` will say."""
        config = self.config
        posts = [found.entry for found in self.found if not found.entry.is_page]
        feeds = plugin_feeds(
            config, (name for one in posts for name in one.categories), (name for one in posts for name in one.tags)
        )
        lang = config.text("lang", "locale", "default_lang", "language").replace("_", "-")
        named = [one.text for one in parts_of(value_at(config.keys, "languages")) if isinstance(one, Scalar)]
        used = sorted({found.entry.language.replace("_", "-") for found in self.found} - {""})
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
        written = image_of(value_at(self.config.keys, "defaults")) or next(
            filter(None, (picture(value_at(self.config.keys, name)) for name in IMAGES)), ""
        )
        old = Moved(host=self.config.host, base=self.config.base)
        own = old.on_this_host(written) if written else None
        path = old.without_base(f"/{own.lstrip('/')}") if own else ""
        if self.tree.has(path.strip("/")):
            return {"theme": {"image": path}}
        if written:
            self.notes.add(
                "changed", written, "this image of the whole site isn't in the old folder; name it as `theme: image` in site.yaml"
            )
        return {}

    def _menu(self) -> Iterator[MenuEntry]:
        """Yield the menu: as the configuration or a data file lists it, or the pages that the theme Minima shows."""
        at = {spelled(found.entry.address): found.path for found in self.found if found.entry.address}
        links = menu_of(self.config, self.tree, self.notes)
        for link in links:
            path = at.get(spelled(link.url))
            yield MenuEntry(link.title, path or "", "" if path else target_of(link.url, self.config.host, self.config.base))
        for one in parts_of(value_at(self.config.keys, "header_pages")):
            if isinstance(one, Scalar) and any(found.path == one.text for found in self.found):
                yield MenuEntry(entry=one.text)
        if not links:
            yield from (MenuEntry(entry=found.path) for found in sorted(filter(is_listed, self.found), key=place_of))


def is_listed(found: Found) -> bool:
    """Return whether a theme shows this page in its menu: al-folio by a key, Chirpy by its folder."""
    return found.entry.is_page and (found.entry.extra.get("nav") is True or found.path.startswith("_tabs/"))


def place_of(found: Found) -> float:
    """Return the place of a page in the menu."""
    place = found.entry.extra.get("nav_order", found.entry.extra.get("order"))
    return float(place) if isinstance(place, int | float) else float("inf")
