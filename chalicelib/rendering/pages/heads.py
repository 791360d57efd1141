"""The heads of pages (title, description, JSON-LD …) for posts, listings, months and years; other pages describe the site.

Each function returns the `about` of `presenters.render`. It uses only what the page shows, so a head needs no queries of its own,
and a change of it always renders the page.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from chalicelib.content.site.site import Site
from chalicelib.content.text.excerpts import plain
from chalicelib.model import Listing, Post
from chalicelib.rendering.formats import json_ld
from chalicelib.rendering.head import alternates_of, brief, card_of
from chalicelib.rendering.language.names import presented
from chalicelib.rendering.language.post_names import post_name
from chalicelib.rendering.presenters import shown_site
from chalicelib.rendering.view_models.links import Anchor
from chalicelib.rendering.view_models.lists import ShownListing
from chalicelib.rendering.view_models.page import ShownImage
from chalicelib.rendering.view_models.post import ShownPost

About = Mapping[str, Any]


def of_post(post: Post, shown: ShownPost, versions: Sequence[Post], site: Site, drawn: ShownImage | None = None) -> About:
    """Return the head of a post, with its versions in all languages, or of a page outside the flow; `drawn` is its card."""
    ours = shown_site(site, post.lang)
    image = card_of(post, shown.html, site, (shown.image_width, shown.image_height), drawn)
    thing = json_ld.blog_posting if post.date else json_ld.web_page
    way = json_ld.breadcrumbs((*(one for one in shown.categories[:1] if one.address), Anchor(shown.title, post.address)), ours)
    return {
        "title": shown.title,
        "description": brief(post.excerpt),
        "type": "article" if post.date else "website",
        "robots": "" if post.listed else "noindex",
        "alternates": alternates_of(post, versions, site),
        "authors": tuple(link for term in post.authors if (link := elsewhere(site, term.slug))),
        "structured": json_ld.graph(thing(shown, ours, image), way),
        **({"image": image} if image else {}),
    }


def of_listing(listing: Listing, shown: ShownListing, posts: Iterable[Post], site: Site) -> About:
    """Return the head of a landing page: its description is the site's text about the listing, else the titles of its posts."""
    ours = shown_site(site, listing.lang)
    whole = listing.kind == "all"
    titles = [post_name(post) for post in posts]
    link = elsewhere(site, listing.term) if listing.kind == "author" else ""
    itself = Anchor(shown.name, shown.address)
    person = [json_ld.profile(shown.author, ours)] if shown.author else []
    things = [json_ld.web_site(ours), json_ld.blog(ours)] if whole else [json_ld.breadcrumbs([itself], ours), *person]
    return {
        "feeds": shown.feeds,
        "description": (ours.description if whole else brief(plain(shown.text))) or brief(*titles),
        "type": "profile" if person else "website",
        "me": site.me if whole else (link,) if link else (),
        "structured": json_ld.graph(*things),
    }


def of_time(listing: Listing, shown: ShownListing, time: Sequence[Anchor], texts: Iterable[str], site: Site) -> About:
    """Return the head of a year or a month of a listing; `texts` describe its content."""
    above = [] if listing.kind == "all" else [Anchor(shown.name, shown.address)]
    way = json_ld.breadcrumbs([*above, *time], shown_site(site, listing.lang))
    return {"feeds": shown.feeds, "description": brief(*texts), "structured": json_ld.graph(way)}


def elsewhere(site: Site, author: str) -> str:
    """Return the URL of an author in site.yaml, or nothing."""
    named = presented(site, "author", author)
    return named.url if named else ""
