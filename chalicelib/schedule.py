"""The clock: what has to be looked at again because time has passed.

Posts come due and expire; an ingest that began long ago and never ended is begun again, whatever became of its message;
a source that waits for an address is tried again. What else the clock has to look at stands in one partition (`TIMERS`): letters
are due or on their way, the digests, whether the number of followers has changed, feeds that a hub is to be told of, and
sign-ups that wait for their turn.
"""

import logging
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from functools import partial

from chalicelib.analytics import top_posts
from chalicelib.batch import done
from chalicelib.cloud.ports import Cloud, Item, Same
from chalicelib.model import Page
from chalicelib.newsletter import digests, waiting_signups
from chalicelib.newsletter.campaign import LOOK
from chalicelib.newsletter.jobs import OpenLetter, to_letters
from chalicelib.publishing import messages, websub
from chalicelib.publishing.decide import Change
from chalicelib.record import LOWEST, Pointer
from chalicelib.rendering.failures import GIVEN_UP
from chalicelib.store import ingests, item_keys, letters, records, site_files, timers
from chalicelib.times import in_utc

log = logging.getLogger(__name__)
AT_ONCE = 100  # sources looked at in one tick; the next tick goes on


def tick(cloud: Cloud) -> int:
    """Queue every source whose time has come, and see to the mail; how many sources there were."""
    now = cloud.clock.now()
    changes = [*_due(cloud, now), *_unended(cloud, now)]
    cloud.uploads.send(messages.again([change]) for change in changes)
    _mail(cloud, now)
    return len(changes)


# ---- sources


def _due(cloud: Cloud, now: datetime) -> Iterator[Change]:
    """Sources whose record says that it should be looked at by now; a pointer that no record speaks of is dropped."""
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
    for item in cloud.table.query(item_keys.OWING):
        if not ingests.is_overdue(item, now):
            continue
        if ingests.is_given_up(item):
            log.error("%s: %s failed in %s rounds, and can't be refused", GIVEN_UP, item.at.sk, item.has["rounds"])
            ingests.forget(cloud.table, item)
            continue
        record = records.read(cloud.table, item.at.sk)
        yield Change(item.at.sk, record.sequence if record else LOWEST)
        ingests.note_queued(cloud.table, item, now)


# ---- mail


def _mail(cloud: Cloud, now: datetime) -> None:
    """What stands in the clock's partition, each by the row of its kind; what fails is logged, and looked at in the next tick."""
    items = timers.standing(cloud.table)
    done("digests", partial(digests.plan, cloud, now, {item.at.sk for item in items}))
    for item in items:
        done(item.at.sk, partial(_ring, cloud, now, item))


def _ring(cloud: Cloud, now: datetime, item: Item) -> None:
    kind, name = timers.kind_and_of(item)
    if timers.rings(item, now):
        TIMERS[kind](cloud, now, item, name)


def _letter(cloud: Cloud, now: datetime, _item: Item, id: str) -> None:
    """A letter that is due, paused, or on its way for some time is brought forward."""
    cloud.letters.send([to_letters(OpenLetter(id))])
    letters.look_again(cloud.table, id, in_utc(now + LOOK))


def _followers(cloud: Cloud, _now: datetime, item: Item, _name: str) -> None:
    """The number of followers has changed since the sidebars were pressed."""
    languages = site_files.read(cloud).site.languages
    cloud.press.send(messages.to_press(Page("sidebar", language.code) for language in languages))
    cloud.table.delete(item.at, Same("nonce", item.has["nonce"]))


def _digest(cloud: Cloud, now: datetime, item: Item, kind: str) -> None:
    digests.look(cloud, now, item, kind)


def _hub(cloud: Cloud, now: datetime, item: Item, _name: str) -> None:
    websub.look(cloud, now, item)


def _top(cloud: Cloud, now: datetime, item: Item, _name: str) -> None:
    top_posts.look(cloud, now, item)


def _waiting(cloud: Cloud, now: datetime, item: Item, _name: str) -> None:
    waiting_signups.forward(cloud, now, item)


TIMERS: Mapping[str, Callable[[Cloud, datetime, Item, str], None]] = {  # what to do when an alarm of this kind rings
    "letter": _letter,
    "followers": _followers,
    "digest": _digest,
    "top": _top,
    "hub": _hub,
    "waiting": _waiting,
}
