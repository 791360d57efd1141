"""Ingest: one upload, and the record is right and the pages are queued.

The steps are those of the design, in its order, and each is one call or a few. A step may be repeated, and the worker may
die after any of them: the event comes again, finds the old debts in the record, and pays them.

    read the object as it is now → what does it say? → claim its address → accept the record, with all it owes
    → confirm the claim → pointers → leave the old address, wake who waits → queue the pages owed → owe nothing

A source whose ingest kills its worker is tried a few times and then refused as `broken`, so that its author gets a report and it
doesn't come again for ever. An exception isn't such a try, because the cloud may be down: only the schedule's rounds bound it.
"""

import logging
from collections.abc import Sequence
from itertools import takewhile

from chalicelib import codec
from chalicelib.cloud.ports import Cloud
from chalicelib.content import files
from chalicelib.content.siteyaml import changed
from chalicelib.errors import Refusal
from chalicelib.model import Post
from chalicelib.newsletter import schedule
from chalicelib.publishing import dependents, messages
from chalicelib.publishing.decide import Change, Circumstances, Housed, candidates, compose, is_late
from chalicelib.publishing.item_sizes import is_too_full
from chalicelib.publishing.parse import Found, Look, ParseContext, Upload, digest_of, look, looked_at, reading_of
from chalicelib.publishing.pointers import pointers_of
from chalicelib.record import Dependents, Owed, Pointer, Record, names_of, next_version
from chalicelib.rendering.failures import GIVEN_UP, said
from chalicelib.rendering.page_kinds import fixed_pages
from chalicelib.store import claims, ingests, item_keys, page_views, records, site_files
from chalicelib.store.ingests import Begun
from chalicelib.store.site_files import SiteFiles

log = logging.getLogger(__name__)
TRIES = 3  # fewer than the queue gives, so that a source is refused before its message is put away, and others with it
TRIED_AGAIN = ("taken", "taken-id", "template")
"""Refusals that another upload may lift: an owner leaves, an included template comes."""


def ingest(cloud: Cloud, change: Change, reading: Look = look) -> None:
    """Make the record of this key right, and queue every page that its change touches.

    `reading` tells what the bytes say; a build reads many beforehand, side by side.
    """
    if files.sort_of(change.key) == "ignored":
        return
    while not _attempt(cloud, change, reading):  # each round lost was somebody else's gain, so this ends when uploads do
        log.info("%s: overtaken, looking again", change.key)


def _attempt(cloud: Cloud, change: Change, reading: Look) -> bool:
    """Ingest the source as it is now; False if another worker changed something meanwhile, so that all must be read again."""
    standing, site_now = records.read(cloud.table, change.key), site_files.read(cloud)
    if is_late(standing, change):
        return True
    version = next_version(standing, change.sequence)
    begun = ingests.begin(cloud, change.key, version)
    try:
        upload = _given_up(change.key, begun) or _look(cloud, change.key, standing, site_now, reading)
        return _publish(cloud, change.key, version, standing, site_now, upload)
    except Exception as error:
        ingests.fail(cloud, change.key, version, said(error))
        raise


def _given_up(key: str, begun: Begun) -> Upload | None:
    """What is published in place of an upload that was tried too often: a refusal."""
    if begun.tries > TRIES:
        found = f"{TRIES} tries, none of which ended"
    elif begun.is_hopeless:
        found = f"{begun.rounds} tries, the last of which failed: {begun.failed or 'it never ended'}"
    else:
        return None
    log.error("%s: %s is refused: %s", GIVEN_UP, key, found)
    return Upload("refused", refusal=Refusal("broken", found))


def _publish(cloud: Cloud, key: str, version: str, standing: Record | None, site_now: SiteFiles, upload: Upload) -> bool:
    """Accept the record of this upload and do all that follows; False if another worker changed something meanwhile."""
    housed = _housed(cloud, key, version, candidates(standing, upload))
    lives = housed.lives
    around = Circumstances(
        version=version,
        reading=reading_of(site_now.site),
        body=_body_put(cloud, key, version, standing, upload) if lives and lives is upload.post else "",
        adopted=_adopted(cloud, key, upload.digest) if lives else (),
        extra=_owed_for_the_site(cloud, key, upload, site_now),
    )
    record = compose(standing, upload, key, housed, around)
    if standing and standing.owed and is_too_full(record):
        _finish(cloud, standing)
        return False
    if not (records.accept(cloud.table, record, standing) and _is_confirmed(cloud, record, site_now)):
        ingests.wait(cloud, key, version)
        return False
    _place_pointers(cloud, standing, record)
    if upload.fixture is not None:
        site_files.put(cloud.table, record.key, upload.fixture, record.version)
    if record.key == "site.yaml":
        page_views.ring(cloud.table)
    if site_now.failures:
        schedule.try_again(cloud, record, site_now.failures)
    _queue(cloud, record)
    if not site_now.version:
        site_files.open_house(cloud.table)
    records.settle(cloud.table, record)
    _end(cloud, record)
    return True


# ---- what the upload says


