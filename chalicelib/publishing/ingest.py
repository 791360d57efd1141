"""Ingest: make the record of one source right, and queue the pages that its change touches.

The steps, in this order, each one call or a few:

    read the record, the site and the object as it is now → parse → note that an ingest has begun → claim the address
    → put the body → accept the record, with all it owes → confirm the claim and the site → put and remove pointers
    → leave the old address, wake the sources that wait for it, find the dependents → await and queue the pages owed
    → owe nothing

A step may be repeated, and the worker may die after any of them: the event comes again, and the next ingest finds in the record
what is still owed.

A source whose ingest kills its worker is tried a few times and then refused as `broken`, so that its author gets a report and it
doesn't come again for ever. An exception isn't such a try, because the cloud may be down: only the schedule's rounds bound it.
"""

import logging
from collections.abc import Callable, Sequence
from itertools import takewhile
from typing import TypeAlias

from msgspec import field
from msgspec.structs import replace

from chalicelib import codec
from chalicelib.cloud.ports import Cloud
from chalicelib.content.media import files
from chalicelib.errors import CONTESTED, Refusal
from chalicelib.frozen import Frozen
from chalicelib.model import Page, Post
from chalicelib.publishing import messages, new_letters, renames, resolve_owed
from chalicelib.publishing.decide import Change, Circumstances, Inheritance, Tenancy, candidates, compose, is_late
from chalicelib.publishing.item_sizes import is_too_full
from chalicelib.publishing.messages import Passage, Position
from chalicelib.publishing.objects import found_in
from chalicelib.publishing.parse import digest_of, look, reading_of
from chalicelib.publishing.pointers import pointers_of
from chalicelib.publishing.upload import Look, ParseContext, StoredObject, Upload
from chalicelib.record import Dependents, Owed, Pointer, Record, names_of, next_version
from chalicelib.rendering.failures import GIVEN_UP, said
from chalicelib.rendering.fixed_pages import fixed_pages
from chalicelib.store import claims, ingests, item_keys, page_views, pictures, publishes, records, site_files
from chalicelib.store.claims import Claim
from chalicelib.store.ingests import Begun
from chalicelib.store.site_files import SiteFiles

log = logging.getLogger(__name__)
TRIES = 3  # fewer than the queue makes, so that a source is refused before its message becomes a dead letter, and others with it
TRIED_AGAIN = (*CONTESTED, "template")
"""Refusals that another upload may lift: an owner leaves its address, an included template comes."""


Resolve: TypeAlias = Callable[[Cloud, Record], resolve_owed.Wanted]


class _Attempt(Frozen):
    """One attempt: the source, the version of its next record, and the record and the site that were read at its start.

    `resolve` gives the pages that the next record owes. `claims` are the claims of its names: each is added as it is held, and
    confirmed after the record is accepted.
    """

    cloud: Cloud
    key: str
    version: str
    current: Record | None
    site_files: SiteFiles
    resolve: Resolve
    claims: dict[str, Claim] = field(default_factory=dict)


def ingest(cloud: Cloud, change: Change, reading: Look = look, resolve: Resolve = resolve_owed.resolve) -> None:
    """Make the record of this key right, and queue every page that its change touches.

    `reading` parses the bytes; a build passes a function that has parsed many objects beforehand, in parallel. `resolve` gives
    the pages that the record owes; a build that ingests all sources passes one that looks for no neighbours.
    """
    if files.is_ignored(change.key):
        return
    while not _try(cloud, change, reading, resolve):  # terminates: each retry means that another worker made progress
        log.info("%s: overtaken, tried again", change.key)


def _try(cloud: Cloud, change: Change, reading: Look, resolve: Resolve) -> bool:
    """Ingest the source as it is now; return False if another worker has changed something, so that all must be read again."""
    current, site_now = records.read(cloud.table, change.key), site_files.read(cloud)
    if is_late(current, change):
        return True
    attempt = _Attempt(cloud, change.key, next_version(current, change.sequence), current, site_now, resolve)
    begun = ingests.begin(cloud, attempt.key, attempt.version)
    try:
        upload = _given_up(attempt.key, begun) or _parsed(attempt, reading)
        return _publish(attempt, upload)
    except Exception as error:
        ingests.fail(cloud, attempt.key, attempt.version, said(error))
        raise


def _given_up(key: str, begun: Begun) -> Upload | None:
    """Return the refusal to publish in place of an upload that was tried too often; None where it may be tried."""
    if begun.tries > TRIES:
        detail = f"{TRIES} tries, none of which finished"
    elif begun.is_hopeless:
        detail = f"{begun.rounds} tries; the last one failed: {begun.failed or 'it never finished'}"
    else:
        return None
    log.error("%s: %s is refused: %s", GIVEN_UP, key, detail)
    return Upload("refused", refusal=Refusal("broken", detail))


