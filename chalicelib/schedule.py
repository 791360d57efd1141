"""The schedule: what has to be done because time has passed.

Each minute, a tick queues the sources whose posts come due or expire, those whose ingest began long ago and never ended, whatever
became of its message, and those that wait for an address. It lets the addresses of previews follow from the newest key of links
(`publishing.previews`). Then it does what the timers say that are due (`store.timers`): letters
and digests, the number of followers in the sidebars, the most read posts, feeds of which the site's hub has to be notified,
sign-ups that wait for their turn, comments whose pages may not be queued, and the mail about comments that wait.

What a tick reads and queues is bounded, whatever waits: the next one goes on. The parts of a tick are independent: where one
fails, the others are done all the same, and then the tick fails, so that the function counts an error and its owner has an alarm.
"""

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from functools import partial

from chalicelib.analytics import top_posts
from chalicelib.batch import done
from chalicelib.cloud.items import Item, Same
from chalicelib.cloud.ports import Cloud
from chalicelib.comments import moderation_mail, state_changes
from chalicelib.model import Page
from chalicelib.newsletter import digests, waiting_signups
from chalicelib.newsletter.jobs import OpenLetter, to_letters
from chalicelib.newsletter.letter_holds import LOOK
from chalicelib.publishing import messages, previews, websub
from chalicelib.publishing.decide import Change
from chalicelib.record import LOWEST, Pointer
from chalicelib.rendering.failures import GIVEN_UP
from chalicelib.rendering.pages_showing import SHOWING_FOLLOWERS
from chalicelib.store import ingests, item_keys, records, site_files, timers
from chalicelib.store.newsletter import letters
from chalicelib.times import in_utc

log = logging.getLogger(__name__)
AT_ONCE = 100  # sources that a query of a tick reads, and timers of letters that a tick runs; the next tick goes on


class TickError(Exception):
    """Parts of a tick failed, which the message names; each of them is logged, and the other parts are done."""


def tick(cloud: Cloud) -> int:
    """Queue every source whose time has come, and do what the due timers say; the number of sources that were queued.

    Raises `TickError` in the end if any part failed.
    """
    now = cloud.clock.now()
    queued: list[int] = []
    failed = [name for name, act in _parts(cloud, now, queued) if not done(name, act)]
    if failed:
        raise TickError(f"failed, while the rest of the tick is done: {', '.join(failed)}")
    return sum(queued)


def _parts(cloud: Cloud, now: datetime, queued: list[int]) -> Iterator[tuple[str, Callable[[], None]]]:
    """The parts of a tick, by name; the first two note how many sources they have queued."""
    yield "sources that are due", lambda: queued.append(_queue(cloud, [*_due(cloud, now)]))
    yield "ingests that never ended", lambda: queued.append(_queue(cloud, [*_unended(cloud, now)]))
    yield "addresses of previews", partial(previews.renew, cloud)
    items = timers.scheduled(cloud.table)
    yield "digests", partial(digests.plan, cloud, now, {item.at.sk for item in items})
    yield from ((item.at.sk, partial(_run, cloud, now, item)) for item in _to_run(items, now))


# ---- sources


def _queue(cloud: Cloud, changes: list[Change]) -> int:
    cloud.uploads.send(messages.again([change]) for change in changes)
    return len(changes)


def _due(cloud: Cloud, now: datetime) -> Iterator[Change]:
    """Sources whose record says that they are due by now; a pointer that the record doesn't confirm is removed."""
    until = f"{in_utc(now)}~"
    for item in cloud.table.query(item_keys.DUE, before=until, limit=AT_ONCE):
        wake, _, key = item.at.sk.partition("#")
        record = records.read(cloud.table, key)
        if record and record.wake == wake:
            yield Change(key, record.sequence)
        elif record:
            pointer = Pointer("due", "", item.at.sk)
            records.drop_pointer(cloud.table, item_keys.at_pointer(pointer), record.version)


def _unended(cloud: Cloud, now: datetime) -> Iterator[Change]:
    """Sources whose ingest began long ago and did not end, and those that wait for an address."""
    for item in ingests.some(cloud.table, AT_ONCE):
        if not ingests.is_overdue(item, now):
            continue
        if ingests.is_given_up(item):
            log.error("%s: %s failed in %s rounds, and can't be refused", GIVEN_UP, item.at.sk, item.has["rounds"])
            ingests.end(cloud, item.at.sk, item.text("stamp"))
            continue
        record = records.read(cloud.table, item.at.sk)
        yield Change(item.at.sk, record.sequence if record else LOWEST)
        ingests.note_queued(cloud.table, item, now)


# ---- timers


def _to_run(items: Iterable[Item], now: datetime) -> Iterator[Item]:
    """The timers that are due; of letters only so many, since those that are left are due before these are again."""
    letters_left = AT_ONCE
    for item in items:
        if timers.is_due(item, now):
            is_letter = timers.kind_and_of(item)[0] == "letter"
            letters_left -= is_letter
            if not is_letter or letters_left >= 0:
                yield item


def _run(cloud: Cloud, now: datetime, item: Item) -> None:
    """Do what the row of this timer says."""
    kind, _ = timers.kind_and_of(item)
    TIMERS[kind](cloud, now, item)


def _letter(cloud: Cloud, now: datetime, item: Item) -> None:
    """Queue a letter that is due, paused, or under way for some time."""
    _, letter = timers.kind_and_of(item)
    cloud.letters.send([to_letters(OpenLetter(letter))])
    letters.look_again(cloud.table, letter, in_utc(now + LOOK))


def _followers(cloud: Cloud, _now: datetime, item: Item) -> None:
    """Queue what shows the number of followers, because it has changed since it was rendered."""
    languages = site_files.read(cloud).site.languages
    cloud.press.send(messages.to_press(Page(kind, language.code) for language in languages for kind in SHOWING_FOLLOWERS))
    cloud.table.delete(item.at, Same("nonce", item.has["nonce"]))


TIMERS: Mapping[timers.TimerKind, Callable[[Cloud, datetime, Item], None]] = {
    "letter": _letter,
    "followers": _followers,
    "digest": lambda cloud, now, item: digests.look(cloud, now, item, timers.kind_and_of(item)[1]),
    "top": top_posts.look,
    "hub": websub.look,
    "waiting": waiting_signups.forward,
    "comment": state_changes.look,
    "moderation": moderation_mail.look,
}
"""What to do when a timer of this kind is due."""
