"""Waiting sign-ups: sign-ups beyond the site's hourly limit are answered later, each network's first one before another's second.

So a flood from few networks delays only these networks, and a flood from many is answered in order. It costs a flooded site one
write and one read for each sign-up; no worker checks it again and again.

A sign-up waits apart, so that it holds up no other, where the budget of its domain or provider has no room, or where too many of
its provider's mails came back. It is tried at each full hour: a mailbox of the domain may confirm meanwhile. Of those that are
tried in the same hour, a network's first comes before any network's second. Any sign-up waits for two days at most; then it is
dropped, and its visitor gets no mail.
"""

import logging
from datetime import datetime, timedelta

from msgspec.structs import replace

from chalicelib.cloud.items import Item
from chalicelib.cloud.ports import Cloud
from chalicelib.newsletter.jobs import SignUp, job_in, to_letters
from chalicelib.store import rate_counters
from chalicelib.store.newsletter import waiting_signups

log = logging.getLogger(__name__)
LONGEST = timedelta(days=2)  # a sign-up waits
PAUSE = timedelta(hours=1)  # at most, between two tries of a sign-up that waits apart
AT_ONCE = 20  # sign-ups of each kind in one tick of the schedule


def wait(cloud: Cloud, job: SignUp, now: datetime) -> None:
    """Store the sign-up as waiting: at its earlier place, or behind all others of its network."""
    job = _with_turn(cloud, job, now)
    waiting_signups.put(cloud.table, job.turn, job.name, to_letters(job).body, now)


def wait_apart(cloud: Cloud, job: SignUp, now: datetime) -> None:
    """Store the sign-up as waiting until the next full hour."""
    job = _with_turn(cloud, job, now)
    until = (now + PAUSE).replace(minute=0, second=0, microsecond=0)
    waiting_signups.put_off(cloud.table, until, job.turn, job.name, to_letters(job).body, now)


def _with_turn(cloud: Cloud, job: SignUp, now: datetime) -> SignUp:
    return replace(job, turn=job.turn or rate_counters.count(cloud.table, "turns-week", job.network, now))


def forward(cloud: Cloud, now: datetime, timer: Item) -> None:
    """Queue as many of the first waiting sign-ups as the site's limit allows, and those whose domain is looked at again; remove
    the timer when none waits."""
    room = rate_counters.room(cloud.table, "site-hour", "-", now)
    waiting = waiting_signups.first(cloud.table, min(room, AT_ONCE)) if room else ()
    for at, body in (*waiting, *waiting_signups.ripe(cloud.table, now, AT_ONCE)):
        job = job_in(body)
        if isinstance(job, SignUp) and now - datetime.fromisoformat(job.at) < LONGEST:
            cloud.letters.send([to_letters(job)])
        else:
            log.warning("a sign-up is dropped, after %d days", LONGEST.days)
        cloud.table.delete(at)
    if room and not waiting and not waiting_signups.any_put_off(cloud.table):
        waiting_signups.over(cloud.table, timer)
