"""What a publish asks of its cloud: each call has a purpose, and none asks what another has answered.

The post has two categories, three tags and an author, each on a hundred posts and more, and follows other posts of its month.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import pytest

from bench import corpus
from bench.filling import World, filled, ingest_message, press_all, upload
from bench.watching import Watched, watched
from chalicelib.cloud.items import At

POSTS = 450
LISTINGS = 7  # all posts, and six topics


@pytest.fixture(scope="module")
def world() -> World:
    world = filled(POSTS, corpus.posts)
    for number in range(3):
        publish(world, POSTS + number)
    return world


class Calls(NamedTuple):
    """The calls of ingest and of rendering, each by method and what is asked for, and the single items that rendering read."""

    ingest: Mapping[str, int]
    rendering: Mapping[str, int]
    items: Sequence[At]


def publish(world: World, number: int) -> Calls:
    """Publish another post."""
    message, calls = upload(world.cloud, corpus.post(number, POSTS)), Counter[str]()
    items: list[At] = []

    def count(port: str, method: str, args: tuple[Any, ...], act: Callable[[], Any]) -> Any:
        calls[f"{port}.{method} {partition(method, args)}".strip()] += 1
        items.extend(args[0] if method == "get_many" else ())
        return act()

    cloud = watched(world.cloud, count, Watched)
    ingest_message(cloud, message)
    ingest = dict(calls)
    calls.clear()
    items.clear()
    press_all(cloud, world.press)
    return Calls(ingest, dict(calls), items)


def partition(method: str, args: tuple[Any, ...]) -> str:
    """Return what kind of partition the call is about; nothing for a batch, an object or a message."""
    of: Mapping[str, Callable[[Any], str]] = {"query": str, "put": lambda item: item.at.pk}
    return of.get(method, lambda at: at.pk if isinstance(at, At) else "")(args[0]).partition("#")[0]


def test_ingest_asks_each_thing_once(world: World) -> None:
    assert publish(world, POSTS + 3).ingest == {
        "table.get SOURCE": 1,  # the record
        "table.query SITE": 1,
        "content.read": 1,
        "table.put OWING": 1,
        "table.delete OWING": 1,
        "table.put_many": 1,  # the body and its words
        "table.query SAME": 1,  # sources with the same bytes
        "table.query URL": 1,  # sources that had the address
        "table.put URL": 2,  # the address is claimed, and confirmed
        "table.get SITE": 1,  # the site is still the one that was read
        "table.put SOURCE": 2,  # the record is accepted, and owes nothing in the end
        "table.put LIST": LISTINGS,
        "table.put SAME": 1,
        "table.put LINKS": 1,
        "table.query LINKS": 1,  # sources that link here
        "table.query LIST": LISTINGS - 1,  # the posts next to it, except among those of its author
        "table.get_many": 1,  # their records
        "table.change PUBLISH": 1,
        "press.send": 1,
    }


def test_rendering_asks_each_thing_once(world: World) -> None:
    assert publish(world, POSTS + 4).rendering == {
        "table.query SITE": 2,  # at the start, and in the end, in case it changed meanwhile
        "table.query URL": 3,  # who lives at the addresses of the post and of the posts next to it
        "table.query LIST": LISTINGS + len(("pinned", "brass", "copper", "lead")),  # the tags of the posts next to it
        "table.query YEARS": LISTINGS,
        "table.query TOPICS": 1,
        "table.query FOLLOWERS": 1,
        "table.get_many": 6,  # publishes, summaries, records, bodies with what these link to, write states
        "content.stat": 1,  # its warnings, which an author may have removed
        "public.stat": 1,  # the page of the new post, which has no write state yet
        "table.put_many": 2,
        "public.write_many": 1,
        "table.change PUBLISH": 1,
    }


def test_rendering_reads_no_item_twice(world: World) -> None:
    items = publish(world, POSTS + 5).items

    assert [at for at, times in Counter(items).items() if times > 1] == []
