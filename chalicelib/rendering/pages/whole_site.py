"""The pages of the whole site: the sitemap's index, robots.txt, humans.txt, icon, scripts, fonts and sheets."""

import re
from pathlib import Path

from chalicelib.model import Listing, Page
from chalicelib.rendering.fixed_pages import SCRIPTS, part_beside_the_flow
from chalicelib.rendering.formats import sitemap
from chalicelib.rendering.formats.humans_txt import humans_text
from chalicelib.rendering.look import assets, fonts, stylesheets
from chalicelib.rendering.page_kinds import KINDS
from chalicelib.rendering.paths import url
from chalicelib.rendering.queries import Made, Summaries
from chalicelib.rendering.site_context import SiteContext
from chalicelib.rendering.summaries import months_of
from chalicelib.rendering.templates.templates import BUILT_IN

REMARK = re.compile(rb"^[ \t]*//.*\n", re.MULTILINE)


async def maps(_page: Page, context: SiteContext) -> Made:
    """Return the index of the sitemap: for each language its part outside the flow, and its months."""
    pages = []
    for language in context.site.languages:
        flow = Listing("all", language.code)
        months = await Summaries(months_of(flow))
        pages += [part_beside_the_flow(language.code), *(Page("map", str(flow), month) for month in sorted(months, reverse=True))]
    addresses = (KINDS["map"].address(page, context.site) for page in pages)
    return Made(sitemap.index(sitemap.Located(url(context.site, address)) for address in addresses))


async def vacated(page: Page, context: SiteContext) -> Made | None:
    """Return nothing below the default language's prefix; of another language, the address belongs to another page."""
    return Made(None) if page.lang == context.site.lang else None


async def robots(_page: Page, context: SiteContext) -> Made:
    prefixes = [context.site.prefix(language.code) for language in context.site.languages]
    return Made(sitemap.robots(context.site.url, prefixes, context.site.robots, has_api=context.site.has_api))


async def humans(_page: Page, context: SiteContext) -> Made:
    """Return `humans.txt`: the site's name, its authors, and their URLs."""
    return Made(humans_text(context.site).encode())


async def icon(_page: Page, context: SiteContext) -> Made:
    return Made(assets.icon(context.site))


async def script(page: Page, _context: SiteContext) -> Made:
    """Return a script: its files, joined, without the lines that are comments."""
    parts = (REMARK.sub(b"", Path(BUILT_IN, "static", name).read_bytes()) for name in SCRIPTS[page.of])
    return Made(b"\n".join(parts))


async def font(page: Page, _context: SiteContext) -> Made:
    """Return a file of a font, or nothing for one of an earlier version."""
    return Made((fonts.FOLDER / page.of).read_bytes() if page.of in fonts.files() else None)


async def sheet(page: Page, _context: SiteContext) -> Made:
    """Return a sheet for what stands below texts, or nothing for one of an earlier version."""
    return Made(stylesheets.files().get(page.of))
