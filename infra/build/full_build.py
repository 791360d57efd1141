"""A build from nothing: everything is ingested first, and then each page is rendered once.

The table is that of a new catalog, which gets its place in the end. Slow work runs on all cores (`infra.files.parallel`): some
processes read sources and work out what each leaves in the table (`publishing.first_ingest`), others render pages; what these
write to the table is written here. What pages count for each other is counted before the first is rendered
(`infra.build.precount`), so all are rendered in one wave, unless a count was wrong.
"""

from collections.abc import Mapping, Sequence
from contextlib import closing
from functools import partial
from importlib import import_module

from msgspec.structs import replace

from chalicelib.cloud.ports import Bucket, Cloud, Table
from chalicelib.content.media import files, images
from chalicelib.frozen import Frozen
from chalicelib.model import Page
from chalicelib.publishing.decide import Change
from chalicelib.publishing.first_ingest import FirstIngest, first_ingest, marks_of
from chalicelib.publishing.ingest import ingest
from chalicelib.publishing.objects import found_in
from chalicelib.publishing.parse import look, reading_of
from chalicelib.publishing.resolve_owed import Wanted, resolve
from chalicelib.publishing.upload import ParseContext, Upload
from chalicelib.record import LOWEST, Dependents, Record
from chalicelib.rendering.fixed_pages import fixed_pages
from chalicelib.rendering.language.phrases import Phrasebook, spoken
from chalicelib.rendering.pages_showing import pages_of_record
from chalicelib.store import records, site_files
from chalicelib.store.answers import item_of
from infra.build import precount
from infra.build.build_cache import prune
from infra.build.build_messages import Lacks, of_records
from infra.build.build_options import BuildOptions
from infra.build.catalog import Catalog, Source
from infra.build.comment_changes import CommentChanges, unread
from infra.build.comment_files import take
from infra.build.counted_pages import count
from infra.build.encoding import Jobs, encode_all, note_pictures
from infra.build.former_feeds import put_former_feeds
from infra.build.output_manifest import OutputManifest
from infra.build.pages import A_BATCH, Batch, BuildQueue, finish, folder_cloud, render_all
from infra.build.result import Result
from infra.files.blog_folder import FolderLooks, only_sources
from infra.files.parallel import ahead, stretches
from infra.terminal.progress import progress

A_WAVE = 2_000  # sources read ahead of the one that is ingested
LOADED_LATE = (
    "babel.lists",
    "chalicelib.content.html.sanitizer",
    "chalicelib.content.markdown.commonmark",
    "chalicelib.content.markdown.emoji",
    "chalicelib.content.presentation.embeds",
    "chalicelib.content.presentation.figures",
    "chalicelib.content.presentation.highlighting",
    "chalicelib.content.presentation.lightbox",
    "chalicelib.content.shortcodes.shortcodes",
    "jinja2.ext",
)
"""The modules that most sources and pages need, and that are loaded when they do: each process would load them for itself."""


def build_all(options: BuildOptions, folder: FolderLooks, manifest: OutputManifest) -> Result:
    """Build the whole site, remove what an earlier build left, and save the catalog."""
    for name in LOADED_LATE:
        import_module(name)
    catalog = Catalog.create(options.cache.catalog)
    prune(options.cache)
    manifest.forget()
    looks, changes = folder.looks, CommentChanges(unread(folder.comments, folder.looks))
    with closing(catalog):
        table, queue, jobs = catalog.table, BuildQueue(), Jobs()
        cloud = folder_cloud(
            options.source, options.cache, table, queue, jobs, options.url, options.now, options.api, desk=options.desk
        )
        keys = only_sources(looks)
        with table.fill():
            comments = take(table, options, changes)
            catalog.note_comment_files(comments)
            etags = _fill(_Session(cloud, queue, jobs), keys, options)

        def settle(batch: Batch) -> None:
            table.catch_up(batch.writes)

        failed = render_all(cloud, table, queue, jobs, manifest, settle, shown=options.progress, turn=frozenset)
        put_former_feeds(cloud.public, site_files.read(cloud).site, manifest)
        finish(cloud, manifest)
        sources = {key: Source(looks[key].steady(options.started_ns), etags[key]) for key in keys}
        counts = count(manifest.keys, options.cache.redirects)
        result = Result(with_findings(table, sources), lacks_of(cloud), counts, failed, comments)
        state = {**options.fingerprints, "now": options.until, "source": options.origin, **result.state}
        catalog.save(result.sources, state, options.cache.catalog)
    return result


