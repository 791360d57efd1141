"""The places of a post: the listings that it is in, and its place in each of them."""

from collections.abc import Callable, Mapping

from chalicelib.model import Listing, ListingKind, Place, Post, Term
from chalicelib.record import Record

TERMS: Mapping[ListingKind, Callable[[Post], tuple[Term, ...]]] = {
    "category": lambda post: post.categories,
    "tag": lambda post: post.tags,
    "author": lambda post: post.authors,
    "series": lambda post: (post.series,) if post.series else (),
}


def terms_of(post: Post) -> Mapping[ListingKind, tuple[Term, ...]]:
    """Return the terms of a post by the kind of their listings."""
    return {kind: terms(post) for kind, terms in TERMS.items()}


def listings_of(post: Post) -> tuple[Listing, ...]:
    """Return the listings that a post is in."""
    if not post.listed:
        return (Listing("unlisted", post.lang),)
    if not post.date:
        return (Listing("pages", post.lang),)
    topics = (Listing(kind, post.lang, term.slug) for kind, terms in terms_of(post).items() for term in terms)
    shown = (Listing("all", post.lang), *topics)
    return (*shown, *(pinned_of(listing) for listing in shown if post.pinned and listing.kind in LED))


def pinned_of(listing: Listing) -> Listing:
    """Return the listing of the pinned posts that lead this one, of the kinds `LED`."""
    return Listing("pinned", listing.lang, listing.term)


LED: tuple[ListingKind, ...] = ("all", "category")
"""The kinds of listings whose landing pages begin with their pinned posts."""


def preview_listing(lang: str) -> Listing:
    """Return the listing of the sources in a language that have or had a preview."""
    return Listing("preview", lang)


def places_of(post: Post) -> frozenset[Place]:
    """Return the places of a post, one for each of its listings."""
    return frozenset(Place(listing, post.sort_key) for listing in listings_of(post))


def stands(record: Record, place: Place) -> bool:
    """Return whether the record has a post at this place. A pointer alone doesn't prove it."""
    post = record.post
    return post is not None and post.sort_key == place.sort_key and is_in(post, place.listing)


def is_in(post: Post, listing: Listing) -> bool:
    """Return whether the post is in the listing; this is asked for each post of each list, so no list of listings is made."""
    if listing.lang != post.lang or post.listed == (listing.kind == "unlisted"):
        return False
    if post.listed and bool(post.date) == (listing.kind == "pages"):
        return False
    if listing.kind == "pinned":
        return post.pinned and (not listing.term or any(term.slug == listing.term for term in post.categories))
    if listing.kind not in TERMS:
        return not listing.term and listing.kind != "preview"
    return any(term.slug == listing.term for term in TERMS[listing.kind](post))
