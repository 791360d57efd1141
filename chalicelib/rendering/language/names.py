"""The names of topics and authors: as site.yaml presents them, else as the sources spell them."""

from chalicelib.content.site.site import ListingProfile, Site
from chalicelib.model import ListingKind, Term


def presented(site: Site, kind: ListingKind, slug: str) -> ListingProfile | None:
    """Return what site.yaml says about a category or an author."""
    return {"category": site.categories, "author": site.authors}.get(kind, {}).get(slug)


def name_of(site: Site, kind: ListingKind, term: Term, lang: str) -> str:
    """Return the name that readers see: the name in site.yaml, else the spelling of the source."""
    named = presented(site, kind, term.slug)
    return (named.name.get(lang) if named else "") or term.name
