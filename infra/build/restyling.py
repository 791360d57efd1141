"""Restyles existing pages: where a new `site.yaml` changes only the style of the theme, it is replaced in each page.

The theme has a style of its own in a page (`rendering.look.stylesheets`), and its hash in the page's policy. Unless the site has
templates of its own, nothing else of a page follows from the theme but the faces of our fonts. So the page that would be rendered
is known without its post.
"""

from collections.abc import Iterable
from functools import partial

from msgspec.structs import replace

from chalicelib.cloud.ports import Bucket, Object
from chalicelib.content.site.site import Site
from chalicelib.frozen import Frozen
from chalicelib.model import Page
from chalicelib.rendering.look import drawn_cards
from chalicelib.rendering.look.fonts import families_in
from chalicelib.rendering.look.stylesheets import style_of
from chalicelib.rendering.page_kinds import KINDS, STYLED, key_of
from chalicelib.rendering.view_models.page import ShownStyle
from chalicelib.store.site_files import SiteFiles
from infra.files.parallel import side_by_side, stretches

A_SHARE = 500  # pages


class Restyling(Frozen):
    """The previous and the current style of the theme, in the bytes of a page."""

    previous: ShownStyle
    current: ShownStyle

    def of(self, body: bytes) -> bytes | None:
        """Return the page with the new style, or None if the page doesn't have the old one exactly once."""
        for template in ("<style>{0.css}</style>", "'{0.hash}'"):  # the element, and the source that the policy allows
            old, new = template.format(self.previous).encode(), template.format(self.current).encode()
            if body.count(old) != 1:
                return None
            body = body.replace(old, new)
        return body


def restyling(previous: SiteFiles, own: SiteFiles) -> Restyling | None:
    """Return the change if nothing but the style of the theme has changed, and only built-in templates show it."""
    if previous.site == own.site or previous.templates or own.templates:
        return None
    if _without_style(previous.site) != _without_style(own.site):
        return None
    return Restyling(style_of(previous.site.theme), style_of(own.site.theme))


def _without_style(site: Site) -> Site:
    """Return the site with only what pages show of its theme beside the style: preset, images, our fonts, its card's name."""
    named = {use: families_in([fonts]) for use, fonts in site.theme.families().items()}
    ours = {use: " ".join(f'"{family}"' for family in families) for use, families in named.items()}  # their faces are in pages
    drawn = drawn_cards.colours_of(site) if site.cards else {}
    return replace(site, theme=replace(site.theme, light=drawn, dark={}, fonts=ours, lengths={}))


def restyle(public: Bucket, site: Site, change: Restyling, pages: Iterable[Page]) -> Iterable[frozenset[Page]]:
    """Replace the style in those of these pages that exist and have the old one; yield the pages that are right now."""
    shares = list(stretches(sorted(page for page in pages if page.kind in STYLED), A_SHARE))
    return side_by_side(partial(_restyle_share, public, site, change), shares)


def _restyle_share(public: Bucket, site: Site, change: Restyling, pages: Iterable[Page]) -> frozenset[Page]:
    restyled: set[Page] = set()
    for page in pages:
        key, kind = key_of(page, site), KINDS[page.kind]
        current = public.read(key)
        if current and (body := change.of(current[0])) is not None:
            public.write(key, Object(body, kind.type, kind.cache, current[1].meta))
            restyled.add(page)
    return frozenset(restyled)
