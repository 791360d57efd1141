"""Addresses of listings and pages, and the objects that stand behind them.

An address is Unicode, begins with `/` and mostly ends with one; the object behind it is found by the same rule that the
edge uses (`infra/edge`), so nothing else has to be remembered.
"""

from collections.abc import Mapping
from urllib.parse import quote

from chalicelib.content.site import Site
from chalicelib.model import Listing, ListingKind
from chalicelib.rendering.absolute_urls import uri

SEGMENTS: Mapping[ListingKind, str] = {"all": "", "category": "category/", "tag": "tag/", "author": "author/"}
INDEXES = {"feed/": "index.xml", "feed/atom/": "index.xml", "feed/json/": "index.json"}


def listing_address(listing: Listing, site: Site) -> str:
    """`/`, `/category/x/`, and in another language `/zh/category/x/`."""
    term = f"{listing.term}/" if listing.term else ""
    return f"{site.prefix(listing.lang)}/{SEGMENTS[listing.kind]}{term}"


def object_key(address: str) -> str:
    """The object behind an address: `/x/` → `x/index.html`, `/x/feed/` → `x/feed/index.xml`, `/x.css` → `x.css`."""
    if not address.endswith("/"):
        return address[1:]
    feed = next((index for end, index in INDEXES.items() if address.endswith(f"/{end}")), "index.html")
    return address[1:] + feed


def url(site: Site, address: str) -> str:
    """The absolute URL of an address of the site."""
    return whole(site.url, address)


def whole(site_url: str, address: str) -> str:
    """An address as a URL: one of ours percent-encoded behind the site's own, as links to it are; one elsewhere by RFC 3986."""
    ours = address.startswith("/") and not address.startswith("//")
    return site_url + quote(address) if ours else uri(address)
