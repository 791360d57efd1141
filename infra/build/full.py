"""A build from nothing: everything is ingested first, and then each page is rendered once.

The table is in memory, where it is fastest, and is saved as the catalog in the end. Slow work runs on all cores: some processes
read sources ahead, others render pages on a copy of the table as it was when they began (`infra.files.parallel`); what they write
to it is written here again. What pages count for each other is counted before the first is rendered (`infra.build.precount`), so
all are rendered in one wave, unless a count was wrong.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial

from chalicelib.cloud.memory import MemoryBucket, MemoryTable
from chalicelib.cloud.ports import At, Bucket, Cloud, Condition, Item, Table
from chalicelib.content.media import files, images
from chalicelib.model import Page
from chalicelib.publishing.decide import Change
from chalicelib.publishing.ingest import Resolve, ingest
from chalicelib.publishing.objects import found_in
from chalicelib.publishing.parse import look
from chalicelib.publishing.resolve_owed import Wanted, resolve
from chalicelib.publishing.upload import ParseContext, Upload
from chalicelib.record import LOWEST, Dependents, Record
from chalicelib.rendering.language.phrases import Phrasebook, spoken
from chalicelib.rendering.pages_showing import pages_of_record
from chalicelib.store import records, site_files
from chalicelib.store.answers import item_of
from infra.build import build_messages, catalog, precount
from infra.build.build_cache import prune
from infra.build.build_messages import Lacks
from infra.build.build_options import Asked
from infra.build.catalog import Source
from infra.build.counted_pages import count as count_of
from infra.build.encoding import Jobs, count, encode_all
from infra.build.former_feeds import put_former_feeds
from infra.build.output_manifest import Standing
from infra.build.pages import A_BATCH, Batch, Noted, Waiting, finish, folder_cloud, render_all
from infra.build.result import Result
from infra.files.blog_folder import Look, only_sources
from infra.files.parallel import ahead, stretches
from infra.terminal.progress import progress

A_WAVE = 2_000  # sources read ahead of the one that is ingested


class NotedTable(MemoryTable):
    """A table that notes unconditional writes, so that another process's copy can repeat them."""

    def __init__(self) -> None:
        super().__init__()
        self._noted: dict[At, Item | None] = {}

    @contextmanager
    def noting(self) -> Iterator[Noted]:
        self._noted.clear()
        yield self._noted

    def put_many(self, items: Iterable[Item]) -> None:
        for item in items:
            self._noted[item.at] = item
            self.put(item)

    def delete(self, at: At, when: Condition | None = None) -> bool:
        if when is None:
            self._noted[at] = None
        return super().delete(at, when)

    def catch_up(self, noted: Noted) -> None:
        for at, item in noted.items():
            if item:
                self.put(item)
            else:
                super().delete(at)


def build_all(asked: Asked, looks: Mapping[str, Look], standing: Standing) -> Result:
    """Build the whole site, remove what an earlier build left, and save the catalog."""
    catalog.remove_table(asked.cache.catalog)  # from here on, its pages are nobody's
    prune(asked.cache)
    standing.forget()
    table, queue, jobs = NotedTable(), Waiting(), Jobs()
    resolving = partial(_resolve, queue)
    cloud = folder_cloud(asked.source, asked.cache, table, queue, jobs, asked.url, asked.now)
    if secret := asked.made_with["previews"]:
        site_files.renew_secrets(table, secret)
    keys = only_sources(looks)
    etags = _ingest_all(cloud, keys, resolving, shown=asked.progress)
    queue.changes += encode_all(cloud, jobs, shown=asked.progress)
    for change in queue.changes:
        ingest(cloud, change, resolve=resolving)
    variants, _ = count(table, filter(images.is_encoded, keys))
    queue.pages |= variants

    def settle(batch: Batch) -> None:
        table.catch_up(batch.noted)

    queue.pages = set(precount.standing(table, queue.pages))
    table.put_many([*map(item_of, precount.counted(table, queue.pages))])
    failed = render_all(cloud, table, queue, jobs, standing, settle, shown=asked.progress, turn=frozenset)
    put_former_feeds(cloud.public, site_files.read(cloud).site, standing)
    finish(cloud, standing)
    read = {key: Source(looks[key].steady(asked.looked), etags[key]) for key in keys}
    result = Result(known(table, read), lacks_of(cloud), count_of(standing.keys, asked.cache.redirects), failed)
    state = {**asked.made_with, "now": asked.until, "source": asked.origin, **result.state}
    catalog.save(asked.cache.catalog, table, result.sources, state)
    return result


