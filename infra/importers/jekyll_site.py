"""What Jekyll's configuration and data files say of the whole site: names, languages, authors, the menu."""

from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape

from chalicelib.content.keyed_values import Scalar
from infra.importers import jekyll_permalinks as permalinks
from infra.importers.blog import MenuEntry, SiteFacts
from infra.importers.first_reading import Found, Notes
from infra.importers.jekyll_config import Config, authors_of, menu_of
from infra.importers.menu_targets import target_of
from infra.importers.moved import redirectable, spelled
from infra.importers.old_values import parts_of, value_at
from infra.importers.tree import Tree


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
        feed = f"/{config.text('feed.path').strip('/') or 'feed.xml'}"
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
            redirects={feed: "/feed/atom/"} if redirectable(feed, "/feed/atom/") else {},
        )

    def _menu(self) -> Iterator[MenuEntry]:
        """Yield the menu: as the configuration or a data file lists it, or the pages that the theme Minima shows."""
        at = {spelled(found.entry.address): found.path for found in self.found if found.entry.address}
        for link in menu_of(self.config, self.tree, self.notes):
            path = at.get(spelled(link.url))
            yield MenuEntry(link.title, path or "", "" if path else target_of(link.url, self.config.host, self.config.base))
        for one in parts_of(value_at(self.config.keys, "header_pages")):
            if isinstance(one, Scalar) and any(found.path == one.text for found in self.found):
                yield MenuEntry(entry=one.text)
