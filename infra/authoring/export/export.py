"""Exports a site into a folder: every file that authors uploaded, as it is; and in the hidden `.presswork` all that they didn't.

    posts/a.md, site.yaml, templates/…   the content bucket, without Presswork's own reports
    posts/.a.comments.json               the comments on a post (`comment_files`)
    .presswork/catalog.jsonl             the state that only the catalog has (`site_state`): `push` gives it to an empty site
    .presswork/subscribers.csv           all subscribers, readable by nobody else
    .presswork/export.json               the name of the site, so that the same command goes on with this export

Hidden files are never published, so no subscriber's address is, should the folder be pushed. Files are written piece by piece.
A file that is there already isn't fetched again, so an export that was interrupted goes on where it stopped. A file that the site
doesn't have any more is reported, so that it isn't pushed again unseen.
"""

import csv
import hashlib
import json
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from errno import EEXIST, EILSEQ, EISDIR, ENAMETOOLONG, ENOTDIR
from functools import partial
from pathlib import Path
from typing import TextIO

from msgspec import Struct, field

from chalicelib.cloud.aws import split
from chalicelib.cloud.ports import PIECE, Cloud
from chalicelib.content.media import files
from chalicelib.errors import CONTESTED
from chalicelib.newsletter.rules import subscriber_import
from chalicelib.newsletter.rules.subscriber import Subscriber
from chalicelib.publishing.parse import look, looked_at
from chalicelib.publishing.upload import ParseContext, StoredObject
from chalicelib.record import Record, names_of
from chalicelib.store import claims, records, site_files
from infra.authoring.export import comment_files
from infra.authoring.push import local_files
from infra.authoring.target.bucket_listing import ListedObject, Listing
from infra.authoring.target.site_state import FILE as CATALOG
from infra.authoring.target.site_state import line_of, of_catalog
from infra.files import private_files
from infra.running.subscribers import facts_of, subscribers_of

OURS = Path(".presswork")
SUBSCRIBERS, MARK = OURS / "subscribers.csv", OURS / "export.json"
STRETCH = 100
SIDE_BY_SIDE = 10
UNFIT = (EEXIST, ENOTDIR, EISDIR, ENAMETOOLONG, EILSEQ)  # the system's errors where a key can't be a file
COLUMNS = (*(column.name for column in subscriber_import.COLUMNS), "why")


class ExportReport(Struct):
    """The numbers of an export: files, files that were fetched now, records, comments and subscribers; and what it can't have.

    `gone` are files of the folder that aren't on the site. `unfit` are keys that can't be files here. `unnamed` are subscribers
    of whom only a hash is known: those who were erased, or told the mail service never to write.
    """

    files: int = 0
    fetched: int = 0
    records: int = 0
    comments: int = 0
    subscribers: int = 0
    unnamed: int = 0
    unfit: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)


def has_other_files(out: Path) -> bool:
    """Return whether the folder has files, but none of an export."""
    return out.is_dir() and not (out / MARK).is_file() and any(out.iterdir())


def export(
    cloud: Cloud,
    content: Listing,
    out: Path,
    site: str,
    told: Callable[[int], object] = lambda _done: None,
    *,
    with_addresses: bool = False,
) -> ExportReport:
    """Export the site into the folder; `with_addresses`: with those of commenters."""
    out.mkdir(parents=True, exist_ok=True)
    private_files.folder(out / OURS)
    private_files.write(out / MARK, json.dumps({"site": site}) + "\n")
    report, keys, has_comments = ExportReport(), set[str](), site_files.read(cloud).site.comment_rules.on
    with ThreadPoolExecutor(SIDE_BY_SIDE) as threads, _private_file(out / CATALOG) as catalog:
        for stretch in split(content(), STRETCH):
            own = [listed for listed in stretch if is_authors(listed.key)]
            for listed, fetched in zip(own, threads.map(lambda listed: fetch(cloud, listed, out), own), strict=True):
                report.files += 1
                report.fetched += bool(fetched)
                report.unfit += [listed.key] if fetched is None else []
                keys.add(listed.key)
            report.records += _write_state(catalog, cloud, own, out)
            if has_comments:
                sources = [listed.key for listed in own if files.sort_of(listed.key) == "source"]
                wrote = threads.map(partial(comment_files.write, cloud, out, with_addresses=with_addresses), sources)
                report.comments += sum(wrote)
            told(len(stretch))
    with _private_file(out / SUBSCRIBERS) as table:
        _write_subscribers(table, cloud, report)
    report.gone = sorted(key for key in local_files.looked_in(out).looks if local_files.is_authors(key) and key not in keys)
    return report


