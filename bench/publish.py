"""The cost of a publish, as the site grows: cloud calls, bytes, pages, and the processor's time.

The post has two categories, three tags, one author, some 500 words and a link to another post. It goes through the real
handlers, and the ports count what is asked of the cloud. A few posts are published before, so that the functions are warm;
of those measured, each figure is the median. In its month stand a hundred posts, however many there are in all.
"""

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from time import process_time
from typing import Any

from bench import corpus
from bench.corpus import Written
from bench.counting import Tally, counted
from bench.filling import Posts, World, filled, ingest_message, press_all, settled, upload
from bench.machine import judged, keep, show
from chalicelib.cloud.ports import Cloud

SIZES = (1_000, 10_000, 100_000)
WARMING, MEASURED = 4, 16  # posts; after four, every topic has had its turn
GROWTH, CALLS_A_PAGE = 1.1, 3.0  # the most that may be


@dataclass(frozen=True, slots=True)
class Cost:
    """The cost of one publish."""

    calls: Mapping[str, int]
    ingest: int
    read: int
    written: int
    pages: int
    batches: int
    cpu_ms: float

    @property
    def all_calls(self) -> int:
        return sum(self.calls.values())

    @property
    def objects(self) -> int:
        """The objects of the public bucket that were written or deleted."""
        return sum(self.calls.get(f"public.{act}", 0) for act in ("write", "delete"))


def run(sizes: Sequence[int] = SIZES) -> bool:
    """Measure, show and keep the results; return whether every target is met."""
    costs = measured({posts: running(posts) for posts in sizes})
    rows = [row(posts, cost) for posts, cost in costs.items()]
    first = rows[0]
    ratios = [{name: ratio(name, one, first) for name in one} for one in rows[1:]]
    per_page = max(one["calls a page"] for one in rows)
    growth = max((value for one in ratios for name, value in one.items() if name in GROWING), default=1.0)
    show("One publish, by the number of posts on the site", rows)
    show("The same, as a multiple of the first line", ratios or [{"posts": "(one size only)"}])
    show("Cloud calls of one publish", calls(costs))
    results = [
        judged("growth of a publish", growth, GROWTH),
        judged("cloud calls a rendered page, including those of ingest", per_page, CALLS_A_PAGE),
    ]
    print("", *results, sep="\n")
    keep("publish", rows, calls=calls(costs), ratios=ratios)
    return growth <= GROWTH and per_page <= CALLS_A_PAGE


GROWING = ("calls", "bytes read", "bytes written", "pages", "CPU ms")


def row(posts: int, cost: Cost) -> Mapping[str, Any]:
    return {
        "posts": posts,
        "calls": cost.all_calls,
        "of ingest": cost.ingest,
        "of press": cost.all_calls - cost.ingest,
        "bytes read": cost.read,
        "bytes written": cost.written,
        "pages": cost.pages,
        "objects": cost.objects,
        "batches": cost.batches,
        "calls a page": cost.all_calls / cost.pages,
        "of press a page": (cost.all_calls - cost.ingest) / cost.pages,
        "CPU ms": cost.cpu_ms,
    }


def ratio(name: str, one: Mapping[str, Any], first: Mapping[str, Any]) -> Any:
    return one[name] if name == "posts" else one[name] / first[name]


def calls(costs: Mapping[int, Cost]) -> list[Mapping[str, Any]]:
    """Return a line for each method of a port, with a column for each size."""
    names = sorted({name for cost in costs.values() for name in cost.calls})
    return [{"call": name, **{f"{posts:,}": cost.calls.get(name, 0) for posts, cost in costs.items()}} for name in names]


@dataclass(frozen=True, slots=True)
class Site:
    """A running site, and the calls to its cloud."""

    world: World
    cloud: Cloud
    tally: Tally


def running(posts: int, written: Posts = corpus.posts) -> Site:
    """A site of so many posts, its cloud counted."""
    print(f"filling a site of {posts:,} posts", file=sys.stderr, flush=True)
    world, tally = filled(posts, written), Tally()
    return Site(world, counted(world.cloud, tally), tally)


def measured(sites: Mapping[int, Site], post: Callable[[int, int], Written] = corpus.post) -> Mapping[int, Cost]:
    """Return the median cost of publishing another post; the sites take turns, so other work of the machine slows all alike."""
    settled()
    costs: Mapping[int, list[Cost]] = {posts: [] for posts in sites}
    for number in range(WARMING + MEASURED):
        for posts, site in sites.items():
            costs[posts].append(one(site, post(posts + number, posts)))
    return {posts: middle(several[WARMING:]) for posts, several in costs.items()}


def one(site: Site, written: Written) -> Cost:
    """Publish a post."""
    tally = site.tally
    message = upload(site.world.cloud, written)
    tally.clear()
    began = process_time()
    ingest_message(site.cloud, message)
    ingest = tally.calls.total()
    batches = press_all(site.cloud, site.world.press)
    took = process_time() - began - tally.seconds
    return Cost(dict(tally.calls), ingest, tally.read, tally.written, sum(map(len, batches)), len(batches), took * 1000)


def middle(costs: Sequence[Cost]) -> Cost:
    """A cost of which every figure is the median."""
    names = {name for cost in costs for name in cost.calls}
    return Cost(
        calls={name: round(median(cost.calls.get(name, 0) for cost in costs)) for name in names},
        ingest=round(median(cost.ingest for cost in costs)),
        read=round(median(cost.read for cost in costs)),
        written=round(median(cost.written for cost in costs)),
        pages=round(median(cost.pages for cost in costs)),
        batches=round(median(cost.batches for cost in costs)),
        cpu_ms=median(cost.cpu_ms for cost in costs),
    )
