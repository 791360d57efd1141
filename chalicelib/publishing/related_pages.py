"""The pages of the posts to which a changed post is related: those next to it in its topics (`rendering.related`).

Mostly the post is one of the newest in each topic, so one query for each is enough; the records of all are read together.
"""

from collections.abc import Iterable, Mapping, Sequence

from chalicelib.cloud.ports import Table
from chalicelib.model import Page, Place, Post
from chalicelib.record import Pointer, Record
from chalicelib.rendering.post_listings import stands
from chalicelib.rendering.queries import ListingKeys
from chalicelib.rendering.related import AROUND, CONSIDERED, reached, topics_of
from chalicelib.store import records
from chalicelib.store.asking import ask

AT_ONCE = 2 * AROUND + 1  # pointers among which a new post and those around it mostly are


def related_pages(table: Table, pointers: Iterable[Pointer]) -> frozenset[Page]:
    """Return the pages of the posts that may show what these pointers lead to as related."""
    places = [pointer.place for pointer in pointers if pointer.kind == "list"]
    of_topics = [place for place in places if place.listing.kind in CONSIDERED]
    around = _around(table, of_topics)
    by_key = records.read_many(table, {Place(place.listing, key).key for place, keys in around.items() for key in keys})
    posts = (post for place, keys in around.items() for post in _reached(table, place, keys, by_key))
    return frozenset(Page("address", post.address) for post in posts)


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
        sides = [posts_at(table, place, AROUND, newest_first=way) for way in (True, False)]
    else:
        older = [there[key] for key in keys if key < place.sort_key]
        newer = [there[key] for key in keys if key > place.sort_key][::-1]
        sides = [older, newer]
    return [post for post in reached(*sides) if any(place.listing in topics for topics in topics_of(post))]


def _post_at(place: Place, by_key: Mapping[str, Record]) -> Post | None:
    record = by_key.get(place.key)
    return record.post if record and stands(record, place) else None


def posts_at(table: Table, place: Place, most: int, *, newest_first: bool) -> Sequence[Post]:
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
