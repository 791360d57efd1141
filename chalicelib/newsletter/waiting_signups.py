"""Waiting sign-ups: sign-ups beyond the site's hourly limit are answered later, each network's first one before another's second.

So a flood from few networks delays only these networks, and a flood from many is answered in order. It costs a flooded site one
write and one read for each sign-up; no worker checks it again and again.
"""

import logging
from dataclasses import replace
from datetime import datetime, timedelta

from chalicelib.cloud.ports import Cloud, Item
from chalicelib.newsletter.jobs import SignUp, job_in, to_letters
from chalicelib.store import rate_counters, waiting_signups

log = logging.getLogger(__name__)
LONGEST = timedelta(days=2)  # a sign-up waits
AT_ONCE = 20  # sign-ups in one tick of the schedule


def wait(cloud: Cloud, job: SignUp, now: datetime) -> None:
    """Store the sign-up as waiting: at its earlier place, or behind all others of its network."""
    turn = job.turn or rate_counters.count(cloud.table, "turns-week", job.network, now)
    waiting_signups.put(cloud.table, turn, job.name, to_letters(replace(job, turn=turn)).body, now)


def forward(cloud: Cloud, now: datetime, timer: Item) -> None:
    """Queue as many of the first waiting sign-ups as the site's limit allows; remove the timer when none waits."""
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
        waiting_signups.over(cloud.table, timer)
