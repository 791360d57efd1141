"""Record what the mail service reports about the mails that were sent.

Events may come twice, late and in any order. First the subscriber is suppressed if need be, then the ledger is written, and last
the event is counted; an event that the ledger knows already is not counted again.
"""

import logging
from functools import partial

from chalicelib.batch import Bodies, done
from chalicelib.cloud.ports import Cloud
from chalicelib.newsletter import letter_holds, signup_halts
from chalicelib.newsletter.rules.ledger import COUNTED_AS, with_event
from chalicelib.newsletter.rules.ses_events import NOTE, MailEvent, after_event, read_event, stop_reason
from chalicelib.store.newsletter import ledger, letters, subscribers
from chalicelib.times import in_utc

log = logging.getLogger(__name__)


def ses_events(cloud: Cloud, bodies: Bodies) -> frozenset[str]:
    """Record the events in these messages; return the names of those that failed."""
    return frozenset(name for name, body in bodies.items() if not done(name, partial(record_event, cloud, body)))


def record_event(cloud: Cloud, body: str) -> None:
    """Record one event; ignore events that are not about a reader of ours."""
    event = read_event(body)
    if event is None or not event.reader:
        return
    suppressed = event.kind in COUNTED_AS and _suppress_reader(cloud, event)
    if suppressed and event.letter == NOTE and event.kind in signup_halts.COUNTED_AS:
        signup_halts.count_trouble(cloud, event)
    if _record_in_ledger(cloud, event):
        _count(cloud, event)


def _suppress_reader(cloud: Cloud, event: MailEvent) -> bool:
    """Suppress a reader whose mails bounce, or who complains; return whether this event did it, so that it counts once."""
    now = in_utc(cloud.clock.now())
    reader = subscribers.change(cloud.table, event.heir or event.reader, lambda subscriber: after_event(subscriber, event, now))
    if reader.changed and reader.before and reader.now:
        if reader.before.state == "following" and reader.now.state != "following":
            subscribers.count(cloud.table, reader.now.shard, -1)
        log.info("%s: %s, now %s", event.reader, event.kind, reader.now.state)
    return bool(reader.changed and reader.now and reader.now.state == "suppressed")


def _record_in_ledger(cloud: Cloud, event: MailEvent) -> bool:
    """Write the event into the ledger; return whether it is a bounce or complaint that the ledger did not have."""
    now = cloud.clock.now()
    entry = ledger.change(
        cloud.table, event.letter, event.reader, lambda current: with_event(current, event.kind, event.message_id), now
    )
    return bool(entry.before and entry.now and entry.before.trouble != entry.now.trouble)


def _count(cloud: Cloud, event: MailEvent) -> None:
    """Count the bounce or complaint; stop a letter that has too many."""
    counts = letters.trouble(cloud.table, event.letter, COUNTED_AS[event.kind])
    sent = sum(shard.sent for shard in letters.progress(cloud.table, event.letter).values())
    if why := stop_reason(sent, counts["bounced"], counts["complained"]):
        letter_holds.stop(cloud, event.letter, why)
