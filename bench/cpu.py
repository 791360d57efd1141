"""Where the processor's time goes in a warm function: the ingest of a post, and the rendering of a page of each kind.

The time in the ports is left out. A page is rendered in a batch of its own (the most it can cost), and then with others of
its kind in one batch, as mostly happens. Every page is rendered a few times, and the fastest counts.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from statistics import median
from typing import Any

from bench import corpus
from bench.counting import Tally, counted, timed
from bench.filling import World, filled, ingest_message, settled, upload
from bench.machine import judged, keep, show
from chalicelib.cloud.ports import Cloud
from chalicelib.model import Page
from chalicelib.publishing.render_batch import render
from chalicelib.rendering.page_kinds import KINDS

POSTS = 1_000  # a hundred a month
INGESTED, WARMING = 23, 3  # posts, and how many of them only warm the function
SAMPLED, REPEATED = 10, 3  # pages of a kind, and how often each is rendered
INGEST_MS, PRESS_MS = 25.0, 5.0  # the most that may be


def run() -> bool:
    """Measure, show and keep the results; return whether every target is met."""
    world, tally = filled(POSTS), Tally()
    cloud = counted(world.cloud, tally)
    settled()
    ingest = ingesting(world, cloud, tally)
    rows = [rendering(kind, sample, cloud, tally) for kind, sample in samples(world.pages).items()]
    slowest = max(row["slowest ms"] for row in rows)
    show(f"Press: the processor's time for a page, in a site of {POSTS:,} posts", rows)
    print("", judged("ingest of a post of 500 words, ms", ingest, INGEST_MS), sep="\n")
    print(judged("press of the slowest page, ms", slowest, PRESS_MS))
    keep("cpu", rows, ingest_ms=ingest)
    return ingest <= INGEST_MS and slowest <= PRESS_MS


def ingesting(world: World, cloud: Cloud, tally: Tally) -> float:
    """The median time of ingesting a new post; the first few warm the functions."""
    uploads = [upload(world.cloud, corpus.post(POSTS + number, POSTS)) for number in range(INGESTED)]
    return median([timed(partial(ingest_message, cloud, each), tally) for each in uploads][WARMING:])


def samples(pages: frozenset[Page]) -> Mapping[str, Sequence[Page]]:
    """Some pages of each kind, spread over all of them, in the order of the table of kinds."""
    of_kind: dict[str, list[Page]] = defaultdict(list)
    for page in sorted(pages):
        of_kind[page.kind].append(page)
    return {kind: spread(of_kind[kind]) for kind in KINDS if of_kind[kind]}


def spread(pages: Sequence[Page]) -> Sequence[Page]:
    """Some of the pages: the first, and others as far apart as may be."""
    return pages[:: max(1, len(pages) // SAMPLED)][:SAMPLED]


def rendering(kind: str, pages: Sequence[Page], cloud: Cloud, tally: Tally) -> Mapping[str, Any]:
    """Return a row: the time for pages of this kind, alone and in a batch."""
    render(cloud, pages)
    alone = [fastest(partial(render, cloud, [page]), tally) for page in pages]
    together = fastest(partial(render, cloud, pages), tally) / len(pages)
    return {"kind": kind, "pages": len(pages), "alone ms": median(alone), "slowest ms": max(alone), "in a batch ms": together}


def fastest(act: Callable[[], object], tally: Tally) -> float:
    return min(timed(act, tally) for _ in range(REPEATED))
