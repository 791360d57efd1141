"""Announcing: a post that appears for the first time gets a letter, due when its time of grace is over.

A source that was renamed may look like a new one for a moment: its twin (the same bytes under another key), or the letter
of its address, says that it isn't.
"""

import logging

from chalicelib.catalog import fixtures, letters, records
from chalicelib.cloud.ports import Cloud
from chalicelib.mail.letter import announced
from chalicelib.record import Record

log = logging.getLogger(__name__)


def announce(cloud: Cloud, record: Record) -> None:
    """Put the letter of this record's post on the clock's list, if it is to have one; done again, it changes nothing."""
    now = cloud.clock.now()
    if record.post is None or announced(record.post, now, 0) is None or _is_known(cloud, record):
        return
    grace = fixtures.read(cloud).site.newsletter.grace if cloud.grace is None else cloud.grace
    if letter := announced(record.post, now, grace):
        letters.announce(cloud.table, letter)
        log.info("%s: its letter %s is due at %s", record.key, letter.id, letter.due)


def _is_known(cloud: Cloud, record: Record) -> bool:
    """Whether the post stood on the site before under another key."""
    keys = [key for key in records.followers(cloud.table, "twin", record.digest) if key != record.key]
    twins = records.read_many(cloud.table, keys).values() if keys else ()
    stood = any(twin.post or twin.former for twin in twins)
    return stood or not letters.is_ours(cloud.table, record.address, record.key)