def _resolve(queue: Waiting, cloud: Cloud, record: Record) -> Wanted:
    """Queue the pages of the record itself, whoever else owes them; those of other sources are queued with these."""
    queue.pages |= pages_of_record(record)
    queue.pages.update(owed for owed in record.owed if isinstance(owed, Page))
    beyond = (owed for owed in record.owed if isinstance(owed, Dependents) and owed.kind != "linked")
    return resolve(cloud, replace(record, owed=frozenset(beyond)))


def _ingest_all(cloud: Cloud, keys: Sequence[str], resolving: Resolve, *, shown: bool) -> Mapping[str, str]:
    """Ingest in order, while other processes read ahead; return the digest of each source as it was read."""
    first = [key for key in keys if files.sort_of(key) in files.FIXTURES]
    etags = {key: etag_of(cloud.content, key) for key in first}
    for key in (*first, *first):  # twice: a template may include one that comes after it
        ingest(cloud, Change(key, LOWEST), resolve=resolving)
    read = partial(read_ahead, cloud.content, ParseContext(site_files.read(cloud).site, cloud.clock.now()))
    rest = keys[len(first) :]
    without_sources = replace(cloud, content=MemoryBucket())  # so that none is read again
    with progress("sources", len(rest), shown=shown) as bar:
        for key, said in zip(rest, ahead(read, rest, A_WAVE), strict=True):
            ingest(without_sources, Change(key, LOWEST), lambda *_, said=said: said.upload, resolving)
            etags[key] = said.etag
            bar.update()
    return etags


@dataclass(frozen=True, slots=True)
class Read:
    """A source as it was read: what it says, and the digest of its bytes."""

    upload: Upload
    etag: str


def read_ahead(content: Bucket, context: ParseContext, key: str) -> Read:
    """Return the parsed source under this key."""
    found = found_in(content, key)
    return Read(look(key, found, context), found.etag if found else "")


def etag_of(content: Bucket, key: str) -> str:
    stat = content.stat(key)
    return stat.etag if stat else ""


def known(table: Table, sources: Mapping[str, Source]) -> Mapping[str, Source]:
    """Return the sources with what the table knows of them, read in batches."""
    found: dict[str, Source] = {}
    for stretch in stretches(list(sources), A_BATCH):
        standing = records.read_many(table, stretch)
        said = build_messages.of_records(table, standing.values())
        for key in stretch:
            post = standing[key].post if key in standing else None
            text = said[key].text if key in said else ""
            found[key] = Source(sources[key].look, sources[key].etag, bool(post and post.date), text)
    return found


def lacks_of(cloud: Cloud) -> Lacks:
    """Return what the whole site lacks."""
    own = site_files.read(cloud)
    return Lacks(unsaid(own), idle(own))


def unsaid(own: site_files.SiteFiles) -> Mapping[str, tuple[str, ...]]:
    """Return the phrases that stay in English, by each language of the site that should translate them."""
    phrases = Phrasebook(own.phrases)
    lacking = {one.code: tuple(phrases.missing(one.code)) for one in own.site.languages}
    return {lang: missing for lang, missing in lacking.items() if missing}


def idle(own: site_files.SiteFiles) -> tuple[str, ...]:
    """Return the languages of catalogues that the site doesn't use."""
    needed = spoken(own.site.codes)
    return tuple(code for code in own.catalogues if code.lower() not in needed)
