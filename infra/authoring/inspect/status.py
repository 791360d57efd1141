"""The status of a running site: of its files and of its schedule. Reads only.

An overview reads the record of each file in the content bucket, a batch at a time; so it takes some seconds for ten thousand
files, and it also finds files that were uploaded and never read.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from chalicelib.cloud.ports import Cloud
from chalicelib.content.media import files
from chalicelib.content.text.post_names import plain_name
from chalicelib.frozen import Frozen
from chalicelib.newsletter.rules import periods
from chalicelib.newsletter.rules.letter import Letter, announced
from chalicelib.newsletter.rules.letter import id_of as letter_of
from chalicelib.publishing.parse import digest_of
from chalicelib.publishing.previews import preview_url
from chalicelib.record import Record
from chalicelib.store import claims, item_keys, publishes, records, site_files, timers
from chalicelib.store.newsletter import letters
from chalicelib.store.publishes import Publish
from chalicelib.store.site_files import SiteFiles
from infra.authoring.inspect.file_status import FileStatus, name_awaited, status_of
from infra.build.build_messages import of_records
from infra.files.blog_folder import every_key
from infra.terminal.streams import counted

A_BATCH = 500  # records read at once
SOONEST = 1_000  # files that are due, at most, in a schedule


def file_statuses(cloud: Cloud) -> Iterator[FileStatus]:
    """Yield the status of each file in the content bucket."""
    own, batch = site_files.read(cloud), list[str]()
    for key in every_key(cloud.content):
        if not files.is_ignored(key):
            batch.append(key)
        if len(batch) == A_BATCH:
            yield from _of(cloud, own, batch)
            batch = []
    yield from _of(cloud, own, batch)


def _of(cloud: Cloud, own: SiteFiles, keys: Sequence[str]) -> Iterator[FileStatus]:
    stored = records.read_many(cloud.table, keys)
    under_way = publishes.read_of(cloud.table, stored)
    return (_file_status(cloud, own, key, stored.get(key), under_way.get(key)) for key in keys)


def _file_status(cloud: Cloud, own: SiteFiles, key: str, record: Record | None, publish: Publish | None) -> FileStatus:
    awaited = name_awaited(record) if record else ""
    claim = claims.claim_of(cloud.table, awaited) if awaited else None
    return status_of(key, record, claim.owner if claim else "", preview_url(own, record) if record else "", publish)


# ---- one file


class FileDetail(Frozen):
    """All details of a file; `letter` is its letter, if any; `differs` means that the author's own copy isn't the upload."""

    status: FileStatus
    aliases: tuple[str, ...] = ()
    former: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    letter: Letter | None = None
    differs: bool = False


def detail(cloud: Cloud, key: str, own: bytes | None = None) -> FileDetail | None:
    """Return the details of a file, whose copy on this machine has the bytes `own`; None if the site doesn't know it."""
    record = records.read(cloud.table, key)
    if record is None and cloud.content.stat(key) is None:
        return None
    if record is None:
        return FileDetail(status_of(key, None))
    return FileDetail(
        _file_status(cloud, site_files.read(cloud), key, record, publishes.read_of(cloud.table, [key]).get(key)),
        record.post.aliases if record.post else (),
        record.former,
        tuple(_warnings(cloud, record)),
        letters.read(cloud.table, letter_of(key)),
        own is not None and record.digest != "" and digest_of(own) != record.digest,
    )


def _warnings(cloud: Cloud, record: Record) -> Iterator[str]:
    for diagnostic in record.diagnostics:
        yield f"line {diagnostic.line or 1}: {diagnostic.explanation}"
    for target in of_records(cloud.table, [record])[record.key].missing:
        yield f"{target}: it links to this or shows it, and it isn't there"


def key_at(cloud: Cloud, address: str) -> str:
    """Return the file that has an address of the site; empty if none has."""
    claim = claims.claim_of(cloud.table, f"/{address.strip('/')}/")
    return claim.owner if claim else ""


# ---- the schedule


class ScheduledEvent(Frozen, order=True):
    """Something that the schedule will do: its time (in the site's zone), what it is, and its file or letter."""

    time: datetime
    what: str
    of: str = ""
    title: str = ""


def scheduled_events(cloud: Cloud, *, mails: bool = True) -> tuple[ScheduledEvent, ...]:
    """Return the coming events in order: posts that are published or expire, and letters, if the site sends mail."""
    site = site_files.read(cloud).site
    zone = ZoneInfo(site.zone)
    grace = site.newsletter.grace if cloud.grace is None else cloud.grace
    events = (*_sources(cloud, zone, grace), *_letters(cloud, zone))
    return tuple(sorted(event for event in events if mails or event.what in WITHOUT_MAIL))


WITHOUT_MAIL = ("publish", "expire")


def _sources(cloud: Cloud, zone: ZoneInfo, grace: int) -> Iterator[ScheduledEvent]:
    """Yield the posts that are published or expire, and their letters; a pointer that its record doesn't confirm is stale."""
    keys = {item.at.sk.partition("#")[2] for item in cloud.table.query(item_keys.DUE, limit=SOONEST)}
    for record in records.read_many(cloud.table, sorted(keys)).values():
        if record.turns:
            shown = record.post or record.preview
            title = plain_name(shown) if shown else ""
            yield ScheduledEvent(_local(record.turns, zone), "expire" if record.post else "publish", record.key, title)
            if record.preview and not record.post and not record.former:  # it appears for the first time then, so it has a letter
                letter = announced(record.preview, datetime.fromisoformat(record.turns), grace)
                if letter and not letter.digests_only:
                    yield ScheduledEvent(_local(letter.due, zone), "mail", record.key, title)


def _letters(cloud: Cloud, zone: ZoneInfo) -> Iterator[ScheduledEvent]:
    """Yield letters that wait for their time, and the next digests with the numbers of their posts so far."""
    scheduled = timers.scheduled(cloud.table)
    ids = [of for kind, of in map(timers.kind_and_of, scheduled) if kind == "letter"]
    for letter in letters.read_many(cloud.table, ids).values():
        if letter.state in ("due", "paused") and not letter.digests_only:
            yield ScheduledEvent(_local(letter.wake or letter.due, zone), "mail", letter.key or letter.id, letter.title)
    for item in scheduled:
        kind, of = timers.kind_and_of(item)
        if kind == "digest" and of in periods.DAYS:
            since = letters.read_many(cloud.table, letters.listed(cloud.table, after=item.text("last"), until=item.text("next")))
            posts = sum(letter.kind == "each" for letter in since.values())
            if posts:
                yield ScheduledEvent(_local(item.text("next"), zone), f"{of} digest", "", counted(posts, "post"))


def _local(time: str, zone: ZoneInfo) -> datetime:
    return datetime.fromisoformat(time).astimezone(zone)