def _look(cloud: Cloud, key: str, standing: Record | None, site_now: SiteFiles, reading: Look) -> Upload:
    """What the upload says; a text that was read before, by the same rules, is not rendered again."""
    found = _found(cloud, key)
    if found and standing and _is_known(standing, found, site_now):
        return Upload("published", post=standing.post, digest=standing.digest)
    return reading(key, found, ParseContext(site_now.site, cloud.clock.now(), site_now.templates))


def _found(cloud: Cloud, key: str) -> Found | None:
    """The object as it is now; of a file that is only copied, no byte is read."""
    limit = looked_at(key)
    if not limit:
        stat = cloud.content.stat(key)
        return Found(b"", stat.etag, stat.size) if stat else None
    read = cloud.content.read(key, limit)
    return Found(read[0], read[1].etag, read[1].size) if read else None


def _is_known(standing: Record, found: Found, site_now: SiteFiles) -> bool:
    steady = standing.state == "published" and standing.post is not None and not standing.wake
    return steady and standing.digest == digest_of(found.raw) and standing.reading == reading_of(site_now.site)


def _body_put(cloud: Cloud, key: str, version: str, standing: Record | None, upload: Upload) -> str:
    """The name of the body: written before the record that names it, never changed; the old one if it says the same."""
    if upload.body is None:
        return standing.body if standing else ""
    digest = digest_of(codec.dumps(upload.body).encode())
    if standing and standing.body.endswith(digest):
        return standing.body
    records.put_body(cloud.table, key, f"{version}.{digest}", upload.body)
    return f"{version}.{digest}"


# ---- who lives where


def _housed(cloud: Cloud, key: str, version: str, posts: Sequence[Post]) -> Housed:
    """The first of these posts all of whose names the source can hold.

    All sources ask for their names in one order, so of two that want the same ones, one gets them all.
    """
    held: list[str] = []
    lacking: list[str] = []
    for post in posts:
        names = names_of(post)
        own = list(takewhile(lambda name: claims.hold(cloud.table, name, key, version), names))
        if len(own) == len(names):
            return Housed(post, "".join(lacking[:1]), tuple(name for name in held if name not in names))
        held += own
        lacking.append(names[len(own)])
    return Housed(None, "".join(lacking[:1]), tuple(held))


def _adopted(cloud: Cloud, key: str, digest: str) -> tuple[str, ...]:
    """The addresses left by sources that were removed and had the same bytes: this is one of them, renamed."""
    keys = [twin for twin in records.followers(cloud.table, "twin", digest) if twin != key] if digest else []
    twins = records.read_many(cloud.table, keys).values() if keys else ()
    return tuple(path for twin in sorted(twins, key=lambda one: one.key) if twin.state == "removed" for path in twin.former)


def _is_confirmed(cloud: Cloud, record: Record, site_now: SiteFiles) -> bool:
    """Whether the record may stand: what it claims is still its own, and the site is still the one it was read with."""
    if not all(claims.confirm(cloud.table, name, record.key) for name in record.names):
        return False
    return files.sort_of(record.key) != "source" or site_files.version_of_site(cloud.table) == site_now.version


# ---- what follows


def _owed_for_the_site(cloud: Cloud, key: str, upload: Upload, site_now: SiteFiles) -> frozenset[Owed]:
    """What a change of the site itself owes; and the first upload ever opens the house."""
    opening: frozenset[Owed] = frozenset() if site_now.version else fixed_pages(site_now.site)
    if upload.fixture is None:
        return opening
    if key != "site.yaml":
        return opening | {Dependents("walk", "pages")}
    new = site_files.site_in(upload.fixture, cloud.url)
    walks = {Dependents("walk", what) for what in changed(site_now.site, new)}
    return opening | fixed_pages(site_now.site) | fixed_pages(new) | walks if walks or opening else frozenset()


def _place_pointers(cloud: Cloud, standing: Record | None, record: Record) -> None:
    """Put the pointers of where it is, take away those of where it was; never against a newer stamp."""
    here = pointers_of(record)
    certain = pointers_of(standing) if standing and not standing.owed else frozenset()
    for pointer in sorted(here - certain):
        records.put_pointer(cloud.table, pointer, record.version)
    gone = {owed for owed in record.owed if isinstance(owed, Pointer)} - here
    for pointer in sorted(gone):
        records.drop_pointer(cloud.table, item_keys.at_pointer(pointer), record.version)


def _queue(cloud: Cloud, record: Record) -> None:
    pages = dependents.resolve(cloud, record)
    if pages:
        cloud.press.send(messages.to_press(pages))


def _finish(cloud: Cloud, standing: Record) -> None:
    """Do what is left to do for a record whose ingest never ended, so that the next one has room for what it owes."""
    _place_pointers(cloud, None, standing)
    _queue(cloud, standing)
    records.settle(cloud.table, standing)


def _end(cloud: Cloud, record: Record) -> None:
    """Nothing is open any more; only what may heal by what others do stays on the clock's list."""
    if record.refusal and record.refusal.code in TRIED_AGAIN:
        ingests.wait(cloud, record.key, record.version)
    else:
        ingests.end(cloud, record.key, record.version)