def _publish(attempt: _Attempt, upload: Upload) -> bool:
    """Accept the record of this upload, and do all that follows; return False if another worker changed something meanwhile."""
    cloud, current = attempt.cloud, attempt.current
    record = _composed(attempt, upload)
    if current and current.owed and is_too_full(record):
        _finish(cloud, current)
        return False
    if not (records.accept(cloud.table, record, current) and _is_confirmed(attempt, record)):
        ingests.wait(cloud, attempt.key, attempt.version)
        return False
    _place_pointers(cloud, current, record)
    _look_at_elders(attempt, record)
    _change_site(attempt, record, upload)
    _queue(cloud, record, attempt.resolve(cloud, record))
    if not attempt.site_files.version:
        site_files.put_empty(cloud.table)
    records.settle(cloud.table, record)
    _end(cloud, record)
    return True


# ---- parse


def _parsed(attempt: _Attempt, reading: Look) -> Upload:
    """Return what the upload says; a text that was read before, by the same rules, is not rendered again."""
    current, site_now = attempt.current, attempt.site_files
    stored = found_in(attempt.cloud.content, attempt.key)
    if stored and current and _is_known(current, stored, site_now):
        return Upload("published", post=current.post, diagnostics=current.diagnostics, digest=current.digest)
    upload = reading(attempt.key, stored, ParseContext(site_now.site, attempt.cloud.clock.now(), site_now.templates))
    return _encodable(attempt.cloud, upload)


def _encodable(cloud: Cloud, upload: Upload) -> Upload:
    """Return the same upload, unless it is an image that could not be encoded: that is refused."""
    picture = upload.media.picture if upload.media else ""
    refusal = pictures.read(cloud.table, picture).refusal if picture else None
    return Upload("refused", refusal=refusal) if refusal else upload


def _is_known(current: Record, stored: StoredObject, site_now: SiteFiles) -> bool:
    """Return whether these bytes, read with this site, would give the post of the current record."""
    steady = current.state == "published" and current.post is not None and not current.wake
    return steady and current.digest == digest_of(stored.raw) and current.reading == reading_of(site_now.site)


# ---- the record


def _composed(attempt: _Attempt, upload: Upload) -> Record:
    """Return the record of this upload; its address is claimed and its body put first, so that whatever reads it finds both."""
    tenancy = _tenancy(attempt, candidates(attempt.current, upload))
    post = tenancy.post
    circumstances = Circumstances(
        version=attempt.version,
        reading=reading_of(attempt.site_files.site),
        body=_put_body(attempt, upload) if upload.preview or (post and post is upload.post) else "",
        inherited=_inherited(attempt, post, upload, tenancy.previous_owners) if post else Inheritance(),
        extra=_owed_for_the_site(attempt, upload) | owed_for_an_image(attempt.key, attempt.current, upload),
    )
    return compose(attempt.current, upload, attempt.key, tenancy, circumstances)


def _tenancy(attempt: _Attempt, posts: Sequence[Post]) -> Tenancy:
    """Return the first of these posts all of whose names the source can own.

    All sources claim their names in one order, so of two sources that want the same names, one gets them all.
    """
    held: list[str] = []
    lacking: list[str] = []
    previous_owners: list[str] = []
    former_names = attempt.current.names if attempt.current else ()

    def is_ours(name: str) -> bool:
        holding = claims.hold(attempt.cloud.table, name, attempt.key, attempt.version, is_new=name not in former_names)
        attempt.claims[name] = holding.claim
        previous_owners.append(holding.before)
        return holding.ours

    for post in posts:
        names = names_of(post)
        own = list(takewhile(is_ours, names))
        if len(own) == len(names):
            vain = tuple(name for name in held if name not in names)
            return Tenancy(post, "".join(lacking[:1]), vain, tuple(filter(None, previous_owners)))
        held += own
        lacking.append(names[len(own)])
    return Tenancy(None, "".join(lacking[:1]), tuple(held))


def _put_body(attempt: _Attempt, upload: Upload) -> str:
    """Return the name of the body, which never changes once it is put; the old name if the body says the same."""
    current = attempt.current
    if upload.body is None:
        return current.body if current else ""
    text = codec.dumps(upload.body)
    digest = digest_of(text.encode())
    if current and current.body.endswith(digest):
        return current.body
    name = f"{attempt.version}.{digest}"
    attempt.cloud.table.put_many(records.body_items(attempt.key, name, text, upload.body.words))
    return name


def _inherited(attempt: _Attempt, post: Post, upload: Upload, previous_owners: Sequence[str]) -> Inheritance:
    """Return what the source takes over from removed sources that it was before."""
    sequence = attempt.version.partition(".")[0]
    renamed = renames.Renamed(attempt.key, sequence, attempt.current, post, upload.digest, tuple(previous_owners))
    return renames.inherited(attempt.cloud, renamed, _finish)


