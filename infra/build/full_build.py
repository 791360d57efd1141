"""A build from nothing: everything is ingested first, and then each page is rendered once.

The table is in memory, where it is fastest, and is saved as the catalog in the end. Slow work runs on all cores: some processes
read sources ahead, others render pages on a copy of the table as it was when they began (`infra.files.parallel`); what they write
to it is written here again. What pages count for each other is counted before the first is rendered (`infra.build.precount`), so
all are rendered in one wave, unless a count was wrong.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial

from msgspec.structs import replace

from chalicelib.cloud.items import At, Condition, Item
from chalicelib.cloud.memory import MemoryBucket
from chalicelib.cloud.memory_table import MemoryTable
from chalicelib.cloud.ports import Bucket, Cloud, Table
from chalicelib.content.media import files, images
from chalicelib.frozen import Frozen
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
from infra.build import catalog, precount
from infra.build.build_cache import prune
from infra.build.build_messages import Lacks, of_records
from infra.build.build_options import BuildOptions
from infra.build.catalog import Source
from infra.build.counted_pages import count
from infra.build.encoding import Jobs, encode_all, note_pictures
from infra.build.former_feeds import put_former_feeds
from infra.build.output_manifest import OutputManifest
from infra.build.pages import A_BATCH, Batch, BuildQueue, TableWrites, finish, folder_cloud, render_all
from infra.build.result import Result
from infra.files.blog_folder import Look, only_sources
from infra.files.parallel import ahead, stretches
from infra.terminal.progress import progress

A_WAVE = 2_000  # sources read ahead of the one that is ingested


class RecordingMemoryTable(MemoryTable):
    """A table that notes unconditional writes, so that another process's copy can repeat them."""

    def __init__(self) -> None:
        super().__init__()
        self._writes: dict[At, Item | None] = {}

    @contextmanager
    def recording(self) -> Iterator[TableWrites]:
        self._writes.clear()
        yield self._writes

    def put_many(self, items: Iterable[Item]) -> None:
        for item in items:
            self._writes[item.at] = item
            self.put(item)

    def delete(self, at: At, when: Condition | None = None) -> bool:
        if when is None:
            self._writes[at] = None
        return super().delete(at, when)

    def catch_up(self, writes: TableWrites) -> None:
        for at, item in writes.items():
            if item:
                self.put(item)
            else:
                super().delete(at)


def build_all(options: BuildOptions, looks: Mapping[str, Look], manifest: OutputManifest) -> Result:
    """Build the whole site, remove what an earlier build left, and save the catalog."""
    catalog.remove_table(options.cache.catalog)  # if the build is killed, the next one begins from nothing, too
    prune(options.cache)
    manifest.forget()
    table, queue, jobs = RecordingMemoryTable(), BuildQueue(), Jobs()
    resolving = partial(_resolve, queue)
    cloud = folder_cloud(options.source, options.cache, table, queue, jobs, options.url, options.now)
    if secret := options.fingerprints["previews"]:
        site_files.renew_secrets(table, secret)
    keys = only_sources(looks)
    etags = _ingest_all(cloud, keys, resolving, shown=options.progress)
    queue.changes += encode_all(cloud, jobs, shown=options.progress)
    for change in queue.changes:
        ingest(cloud, change, resolve=resolving)
    variants, _ = note_pictures(table, filter(images.is_encoded, keys))
    queue.pages |= variants

    def settle(batch: Batch) -> None:
        table.catch_up(batch.writes)

    queue.pages = set(precount.existing_pages(table, queue.pages))
    table.put_many([*map(item_of, precount.summaries_of(table, queue.pages))])
    failed = render_all(cloud, table, queue, jobs, manifest, settle, shown=options.progress, turn=frozenset)
    put_former_feeds(cloud.public, site_files.read(cloud).site, manifest)
    finish(cloud, manifest)
    sources = {key: Source(looks[key].steady(options.started_ns), etags[key]) for key in keys}
    counts = count(manifest.keys, options.cache.redirects)
    result = Result(with_findings(table, sources), lacks_of(cloud), counts, failed)
    state = {**options.fingerprints, "now": options.until, "source": options.origin, **result.state}
    catalog.save(options.cache.catalog, table, result.sources, state)
    return result


def _resolve(queue: BuildQueue, cloud: Cloud, record: Record) -> Wanted:
    """Queue the pages of the record itself, and those that it owes by name; pages of other sources are queued with those."""
    queue.pages |= pages_of_record(record)
    queue.pages.update(owed for owed in record.owed if isinstance(owed, Page))
    beyond = (owed for owed in record.owed if isinstance(owed, Dependents) and owed.kind != "linked")
    return resolve(cloud, replace(record, owed=frozenset(beyond)))


def _ingest_all(cloud: Cloud, keys: Sequence[str], resolving: Resolve, *, shown: bool) -> Mapping[str, str]:
    """Ingest in order, while other processes read ahead; return the digest of each source as it was read."""
    fixtures = [key for key in keys if files.sort_of(key) in files.FIXTURES]
    etags = {key: etag_of(cloud.content, key) for key in fixtures}
    for key in (*fixtures, *fixtures):  # twice: a template may include one that comes after it
        ingest(cloud, Change(key, LOWEST), resolve=resolving)
    read = partial(read_source, cloud.content, ParseContext(site_files.read(cloud).site, cloud.clock.now()))
    rest = keys[len(fixtures) :]
    without_sources = replace(cloud, content=MemoryBucket())  # so that none is read again
    with progress("sources", len(rest), shown=shown) as bar:
        for key, text in zip(rest, ahead(read, rest, A_WAVE), strict=True):
            ingest(without_sources, Change(key, LOWEST), lambda *_, text=text: text.upload, resolving)
            etags[key] = text.etag
            bar.update()
    return etags


class SourceText(Frozen):
    """A source as it was read: what it says, and the digest of its bytes."""

    upload: Upload
    etag: str


def read_source(content: Bucket, context: ParseContext, key: str) -> SourceText:
    """Return the parsed source under this key."""
    upload = found_in(content, key)
    return SourceText(look(key, upload, context), upload.etag if upload else "")


def etag_of(content: Bucket, key: str) -> str:
    stat = content.stat(key)
    return stat.etag if stat else ""


def with_findings(table: Table, sources: Mapping[str, Source]) -> Mapping[str, Source]:
    """Return the sources with what their records say, read in batches: whether each is a dated post, and its findings."""
    complete: dict[str, Source] = {}
    for stretch in stretches(list(sources), A_BATCH):
        stored = records.read_many(table, stretch)
        findings = of_records(table, stored.values())
        for key in stretch:
            post = stored[key].post if key in stored else None
            text = findings[key].text if key in findings else ""
            complete[key] = Source(sources[key].look, sources[key].etag, bool(post and post.date), text)
    return complete


def lacks_of(cloud: Cloud) -> Lacks:
    """Return what the whole site lacks."""
    own = site_files.read(cloud)
    return Lacks(untranslated(own), unused_catalogues(own))


def untranslated(own: site_files.SiteFiles) -> Mapping[str, tuple[str, ...]]:
    """Return the phrases that stay in English, by each language of the site that should translate them."""
    phrases = Phrasebook(own.phrases)
    lacking = {language.code: tuple(phrases.missing(language.code)) for language in own.site.languages}
    return {lang: missing for lang, missing in lacking.items() if missing}


def unused_catalogues(own: site_files.SiteFiles) -> tuple[str, ...]:
    """Return the languages of catalogues that the site doesn't use."""
    used = spoken(own.site.codes)
    return tuple(code for code in own.catalogues if code.lower() not in used)
