"""Popular: what was read is counted, and the most read posts stand in the sidebar.

The CDN writes what was read into files, and each is counted once however often it is told of: its hash stands in each hour
that it was added to. A file is known by its name alone, for the CDN never writes one twice; one that is cut off is counted
as far as it goes, and so is done with. From time to time the clock has the reads of the last hours added up; where the most
read posts are others than before, a summary says so, with the pages that show them.
"""

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial

from chalicelib.analytics import hours
from chalicelib.analytics.log_lines import tally
from chalicelib.analytics.ranking import Board, Home, Homes, by_language, look_up, posts_of, wanted
from chalicelib.batch import Bodies, done
from chalicelib.cloud.ports import Cloud, Item, Table
from chalicelib.content.site import Site
from chalicelib.model import Page
from chalicelib.publishing import messages, outbox
from chalicelib.rendering.page_kinds import BOXES
from chalicelib.rendering.queries import Summary
from chalicelib.rendering.summaries import TOP, changed, top_name
from chalicelib.store import item_keys, page_views, records, site_files
from chalicelib.store.answers import item_of, summary_in
from chalicelib.times import in_utc

log = logging.getLogger(__name__)
EVERY = timedelta(minutes=10)  # how often the most read posts are looked for, at most
AHEAD = timedelta(hours=1)  # that the CDN's clock may be before ours
PACKED = ".gz"  # how the names of the CDN's files end


# ---- counting


def logs(cloud: Cloud, bodies: Bodies) -> frozenset[str]:
    """Count the files that these messages tell of; the names of those that failed."""

    def look_at(body: str) -> None:
        for change in messages.changes_in(body):
            count(cloud, change.key)

    return frozenset(name for name, body in bodies.items() if not done(name, partial(look_at, body)))


def count(cloud: Cloud, key: str) -> None:
    """Count what this file says was read, if that was not done before; nothing happens where the CDN wrote no such file."""
    chunks = cloud.logs.stream(key) if cloud.logs and key.endswith(PACKED) else None
    if chunks is None:
        return
    now = cloud.clock.now()
    found = tally(chunks, {hours.written(name): name for name in hours.window(now + AHEAD, hours.LONGEST + 1)})
    log.info("%s: %s lines, %s of them can't be read, %s reads", key, found.lines, found.unread, sum(found.reads.values()))
    if found.reads:
        page_views.add(cloud.table, key, found.by_hour())
        page_views.look(cloud.table, in_utc(now))


# ---- the most read posts


def look(cloud: Cloud, now: datetime, alarm: Item) -> None:
    """Something was read: look for the most read posts, and again and again, until nothing is kept of it."""
    every = EVERY if cloud.top is None else timedelta(seconds=cloud.top)
    nonce = page_views.put_off(cloud.table, str(alarm.has["nonce"]), in_utc(now + every))
    if nonce and not refresh(cloud, now):
        page_views.look_no_more(cloud.table, nonce)


def refresh(cloud: Cloud, now: datetime) -> bool:
    """Let the summaries say what was read most lately; whether that will have to be looked at again."""
    site = site_files.read(cloud).site
    before = {item.at.sk: summary_in(item) for item in cloud.table.query(TOP)}
    summaries = list(_changed(before, _most_read(cloud.table, now, site, before.values()), site))
    outbox.note(cloud, [*map(item_of, summaries)])
    outbox.pay(cloud, summaries)
    return bool(summaries) or page_views.any_kept(cloud.table, now)


def _changed(before: Mapping[str, Summary], found: Mapping[Board, Sequence[str]], site: Site) -> Iterator[Summary]:
    """The summaries that say something new; and those that nobody asks for any more, which go, be it with their language."""
    languages = {language.code for language in site.languages}
    keys = {top_name(board.lang, board.hours): keys for board, keys in found.items()}
    for name in sorted(before.keys() | keys.keys()):
        lang = name.partition("#")[0]
        owes = (Page(kind, lang) for kind in BOXES if lang in languages)
        yield from changed(before.get(name, Summary(TOP, name)), keys.get(name) or None, owes)


def _most_read(table: Table, now: datetime, site: Site, before: Iterable[Summary]) -> Mapping[Board, Sequence[str]]:
    """The keys of the posts of each board, the most read first."""
    boards: dict[Board, Sequence[str]] = {}
    for span in {widget.hours for widget in site.top}:
        ranking = by_language(hours.ranking(page_views.read(table, now, span)), site)
        boards |= {Board(lang, span): addresses for lang, addresses in ranking.items()}
    homes = look_up(boards, wanted(site), partial(_living, table))
    led = _led(table, [address for address, home in homes.items() if not home], before)
    return {board: posts_of(board, addresses, {**homes, **led})[: wanted(site)] for board, addresses in boards.items()}


def _living(table: Table, addresses: Iterable[str]) -> Homes:
    """A claim is only a hint: the record says whether its post is in the flow, and lives there."""
    asked = list(addresses)
    claims = table.get_many(map(item_keys.at_claim, asked)) if asked else {}
    owners = {at.pk.partition("#")[2]: str(item.has["owner"]) for at, item in claims.items()}
    found = records.read_many(table, set(owners.values())) if owners else {}
    posts = {address: found[key].post for address, key in owners.items() if key in found}
    homes = {at: Home(post.key, post.lang) for at, post in posts.items() if post and post.address == at and post.date}
    return dict.fromkeys(asked) | homes


def _led(table: Table, empty: Sequence[str], before: Iterable[Summary]) -> Homes:
    """Which of these addresses, where no post lives, were those of posts that were shown before and have moved."""
    keys = {key for summary in before for key in summary.value or ()} if empty else set()
    known = records.read_many(table, keys) if keys else {}
    moved = [records.successor(table, key) if one.state == "removed" else one for key, one in known.items()]
    posts = [(one, one.post) for one in moved if one and one.post and one.post.date]
    left = {address: Home(post.key, post.lang) for one, post in posts for address in one.former}
    return {address: left[address] for address in empty if address in left}
