"""A build that does what changed: the sources that differ are ingested, and the pages that they owe are rendered.

It must come to what a build from nothing comes to, which knows no past: no former addresses, no ids taken over after a rename, no
last good version of a source that is refused now. So a source that keeps its names is ingested as an edit, and every other one is
removed first, with all that the table knows of it, and then comes as a new one. Where several sources want one name, their order
decides, and the site is rebuilt; so it is where a file of the site itself changes how sources are read.

Everything up to the pages owed is one transaction. From then on the pages owed are in the catalog until they are right. A build
that was interrupted is finished first, as the sources were then: what a page counts is written after it, so a source that changes
in between would leave pages that nothing counts.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial

from chalicelib.cloud.memory import MemoryBucket
from chalicelib.cloud.ports import At, Cloud
from chalicelib.content.media import files, images
from chalicelib.errors import CONTESTED
from chalicelib.model import Page
from chalicelib.publishing.decide import Change
from chalicelib.publishing.ingest import ingest
from chalicelib.publishing.messages import LINKED, Position
from chalicelib.publishing.parse import reading_of
from chalicelib.publishing.pointers import pointers_of
from chalicelib.publishing.rebuild import rebuild_pages
from chalicelib.publishing.resolve_owed import rebuild_linked
from chalicelib.publishing.upload import ParseContext, Upload
from chalicelib.record import LOWEST, Record, names_of
from chalicelib.rendering.page_kinds import only
from chalicelib.rendering.summaries import redirect_of
from chalicelib.store import ingests, item_keys, records, site_files
from chalicelib.store.site_files import SiteFiles
from infra.build import build_messages
from infra.build.build_messages import lacks_in
from infra.build.build_options import Asked
from infra.build.catalog import AnewError, Catalog, Source
from infra.build.changed_files import Differences
from infra.build.counted_pages import count as count_of
from infra.build.encoding import Jobs, count, encode_all
from infra.build.former_feeds import put_former_feeds
from infra.build.full import A_WAVE, etag_of, known, lacks_of, read_ahead
from infra.build.output_manifest import Standing
from infra.build.pages import PUBLIC, Batch, Waiting, finish, folder_cloud, keys_of, kinds_of, render_all
from infra.build.restyling import restyle, restyling
from infra.build.result import Result
from infra.files.blog_folder import in_order
from infra.files.parallel import ahead

NAMES = "several of its sources want the same address or id"


def build_changes(
    asked: Asked, catalog: Catalog, standing: Standing, before: Mapping[str, Source], differences: Differences
) -> Result:
    """Bring the site up to date; raise `AnewError` where only a build from nothing will do."""
    table, queue, jobs = catalog.table, Waiting(), Jobs()
    cloud = folder_cloud(asked.source, asked.cache, table, queue, jobs, asked.url, asked.now)
    render = partial(render_all, cloud, table, queue, jobs, standing, partial(_settle, catalog, queue), shown=asked.progress)
    if differences.keys and (owed := catalog.owed()):
        queue.pages |= owed
        if render():
            raise AnewError("some of its pages couldn't be made")
    was = site_files.read(cloud)
    sources = _take_in(_Ingesting(asked, cloud, queue, jobs), catalog, before, differences)
    queue.pages |= catalog.owed()
    if differences.keys == {"site.yaml"}:
        _restyle(cloud, was, catalog, queue, standing)
    failed = render()
    if pages := put_former_feeds(cloud.public, site_files.read(cloud).site, standing):
        queue.pages |= pages
        failed |= render()
    counted = count_of(standing.keys, asked.cache.redirects)
    catalog.note(**counted._asdict(), failed=bool(failed))
    finish(cloud, standing)
    return Result(sources, lacks_in(str(catalog.state()["lacks"])), counted, failed)


def _restyle(cloud: Cloud, was: SiteFiles, catalog: Catalog, queue: Waiting, standing: Standing) -> None:
    """Make pages right without rendering them, where `site.yaml` has changed only their style."""
    own = site_files.read(cloud)
    if change := restyling(was, own):
        for pages in restyle(cloud.public, own.site, change, queue.pages):
            queue.pages -= pages
            standing.wrote(keys_of(pages, own.site))
            with catalog.table.together():
                catalog.settle(pages)


def _settle(catalog: Catalog, queue: Waiting, batch: Batch) -> None:
    """Write what a batch would have written, with what it owes; a page that it owes itself again is still owed."""
    with catalog.table.together():
        catalog.table.catch_up(batch.noted)
        catalog.owe(only(PUBLIC, batch.owed))
        catalog.settle(batch.rendered.pages - queue.pages)
        if batch.rendered.failed:
            catalog.note(failed=True)


def _lacking(cloud: Cloud, differences: Differences) -> Mapping[str, str]:
    return {"lacks": lacks_of(cloud).text} if _fixtures(differences.keys) else {}


def _forget_keeper(cloud: Cloud, page: Page) -> None:
    """Forget which source an address led to; a build from nothing lets the first one have it."""
    if page.kind == "address":
        cloud.table.delete(At(*redirect_of(page.of)))


def _fixtures(keys: Iterable[str]) -> list[str]:
    return sorted((key for key in keys if files.sort_of(key) in files.FIXTURES), key=in_order)


# ---- ingest


@dataclass(frozen=True, slots=True)
class _Ingesting:
    """The ingest of all that differs."""

    asked: Asked
    cloud: Cloud
    queue: Waiting
    jobs: Jobs
    read: dict[str, str] = field(default_factory=dict)
    """The digest of each source as it was read."""


def _take_in(now: _Ingesting, catalog: Catalog, before: Mapping[str, Source], differences: Differences) -> Mapping[str, Source]:
    """Ingest what differs and note the pages owed, in one transaction; return the sources as they are known then."""
    sources: Mapping[str, Source] = {**before, **differences.touched}
    with catalog.table.together():
        if differences.keys:
            sources = _ingest(now, sources, differences)
        catalog.put_sources({key: source for key, source in sources.items() if source != before.get(key)})
        for key in before.keys() - sources.keys():
            catalog.drop_source(key)
        for page in now.queue.pages:
            _forget_keeper(now.cloud, page)
        catalog.owe(only(kinds_of(now.cloud), now.queue.pages))
        catalog.note(now=now.asked.until, **_lacking(now.cloud, differences))
    return sources


def _ingest(now: _Ingesting, before: Mapping[str, Source], differences: Differences) -> Mapping[str, Source]:
    """Ingest what differs, with all that follows; return the sources as they are known then."""
    fixtures = _fixtures(differences.keys)
    if fixtures:
        _ingest_fixtures(now, fixtures, before, differences)
    others = sorted(differences.keys - set(fixtures), key=in_order)
    _ingest_sources(now, others, differences)
    _encode(now, filter(images.is_encoded, others))
    again = frozenset(change.key for change in now.queue.changes)
    while now.queue.changes:
        ingest(now.cloud, now.queue.changes.pop(0))
    while now.queue.positions:
        _go_on(now.cloud, now.queue.positions.pop(0))
    for key in (differences.keys - differences.gone) | again:
        _check_names(records.read(now.cloud.table, key))
    return _sources(now, before, differences, again)


def _encode(now: _Ingesting, keys: Iterable[str]) -> None:
    """Encode the images that differ, and queue their variants and what shows them."""
    now.queue.changes += encode_all(now.cloud, now.jobs, shown=now.asked.progress)
    variants, touched = count(now.cloud.table, keys)
    now.queue.pages |= variants
    now.queue.positions += [Position(LINKED, key) for key in touched]


def _go_on(cloud: Cloud, position: Position) -> None:
    if not position.kinds:
        raise AnewError("site.yaml changes how files are read")
    (rebuild_linked if position.kinds == LINKED else rebuild_pages)(cloud, position)


def _ingest_fixtures(now: _Ingesting, keys: list[str], before: Mapping[str, Source], differences: Differences) -> None:
    """Ingest changed files of the site itself, twice: a template may include one that comes after it."""
    cloud, was = now.cloud, site_files.read(now.cloud)
    if "site.yaml" in keys and ("site.yaml" in differences.gone or "site.yaml" not in before):
        raise AnewError(f"unlike at the last build, there's {'no' if 'site.yaml' in differences.gone else 'a'} site.yaml")
    all_of_them = {*keys, *_fixtures(before)}
    _check_fixtures(cloud, all_of_them)
    now.read.update({key: etag_of(cloud.content, key) for key in keys})
    for key in (*keys, *keys):
        ingest(cloud, Change(key, LOWEST))
    _check_fixtures(cloud, all_of_them)
    if reading_of(was.site) != reading_of(site_files.read(cloud).site):
        raise AnewError("site.yaml changes how files are read")
    for key in differences.gone & set(keys):
        _forget(cloud, key)


def _check_fixtures(cloud: Cloud, keys: Iterable[str]) -> None:
    """What stays in force of a refused file, a build from nothing doesn't know."""
    if any(record.refusal for record in records.read_many(cloud.table, keys).values()):
        raise AnewError("site.yaml, a template or a catalogue has an error, or had one")


