"""The related posts at the end of a post."""

from collections.abc import Mapping
from typing import Any

from chalicelib.model import Listing, Post
from chalicelib.rendering.pages.reading import around
from chalicelib.rendering.post_listings import terms_of
from chalicelib.rendering.presenters import anchors, shown_related
from chalicelib.rendering.related import MOST, Related, chosen, rarest, topics_of
from chalicelib.rendering.site_context import SiteContext


async def related(post: Post, context: SiteContext) -> Mapping[str, Any]:
    """Return the fields of the post's view model that show related posts; none if there are none."""
    for topics in topics_of(post):
        rarest_topic = rarest([Related(topic, await _in_topic(post, topic, context)) for topic in topics])
        if rarest_topic:
            kind, lang, slug = rarest_topic.topic.kind, post.lang, rarest_topic.topic.term
            (topic,) = anchors(context.site, kind, (term for term in terms_of(post)[kind] if term.slug == slug), lang)
            return {"related": tuple(map(shown_related, rarest_topic.posts)), "related_topic": topic}
    return {}


async def _in_topic(post: Post, topic: Listing, context: SiteContext) -> tuple[Post, ...]:
    """Return the posts that are related by this topic."""
    return chosen(*await around(topic, post.sort_key, context.reach, MOST))
