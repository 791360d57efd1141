"""Sitemaps in segments, their index, and `robots.txt`, for search engines.

A segment is small: a month of a language. Only the index lists them all.
"""

from collections.abc import Iterable
from html import escape

from chalicelib.content.site.ai_crawlers import NAMES
from chalicelib.content.site.site import Robots
from chalicelib.frozen import Frozen
from chalicelib.rendering.strict_text import moment, uri
from chalicelib.rendering.view_models.links import Anchor

DECLARATION = "<?xml version='1.0' encoding='UTF-8'?>\n"
SITEMAPS = "http://www.sitemaps.org/schemas/sitemap/0.9"
XHTML = "http://www.w3.org/1999/xhtml"


class Located(Frozen):
    """An absolute address, the time of its last change (ISO 8601), and the same page in each language."""

    url: str
    lastmod: str = ""
    alternates: tuple[Anchor, ...] = ()


def segment(entries: Iterable[Located]) -> bytes:
    """Return a sitemap of these addresses, in this order."""
    return _document(f'urlset xmlns="{SITEMAPS}" xmlns:xhtml="{XHTML}"', "url", entries)


def index(segments: Iterable[Located]) -> bytes:
    """Return the sitemap of sitemaps."""
    return _document(f'sitemapindex xmlns="{SITEMAPS}"', "sitemap", segments)


ALL_MAY = Robots()


def robots(site_url: str, prefixes: Iterable[str] = ("",), wishes: Robots = ALL_MAY, *, has_api: bool = True) -> bytes:
    """Return `robots.txt`: it allows everything but the API, search results and what the site forbids, and names the sitemap.

    `prefixes` are the address prefixes of the site's languages.
    """
    disallowed = [*(["/api/"] if has_api else []), *(f"{uri(prefix)}/search/?q=" for prefix in prefixes), *wishes.disallow]
    rules = "".join(f"Disallow: {path}\n" for path in disallowed)
    forbidden = "".join(f"User-agent: {name}\n" for name in NAMES) + "Disallow: /\n\n" if wishes.ai == "forbid" else ""
    return f"User-agent: *\n{rules}\n{forbidden}Sitemap: {uri(site_url.rstrip('/'))}/sitemap.xml\n".encode()


def _document(root: str, element: str, entries: Iterable[Located]) -> bytes:
    rows = "".join(f"<{element}>{_row(entry)}</{element}>\n" for entry in entries)
    return f"{DECLARATION}<{root}>\n{rows}</{root.split(maxsplit=1)[0]}>\n".encode()


def _row(entry: Located) -> str:
    lastmod = f"<lastmod>{moment(entry.lastmod).isoformat()}</lastmod>" if entry.lastmod else ""
    alternates = "".join(
        f'<xhtml:link rel="alternate" hreflang="{escape(version.lang)}" href="{escape(uri(version.url))}"/>'
        for version in entry.alternates
    )
    return f"<loc>{escape(uri(entry.url))}</loc>{lastmod}{alternates}"