def _ingest_sources(now: _Ingesting, keys: list[str], differences: Differences) -> None:
    """Remove what is gone or comes as new, so that all names are free that will be, and then ingest in order."""
    cloud, own = now.cloud, site_files.read(now.cloud)
    there = [key for key in keys if key not in differences.gone]
    uploads = dict(zip(there, _parsed(now, own, there), strict=True))
    standing = records.read_many(cloud.table, keys)
    for key, record in standing.items():
        if not _is_edit(record, uploads.get(key)):
            _remove(cloud, record)
    now.queue.changes.clear()  # sources that were to follow a renamed one; nothing is renamed here
    for key, upload in uploads.items():
        ingest(cloud, Change(key, LOWEST), lambda *_, upload=upload: upload)


def _parsed(now: _Ingesting, own: SiteFiles, keys: list[str]) -> Iterable[Upload]:
    context = ParseContext(own.site, now.cloud.clock.now(), own.templates)
    for key, read in zip(keys, ahead(partial(read_ahead, now.cloud.content, context), keys, A_WAVE), strict=True):
        now.read[key] = read.etag
        yield read.upload


def _is_edit(record: Record, upload: Upload | None) -> bool:
    """Whether the upload is a new version of what is there, under the same names, so that nothing of the past can show."""
    if upload is None or upload.refusal or record.refusal or record.former:
        return False
    if upload.post and record.post:
        return names_of(upload.post) == names_of(record.post)
    return bool(upload.media and record.media)


