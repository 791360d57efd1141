"""A subscription moves to another address, whose reader has confirmed it.

    the link in the mail is pressed → queue the rest → the former record ends at a time T → its heir begins at T → count both
        → tell the former address

A subscriber's id is a hash of their address, so the heir has a record of its own, its own entries in the ledger, and its own
links; those of the former record open nothing any more. A post whose letter came due before T belongs to the former record: its
entry in the ledger says whether it was sent, and if not, it goes to the heir's address. A later post belongs to the heir. So no
letter comes twice, and none is lost, wherever the workers are. The former record keeps no address; its heir's is read when a
letter is sent, so an heir who leaves gets nothing more.

Every write may be tried again and changes nothing then. The job is queued first and runs later, so it finds a move that stopped
half-way, and completes it.
"""

import logging
from functools import partial

from msgspec.structs import replace

from chalicelib.cloud.ports import Cloud
from chalicelib.errors import Refusal
from chalicelib.newsletter.jobs import Moved, to_letters
from chalicelib.newsletter.rules import address_hashes, subscription
from chalicelib.newsletter.rules.mailbox import read_mailbox
from chalicelib.newsletter.rules.subscriber import Subscriber, shard_of
from chalicelib.newsletter.signup_mail import SOON, is_over, send
from chalicelib.store.newsletter import mailbox_budgets, subscribers

log = logging.getLogger(__name__)


def move(cloud: Cloud, reader_id: str, heir_id: str, secret: str) -> Subscriber:
    """Move the subscription to its heir; return the heir. A link that is no longer valid is refused before anything is queued."""
    former, heir = subscribers.read(cloud.table, reader_id), subscribers.read(cloud.table, heir_id)
    if subscription.moved(former, heir, secret, cloud.clock.now()).new != former and former:
        cloud.letters.send([to_letters(Moved(reader_id, heir_id, secret, former.address), SOON)])
    return _carried_out(cloud, reader_id, heir_id, secret)


def _carried_out(cloud: Cloud, reader_id: str, heir_id: str, secret: str) -> Subscriber:
    """End the former record, then begin its heir, each if that isn't done yet. The shard is opened before, as for a sign-up."""
    table, now = cloud.table, cloud.clock.now()
    subscribers.open_shard(table, shard_of(heir_id))
    heir = subscribers.read(table, heir_id)
    ended = subscribers.carry_out(table, reader_id, lambda subscriber: subscription.moved(subscriber, heir, secret, now))
    if ended.was.state == "following":
        subscribers.count(table, ended.was.shard, -1)
        log.info("%s moved", reader_id)
    taken = subscribers.carry_out(table, heir_id, lambda subscriber: subscription.taken_over(subscriber, ended.new, secret, now))
    if taken.begins:
        subscribers.count(table, taken.new.shard, 1)
        mailbox_budgets.forgive(table, address_hashes.shares_of(cloud.pepper, read_mailbox(taken.new.address).key), now)
    return taken.new


def finish(cloud: Cloud, job: Moved) -> None:
    """Complete a move that stopped half-way, and tell the former address once. A move that never began is left alone."""
    former = subscribers.read(cloud.table, job.id)
    if former is None or former.heir != job.heir:
        return
    try:
        _carried_out(cloud, job.id, job.heir, job.secret)
    except Refusal:
        log.info("%s: its heir has left meanwhile", job.id)
    told = subscribers.carry_out(cloud.table, job.id, lambda subscriber: subscription.told(subscriber, job.heir))
    if told.due and told.new:
        former = replace(told.new, address=job.address)
        send(cloud, former, "moved", former.since, partial(_tell_later, cloud, job, former))


def _tell_later(cloud: Cloud, job: Moved, former: Subscriber, delay: int) -> None:
    """Queue the job again, unless it has waited for too long."""
    if is_over(former.since, cloud.clock.now()):
        log.warning("%s: the notice of the move is dropped", job.id)
        return
    subscribers.carry_out(cloud.table, job.id, lambda subscriber: subscription.untold(subscriber, job.heir))
    cloud.letters.send([to_letters(job, delay)])
