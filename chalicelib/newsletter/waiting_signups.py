"""Waiting: sign-ups beyond what the site may answer in an hour are answered later, a network's first one before another's second.

So a flood from few networks only makes these networks wait, and one from many is answered in its order. It costs a flooded
site a write and a read for each sign-up, and no worker that looks at it again and again.
"""

import logging
from dataclasses import replace
from datetime import datetime, timedelta

from chalicelib.cloud.ports import Cloud, Item
from chalicelib.newsletter.jobs import SignUp, job_in, to_letters
from chalicelib.store import rate_counters, waiting_signups

log = logging.getLogger(__name__)
LONGEST = timedelta(days=2)  # that anybody waits
AT_ONCE = 20  # sign-ups in one tick of the clock


def wait(cloud: Cloud, job: SignUp, now: datetime) -> None:
    """Let the sign-up wait: at the place that it had before, or behind all others of its network."""
    turn = job.turn or rate_counters.count(cloud.table, "turns-week", job.network, now)
    waiting_signups.put(cloud.table, turn, job.name, to_letters(replace(job, turn=turn)).body, now)


def forward(cloud: Cloud, now: datetime, alarm: Item) -> None:
    """Queue those whose turn it is, as many as the site may answer; that anybody waits is forgotten when nobody does."""
    room = rate_counters.room(cloud.table, "site-hour", "-", now)
    found = waiting_signups.first(cloud.table, min(room, AT_ONCE)) if room else ()
    for at, body in found:
        job = job_in(body)
        if isinstance(job, SignUp) and now - datetime.fromisoformat(job.at) < LONGEST:
            cloud.letters.send([to_letters(job)])
        else:
            log.warning("a sign-up is dropped, after %d days", LONGEST.days)
        cloud.table.delete(at)
    if room and not found:
        waiting_signups.over(cloud.table, alarm)
