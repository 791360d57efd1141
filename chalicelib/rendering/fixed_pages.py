"""The pages that a site has before anything is published."""

from collections.abc import Iterable, Mapping

from chalicelib.content.site.site import Site
from chalicelib.model import OUTSIDE, Listing, Page, PageKind
from chalicelib.rendering.look import fonts
from chalicelib.rendering.page_kinds import FEEDS, IN_EVERY_LANGUAGE

FIXED_OF_LANGUAGE: tuple[PageKind, ...] = (*IN_EVERY_LANGUAGE, "notfound", "segments", "sidebar")
FIXED_OF_SITE: tuple[PageKind, ...] = ("maps", "robots", "humans", "icon")
SCRIPTS: Mapping[str, tuple[str, ...]] = {  # the files that each script is joined from
    "site": ("scheme.js", "sidebar.js", "follow.js", "copy.js", "share.js", "larger-click.js", "topic.js", "broken-images.js"),
    "larger": ("larger.js",),
    "search": ("search.js",),
    "minisearch": ("minisearch.js",),
    "lost": ("lost.js",),
    "proof": ("proof.js",),
}

HOME: tuple[PageKind, ...] = ("landing", *FEEDS)  # of all posts: these exist even if nothing is published


def fixed_pages(site: Site) -> frozenset[Page]:
    """Return the pages that a site has before anything is published: also those at addresses that it leads elsewhere."""
    home = {Page(kind, str(Listing("all", lang))) for lang in site.codes for kind in HOME}
    of_language = {Page(kind, lang) for lang in site.codes for kind in FIXED_OF_LANGUAGE} | {
        *map(part_beside_the_flow, site.codes)
    }
    return frozenset(home | of_language | moved_pages(site) | {Page(kind) for kind in FIXED_OF_SITE} | _files_of_ours())


def part_beside_the_flow(lang: str) -> Page:
    """Return the part of the sitemap that each language has: its home page and its pages outside the flow."""
    return Page("map", str(Listing("pages", lang)), OUTSIDE)


def moved_pages(site: Site) -> frozenset[Page]:
    """Return the pages at the addresses that `site.yaml` leads elsewhere."""
    return frozenset(Page("address", path) for path in site.redirects)


def _files_of_ours() -> frozenset[Page]:
    from chalicelib.rendering.look import stylesheets  # noqa: PLC0415 - few uploads touch these, and no other needs templates

    named: Mapping[PageKind, Iterable[str]] = {"script": SCRIPTS, "font": fonts.files(), "sheet": stylesheets.files()}
    return frozenset(Page(kind, name) for kind, names in named.items() for name in names)