def _owed_for_the_site(attempt: _Attempt, upload: Upload) -> frozenset[Owed]:
    """Return what a change of the site itself owes. The first upload ever owes the pages that an empty site has."""
    site_now = attempt.site_files
    opening: frozenset[Owed] = frozenset() if site_now.version else fixed_pages(site_now.site)
    if upload.site_file is None:
        return opening
    if attempt.key != "site.yaml":
        return opening | {Dependents("walk", "pages")}
    from chalicelib.content.site import redirects  # noqa: PLC0415 - few uploads change the site
    from chalicelib.content.site.siteyaml import changed  # noqa: PLC0415 - few uploads change the site

    cloud = attempt.cloud
    new = site_files.site_in(upload.site_file, cloud.url, cloud.sends_from, cloud.api, desk=cloud.desk)
    rebuilds = {Dependents("walk", part) for part in changed(site_now.site, new)}
    moved = {Page("address", path) for path in redirects.changed(site_now.site, new)}
    if not (rebuilds or opening):
        return frozenset(moved)
    return opening | fixed_pages(site_now.site) | fixed_pages(new) | rebuilds


def owed_for_an_image(key: str, current: Record | None, upload: Upload) -> frozenset[Owed]:
    """Return the encoding that each upload of an image owes, even if one was queued for the same bytes before: that may be lost.

    A refused one owes the page of the image, on which the picture before stays, as the site now publishes it.
    """
    if upload.media and upload.media.picture:
        return frozenset({Dependents("encode", upload.media.picture)})
    last = current.media if current and upload.state == "refused" else None
    return frozenset({Page("file", key)} if last and last.picture else ())


def _is_confirmed(attempt: _Attempt, record: Record) -> bool:
    """Return whether the record may stay: its source still owns its names, and the site is the one that it was read with."""
    table = attempt.cloud.table
    if not all(claims.confirm(table, name, record.key, attempt.claims[name]) for name in record.names):
        return False
    return files.sort_of(record.key) != "source" or site_files.version_of_site(table) == attempt.site_files.version


# ---- what follows


def _place_pointers(cloud: Cloud, current: Record | None, record: Record) -> None:
    """Put the pointers of this record, and remove those of the one before it; never against a newer version."""
    wanted = pointers_of(record)
    certain = pointers_of(current) if current and not current.owed else frozenset()
    for pointer in sorted(wanted - certain):
        records.put_pointer(cloud.table, pointer, record.version)
    gone = {owed for owed in record.owed if isinstance(owed, Pointer)} - wanted
    for pointer in sorted(gone):
        records.drop_pointer(cloud.table, item_keys.at_pointer(pointer), record.version)


def _look_at_elders(attempt: _Attempt, record: Record) -> None:
    """Ingest a post that has just appeared once more, if a source that it may be, renamed, was removed meanwhile."""
    current = attempt.current
    if record.post and record.elders and (current is None or current.post is None):
        source = renames.Renamed(record.key, record.sequence, record, record.post, record.digest)
        if renames.missed(attempt.cloud, source):
            attempt.cloud.uploads.send([messages.again([Change(record.key, record.sequence)])])


def _change_site(attempt: _Attempt, record: Record, upload: Upload) -> None:
    """Put a new `site.yaml`, template or catalogue in force, and try again what failed because of this source."""
    cloud = attempt.cloud
    if upload.site_file is not None:
        site_files.put(cloud.table, record.key, upload.site_file, record.version)
    if record.key == "site.yaml":
        page_views.make_due(cloud.table)
    if attempt.site_files.failures:
        new_letters.try_again(cloud, record, attempt.site_files.failures)


def _queue(cloud: Cloud, record: Record, wanted: resolve_owed.Wanted) -> None:
    """Queue what the record owes; its publish awaits all of it before. Of very many pages, it awaits that all are made."""
    causes = resolve_owed.causes_of(cloud, record.key)
    pages = frozenset(one for one in wanted if isinstance(one, Page))
    rebuilds = frozenset(one for one in wanted if not isinstance(one, Page))
    many = publishes.name_of_many(record.key)
    is_many = len(pages) > publishes.MOST
    if causes:
        names = {many} if is_many else set(map(publishes.name_of, pages))
        publishes.begin(cloud, record, names | {position.name for position in rebuilds})

    sources = [one for one in rebuilds if isinstance(one, Position) and not one.kinds]
    if sources:
        cloud.uploads.send(
            messages.to_rebuild(replace(one, causes=causes, awaited=publishes.awaited_by(record, one.name) if causes else ""))
            for one in sources
        )
    if queued := wanted.difference(sources):
        cloud.press.send(messages.to_queue(queued, causes))
    if causes and is_many:
        cloud.press.send([messages.to_pass(Passage(causes=causes, awaited=publishes.awaited_by(record, many)))])


def _finish(cloud: Cloud, current: Record) -> None:
    """Do what a record still owes whose ingest never ended, so that the next record has room for what it owes."""
    _place_pointers(cloud, None, current)
    _queue(cloud, current, resolve_owed.resolve(cloud, current))
    records.settle(cloud.table, current)


def _end(cloud: Cloud, record: Record) -> None:
    """Note that the ingest is done; a refusal that another upload may lift stays on the schedule's list."""
    if record.refusal and record.refusal.code in TRIED_AGAIN:
        ingests.wait(cloud, record.key, record.version)
    else:
        ingests.end(cloud, record.key, record.version)
