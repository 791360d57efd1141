"""Another look for existing pages: where a new `site.yaml` changes only the style of the theme, it is replaced in each page.

The theme has a style of its own in a page (`rendering.look.assets`), and its hash in the page's policy; nothing else of a page
follows from it, unless the site has templates of its own. So the page that would be rendered is known without its post.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import partial

from chalicelib.cloud.ports import Bucket, Object
from chalicelib.content.site.site import Site
from chalicelib.model import Page
from chalicelib.rendering.look import drawn_cards
from chalicelib.rendering.look.assets import style_of
from chalicelib.rendering.look.fonts import families_of
from chalicelib.rendering.page_kinds import KINDS, STYLED, key_of
from chalicelib.rendering.view_models.page import ShownStyle
from chalicelib.store.site_files import SiteFiles
from infra.files.parallel import side_by_side, stretches

A_SHARE = 500  # pages


@dataclass(frozen=True, slots=True)
class Restyling:
    """The style of the theme before and now, in the bytes of a page."""

    before: ShownStyle
    now: ShownStyle

    def of(self, body: bytes) -> bytes | None:
        """Return the page with the new style, or None if the page doesn't have the old one exactly once."""
        for old, new in ((_element(self.before), _element(self.now)), (_allowed(self.before), _allowed(self.now))):
            if body.count(old) != 1:
                return None
            body = body.replace(old, new)
        return body


def _element(style: ShownStyle) -> bytes:
    return f"<style>{style.css}</style>".encode()


def _allowed(style: ShownStyle) -> bytes:
    return f"'{style.hash}'".encode()


def restyling(was: SiteFiles, own: SiteFiles) -> Restyling | None:
    """Return the change if nothing but the style of the theme has changed, and only built-in templates show it."""
    if was.site == own.site or was.templates or own.templates or _without_style(was.site) != _without_style(own.site):
        return None
    return Restyling(style_of(was.site.theme), style_of(own.site.theme))


def _without_style(site: Site) -> Site:
    """Return the site with what pages show of its theme beside the style: preset, images, our fonts, and its card's name."""
    ours = {"text": " ".join(f'"{family}"' for family in families_of(site.theme))}  # these are named to be loaded at once
    drawn = drawn_cards.colours_of(site) if site.cards else {}
    return replace(site, theme=replace(site.theme, light=drawn, dark={}, fonts=ours, lengths={}))


def restyle(public: Bucket, site: Site, change: Restyling, pages: Iterable[Page]) -> Iterable[frozenset[Page]]:
    """Replace the style in those of these pages that exist and have it; yield the pages that are right now."""
    shares = list(stretches(sorted(page for page in pages if page.kind in STYLED), A_SHARE))
    return side_by_side(partial(_restyle, public, site, change), shares)


def _restyle(public: Bucket, site: Site, change: Restyling, pages: Iterable[Page]) -> frozenset[Page]:
    return frozenset(page for page in pages if _is_restyled(public, key_of(page, site), page, change))


def _is_restyled(public: Bucket, key: str, page: Page, change: Restyling) -> bool:
    read = public.read(key)
    body = change.of(read[0]) if read else None
    if read is None or body is None:
        return False
    public.write(key, Object(body, KINDS[page.kind].type, KINDS[page.kind].cache, read[1].meta))
    return True
