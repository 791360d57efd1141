"""What search engines ask for: sitemaps in segments, their index, and `robots.txt`.

A sitemap is a template around addresses, so it is written as one. Segments are small (a month of a language), and only
the index knows them all.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

from chalicelib.rendering.absolute_urls import moment, uri

DECLARATION = "<?xml version='1.0' encoding='UTF-8'?>\n"
SITEMAPS = "http://www.sitemaps.org/schemas/sitemap/0.9"
XHTML = "http://www.w3.org/1999/xhtml"


@dataclass(frozen=True, slots=True)
class Located:
    """An absolute address, when what stands there last changed (ISO 8601), and the same in other languages.

    An alternate is a language and an address; the language of whoever has no other is `x-default`.
    """

    url: str
    lastmod: str = ""
    alternates: tuple[tuple[str, str], ...] = ()


def segment(entries: Iterable[Located]) -> bytes:
    """A sitemap of these addresses, in this order."""
    return _document(f'urlset xmlns="{SITEMAPS}" xmlns:xhtml="{XHTML}"', "url", entries)


def index(segments: Iterable[Located]) -> bytes:
    """The sitemap of sitemaps."""
    return _document(f'sitemapindex xmlns="{SITEMAPS}"', "sitemap", segments)


def robots(site_url: str, prefixes: Iterable[str] = ("",)) -> bytes:
    """`robots.txt`: everything may be read but the API and what somebody searched for, and here is the map.

    `prefixes` are what the addresses of the site's languages begin with.
    """
    kept = ["/api/", *(f"{uri(prefix)}/search/?q=" for prefix in prefixes)]
    rules = "".join(f"Disallow: {path}\n" for path in kept)
    return f"User-agent: *\n{rules}\nSitemap: {uri(site_url.rstrip('/'))}/sitemap.xml\n".encode()


def _document(root: str, element: str, entries: Iterable[Located]) -> bytes:
    rows = "".join(f"<{element}>{_row(entry)}</{element}>\n" for entry in entries)
    return f"{DECLARATION}<{root}>\n{rows}</{root.split(maxsplit=1)[0]}>\n".encode()


def _row(entry: Located) -> str:
    lastmod = f"<lastmod>{moment(entry.lastmod).isoformat()}</lastmod>" if entry.lastmod else ""
    alternates = "".join(
        f'<xhtml:link rel="alternate" hreflang="{escape(lang)}" href="{escape(uri(url))}"/>' for lang, url in entry.alternates
    )
    return f"<loc>{escape(uri(entry.url))}</loc>{lastmod}{alternates}"
