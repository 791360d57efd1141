"""The mails that an approved comment causes: to its writer, who may have to confirm an address; and to the writer of the comment
that it answers.

    wishes to hear of replies → is the address new? → is there room in the budgets of sign-up mails? → count → write → send
    answers a comment → does its writer want to hear of replies here? → confirmed (else it is told then)? → claim → send

The mail to confirm counts as one about signing up, because both go to addresses that anybody may have typed; after a worker died
it may come twice, and counts twice. A reply is claimed before its mail is sent, so it is never told twice, and may go untold.
"""

import logging
from collections.abc import Callable, Mapping
from functools import partial
from secrets import token_urlsafe

from msgspec.structs import replace

from chalicelib.cloud.ports import Cloud
from chalicelib.comments import notes, state_changes
from chalicelib.comments.rules.comment import Comment
from chalicelib.comments.rules.comment_text import spoken_line
from chalicelib.comments.rules.commenter import Asked, Commenter, asked, hears_of, with_untold
from chalicelib.content.plain_text import short
from chalicelib.newsletter.jobs import CommentMail, to_letters
from chalicelib.newsletter.mail.notes import NOTES, note_edition
from chalicelib.newsletter.rules import address_hashes, tokens
from chalicelib.newsletter.rules.mailbox import read_mailbox
from chalicelib.newsletter.rules.rate_limits import STRAIGHT
from chalicelib.newsletter.signup_mail import AGAIN, LATER, SOON
from chalicelib.rendering.pages.comments import url_of
from chalicelib.store import commenters, comments, rate_counters, site_files
from chalicelib.store.newsletter import mailbox_budgets
from chalicelib.store.newsletter.mailbox_budgets import Shares
from chalicelib.store.site_context import context_of

log = logging.getLogger(__name__)
TRIES = 24
"""So often a mail is tried again, a quarter of an hour apart."""
OVERTAKEN = 3
"""So often a reply waits for the mail that asks the writer of the comment, which may be approved in the same moment."""


def send(cloud: Cloud, job: CommentMail) -> None:
    """Send the mail of a job, if its comment is still shown."""
    comment = comments.read(cloud.table, job.thread, job.name)
    if comment and comment.is_shown:
        KINDS[job.kind](cloud, job, comment)


def ask(cloud: Cloud, job: CommentMail, comment: Comment) -> None:
    """Ask the writer of a comment to confirm their address, unless they did, or were asked."""
    now, secret = cloud.clock.now(), token_urlsafe(16)

    def decide(current: Commenter | None) -> Asked:
        return asked(current, comment, secret, now)

    shares = address_hashes.shares_of(cloud.pepper, read_mailbox(comment.address).key)
    if decide(commenters.read(cloud.table, comment.mailbox)).mail and not _may_be_asked(cloud, job, shares):
        return
    decision = commenters.carry_out(cloud.table, comment.mailbox, decide)
    if not decision.mail:
        return
    token = tokens.sign(cloud.keys, "commenter", (decision.new.id, decision.new.secret), now)
    link = f"{site_files.read(cloud).site.url}/api/comments/confirm?t={token}"
    _send(cloud, job, decision.new, link, "commenter", partial(_uncount, cloud, job, shares))


def _may_be_asked(cloud: Cloud, job: CommentMail, shares: Shares) -> bool:
    """Count the mail and return True, if it may be sent now. One that the site's limit holds back is tried later."""
    table, now = cloud.table, cloud.clock.now()
    counted = job.tries > 0 or rate_counters.lets_through(table, "mailbox-day", shares["mailbox"], now)
    if not counted or mailbox_budgets.lacking(table, shares, job.name, now):
        log.info("%s: no room for a mail to this mailbox", shares["mailbox"])
        return False
    if not rate_counters.lets_through(table, "site-hour", "-", now, most=STRAIGHT):
        _later(cloud, job, LATER)
        return False
    return mailbox_budgets.take(table, shares, job.name, now)


def _uncount(cloud: Cloud, job: CommentMail, shares: Shares) -> None:
    now = cloud.clock.now()
    mailbox_budgets.give_back(cloud.table, shares, job.name, now)
    rate_counters.give_back(cloud.table, "site-hour", "-", now)


def tell(cloud: Cloud, job: CommentMail, reply: Comment) -> None:
    """Tell the writer of a comment of a reply to it, once, if they wish to hear of it."""
    answered, record = comments.read(cloud.table, reply.thread, reply.reply_to), state_changes.owner(cloud, reply.thread)
    commenter = commenters.read(cloud.table, answered.mailbox) if answered and answered.mailbox else None
    if answered and answered.notify and commenter is None and job.tries < OVERTAKEN:
        _later(cloud, job, SOON)
    if commenter is None or not hears_of(commenter, reply) or record is None or record.post is None:
        return
    commenter = commenters.change(cloud.table, commenter.id, lambda current: with_untold(current, reply)).now
    if commenter and commenter.since and commenters.claim(cloud.table, commenter.id, reply, cloud.clock.now()):
        shown = comments.shown(cloud.table, reply.thread)
        link = url_of(reply, record.post, shown, site_files.read(cloud).site)
        undo = partial(commenters.give_back, cloud.table, commenter.id, reply)
        _send(cloud, job, commenter, link, "reply", undo, f"{spoken_line(reply.writer)}: {short(spoken_line(reply.text))}")


KINDS: Mapping[str, Callable[[Cloud, CommentMail, Comment], None]] = {"confirm": ask, "reply": tell}
"""What sends each kind of mail (`rules.commenter.MailKind`)."""


# ---- the mail


def _send(
    cloud: Cloud, job: CommentMail, to: Commenter, link: str, kind: str, undo: Callable[[], object], quoted: str = ""
) -> None:
    """Send a note of this kind; call `undo` for one that was certainly not sent, and try it later where that may help."""
    context, now = context_of(site_files.read(cloud)), cloud.clock.now()
    site, lang = context.site, context.site.language(to.lang).code
    leave = tokens.sign(cloud.keys, "replies", (to.id, job.thread), now) if NOTES[kind].why else ""
    own = f"{site.url}/api/comments/own?t={tokens.sign(cloud.keys, 'own', (to.id,), now)}" if leave else ""
    edition = note_edition(context, lang, kind, link, more=(quoted,), token=leave, own=own)
    seed, ways = f"{kind} {to.id} {job.name}", {"unsubscribe": leave, "leave": NOTES[kind].leave}
    unsent = notes.send(cloud, site, edition, to=to.address, reader=to.id, seed=seed, now=now, **ways)
    if unsent:
        undo()
    if unsent in AGAIN:
        _later(cloud, job, AGAIN[unsent])


def _later(cloud: Cloud, job: CommentMail, delay: int) -> None:
    if job.tries < TRIES:
        cloud.letters.send([to_letters(replace(job, tries=job.tries + 1), delay)])
