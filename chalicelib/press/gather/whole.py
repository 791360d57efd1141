"""The pages of the whole site: the sitemap's index, robots.txt, style and scripts."""

from pathlib import Path

from chalicelib.content.highlighting import highlight_css
from chalicelib.press import sitemap
from chalicelib.press.house import House
from chalicelib.press.kinds import KINDS
from chalicelib.press.needs import Made, Steps, Summaries
from chalicelib.press.paths import url
from chalicelib.press.summaries import months_of
from chalicelib.press.templates import BUILT_IN
from chalicelib.words import Listing, Page


def maps(_page: Page, house: House) -> Steps[Made]:
    """The index over the months of every language, and their pages outside the flow."""
    listings = [Listing(kind, language.code) for language in house.site.languages for kind in ("pages", "all")]
    pages = []
    for listing in listings:
        months = yield Summaries(months_of(listing))
        pages += [Page("map", str(listing), month) for month in sorted(months, reverse=True)]
    addresses = (KINDS["map"].address(page, house.site) for page in pages)
    return Made(sitemap.index(sitemap.Located(url(house.site, address)) for address in addresses))


def vacated(page: Page, house: House) -> Steps[Made | None]:
    """Nothing stands below the default language's prefix; in another language it is somebody else's place."""
    yield from ()
    return Made(None) if page.of.partition(":")[0] == house.site.lang else None


def robots(_page: Page, house: House) -> Steps[Made]:
    yield from ()
    return Made(sitemap.robots(house.site.url))


def style(_page: Page, house: House) -> Steps[Made]:
    """The site's own stylesheet, else the built-in one."""
    yield from ()
    return Made(_static("style.css", house))


def highlight(_page: Page, _house: House) -> Steps[Made]:
    yield from ()
    return Made(highlight_css().encode())


def script(_page: Page, _house: House) -> Steps[Made]:
    yield from ()
    return Made(Path(BUILT_IN, "static", "sidebar.js").read_bytes())


def follow(_page: Page, _house: House) -> Steps[Made]:
    yield from ()
    return Made(Path(BUILT_IN, "static", "follow.js").read_bytes())


def _static(name: str, house: House) -> bytes:
    own = house.templates.overrides.get(f"static/{name}")
    return own.encode() if own is not None else Path(BUILT_IN, "static", name).read_bytes()
