"""Inbound mail: handle each mail that SES receives for the site's letters by the `inbound_rules`, and delete it.

SES stores each mail and reports it, with its envelope and its verdicts. Only a mail that is forwarded is read as a whole.
"""

import logging
from collections.abc import Mapping
from typing import Any

from chalicelib.cloud.ports import Bucket, Cloud, Outgoing, UnsentError
from chalicelib.content.site.site import Site
from chalicelib.errors import Refusal
from chalicelib.newsletter.mail.forwarding import forwarded
from chalicelib.newsletter.rules import subscription, tokens
from chalicelib.newsletter.rules.inbound_rules import LONGEST_HEAD, Drop, Leave, Receipt, decide, read_head, receipts_in
from chalicelib.newsletter.unsubscribe import remove
from chalicelib.store import rate_counters, site_files

log = logging.getLogger(__name__)

LARGEST = 28 << 20
"""Bytes of a mail that is forwarded: SES takes 40 MB, in Base64: https://docs.aws.amazon.com/ses/latest/dg/quotas.html"""


def receive(cloud: Cloud, event: Mapping[str, Any]) -> None:
    """Handle the mails of an event; handled again, a mail that is gone is nothing."""
    if cloud.inbound is None:
        raise ValueError("the setting INBOUND_BUCKET has to name the bucket with received mail")
    for receipt in receipts_in(event):
        if mail := cloud.inbound.read(receipt.key, LONGEST_HEAD + 1):
            handle(cloud, cloud.inbound, receipt, mail[0])
            cloud.inbound.delete(receipt.key)


def handle(cloud: Cloud, inbound: Bucket, receipt: Receipt, beginning: bytes) -> None:
    site = site_files.read(cloud).site
    decision = decide(receipt, read_head(beginning), cloud.receiving, site.newsletter.replies)
    if isinstance(decision, Leave):
        leave(cloud, decision.token)
    elif isinstance(decision, Drop):
        log.info("a mail was thrown away: %s", decision.why)
    elif whole := inbound.read(receipt.key, LARGEST + 1):
        forward(cloud, site, whole[0])


def leave(cloud: Cloud, token: str) -> None:
    """Unsubscribe the reader of a token; one that isn't ours, or has ended, is nobody's."""
    now = cloud.clock.now()
    try:
        reader_id = tokens.read_short(cloud.keys, "leave", token, now)
    except Refusal as refusal:
        log.info("a mail to leave was thrown away: %s", refusal.code)
        return
    remove(cloud, reader_id, lambda subscriber: subscription.left(subscriber, now))
    log.info("%s left", reader_id)


def forward(cloud: Cloud, site: Site, raw: bytes) -> None:
    """Forward a reply. Raises UnsentError where it may be sent later; what can never be sent is logged."""
    if len(raw) > LARGEST:
        log.warning("a reply was thrown away: it has more than %d bytes", LARGEST)
        return
    if not rate_counters.lets_through(cloud.table, "replies-day", "", cloud.clock.now()):
        log.warning("a reply was discarded: too many came today")
        return
    sender, to = site.sender("letters"), site.newsletter.replies
    try:
        cloud.mail.send(Outgoing(sender.address, to, forwarded(raw, sender, to, cloud.receiving)))
    except UnsentError as unsent:
        if unsent.code != "address":
            raise
        log.warning("a reply was thrown away: SES does not take it: %s", unsent.found)
