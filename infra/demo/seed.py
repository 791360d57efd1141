"""The first state of the demo: its folder, as it is now, published already.

The folder is built beside the demo, where only what changed since the last start has to be done. The build's catalog becomes the
table, its pages the public bucket, and the folder itself the content bucket; none of this sends an event. From then on the real
handlers work. A build has no reports, so these are queued. Posts of today were published before anyone could follow, so their
letters are opened at once and reach nobody.
"""

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing
from functools import partial
from itertools import groupby
from pathlib import Path

from msgspec.structs import replace

from chalicelib.cloud.folder import FolderBucket
from chalicelib.cloud.ports import Cloud, Object
from chalicelib.cloud.sqlite import SqliteTable
from chalicelib.content.media import files
from chalicelib.edge.responses import stored_type
from chalicelib.newsletter.rules.letter import Letter
from chalicelib.publishing import messages
from chalicelib.publishing.decide import Change
from chalicelib.rendering.fixed_pages import fixed_pages
from chalicelib.rendering.pages.post_or_redirect import AddressHistory
from chalicelib.rendering.pages_showing import reports_of
from chalicelib.rendering.summaries import KEEPER
from chalicelib.store import records, site_files
from chalicelib.store.answers import summary_in
from chalicelib.store.item_keys import LEAD, key_in, pointers_to
from chalicelib.store.newsletter import letters
from chalicelib.times import in_utc
from infra.build.build import BuildReport
from infra.build.build_cache import BuildCache
from infra.build.former_feeds import is_index
from infra.demo import objects
from infra.files.blog_folder import every_key


def copy_table(catalog: Path, table: Path) -> None:
    """Begin a table as a copy of a build's catalog."""
    with closing(sqlite3.connect(catalog)) as original, closing(sqlite3.connect(table)) as copy:
        original.backup(copy)


def fill(bucket: str, folder: FolderBucket, but: Callable[[str], bool] = lambda _: False) -> None:
    """Put every file of a folder into a bucket of the local AWS, but those that only a folder has."""
    for key in every_key(folder):
        if not but(key) and (content := folder.read(key)):
            body, stat = content
            objects.put(bucket, key, Object(body, stored_type(key, stat), meta=stat.meta))


def fill_as_built(stack: Mapping[str, str], cache: BuildCache) -> None:
    """Put the pages of a build into the public bucket, and its images and cards into the bucket from which they are copied."""
    fill(stack["PUBLIC_BUCKET"], cache.public, but=is_index)
    fill(stack["ENCODED_BUCKET"], cache.encoded)


def catch_up(cloud: Cloud, report: BuildReport, table: Path) -> None:
    """Queue what a build leaves out: the reports beside the sources, and pages that it could not make."""
    keys = {key for key, _ in (*report.refused, *report.diagnostics)} | {missing.key for missing in report.missing}
    with closing(SqliteTable(table)) as local_table:
        keys.update(sources_with_foreign_aliases(local_table))
    reports = (reports_of(record) for record in records.read_many(cloud.table, sorted(keys)).values())
    cloud.press.send(messages.to_press(frozenset(report.failed).union(*reports)))


def sources_with_foreign_aliases(table: SqliteTable) -> Iterator[str]:
    """Yield the sources with an alias that leads to another source, as the pages of these addresses decided."""
    for _, items in groupby(table.items(pointers_to("lead", "")), lambda item: item.at.pk):
        at_address = {item.at.sk: item for item in items}
        noted = summary_in(at_address[KEEPER]).value if KEEPER in at_address else None
        history = AddressHistory(*(noted or ()))
        owner = history.occupant or history.keeper
        candidates = (key_in("lead", sk) for sk in at_address if sk.startswith(LEAD))
        yield from (key for key in candidates if owner and key != owner)


def warm_up(cloud: Cloud, keys: Iterable[str]) -> None:
    """Queue the first source among these once more, and the pages that every site has.

    All of them are right already, but a function that has handled them is faster the next time.
    """
    first = next((key for key in keys if files.sort_of(key) == "source"), "")
    if record := records.read(cloud.table, first):
        cloud.uploads.send([messages.again([Change(first, record.sequence)])])
    cloud.press.send(messages.to_press(fixed_pages(site_files.read(cloud).site)))


def open_letters(cloud: Cloud) -> None:
    """Make every letter due that waits for its time."""
    now = in_utc(cloud.clock.now())

    def due(letter: Letter) -> Letter:
        return replace(letter, due=now) if letter.state == "due" and letter.due > now else letter

    for letter in letters.listed(cloud.table, after=now):
        if letters.change(cloud.table, letter, due, first=partial(letters.put_on_list, cloud.table)).changed:
            letters.look_again(cloud.table, letter, now)
