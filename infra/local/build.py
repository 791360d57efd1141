"""The folder cloud: build a folder of sources into a folder of pages, with the same code that runs in the cloud.

The table is in memory and the queues are sets, so everything is ingested first and each page is rendered once. Slow work runs on
all cores (`infra.local.cores`): some processes read sources ahead, others render pages on a copy of the table as it was when they
began; what they write to it is written here again.
"""

import json
import os
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from time import monotonic

from tqdm import tqdm

from chalicelib.cloud.folder import FolderBucket
from chalicelib.cloud.memory import FixedClock, MemoryMail, MemoryTable
from chalicelib.cloud.ports import At, Bucket, Cloud, Condition, Item, Message
from chalicelib.content import files
from chalicelib.errors import Diagnostic, Refusal
from chalicelib.model import Page
from chalicelib.publishing import messages
from chalicelib.publishing.decide import Change
from chalicelib.publishing.ingest import ingest
from chalicelib.publishing.parse import FIXTURES, Found, ParseContext, Upload, look, looked_at
from chalicelib.publishing.render_batch import Rendered, render
from chalicelib.record import LOWEST, Record
from chalicelib.rendering.page_kinds import KINDS, about, of_first_turn, only
from chalicelib.rendering.phrases import Phrasebook, spoken
from chalicelib.store import records, site_files
from infra.local.cores import ahead, side_by_side, stretches

A_BATCH = 200  # pages rendered at once: they share their reads
A_WAVE = 2_000  # sources read ahead of the one that is ingested
PUBLIC = tuple(kind.name for kind in KINDS.values() if kind.bucket != "content")
ORDER = (*FIXTURES, "file", "source")  # the site's own files come first
BUILT = ".presswork/built.json"


@dataclass(frozen=True, slots=True)
class Built:
    """The result of a build: how many posts there are, refusals, dead links, the number of objects, and the seconds it took.

    `diagnostics` are what authors should know of sources that are published, each with its key. `unsaid` are the phrases that a
    language of the site doesn't translate, `idle` the catalogues of languages that it doesn't have.
    """

    posts: int
    refused: Sequence[tuple[str, Refusal]]
    missing: Sequence[tuple[str, str]]
    diagnostics: Sequence[tuple[str, Diagnostic]] = ()
    failed: Sequence[Page] = ()
    pages: int = 0
    seconds: float = 0.0
    unsaid: Mapping[str, Sequence[str]] = field(default_factory=dict)
    idle: Sequence[str] = ()


@dataclass
class Waiting:
    """Both queues of a build: each page is queued once, and sources to read again are read in the end."""

    pages: set[Page] = field(default_factory=set)
    changes: list[Change] = field(default_factory=list)

    def send(self, sent: Iterable[Message]) -> None:
        for message in sent:
            self.pages.update(messages.pages_in(message.body))
            self.changes += messages.changes_in(message.body)

    def take(self) -> frozenset[Page]:
        taken, self.pages = frozenset(self.pages), set()
        return taken


class Dropped:
    """The letters queue of a build, which sends no mail."""

    def send(self, messages: Iterable[Message]) -> None:
        deque(messages, maxlen=0)


class NotedTable(MemoryTable):
    """A table that notes unconditional writes, so that another process's copy can repeat them."""

    def __init__(self) -> None:
        super().__init__()
        self.noted: dict[At, Item | None] = {}

    def put_many(self, items: Iterable[Item]) -> None:
        for item in items:
            self.noted[item.at] = item
            self.put(item)

    def delete(self, at: At, when: Condition | None = None) -> bool:
        if when is None:
            self.noted[at] = None
        return super().delete(at, when)

    def catch_up(self, noted: dict[At, Item | None]) -> None:
        for at, item in noted.items():
            if item:
                self.put(item)
            else:
                super().delete(at)


def build(source: Path, out: Path, *, url: str = "", now: datetime, progress: bool = False) -> Built:
    """Build the whole site; refusals never stop the rest."""
    began = monotonic()
    table, queue = NotedTable(), Waiting()
    cloud = _cloud(source, out, table, queue, url, now)
    keys = sources(source, out)
    _ingest_all(cloud, keys, progress=progress)
    for change in queue.changes:
        ingest(cloud, change)
    standing, failed = _render_all(cloud, table, queue, progress=progress)
    _delete_the_rest(cloud.public, out, standing)
    files = site_files.read(cloud)
    built = replace(_counted(table, keys), failed=tuple(sorted(failed)), pages=len(standing))
    return replace(built, unsaid=unsaid(files), idle=idle(files), seconds=monotonic() - began)


def _cloud(source: Path, out: Path, table: MemoryTable, queue: Waiting, url: str, now: datetime) -> Cloud:
    """Return a cloud of the two folders, with everything else in memory, and without mail."""
    return Cloud(
        table=table,
        content=FolderBucket(source),
        public=FolderBucket(out),
        uploads=queue,
        press=queue,
        letters=Dropped(),
        mail=MemoryMail(),
        clock=FixedClock(now),
        url=url,
        write_states=False,
    )


def unsaid(files: site_files.SiteFiles) -> Mapping[str, Sequence[str]]:
    """Return the phrases that stay in English, by each language of the site that should translate them."""
    phrases = Phrasebook(files.phrases)
    lacking = {one.code: phrases.missing(one.code) for one in files.site.languages}
    return {lang: missing for lang, missing in lacking.items() if missing}


def idle(files: site_files.SiteFiles) -> Sequence[str]:
    """Return the languages of catalogues that the site doesn't use."""
    needed = spoken(one.code for one in files.site.languages)
    return [code for code in files.catalogues if code.lower() not in needed]


