"""The postmaster: what the mail service tells of letters is taken note of.

News may come twice, late and in any order. First the subscriber is seen to, then the ledger, and last it is counted; news
that the ledger knows already is not counted again.
"""

import logging

from chalicelib.cloud.ports import Cloud
from chalicelib.newsletter import campaign
from chalicelib.newsletter.ledger import COUNTED_AS, KEPT, with_event
from chalicelib.newsletter.ses_events import MailEvent, after_event, read_event, stop_reason
from chalicelib.newsletter.subscriber import shard_of
from chalicelib.store import letters, subscribers
from chalicelib.times import in_utc

log = logging.getLogger(__name__)


def record_event(cloud: Cloud, body: str) -> None:
    """Take note of one piece of news; what is none of ours is passed over."""
    event = read_event(body)
    if event is None or not event.reader:
        return
    if event.kind in COUNTED_AS:
        _suppress_reader(cloud, event)
    if _record_in_ledger(cloud, event):
        _count(cloud, event)


def _suppress_reader(cloud: Cloud, event: MailEvent) -> None:
    """Suppress whom letters don't reach, or who complains."""
    now = in_utc(cloud.clock.now())
    reader = subscribers.change(cloud.table, event.reader, lambda standing: after_event(standing, event, now))
    if reader.changed and reader.before and reader.now:
        if reader.before.state == "following" and reader.now.state != "following":
            subscribers.count(cloud.table, reader.now.shard, -1)
        log.info("%s: %s, now %s", event.reader, event.kind, reader.now.state)


def _record_in_ledger(cloud: Cloud, event: MailEvent) -> bool:
    """Whether the ledger learnt of trouble that it did not know of."""
    at = letters.at_entry(event.letter, shard_of(event.reader), event.reader)
    expires = int((cloud.clock.now() + KEPT).timestamp())
    entry = letters.change_entry(cloud.table, at, lambda standing: with_event(standing, event.kind, event.message_id), expires)
    return bool(entry.before and entry.now and entry.before.trouble != entry.now.trouble)


def _count(cloud: Cloud, event: MailEvent) -> None:
    """Count the trouble; a letter of which too much comes back stops by itself."""
    counts = letters.trouble(cloud.table, event.letter, COUNTED_AS[event.kind])
    sent = sum(one.sent for one in letters.progress(cloud.table, event.letter).values())
    if why := stop_reason(sent, counts["bounced"], counts["complained"]):
        campaign.stop(cloud, event.letter, why)
