"""Addresses of listings and pages, and the keys of their objects.

An address is Unicode and begins with `/`; most end with `/`, too. The key of its object follows from it by the rule of the edge
(`infra/edge`), so no table of addresses is stored.
"""

from collections.abc import Mapping
from urllib.parse import quote

from chalicelib.content.site.site import Site
from chalicelib.model import Listing, ListingKind
from chalicelib.rendering.strict_text import uri

SEGMENTS: Mapping[ListingKind, str] = {
    "all": "",
    "category": "category/",
    "tag": "tag/",
    "author": "author/",
    "series": "series/",
}
INDEXES = {"feed/": "index.xml", "feed/atom/": "index.xml", "feed/json/": "index.json"}


def listing_address(listing: Listing, site: Site) -> str:
    """Return the address of a listing: `/`, `/category/x/`, or in another language `/zh/category/x/`."""
    term = f"{listing.term}/" if listing.term else ""
    return f"{site.prefix(listing.lang)}/{SEGMENTS[listing.kind]}{term}"


def object_key(address: str) -> str:
    """Return the key of the object at an address: `/x/` → `x/index.html`, `/x/feed/` → `x/feed/index.xml`, `/x.css` → `x.css`."""
    if not address.endswith("/"):
        return address[1:]
    feed = next((index for end, index in INDEXES.items() if address.endswith(f"/{end}")), "index.html")
    return address[1:] + feed


def url(site: Site, address: str) -> str:
    """Return the absolute URL of an address of the site."""
    return whole(site.url, address)


def whole(site_url: str, address: str) -> str:
    """Return an address as a URL. An address of this site is percent-encoded after the site's URL, another follows RFC 3986."""
    ours = address.startswith("/") and not address.startswith("//")
    return site_url + quote(address) if ours else uri(address)


def feed_of_comments(address: str) -> str:
    """Return the address of the feed of the comments on the post at this address."""
    return f"{address.rstrip('/')}/feed/"


def page_of_comments(address: str, number: int) -> str:
    """Return the address of a page of the comments on the post at this address; the first one is the post's own."""
    return f"{address.rstrip('/')}/comments/{number}/" if number > 1 else address
