"""`humans.txt` (humanstxt.org): who makes the site, in plain text for people who look behind it."""

from collections.abc import Iterator

from chalicelib.content.site import Named, Site
from chalicelib.rendering.absolute_urls import line
from chalicelib.rendering.paths import whole


def humans_text(site: Site) -> str:
    """The site's authors as its `site.yaml` names them, in that order, then the site itself."""
    people = [_person(named, site) for named in site.authors.values() if named.name.get(site.lang)]
    parts = [*(["/* TEAM */", *people] if people else []), "/* SITE */", "\n".join(_site(site))]
    return "\n\n".join(parts) + "\n"


def _person(named: Named, site: Site) -> str:
    url = whole(site.url, named.url)
    return line(named.name.get(site.lang)) + (f"\n{url}" if url else "")


def _site(site: Site) -> Iterator[str]:
    yield line(site.title.get(site.lang))
    yield f"{site.url}/"
    yield from site.me
    yield f"Languages: {', '.join(language.name for language in site.languages)}"
