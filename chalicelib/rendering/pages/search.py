"""The search of a language: its page, the segments that its script reads, and the list of the segments.

A month's first segment is rendered for each of its posts. It stores a digest of each full segment, and owes those that changed.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain, zip_longest

from chalicelib.content.site.site import Site
from chalicelib.content.text.search_words import vocabulary
from chalicelib.model import OUTSIDE, Listing, Page, Post
from chalicelib.rendering.formats import search_index
from chalicelib.rendering.language.names import name_of
from chalicelib.rendering.language.post_names import post_name
from chalicelib.rendering.pages.reading import newest, within
from chalicelib.rendering.post_listings import terms_of
from chalicelib.rendering.presenters import is_offered, render
from chalicelib.rendering.queries import Bodies, Made, OneSummary, Summaries, Summary, Vocabularies
from chalicelib.rendering.site_context import SiteContext
from chalicelib.rendering.summaries import changed, months_of, segment_of, segments_of


async def search(page: Page, context: SiteContext) -> Made:
    """Return the form; the script shows what it finds."""
    return Made(render("search.html", page, context, page.of) if is_offered(page.of, context.site) else None)


async def segments(page: Page, context: SiteContext) -> Made:
    """Return the names of the segments: the pages outside the flow, then the months with posts, newest first."""
    pages = await Summaries(months_of(Listing("pages", page.of)))
    months = await Summaries(months_of(Listing("all", page.of)))
    names = chain(("pages",) if pages else (), sorted(months, reverse=True))
    return Made(search_index.segments(names) if is_offered(page.of, context.site) else None)


async def segment(page: Page, context: SiteContext) -> Made:
    """Return a part of a month, or of the pages outside the flow: its posts and their words."""
    listing, month = page.listing, page.at[: len(OUTSIDE)]
    recent = await newest(listing, context)
    in_month = await within(listing, month, recent)
    number = int(page.at[len(month) + 1 :] or 0)
    posts = search_index.part(in_month, number)
    summaries = () if number else await _digests(page, in_month)
    if not posts:
        return Made(None, summaries=summaries)
    words = await _words(posts)
    findable = (_findable(post, words[post.key], context.site) for post in posts)
    return Made(search_index.segment(findable, more=0 if number else search_index.older(in_month)), summaries=summaries)


async def _digests(first: Page, posts: Sequence[Post]) -> tuple[Summary, ...]:
    """Return the summary of the full segments: a short digest of each."""
    previous = await OneSummary(segments_of(first.listing), first.at)
    digests = [_digest(search_index.part(posts, number)) for number in range(1, search_index.older(posts) + 1)]
    beside = enumerate(zip_longest(previous.value or (), digests), start=1)
    return changed(previous, digests or None, (segment_of(first, number) for number, (old, new) in beside if old != new))


def _digest(posts: Sequence[Post]) -> str:
    """Return a digest that changes if anything of these posts changes, their bodies included."""
    return hashlib.sha256(repr(posts).encode()).hexdigest()[:16]


async def _words(posts: Iterable[Post]) -> Mapping[str, Sequence[str]]:
    """Return the words of these posts by key; a body that was stored without words is read, and its words are found now."""
    names = frozenset((post.key, post.body) for post in posts)
    words = await Vocabularies(names)
    without = frozenset((key, name) for key, name in names if key not in words)
    bodies = await Bodies(without) if without else {}
    return {**words, **{key: vocabulary(body.html) for key, body in bodies.items()}}


def _findable(post: Post, words: Sequence[str], site: Site) -> search_index.Findable:
    names = (name_of(site, kind, term, post.lang) for kind, terms in terms_of(post).items() for term in terms)
    topics = dict.fromkeys(" ".join(name.split()) for name in names)
    return search_index.Findable(post_name(post), post.address, post.date, post.excerpt, tuple(topics), tuple(words))
