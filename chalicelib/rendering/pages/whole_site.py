"""The pages of the whole site: the sitemap's index, robots.txt, icon and scripts."""

from pathlib import Path

from chalicelib.model import Listing, Page
from chalicelib.rendering import assets, sitemap
from chalicelib.rendering.humans_txt import humans_text
from chalicelib.rendering.page_kinds import KINDS, SCRIPTS, part_beside_the_flow
from chalicelib.rendering.paths import url
from chalicelib.rendering.queries import Made, Summaries
from chalicelib.rendering.site_context import SiteContext
from chalicelib.rendering.summaries import months_of
from chalicelib.rendering.templates import BUILT_IN


async def maps(_page: Page, context: SiteContext) -> Made:
    """The index over the parts of every language: its home with the pages outside the flow, and its months."""
    pages = []
    for language in context.site.languages:
        flow = Listing("all", language.code)
        months = await Summaries(months_of(flow))
        pages += [part_beside_the_flow(language.code), *(Page("map", str(flow), month) for month in sorted(months, reverse=True))]
    addresses = (KINDS["map"].address(page, context.site) for page in pages)
    return Made(sitemap.index(sitemap.Located(url(context.site, address)) for address in addresses))


async def vacated(page: Page, context: SiteContext) -> Made | None:
    """Nothing stands below the default language's prefix; in another language it is somebody else's place."""
    return Made(None) if page.of.partition(":")[0] == context.site.lang else None


async def robots(_page: Page, context: SiteContext) -> Made:
    return Made(sitemap.robots(context.site.url, [context.site.prefix(language.code) for language in context.site.languages]))


async def humans(_page: Page, context: SiteContext) -> Made:
    """Who makes the site, for people who look behind it: its name, its authors, and where else they are found."""
    return Made(humans_text(context.site).encode())


async def icon(_page: Page, context: SiteContext) -> Made:
    return Made(assets.icon(context.site))


async def script(page: Page, _context: SiteContext) -> Made:
    """A script as it is loaded: all that it is put together of, one after the other."""
    parts = (Path(BUILT_IN, "static", name).read_bytes() for name in SCRIPTS[page.of])
    return Made(b"\n".join(parts))
