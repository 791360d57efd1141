"""What the heads of pages say, for each kind that has more to say than its site: posts, listings, months and years.

Each answers with what `showing.render` takes as `about`. All of it is made from what the page shows, so nothing more is read,
and whatever changes it has the page pressed anyway.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from chalicelib.content.excerpts import plain
from chalicelib.content.site import Site
from chalicelib.model import Listing, Post
from chalicelib.rendering import json_ld
from chalicelib.rendering.head import alternates_of, brief, card_of
from chalicelib.rendering.presenters import presented, shown_site
from chalicelib.rendering.view_models import Anchor, ShownListing, ShownPost

About = Mapping[str, Any]


def of_post(post: Post, shown: ShownPost, versions: Sequence[Post], site: Site) -> About:
    """A post with its versions in all languages, or a page outside the flow."""
    ours = shown_site(site, post.lang)
    image = card_of(post, shown.html, site, (shown.image_width, shown.image_height))
    thing = json_ld.blog_posting if post.date else json_ld.web_page
    way = json_ld.breadcrumbs((*shown.categories[:1], Anchor(post.title, post.address)), ours)
    return {
        "title": post.title,
        "description": brief(post.excerpt),
        "type": "article" if post.date else "website",
        "alternates": alternates_of(post, versions, site),
        "authors": tuple(found for term in post.authors if (found := elsewhere(site, term.slug))),
        "structured": json_ld.graph(thing(shown, ours, image), way),
        **({"image": image} if image else {}),
    }


def of_listing(listing: Listing, shown: ShownListing, posts: Iterable[Post], site: Site) -> About:
    """The newest of a listing: what the site says of it, else what its posts are called."""
    ours = shown_site(site, listing.lang)
    whole = listing.kind == "all"
    titles = [post.title for post in posts]
    found = elsewhere(site, listing.term) if listing.kind == "author" else ""
    itself = Anchor(shown.name, shown.address)
    person = [json_ld.profile(itself, found, ours)] if listing.kind == "author" else []
    things = [json_ld.web_site(ours), json_ld.blog(ours)] if whole else [json_ld.breadcrumbs([itself], ours), *person]
    return {
        "feeds": shown.feeds,
        "description": (ours.description if whole else brief(plain(shown.text))) or brief(*titles),
        "type": "profile" if person else "website",
        "me": site.me if whole else (found,) if found else (),
        "structured": json_ld.graph(*things),
    }


def of_time(listing: Listing, shown: ShownListing, time: Sequence[Anchor], texts: Iterable[str], site: Site) -> About:
    """A year of a listing, or a year and a month of it: `texts` are what stands there."""
    above = [] if listing.kind == "all" else [Anchor(shown.name, shown.address)]
    way = json_ld.breadcrumbs([*above, *time], shown_site(site, listing.lang))
    return {"feeds": shown.feeds, "description": brief(*texts), "structured": json_ld.graph(way)}


def elsewhere(site: Site, author: str) -> str:
    """Where else than in their listing an author is found, as the site says."""
    named = presented(site, "author", author)
    return named.url if named else ""