def is_authors(key: str) -> bool:
    """Return whether an author uploaded this file for the site."""
    return not files.is_ignored(key)


# ---- files


def fetch(cloud: Cloud, listed: ListedObject, out: Path) -> bool | None:
    """Write the object into its file, unless that has its bytes; return whether it was fetched, None if it can't be a file."""
    if not is_fit(listed.key):
        return None
    path = out / listed.key
    if _has_bytes_of(path, listed):
        return False
    aside = out / OURS / f"new-{hashlib.sha256(listed.key.encode()).hexdigest()[:16]}"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with aside.open("wb") as file:
            for piece in cloud.content.stream(listed.key) or ():
                file.write(piece)
        aside.replace(path)
    except OSError as error:
        if error.errno not in UNFIT:
            raise
        aside.unlink(missing_ok=True)
        return None
    return True


def is_fit(key: str) -> bool:
    """Return whether the key is a path below a folder."""
    return not any(part in ("", ".", "..") for part in key.split("/")) and "\0" not in key


def _has_bytes_of(path: Path, listed: ListedObject) -> bool:
    """Whether the file has the bytes of the object; one that was uploaded in parts is fetched again, as its ETag doesn't tell."""
    if not path.is_file() or path.stat().st_size != listed.size:
        return False
    digest = hashlib.md5(usedforsecurity=False)
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            digest.update(piece)
    return digest.hexdigest() == listed.etag


# ---- the catalog


def _write_state(catalog: TextIO, cloud: Cloud, stretch: Sequence[ListedObject], out: Path) -> int:
    """Write the lines of these objects; return the number of records."""
    keys = [listed.key for listed in stretch if files.sort_of(listed.key) != "file"]
    stored = tuple(records.read_many(cloud.table, keys).values())
    number = 0
    for entry in of_catalog(cloud.table, stored, claims_of(cloud, stored, out)):
        catalog.write(line_of(entry) + "\n")
        number += bool(entry.record)
    return number


def claims_of(cloud: Cloud, stored: Iterable[Record], out: Path) -> Iterator[tuple[str, str]]:
    """Yield the names for which these sources wait, each with its owner."""
    site = site_files.read(cloud).site
    for record in stored:
        if record.refusal and record.refusal.code in CONTESTED and (out / record.key).is_file():
            raw = (out / record.key).read_bytes()[: looked_at(record.key)]
            post = look(record.key, StoredObject(raw, "", len(raw)), ParseContext(site, cloud.clock.now())).post
            for name in names_of(post) if post else ():
                claim = claims.claim_of(cloud.table, name)
                if claim and claim.owner != record.key:
                    yield name, claim.owner


# ---- subscribers


def _write_subscribers(out: TextIO, cloud: Cloud, report: ExportReport) -> None:
    table = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    table.writeheader()
    for subscriber in subscribers_of(cloud):
        if subscriber.address:
            table.writerow(row_of(subscriber))
            report.subscribers += 1
        else:
            report.unnamed += 1


def row_of(subscriber: Subscriber) -> dict[str, str]:
    """Return the row of a subscriber in the table that `presswork subscribers import` reads."""
    return {**facts_of(subscriber), "since": subscriber.since, "why": subscriber.why}


@contextmanager
def _private_file(path: Path) -> Iterator[TextIO]:
    """Open a private file that appears under its name once all of it is written."""
    aside = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        with private_files.create(aside) as file:
            yield file
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)
