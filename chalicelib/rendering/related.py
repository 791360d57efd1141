"""Which posts are related to a post, and whose related posts a change reaches (pure).

Related posts are some of those next to the post in one of its topics: the next newer one, and older ones. Of several topics the
rarest counts: the one whose posts reach furthest back. Counts of topics would do as well, but a new post changes them for all
posts of a topic. Neighbours change only for the posts next to it, so a publish reaches a few pages, however many posts there are.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from chalicelib.model import Listing, ListingKind, Post
from chalicelib.rendering.post_listings import terms_of

MOST = 3
"""Related posts of a post."""
AROUND = MOST + 1
"""Posts next to a change, on each side, of which is asked whether it reaches them."""
CONSIDERED: Mapping[ListingKind, int] = {"tag": 3, "category": 2}
"""How many topics of each kind are considered, in the author's order. A kind counts only if the ones before it find nothing."""


class Related(NamedTuple):
    """The posts that are related by a topic, newest first."""

    topic: Listing
    posts: tuple[Post, ...]


def topics_of(post: Post) -> Iterable[tuple[Listing, ...]]:
    """Return the topics by which posts may be related to this one, kind by kind; an unlisted post or a page has none."""
    if not post.in_flow:
        return ()
    terms = terms_of(post)
    return [tuple(Listing(kind, post.lang, term.slug) for term in terms[kind][:number]) for kind, number in CONSIDERED.items()]


def chosen(older: Sequence[Post], newer: Sequence[Post]) -> tuple[Post, ...]:
    """Return the related posts among those next to a post, the nearest first on each side: one newer, then older ones.

    Where older posts are too few, more newer ones take their places.
    """
    first = newer[:1]
    nearest_older = older[: MOST - len(first)]
    more = newer[1 : MOST - len(nearest_older)]
    return (*reversed((*first, *more)), *nearest_older)


def rarest(topics: Iterable[Related]) -> Related | None:
    """Return the topic with the most related posts; of several, the one whose posts reach furthest back, then the first."""
    with_posts = [related for related in topics if related.posts]
    return min(with_posts, key=lambda related: (-len(related.posts), related.posts[-1].sort_key), default=None)


def reached(older: Sequence[Post], newer: Sequence[Post]) -> tuple[Post, ...]:
    """Return the posts that may show a post which comes, goes or changes between these, the nearest first on each side.

    Up to `AROUND` posts on each side are given: fewer are all there are. A post shows the next newer one, and others newer than
    that only if fewer than `MOST` are older than it; of the posts older than it, two, and a third if it is the newest itself.
    """
    reached_older = older[:1] if len(older) > MOST else older
    reached_newer = newer[: MOST - 1] if len(newer) > MOST else newer
    return (*reached_older, *reached_newer)
