"""A site of any length in memory, filled quickly, and rendering that runs as in the cloud.

Filling goes through the real ingest. What would only take time is left out: a text that is rendered already is not
rendered again for its next post (only what it links to differs), and of the pages only those are rendered that keep
summaries, into a bucket that forgets them.
"""

import gc
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from pathlib import PurePath
from typing import NamedTuple, TypeAlias
from urllib.parse import quote

from msgspec.structs import replace
from tqdm import tqdm

from bench import corpus
from bench.corpus import Written
from chalicelib.cloud.memory import FixedClock, MemoryBucket, MemoryMail, MemoryQueue
from chalicelib.cloud.memory_table import MemoryTable
from chalicelib.cloud.ports import Cloud, Object
from chalicelib.content import markdown_to_html
from chalicelib.content.frontmatter.parsed_values import Plain
from chalicelib.content.markdown_to_html import Rendered
from chalicelib.content.site.site import Site
from chalicelib.content.source import read_source
from chalicelib.model import Page
from chalicelib.publishing import consumers, messages
from chalicelib.publishing.decide import Change
from chalicelib.publishing.ingest import ingest
from chalicelib.publishing.parse import digest_of, look
from chalicelib.publishing.render_batch import render
from chalicelib.publishing.upload import Look, ParseContext, StoredObject, Upload
from chalicelib.record import LOWEST
from chalicelib.rendering.page_kinds import FEEDS, only
from infra.build.pages import BuildQueue

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
SUMMARIZING = ("landing", "month", "year", *FEEDS)  # the kinds of pages that keep summaries of other pages, or of themselves
TEXTS = 64  # how many different texts there are
AT_ONCE = 200  # pages rendered at once while filling
SETTLING = 1_000  # posts after which garbage is collected, and the objects that stay are set apart
BATCH = 10  # messages a function is given at once
LINKED = f"posts/{corpus.LINK}"

Posts: TypeAlias = Callable[[int, int], Iterator[Written]]
"""All posts of a site, given how many there are, and how many texts take turns."""


class File(NamedTuple):
    """A file as it is uploaded."""

    key: str
    source: bytes


class Forgetful(MemoryBucket):
    """A bucket that keeps no objects."""

    def write(self, key: str, what: Object) -> None:
        """Write nothing."""

    def write_many(self, objects: Mapping[str, Object]) -> Mapping[str, Exception]:  # noqa: ARG002
        """Write nothing, and without fail."""
        return {}


@dataclass(slots=True)
class World:
    """A site that runs: its cloud in memory, and the queues that wait."""

    cloud: Cloud
    uploads: MemoryQueue
    press: MemoryQueue
    pages: frozenset[Page]
    """Every page of the site; those that keep summaries have been rendered."""


def filled(posts: int, written: Posts = corpus.posts) -> World:
    """A site of so many posts, with every summary right and nothing left to do."""
    cloud, queue = taken_in(posts, (File(one.key, one.source) for one in written(posts, TEXTS)))
    every: set[Page] = set()
    while pages := queue.take():
        every |= pages
        for stretch in tqdm(stretches(only(SUMMARIZING, pages)), "pages", leave=False, disable=None, unit=""):
            render(cloud, stretch)
        settled()
    uploads, waiting = MemoryQueue(), MemoryQueue()
    return World(replace(cloud, public=MemoryBucket(), uploads=uploads, press=waiting), uploads, waiting, frozenset(every))


def taken_in(count: int, written: Iterable[File]) -> tuple[Cloud, BuildQueue]:
    """A cloud in memory that has ingested so many posts and rendered nothing, and the queue of the pages owed."""
    queue = BuildQueue()
    cloud = Cloud(
        table=MemoryTable(),
        content=MemoryBucket(),
        public=Forgetful(),
        uploads=queue,
        press=queue,
        letters=MemoryQueue(),
        mail=MemoryMail(),
        clock=FixedClock(NOW),
    )
    _take_in(cloud, "site.yaml", corpus.SITE)
    read = Reading()
    for one in tqdm(written, "posts", count, leave=False, disable=None, unit=""):
        _take_in(cloud, one.key, one.source, read)
        if read.count % SETTLING == 0:
            settled()
    return cloud, queue


def stretches(pages: frozenset[Page]) -> Sequence[Sequence[Page]]:
    """The pages in batches; those of one listing share their reads."""
    in_order = sorted(pages, key=lambda page: (page.of, page))
    return [in_order[start : start + AT_ONCE] for start in range(0, len(in_order), AT_ONCE)]


def _take_in(cloud: Cloud, key: str, raw: bytes, read: Look = look) -> None:
    cloud.content.write(key, Object(raw, "text/markdown"))
    ingest(cloud, Change(key, LOWEST), read)
    cloud.content.delete(key)


class Reading:
    """Reads sources as ingest does, but renders each text of the corpus once."""

    def __init__(self) -> None:
        self._rendered: dict[str, Rendered] = {}
        self.count = 0

    def __call__(self, key: str, found: StoredObject | None, desk: ParseContext) -> Upload:
        """Return the post of a source; every post of the corpus is published."""
        self.count += 1
        raw = found.raw if found else b""
        source = read_source(key, raw, desk.site, self._render)
        return Upload("published", post=source.post, body=source.body, digest=digest_of(raw))

    def _render(self, text: str, *, key: str, lang: str, site: Site, title: str, params: Mapping[str, Plain]) -> Rendered:
        target = text.partition("](")[2].partition(")")[0]
        bare = text.replace(target, corpus.LINK)
        if bare not in self._rendered:
            self._rendered[bare] = markdown_to_html.render(bare, key=key, lang=lang, site=site, title=title, params=params)
        known, linked = self._rendered[bare], str(PurePath("posts", target))
        return replace(known, rest=known.rest.replace(quote(LINKED), quote(linked)), links=(linked,))


def upload(cloud: Cloud, written: Written | File, numbers: Iterator[int] = count(1)) -> str:  # noqa: B008 - one count for all
    """Put the source into the content bucket; the message that S3 sends of it."""
    cloud.content.write(written.key, Object(written.source, "text/markdown"))
    uploaded = {"key": quote(written.key), "sequencer": f"{next(numbers):016X}"}
    return json.dumps({"Records": [{"eventName": "ObjectCreated:Put", "s3": {"object": uploaded}}]})


def ingest_message(cloud: Cloud, message: str) -> None:
    """Ingest an upload."""
    _done(consumers.uploads(cloud, {"0": message}))


def press_all(cloud: Cloud, waiting: MemoryQueue) -> list[frozenset[Page]]:
    """Render the owed pages, batch by batch, until no page is owed; return the pages of each batch."""
    batches = []
    while taken := waiting.take(BATCH):
        bodies = {str(number): one.body for number, one in enumerate(taken)}
        batches.append(pages_in(bodies.values()))
        _done(consumers.pages(cloud, bodies))
    return batches


def pages_in(bodies: Iterable[str]) -> frozenset[Page]:
    return frozenset(page for body in bodies for page in messages.pages_in(body))


def _done(failed: frozenset[str]) -> None:
    if failed:
        raise RuntimeError(f"messages failed: {', '.join(sorted(failed))}")


def settled() -> None:
    """Collect garbage now, and leave the rest out of later collections: in the cloud it isn't in the process."""
    gc.collect()
    gc.freeze()
