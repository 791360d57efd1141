"""Which posts have a card that is drawn, what it shows, and where.

A post has one if neither it nor the site shows another image on it. This follows from the post, its text and the site, so the
page at an address and its card agree.
"""

from collections.abc import Mapping

from chalicelib.content.addresses.addresses import path_of_card
from chalicelib.content.presentation.cards import HEIGHT, MARK, WIDTH, Card, name_of
from chalicelib.content.site.site import Site
from chalicelib.content.text.post_names import beginning
from chalicelib.model import Post
from chalicelib.rendering.head import image_of_site, picture_of
from chalicelib.rendering.language import names
from chalicelib.rendering.language.post_names import post_name
from chalicelib.rendering.paths import url
from chalicelib.rendering.view_models.page import ShownImage

OF_NOTE = 140
"""Characters of a note on its card."""


def card_to_draw(post: Post, html: str, site: Site) -> Card | None:
    """Return what the card of this post shows; None if none is drawn."""
    if not site.cards or image_of_site(site) or picture_of(post, html, site):
        return None
    author = "".join(names.name_of(site, "author", term, post.lang) for term in post.authors[:1])
    return Card(title_of(post), site.title.get(post.lang), author, post.lang, **colours_of(site))


def title_of(post: Post) -> str:
    """Return what the card says: the title; of a note, as much of its text as is easily read."""
    return post.title or beginning(post.excerpt, OF_NOTE) or post_name(post)


def colours_of(site: Site) -> Mapping[str, str]:
    """Return the colours of cards, by their use: those of the theme's light scheme."""
    colours = site.theme.colours("light")
    return {use: colours[name] for use, name in (("background", "paper"), ("ink", "ink"), ("accent", "accent"))}


def shown_card(card: Card, post: Post, site: Site) -> ShownImage:
    """Return the card as the post's page names it; the query is another for each card."""
    return ShownImage(f"{url(site, path_of_card(post.address))}?{name_of(card)[:MARK]}", card.title, WIDTH, HEIGHT)
