"""A build that does what changed: the sources that differ are ingested, and the pages that they owe are rendered.

The result must be that of a build from nothing, which knows no past: no former addresses, no ids taken over after a rename, no
last good version of a source that is refused now. So a source that keeps its names is ingested as an edit, and every other one is
removed first, with all that the table knows of it, and then ingested as new. The site is rebuilt where several sources want the
same name, since their order decides, and where a file of the site itself changes how sources are read.

Everything up to the pages owed is one transaction. From then on the pages owed are in the catalog until they are right. A build
that was interrupted is finished first, with the sources as they were then: what a page counts is written after it, so a source
that changes in between would leave pages that nothing counts.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import partial

from msgspec import field
from msgspec.structs import replace

from chalicelib.cloud.items import At
from chalicelib.cloud.memory import MemoryBucket
from chalicelib.cloud.ports import Cloud
from chalicelib.content.media import files, images
from chalicelib.errors import CONTESTED
from chalicelib.frozen import Frozen
from chalicelib.publishing.decide import Change
from chalicelib.publishing.ingest import ingest
from chalicelib.publishing.messages import LinkedPosition, Position, Rebuild
from chalicelib.publishing.parse import reading_of
from chalicelib.publishing.pointers import pointers_of
from chalicelib.publishing.rebuild import advance
from chalicelib.publishing.upload import ParseContext, Upload
from chalicelib.record import LOWEST, Record, names_of
from chalicelib.rendering.page_kinds import only
from chalicelib.rendering.summaries import redirect_of
from chalicelib.store import ingests, item_keys, records, site_files
from chalicelib.store.site_files import SiteFiles
from infra.build.build_messages import lacks_in, linking_to
from infra.build.build_options import BuildOptions
from infra.build.catalog import Catalog, RebuildError, Source
from infra.build.changed_files import Differences
from infra.build.comment_files import pages_of, take
from infra.build.counted_pages import count
from infra.build.encoding import Jobs, encode_all, note_pictures
from infra.build.former_feeds import put_former_feeds
from infra.build.full_build import A_WAVE, etag_of, lacks_of, read_source, with_findings
from infra.build.output_manifest import OutputManifest
from infra.build.pages import PUBLIC, Batch, BuildQueue, finish, folder_cloud, keys_of, kinds_of, render_all
from infra.build.restyling import restyle, restyling
from infra.build.result import Result
from infra.files.blog_folder import in_order
from infra.files.parallel import ahead

SHARED_NAMES = "several of its sources want the same address or id"


def build_changes(
    options: BuildOptions, catalog: Catalog, manifest: OutputManifest, sources: Mapping[str, Source], differences: Differences
) -> Result:
    """Bring the site up to date; raise `RebuildError` where only a build from nothing will do."""
    table, queue, jobs = catalog.table, BuildQueue(), Jobs()
    cloud = folder_cloud(
        options.source, options.cache, table, queue, jobs, options.url, options.now, options.api, desk=options.desk
    )
    render = partial(render_all, cloud, table, queue, jobs, manifest, partial(_settle, catalog, queue), shown=options.progress)
    if differences.has_any and (owed := catalog.owed()):
        queue.pages |= owed
        if render():
            raise RebuildError("some of its pages couldn't be made")
    previous_site = site_files.read(cloud)
    current_sources = _ingest_and_note(_Session(options, cloud, queue, jobs), catalog, sources, differences)
    queue.pages |= catalog.owed()
    if differences.keys == {"site.yaml"} and not differences.comments.keys:
        _restyle(cloud, previous_site, catalog, queue, manifest)
    failed = render()
    if pages := put_former_feeds(cloud.public, site_files.read(cloud).site, manifest):
        queue.pages |= pages
        failed |= render()
    counts = count(manifest.keys, options.cache.redirects)
    catalog.note(**counts._asdict(), failed=bool(failed))
    finish(cloud, manifest)
    return Result(current_sources, lacks_in(str(catalog.state()["lacks"])), counts, failed, catalog.comment_files())


def _restyle(cloud: Cloud, previous_site: SiteFiles, catalog: Catalog, queue: BuildQueue, manifest: OutputManifest) -> None:
    """Make pages right without rendering them, where `site.yaml` has changed only their style."""
    own = site_files.read(cloud)
    if change := restyling(previous_site, own):
        for pages in restyle(cloud.public, own.site, change, queue.pages):
            queue.pages -= pages
            manifest.wrote(keys_of(pages, own.site))
            with catalog.table.together():
                catalog.settle(pages)


def _settle(catalog: Catalog, queue: BuildQueue, batch: Batch) -> None:
    """Write what a batch would have written, with what it owes; a page that it owes itself again is still owed."""
    with catalog.table.together():
        catalog.table.catch_up(batch.writes)
        catalog.owe(only(PUBLIC, batch.owed))
        catalog.settle(batch.rendered.pages - queue.pages)
        if batch.rendered.failed:
            catalog.note(failed=True)


# ---- ingest


class _Session(Frozen):
    """The ingest of all that differs; `etags` are the digests of the sources as they were read."""

    options: BuildOptions
    cloud: Cloud
    queue: BuildQueue
    jobs: Jobs
    etags: dict[str, str] = field(default_factory=dict)


def _ingest_and_note(
    session: _Session, catalog: Catalog, previous: Mapping[str, Source], differences: Differences
) -> Mapping[str, Source]:
    """Ingest what differs and note the pages owed, in one transaction; return the current sources."""
    sources: Mapping[str, Source] = {**previous, **differences.touched}
    with catalog.table.together():
        if differences.keys:
            sources = _ingest(session, sources, differences)
        if changes := differences.comments.keys:
            taken = take(catalog.table, session.options, differences.comments)
            catalog.note_comment_files(taken, gone=changes - taken.keys())
            session.queue.pages |= pages_of(catalog.table, differences.comments)
        catalog.put_sources({key: source for key, source in sources.items() if source != previous.get(key)})
        for key in previous.keys() - sources.keys():
            catalog.drop_source(key)
        for page in session.queue.pages:
            if page.kind == "address":  # a build from nothing doesn't know the source it led to, and lets the first one have it
                session.cloud.table.delete(At(*redirect_of(page.of)))
        catalog.owe(only(kinds_of(session.cloud), session.queue.pages))
        lacks = {"lacks": lacks_of(session.cloud).text} if _fixtures(differences.keys) else {}
        catalog.note(now=session.options.until, **lacks)
    return sources


def _ingest(session: _Session, previous: Mapping[str, Source], differences: Differences) -> Mapping[str, Source]:
    """Ingest what differs, with all that follows from it; return the current sources."""
    table, queue = session.cloud.table, session.queue
    fixtures = _fixtures(differences.keys)
    if fixtures:
        _ingest_fixtures(session, fixtures, previous, differences)
    others = sorted(differences.keys - set(fixtures), key=in_order)
    _ingest_sources(session, others, differences)
    queue.changes += encode_all(session.cloud, session.jobs, shown=session.options.progress)
    variants, touched_images = note_pictures(table, filter(images.is_encoded, others))
    queue.pages |= variants
    queue.positions += [LinkedPosition(key) for key in touched_images]
    again = frozenset(change.key for change in queue.changes)
    while queue.changes:
        ingest(session.cloud, queue.changes.pop(0))
    while queue.positions:
        _advance(session.cloud, queue.positions.pop(0))
    for key in (differences.keys - differences.gone) | again:
        _check_names(records.read(table, key))
    return _current_sources(session, previous, differences, again)


def _advance(cloud: Cloud, position: Rebuild) -> None:
    """Go on with a rebuild of pages; raise `RebuildError` for a rebuild of sources."""
    if isinstance(position, Position) and not position.kinds:
        raise RebuildError("site.yaml changes how files are read")
    advance(cloud, position)


def _fixtures(keys: Iterable[str]) -> list[str]:
    return sorted((key for key in keys if files.sort_of(key) in files.FIXTURES), key=in_order)


def _ingest_fixtures(session: _Session, keys: list[str], previous: Mapping[str, Source], differences: Differences) -> None:
    """Ingest changed files of the site itself, twice: a template may include one that comes after it."""
    cloud, previous_site = session.cloud, site_files.read(session.cloud)
    if "site.yaml" in keys and ("site.yaml" in differences.gone or "site.yaml" not in previous):
        raise RebuildError(f"site.yaml was {'removed' if 'site.yaml' in differences.gone else 'added'} since the last build")
    all_fixtures = {*keys, *_fixtures(previous)}
    _check_fixtures(cloud, all_fixtures)
    session.etags.update({key: etag_of(cloud.content, key) for key in keys})
    for key in (*keys, *keys):
        ingest(cloud, Change(key, LOWEST))
    _check_fixtures(cloud, all_fixtures)
    if reading_of(previous_site.site) != reading_of(site_files.read(cloud).site):
        raise RebuildError("site.yaml changes how files are read")
    for key in differences.gone & set(keys):
        _forget(cloud, key)


def _check_fixtures(cloud: Cloud, keys: Iterable[str]) -> None:
    """Raise `RebuildError` if any of these is refused: a build from nothing knows no last good version."""
    if any(record.refusal for record in records.read_many(cloud.table, keys).values()):
        raise RebuildError("site.yaml, a template or a catalogue has an error, or had one")


def _ingest_sources(session: _Session, keys: Sequence[str], differences: Differences) -> None:
    """Remove what is gone or comes as new, so that every name is free that will be, and then ingest in order."""
    cloud = session.cloud
    uploads = dict(_uploads(session, [key for key in keys if key not in differences.gone]))
    for key, record in records.read_many(cloud.table, keys).items():
        if not _is_edit(record, uploads.get(key)):
            _remove(cloud, record)
    session.queue.changes.clear()  # sources that were to follow a renamed one; nothing is renamed here
    for key, upload in uploads.items():
        ingest(cloud, Change(key, LOWEST), lambda *_, upload=upload: upload)


def _uploads(session: _Session, keys: list[str]) -> Iterable[tuple[str, Upload]]:
    """Read these sources, and note their digests."""
    own = site_files.read(session.cloud)
    read = partial(read_source, session.cloud.content, ParseContext(own.site, session.cloud.clock.now(), own.templates))
    for key, text in zip(keys, ahead(read, keys, A_WAVE), strict=True):
        session.etags[key] = text.etag
        yield key, text.upload


def _is_edit(record: Record, upload: Upload | None) -> bool:
    """Whether the upload is a new version of the same source, under the same names, so that nothing of the past can show."""
    if upload is None or upload.refusal or record.refusal or record.former:
        return False
    if upload.post and record.post:
        return names_of(upload.post) == names_of(record.post)
    return bool(upload.media and record.media)


def _remove(cloud: Cloud, record: Record) -> None:
    """Remove the source, and then all that the table knows of it; raise `RebuildError` if another source waits for its names."""
    _check_names(record)
    if any(_is_waited_for(cloud, name) for name in record.names):
        raise RebuildError(SHARED_NAMES)
    ingest(replace(cloud, content=MemoryBucket()), Change(record.key, record.sequence), lambda *_: Upload("removed"))
    _forget(cloud, record.key)


def _check_names(record: Record | None) -> None:
    """Raise `RebuildError` if the source was refused a name that another one has."""
    if record and record.refusal and record.refusal.code in CONTESTED:
        raise RebuildError(SHARED_NAMES)


def _is_waited_for(cloud: Cloud, name: str) -> bool:
    waiting = item_keys.WAIT
    return bool(cloud.table.query(item_keys.at_claim(name).pk, after=waiting, before=waiting + "\U0010ffff", limit=1))


def _forget(cloud: Cloud, key: str) -> None:
    """Delete the record of a removed source, and the pointers to it."""
    record = records.read(cloud.table, key)
    for pointer in pointers_of(record) if record else ():
        cloud.table.delete(item_keys.at_pointer(pointer))
    cloud.table.delete(item_keys.at_record(key))
    cloud.table.delete(ingests.at(key))


def _current_sources(
    session: _Session, previous: Mapping[str, Source], differences: Differences, ingested_again: frozenset[str]
) -> Mapping[str, Source]:
    """Return the sources as the next build compares them: without those that are gone, with changed ones as they were read.

    Findings are read anew for every source that was ingested, and for each that links to such a source or shows it: its links may
    lead somewhere now, or nowhere.
    """
    sources = {key: source for key, source in previous.items() if key not in differences.gone}
    for key, look in differences.changed.items():
        sources[key] = Source(look.steady(session.options.started_ns), session.etags[key])
    affected = linking_to(session.cloud.table, differences.keys | ingested_again)
    stale = {key: source for key, source in sources.items() if key in affected}
    return {**sources, **with_findings(session.cloud.table, stale)}