class _Session(Frozen):
    """The cloud of a build, with its queues."""

    cloud: Cloud
    queue: BuildQueue
    jobs: Jobs

    def resolve(self, cloud: Cloud, record: Record) -> Wanted:
        """Queue the pages of the record itself, and those that it owes by name; pages of other sources are queued with those."""
        self.queue.pages |= pages_of_record(record)
        self.queue.pages.update(owed for owed in record.owed if isinstance(owed, Page))
        return _resolve_dependents(cloud, record)


def _resolve_dependents(cloud: Cloud, record: Record) -> Wanted:
    """Resolve what the record owes beyond its own pages, but for those that link to it: each page is queued by its own source."""
    beyond = (owed for owed in record.owed if isinstance(owed, Dependents) and owed.kind != "linked")
    return resolve(cloud, replace(record, owed=frozenset(beyond)))


def _fill(session: _Session, keys: Sequence[str], options: BuildOptions) -> Mapping[str, str]:
    """Ingest everything, and count; the queue then has each page to render. Return the digest of each source as it was read."""
    cloud, queue = session.cloud, session.queue
    if secret := options.fingerprints["previews"]:
        site_files.renew_secrets(cloud.table, secret)
    etags = _ingest_all(session, keys, shown=options.progress)
    queue.changes += encode_all(cloud, session.jobs, shown=options.progress)
    for change in queue.changes:
        ingest(cloud, change, resolve=session.resolve)
    variants, _ = note_pictures(cloud.table, filter(images.is_encoded, keys))
    queue.pages = set(precount.existing_pages(cloud.table, queue.pages | variants))
    cloud.table.put_many(map(item_of, precount.summaries_of(cloud.table, queue.pages)))
    return etags


def _ingest_all(session: _Session, keys: Sequence[str], *, shown: bool) -> Mapping[str, str]:
    """Ingest in order, while other processes read ahead; return the digest of each source as it was read."""
    cloud, queue = session.cloud, session.queue
    etags = _ingest_fixtures(session, [key for key in keys if files.sort_of(key) in files.FIXTURES])
    own, rest = site_files.read(cloud), keys[len(etags) :]
    if rest and not own.version:
        queue.pages |= fixed_pages(own.site)
        site_files.put_empty(cloud.table)
    read = partial(_read_first, cloud.content, ParseContext(own.site, cloud.clock.now()), reading_of(own.site))
    seen: set[str] = set()
    with progress("sources", len(rest), shown=shown) as bar:
        for key, (etag, first) in zip(rest, ahead(read, rest, A_WAVE), strict=True):
            marks = marks_of(first.record)
            if seen.isdisjoint(marks):
                cloud.table.put_many(first.items)
                queue.pages |= first.pages
                _resolve_dependents(cloud, first.record)
            else:
                ingest(cloud, Change(key, LOWEST), resolve=session.resolve)
            seen |= marks
            etags[key] = etag
            bar.update()
    return etags


def _ingest_fixtures(session: _Session, keys: Sequence[str]) -> dict[str, str]:
    etags = {key: etag_of(session.cloud.content, key) for key in keys}
    for key in (*keys, *keys):  # twice: a template may include one that comes after it
        ingest(session.cloud, Change(key, LOWEST), resolve=session.resolve)
    return etags


def _read_first(content: Bucket, context: ParseContext, reading: str, key: str) -> tuple[str, FirstIngest]:
    """Return the digest of the source under this key, and what it leaves if it is the first to have its names."""
    text = read_source(content, context, key)
    return text.etag, first_ingest(key, text.upload, reading)


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
