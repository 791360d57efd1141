"""Sending the mails about comments: each is a note (`newsletter.mail.notes`), and shares the pace with letters."""

import logging
from datetime import datetime
from typing import Any

from chalicelib.cloud.ports import Cloud, Outgoing, UnsentError
from chalicelib.content.site.site import Site
from chalicelib.newsletter.mail import message
from chalicelib.newsletter.mail.message import Edition
from chalicelib.newsletter.rules.ses_events import NOTE
from chalicelib.store.newsletter import pace

log = logging.getLogger(__name__)


def send(cloud: Cloud, site: Site, edition: Edition, *, to: str, reader: str, seed: str, now: datetime, **has: Any) -> str:
    """Send a note to an address, whose keyed hash is `reader`; return the code of the error if it was certainly not sent.

    `has` is what a note with a link to leave takes besides (`message.note`).
    """
    sender = site.sender("confirmations")
    raw = message.note(edition, site=site, sender=sender, to=to, message_id_seed=seed, date=now, **has)
    try:
        pace.wait_for_turn(cloud)
        cloud.mail.send(Outgoing(sender.address, to, raw, {"letter": NOTE, "reader": reader}))
    except UnsentError as unsent:
        log.warning("%s: the mail `%s` was not sent: %s, %s", reader, seed.partition(" ")[0], unsent.code, unsent.found)
        return unsent.code
    return ""