def _counted(table: MemoryTable, keys: Sequence[str]) -> Built:
    """Count the results of the sources, read in batches."""
    refused: list[tuple[str, Refusal]] = []
    missing: list[tuple[str, str]] = []
    diagnostics: list[tuple[str, Diagnostic]] = []
    posts = 0
    for stretch in stretches(keys, A_BATCH):
        for record in records.read_many(table, stretch).values():
            posts += bool(record.post and record.post.date)
            refused += [(record.key, record.refusal)] if record.refusal else []
            missing += [(record.key, target) for target in _gone(table, record)]
            diagnostics += [(record.key, found) for found in record.diagnostics]
    diagnostics.sort(key=lambda one: (one[0], one[1].line))
    return Built(posts, tuple(sorted(refused, key=lambda one: one[0])), tuple(sorted(missing)), tuple(diagnostics))


def _gone(table: MemoryTable, record: Record) -> Sequence[str]:
    """Return the linked sources and the images that are missing."""
    links, images = (record.post.links, record.post.images) if record.post else ((), record.shows)
    found = records.read_many(table, (*links, *images))
    missing = [target for target in links if target not in found or found[target].post is None]
    return missing + [image for image in images if image not in found or found[image].media is None]


def sources(source: Path, out: Path) -> list[str]:
    """Return the keys to read, the site's own files first; without the output of builds, should it lie within."""
    within = out.resolve().is_relative_to(source.resolve())
    built = (folder.parent.parent.relative_to(source).as_posix() for folder in source.rglob(BUILT))
    inner = tuple(
        f"{folder}/" for folder in {*built, *([out.resolve().relative_to(source.resolve()).as_posix()] if within else [])}
    )
    keys = [key for key in every_key(FolderBucket(source)) if not key.startswith(inner)]
    return sorted((key for key in keys if files.sort_of(key) in ORDER), key=in_order)


def in_order(key: str) -> tuple[int, str]:
    """Return the sort key that puts the site's own files first, and what is no source last."""
    sort = files.sort_of(key)
    return (ORDER.index(sort) if sort in ORDER else len(ORDER), key)


def every_key(bucket: Bucket) -> Iterator[str]:
    after = ""
    while stretch := bucket.keys(after):
        yield from stretch
        after = stretch[-1]


def _ingest_all(cloud: Cloud, keys: Sequence[str], *, progress: bool) -> None:
    """Ingest in order, while other processes read ahead."""
    first = [key for key in keys if files.sort_of(key) in FIXTURES]
    for key in (*first, *first):  # twice: a template may include one that comes after it
        ingest(cloud, Change(key, LOWEST))
    read = partial(read_ahead, cloud.content, ParseContext(site_files.read(cloud).site, cloud.clock.now()))
    rest = keys[len(first) :]
    with tqdm(total=len(rest), desc="sources", unit="", disable=not progress, leave=False) as bar:
        for key, upload in zip(rest, ahead(read, rest, A_WAVE), strict=True):
            ingest(cloud, Change(key, LOWEST), lambda *_, said=upload: said)
            bar.update()


def read_ahead(content: Bucket, context: ParseContext, key: str) -> Upload:
    """Return the parsed source under this key."""
    read = content.read(key, looked_at(key))
    return look(key, Found(read[0], read[1].etag, read[1].size) if read else None, context)


def _render_all(cloud: Cloud, table: NotedTable, queue: Waiting, *, progress: bool) -> tuple[frozenset[str], frozenset[Page]]:
    """Render wave after wave, until no page owes another; return the number of objects, and the pages that failed.

    A wave is the pages of the first turn that has any, so that each page finds its counts made.
    """
    failed: frozenset[Page] = frozenset()
    later: frozenset[Page] = frozenset()
    standing: dict[Page, str] = {}
    with tqdm(desc="pages", unit="", disable=not progress, leave=False) as bar:
        while waiting := only(PUBLIC, queue.take()) | later:
            pages = of_first_turn(waiting)
            later = waiting - pages
            bar.reset(total=len(pages))
            # pages of a batch share their reads; a listing is in two batches only where it fills one
            shares = list(stretches(sorted(pages, key=lambda page: (about(page), page)), A_BATCH))
            for rendered, noted, owed in side_by_side(partial(_render_batch, cloud, table, queue), shares):
                failed |= rendered.failed
                table.catch_up(noted)
                queue.pages |= owed
                for page in rendered.pages:
                    standing.pop(page, None)
                standing.update(rendered.stands)
                bar.update(len(rendered.pages))
    return frozenset(standing.values()), failed


def _render_batch(
    cloud: Cloud, table: NotedTable, queue: Waiting, pages: Sequence[Page]
) -> tuple[Rendered, dict[At, Item | None], frozenset[Page]]:
    """Render a batch; return also its writes to the table, and the pages it owes."""
    table.noted.clear()
    rendered = render(cloud, pages, alone=False)
    return rendered, dict(table.noted), queue.take()


def _delete_the_rest(public: Bucket, out: Path, standing: frozenset[str]) -> None:
    """Remove what an earlier build wrote and this one did not."""
    manifest = out / BUILT
    before = json.loads(manifest.read_text()) if manifest.exists() else []
    for key in set(before) - standing:
        public.delete(key)
    manifest.parent.mkdir(parents=True, exist_ok=True)
    aside = manifest.with_suffix(f".{os.getpid()}")
    aside.write_text(json.dumps(sorted(standing), ensure_ascii=False))
    aside.replace(manifest)
