"""What a running site knows of its files, its queues and its schedule. Reads only.

An overview reads the record of each file in the content bucket, a batch at a time; so it takes some seconds for ten thousand
files, and it also finds what was uploaded and never read.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from chalicelib.cloud.ports import Cloud
from chalicelib.content.media import files
from chalicelib.errors import CAUTIONS
from chalicelib.newsletter.rules import periods
from chalicelib.newsletter.rules.letter import Letter, announced
from chalicelib.newsletter.rules.letter import id_of as letter_of
from chalicelib.publishing.parse import digest_of
from chalicelib.publishing.previews import preview_url
from chalicelib.record import Record
from chalicelib.store import claims, item_keys, letters, publishes, records, site_files, timers
from chalicelib.store.publishes import Publish
from chalicelib.store.site_files import SiteFiles
from infra.authoring.inspect.file_status import Situation, name_awaited, situation_of
from infra.build.build_messages import of_records
from infra.files.blog_folder import every_key
from infra.terminal.streams import counted

A_BATCH = 500  # records read at once
SOONEST = 1_000  # files that are due, which a schedule shows


def situations(cloud: Cloud) -> Iterator[Situation]:
    """Yield what has become of each file in the content bucket."""
    own, batch = site_files.read(cloud), list[str]()
    for key in every_key(cloud.content):
        if not files.is_ignored(key):
            batch.append(key)
        if len(batch) == A_BATCH:
            yield from _of(cloud, own, batch)
            batch = []
    yield from _of(cloud, own, batch)


def _of(cloud: Cloud, own: SiteFiles, keys: Sequence[str]) -> Iterator[Situation]:
    known = records.read_many(cloud.table, keys)
    under_way = publishes.read_of(cloud.table, known)
    return (_situation(cloud, own, key, known.get(key), under_way.get(key)) for key in keys)


def _situation(cloud: Cloud, own: SiteFiles, key: str, record: Record | None, publish: Publish | None) -> Situation:
    awaited = name_awaited(record) if record else ""
    claim = claims.claim_of(cloud.table, awaited) if awaited else None
    return situation_of(key, record, claim.owner if claim else "", preview_url(own, record) if record else "", publish)


# ---- one file


@dataclass(frozen=True, slots=True)
class Detail:
    """All that is known of one file; `letter` is its letter, if it has one, and `differs` says that the author's own copy isn't
    what was uploaded."""

    situation: Situation
    aliases: tuple[str, ...] = ()
    former: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    letter: Letter | None = None
    differs: bool = False


def detail(cloud: Cloud, key: str, own: bytes | None = None) -> Detail | None:
    """Return all that is known of a file, whose copy on this machine has the bytes `own`; None if nothing is."""
    record = records.read(cloud.table, key)
    if record is None and cloud.content.stat(key) is None:
        return None
    if record is None:
        return Detail(situation_of(key, None))
    return Detail(
        _situation(cloud, site_files.read(cloud), key, record, publishes.read_of(cloud.table, [key]).get(key)),
        record.post.aliases if record.post else (),
        record.former,
        tuple(_warnings(cloud, record)),
        letters.read(cloud.table, letter_of(key)),
        own is not None and record.digest != "" and digest_of(own) != record.digest,
    )


def _warnings(cloud: Cloud, record: Record) -> Iterator[str]:
    for one in record.diagnostics:
        yield f"line {one.line or 1}: {one.found}: {CAUTIONS[one.code].why}"
    for target in of_records(cloud.table, [record])[record.key].missing:
        yield f"{target}: it links to this or shows it, and it isn't there"


def key_at(cloud: Cloud, address: str) -> str:
    """Return the file that has an address of the site; empty if none has."""
    claim = claims.claim_of(cloud.table, f"/{address.strip('/')}/")
    return claim.owner if claim else ""


# ---- what is coming


@dataclass(frozen=True, slots=True, order=True)
class Coming:
    """Something that the schedule will do: when (in the site's zone), what, and of which file or letter."""

    time: datetime
    what: str
    of: str = ""
    title: str = ""


def coming(cloud: Cloud, *, mails: bool = True) -> tuple[Coming, ...]:
    """Return what the schedule will do, in its order: posts that are published or expire, and letters, if the site mails any."""
    site = site_files.read(cloud).site
    zone = ZoneInfo(site.zone)
    grace = site.newsletter.grace if cloud.grace is None else cloud.grace
    found = (*_sources(cloud, zone, grace), *_letters(cloud, zone))
    return tuple(sorted(one for one in found if mails or one.what in WITHOUT_MAIL))


WITHOUT_MAIL = ("publish", "expire")


def _sources(cloud: Cloud, zone: ZoneInfo, grace: int) -> Iterator[Coming]:
    """Yield the posts that are published or expire, and their letters; a stale pointer is one that its record doesn't confirm."""
    keys = {item.at.sk.partition("#")[2] for item in cloud.table.query(item_keys.DUE, limit=SOONEST)}
    for record in records.read_many(cloud.table, sorted(keys)).values():
        if record.wake:
            shown = record.post or record.preview
            title = shown.title if shown else ""
            yield Coming(_local(record.wake, zone), "expire" if record.post else "publish", record.key, title)
            letter = _letter_of(record, grace)
            if letter:
                yield Coming(_local(letter.due, zone), "mail", record.key, title)


def _letter_of(record: Record, grace: int) -> Letter | None:
    """Return the letter that a scheduled post will have, if it appears for the first time then."""
    if record.post or record.preview is None or record.former:
        return None
    return announced(record.preview, datetime.fromisoformat(record.wake), grace)


def _letters(cloud: Cloud, zone: ZoneInfo) -> Iterator[Coming]:
    """Yield letters that wait for their time, and the next digests with how many posts they have so far."""
    standing = timers.scheduled(cloud.table)
    ids = [of for kind, of in map(timers.kind_and_of, standing) if kind == "letter"]
    for letter in letters.read_many(cloud.table, ids).values():
        if letter.state in ("due", "paused"):
            yield Coming(_local(letter.wake or letter.due, zone), "mail", letter.key or letter.id, letter.title)
    for item in standing:
        kind, of = timers.kind_and_of(item)
        if kind == "digest" and of in periods.DAYS:
            since = letters.read_many(cloud.table, letters.listed(cloud.table, after=item.text("last"), until=item.text("next")))
            many = sum(letter.kind == "each" for letter in since.values())
            if many:
                yield Coming(_local(item.text("next"), zone), f"{of} digest", "", counted(many, "post"))


def _local(time: str, zone: ZoneInfo) -> datetime:
    return datetime.fromisoformat(time).astimezone(zone)
