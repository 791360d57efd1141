"""Top posts: reads are counted from log files, and the most read posts are ranked for the sidebar. The shell of `analytics`.

The CDN writes log files, and each is counted once, however many events report it: its hash is stored with each hour that it was
added to. A file is identified by its name, because the CDN never writes one twice; an incomplete file is counted as far as it
goes, and not again. From time to time the schedule adds up the reads of the last hours; if the most read posts have changed,
summaries are written with the pages that they owe.
"""

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial

from chalicelib.analytics import hours
from chalicelib.analytics.log_lines import tally
from chalicelib.analytics.ranking import Board, Home, Homes, by_language, look_up, posts_of, wanted
from chalicelib.batch import Bodies, done
from chalicelib.cloud.items import Item
from chalicelib.cloud.ports import Cloud, Table
from chalicelib.content.site.site import Site
from chalicelib.model import Page
from chalicelib.partitions import TOP
from chalicelib.publishing import messages, outbox
from chalicelib.rendering.pages_showing import BOXES
from chalicelib.rendering.queries import Summary
from chalicelib.rendering.summaries import changed, top_name
from chalicelib.store import item_keys, page_views, records, site_files
from chalicelib.store.answers import summary_in
from chalicelib.times import in_utc

log = logging.getLogger(__name__)
EVERY = timedelta(minutes=10)  # between two rankings, at least
AHEAD = timedelta(hours=1)  # by which the CDN's clock may be ahead of ours
PACKED = ".gz"  # the extension of the CDN's files


# ---- counting


def logs(cloud: Cloud, bodies: Bodies) -> frozenset[str]:
    """Count the files of these messages, and return the names of the messages that failed."""

    def count_files(body: str) -> None:
        for change in messages.changes_in(body):
            count(cloud, change.key)

    return frozenset(name for name, body in bodies.items() if not done(name, partial(count_files, body)))


def count(cloud: Cloud, key: str) -> None:
    """Count the reads of this file, once; ignore a file that the CDN didn't write."""
    chunks = cloud.logs.stream(key) if cloud.logs and key.endswith(PACKED) else None
    if chunks is None:
        return
    now = cloud.clock.now()
    counted = tally(chunks, {hours.written(name): name for name in hours.window(now + AHEAD, hours.LONGEST + 1)})
    log.info("%s: %s lines, %s of them can't be read, %s reads", key, counted.lines, counted.unread, sum(counted.reads.values()))
    if counted.reads:
        page_views.add(cloud.table, key, counted.by_hour())
        page_views.look(cloud.table, in_utc(now))


# ---- the most read posts


def look(cloud: Cloud, now: datetime, alarm: Item) -> None:
    """Rank the posts, and set the timer again for as long as any reads are stored."""
    every = EVERY if cloud.top is None else timedelta(seconds=cloud.top)
    nonce = page_views.put_off(cloud.table, str(alarm.has["nonce"]), in_utc(now + every))
    if nonce and not refresh(cloud, now):
        page_views.look_no_more(cloud.table, nonce)


def refresh(cloud: Cloud, now: datetime) -> bool:
    """Update the summaries of the most read posts, and return whether the ranking has to be repeated."""
    site = site_files.read(cloud).site
    previous = {item.at.sk: summary_in(item) for item in cloud.table.query(TOP)}
    summaries = list(_changed(previous, _most_read(cloud.table, now, site, previous.values()), site))
    outbox.clear(cloud, *summaries)
    return bool(summaries) or page_views.any_kept(cloud.table, now)


def _changed(previous: Mapping[str, Summary], most_read: Mapping[Board, Sequence[str]], site: Site) -> Iterator[Summary]:
    """Return the summaries that changed, and, without a value, those whose board or language is gone."""
    keys = {top_name(board.lang, board.hours): keys for board, keys in most_read.items()}
    for name in sorted(previous.keys() | keys.keys()):
        lang = name.partition("#")[0]
        owes = (Page(kind, lang) for kind in BOXES if lang in site.codes)
        yield from changed(previous.get(name, Summary(TOP, name)), keys.get(name) or None, owes)


def _most_read(table: Table, now: datetime, site: Site, previous: Iterable[Summary]) -> Mapping[Board, Sequence[str]]:
    """Return the keys of the posts of each board, the most read first."""
    boards: dict[Board, Sequence[str]] = {}
    for span in {widget.hours for widget in site.top}:
        ranking = by_language(hours.ranking(page_views.read(table, now, span)), site)
        boards |= {Board(lang, span): addresses for lang, addresses in ranking.items()}
    homes = look_up(boards, wanted(site), partial(_living, table))
    moved = _moved(table, [address for address, home in homes.items() if not home], previous)
    return {board: posts_of(board, addresses, {**homes, **moved})[: wanted(site)] for board, addresses in boards.items()}


def _living(table: Table, addresses: Iterable[str]) -> Homes:
    """Return the posts at these addresses.

    A claim is only a hint: the record says whether its post is in the flow and lives there.
    """
    asked = list(addresses)
    claims = table.get_many(map(item_keys.at_claim, asked)) if asked else {}
    owners = {at.pk.partition("#")[2]: item.text("owner") for at, item in claims.items()}
    owner_records = records.read_many(table, set(owners.values())) if owners else {}
    posts = {address: owner_records[key].post for address, key in owners.items() if key in owner_records}
    homes = {at: Home(post.key, post.lang) for at, post in posts.items() if post and post.address == at and post.in_flow}
    return dict.fromkeys(asked) | homes


def _moved(table: Table, empty: Sequence[str], previous: Iterable[Summary]) -> Homes:
    """Return the moved posts for their former addresses, among these addresses without a post and the posts shown before."""
    keys = {key for summary in previous for key in summary.value or ()} if empty else set()
    by_key = records.read_many(table, keys) if keys else {}
    moved = [records.successor(table, key) if record.state == "removed" else record for key, record in by_key.items()]
    posts = [(record, record.post) for record in moved if record and record.post and record.post.in_flow]
    left = {address: Home(post.key, post.lang) for record, post in posts for address in record.former}
    return {address: left[address] for address in empty if address in left}
