"""Comments that their writers confirm by mail: where a site asks for a proof of work, and a browser without script sent none.

Such a comment isn't held yet. Its writer gets a mail with a button that sends it, which only the owner of the address can press.
The mail quotes nothing, since a stranger may have written the comment, and counts as one about signing up until its button is
pressed. Where the budgets of these mails have no room, the comment is dropped.
"""

import logging

from chalicelib.cloud.ports import Cloud
from chalicelib.comments import notes
from chalicelib.newsletter.jobs import CommentSent, CommentUnconfirmed, to_letters
from chalicelib.newsletter.mail.notes import note_edition
from chalicelib.newsletter.rules import address_hashes, tokens
from chalicelib.newsletter.rules.mailbox import read_mailbox
from chalicelib.newsletter.rules.rate_limits import STRAIGHT
from chalicelib.store import rate_counters, site_files, unconfirmed_comments
from chalicelib.store.newsletter import mailbox_budgets
from chalicelib.store.site_context import context_of

log = logging.getLogger(__name__)


def ask(cloud: Cloud, job: CommentUnconfirmed) -> None:
    """Store a comment until its writer confirms it, and mail them the link to do so."""
    sent, now = job.sent, cloud.clock.now()
    shares = address_hashes.shares_of(cloud.pepper, read_mailbox(sent.address).key)
    has_room = not mailbox_budgets.lacking(cloud.table, shares, sent.name, now)
    if not has_room or not rate_counters.lets_through(cloud.table, "site-hour", "-", now, most=STRAIGHT):
        log.info("a comment on %s is dropped: no mail may ask its writer", sent.post)
        return
    if mailbox_budgets.take(cloud.table, shares, sent.name, now):
        expires = int(now.timestamp()) + tokens.PURPOSES["comment"].age
        unconfirmed_comments.put(cloud.table, sent.name, to_letters(sent).body, expires)
        _send(cloud, sent)


def _send(cloud: Cloud, sent: CommentSent) -> None:
    context, now = context_of(site_files.read(cloud)), cloud.clock.now()
    site, lang = context.site, context.site.language(sent.lang).code
    token = tokens.sign(cloud.keys, "comment", (sent.name,), now)
    edition = note_edition(context, lang, "comment", f"{site.url}/api/comments/sent?t={token}")
    reader = address_hashes.reader_id(cloud.pepper, read_mailbox(sent.address).key)
    notes.send(cloud, site, edition, to=sent.address, reader=reader, seed=f"comment {sent.name}", now=now)
