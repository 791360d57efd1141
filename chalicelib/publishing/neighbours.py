"""The pages of the posts next to a changed post: those that name it as the post before or after, in their language or series,
and those that may show it as related (`rendering.related`).

Mostly the post is one of the newest in each listing, so one query for each is enough; the records of all are read together.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeAlias

from chalicelib.cloud.ports import Table
from chalicelib.model import Listing, ListingKind, Page, Place, Post
from chalicelib.record import Pointer, Record
from chalicelib.rendering.post_listings import stands
from chalicelib.rendering.queries import ListingKeys
from chalicelib.rendering.related import AROUND, CONSIDERED, reached, topics_of
from chalicelib.store import records
from chalicelib.store.asking import ask

AT_ONCE = 2 * AROUND + 1  # pointers among which a new post and those around it mostly are


def pages_next_to(table: Table, pointers: Iterable[Pointer]) -> frozenset[Page]:
    """Return the pages of the posts that may show what these pointers lead to, because it is next to them in a listing."""
    places = [pointer.place for pointer in pointers if pointer.kind == "list" and pointer.place.listing.kind in SHOWING]
    around = _around(table, places)
    by_key = records.read_many(table, {Place(place.listing, key).key for place, keys in around.items() for key in keys})
    posts = (post for place, keys in around.items() for post in _reached(table, place, keys, by_key))
    return frozenset(Page("address", post.address) for post in posts)


Posts: TypeAlias = Sequence[Post]


def _naming(_listing: Listing, older: Posts, newer: Posts) -> Iterable[Post]:
    """Return the posts that name a post between these as the one after or before them."""
    return (*older[:1], *newer[:1])


def _relating(listing: Listing, older: Posts, newer: Posts) -> Iterable[Post]:
    """Return the posts to which a post between these may be related."""
    return [post for post in reached(older, newer) if any(listing in topics for topics in topics_of(post))]


SHOWING: Mapping[ListingKind, Callable[[Listing, Posts, Posts], Iterable[Post]]] = {
    "all": _naming,
    "series": _naming,
    **dict.fromkeys(CONSIDERED, _relating),
}
"""Which of the posts next to a place in a listing may show what is there, by the kind of the listing."""


def _around(table: Table, places: Sequence[Place]) -> Mapping[Place, Sequence[str]]:
    """Return the sort keys around each place, newest first: `AROUND` on each side, if there are so many."""
    newest = {place: ListingKeys(place.listing, limit=AT_ONCE) for place in places}
    read = ask(table, newest.values()) if newest else {}
    return {place: _near(table, place, read[query]) for place, query in newest.items()}


def _near(table: Table, place: Place, newest: Sequence[str]) -> Sequence[str]:
    older = [key for key in newest if key < place.sort_key][:AROUND]
    newer = [key for key in newest if key > place.sort_key][-AROUND:]
    if len(newest) == AT_ONCE and len(older) < AROUND:
        older = list(_keys(table, place, place.sort_key, newest_first=True))
        newer = list(_keys(table, place, place.sort_key, newest_first=False))[::-1]
    return [*newer, *older]


def _keys(table: Table, place: Place, bound: str, *, newest_first: bool) -> Sequence[str]:
    before, after = (bound, "") if newest_first else ("", bound)
    query = ListingKeys(place.listing, after, before, newest_first=newest_first, limit=AROUND)
    return ask(table, [query])[query]


def _reached(table: Table, place: Place, keys: Sequence[str], by_key: Mapping[str, Record]) -> Iterable[Post]:
    """Return the posts that the change reaches; where a pointer among these is stale, further ones are read."""
    there = {key: post for key in keys if (post := _post_at(Place(place.listing, key), by_key))}
    if len(there) < len(keys):
        sides = [_posts_at(table, place, AROUND, newest_first=way) for way in (True, False)]
    else:
        older = [there[key] for key in keys if key < place.sort_key]
        newer = [there[key] for key in keys if key > place.sort_key][::-1]
        sides = [older, newer]
    return SHOWING[place.listing.kind](place.listing, *sides)


def _post_at(place: Place, by_key: Mapping[str, Record]) -> Post | None:
    record = by_key.get(place.key)
    return record.post if record and stands(record, place) else None


def _posts_at(table: Table, place: Place, most: int, *, newest_first: bool) -> Sequence[Post]:
    """Return the nearest posts that belong in the place's listing, older (`newest_first`) or newer, at most so many."""
    posts: list[Post] = []
    bound = place.sort_key
    while True:
        keys = _keys(table, place, bound, newest_first=newest_first)
        by_key = records.read_many(table, {Place(place.listing, key).key for key in keys})
        posts += [post for key in keys if (post := _post_at(Place(place.listing, key), by_key))]
        if len(posts) >= most or len(keys) < AROUND:
            return posts[:most]
        bound = keys[-1]
