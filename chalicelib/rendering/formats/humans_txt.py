"""`humans.txt` (humanstxt.org): the people behind a site, in plain text."""

from collections.abc import Iterator

from chalicelib.content.site.site import ListingProfile, Site
from chalicelib.rendering.paths import whole
from chalicelib.rendering.strict_text import line


def humans_text(site: Site) -> str:
    """Return the authors in the order of `site.yaml`, then the site itself."""
    people = [_person(named, site) for named in site.authors.values() if named.name.get(site.lang)]
    parts = [*(["/* TEAM */", *people] if people else []), "/* SITE */", "\n".join(_site(site))]
    return "\n\n".join(parts) + "\n"


def _person(named: ListingProfile, site: Site) -> str:
    url = whole(site.url, named.url)
    return line(named.name.get(site.lang)) + (f"\n{url}" if url else "")


def _site(site: Site) -> Iterator[str]:
    yield line(site.title.get(site.lang))
    yield f"{site.url}/"
    yield from site.me
    yield f"Languages: {', '.join(language.name for language in site.languages)}"