def _remove(cloud: Cloud, record: Record) -> None:
    """Remove the source, and then all that the table knows of it."""
    _check_names(record)
    if any(_is_wanted(cloud, name) for name in record.names):
        raise AnewError(NAMES)
    ingest(replace(cloud, content=MemoryBucket()), Change(record.key, record.sequence), lambda *_: Upload("removed"))
    _forget(cloud, record.key)


def _check_names(record: Record | None) -> None:
    if record and record.refusal and record.refusal.code in CONTESTED:
        raise AnewError(NAMES)


def _is_wanted(cloud: Cloud, name: str) -> bool:
    wait = item_keys.WAIT
    return bool(cloud.table.query(item_keys.at_claim(name).pk, after=wait, before=wait + "\U0010ffff", limit=1))


def _forget(cloud: Cloud, key: str) -> None:
    """Delete the record of a removed source, and the pointers to it."""
    record = records.read(cloud.table, key)
    for pointer in pointers_of(record) if record else ():
        cloud.table.delete(item_keys.at_pointer(pointer))
    cloud.table.delete(item_keys.at_record(key))
    cloud.table.delete(ingests.at(key))


def _sources(
    now: _Ingesting, before: Mapping[str, Source], differences: Differences, again: frozenset[str]
) -> Mapping[str, Source]:
    """Return the sources with what is known of them; of those that link to a changed one, something else may have to be said."""
    read = {key: Source(look.steady(now.asked.looked), now.read[key]) for key, look in differences.changed.items()}
    kept = {key: source for key, source in before.items() if key not in differences.gone}
    sources = {**kept, **read}
    stale = build_messages.said_with(now.cloud.table, differences.keys | again) & sources.keys()
    return {**sources, **known(now.cloud.table, {key: sources[key] for key in sources if key in stale})}
