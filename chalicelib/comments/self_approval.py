"""Comments that their writers publish: where a site says `moderate: first`, those of a known writer need no look.

Anybody may type another person's address, and no cookie tells one visitor from another. So such a comment is held like any other,
and its writer gets a mail with a button that publishes it, which only the owner of the address can press. A writer is known after
confirming an address (`rules.commenter`): that is asked only once a comment was approved, and forgotten when they stop all mails.
A comment in which the site's rules find something waits for a look, and so does one whose writer hasn't pressed after `PATIENCE`.

The mail quotes nothing, since a stranger may have written the comment, and it counts as one about signing up until its button is
pressed. Where the budgets of these mails have no room, the comment waits for a look.
"""

from datetime import timedelta

from chalicelib.cloud.ports import Cloud
from chalicelib.comments import notes, state_changes
from chalicelib.comments.rules.comment import Comment
from chalicelib.comments.rules.commenter import Commenter
from chalicelib.newsletter.jobs import CommentPublished
from chalicelib.newsletter.mail.notes import note_edition
from chalicelib.newsletter.rules import address_hashes, tokens
from chalicelib.newsletter.rules.mailbox import read_mailbox
from chalicelib.newsletter.rules.rate_limits import STRAIGHT
from chalicelib.store import blocked_commenters, commenters, comments, rate_counters, site_files
from chalicelib.store.newsletter import mailbox_budgets
from chalicelib.store.site_context import context_of

PATIENCE = timedelta(hours=1)


def ask_writer(cloud: Cloud, comment: Comment, post: str) -> bool:
    """Return whether the writer of a comment on the post at this address was sent the mail by which they publish it."""
    rules, now = site_files.read(cloud).site.comment_rules, cloud.clock.now()
    if rules.moderate != "first" or comment.hits or not comment.mailbox:
        return False
    writer = commenters.read(cloud.table, comment.mailbox)
    if writer is None or not writer.since:
        return False
    shares = address_hashes.shares_of(cloud.pepper, read_mailbox(writer.address).key)
    if mailbox_budgets.lacking(cloud.table, shares, comment.name, now):
        return False
    if not rate_counters.lets_through(cloud.table, "site-hour", "-", now, most=STRAIGHT):
        return False
    return mailbox_budgets.take(cloud.table, shares, comment.name, now) and _send(cloud, writer, comment, post)


def _send(cloud: Cloud, writer: Commenter, comment: Comment, post: str) -> bool:
    context, now = context_of(site_files.read(cloud)), cloud.clock.now()
    site, lang = context.site, context.site.language(comment.lang).code
    token = tokens.sign(cloud.keys, "publish", (post, comment.thread, comment.name), now)
    edition = note_edition(context, lang, "publish", f"{site.url}/api/comments/publish?t={token}")
    seed = f"publish {writer.id} {comment.name}"
    return not notes.send(cloud, site, edition, to=writer.address, reader=writer.id, seed=seed, now=now)


def publish(cloud: Cloud, job: CommentPublished) -> None:
    """Publish a comment whose writer has pressed the button, unless its site or its moderator wants otherwise meanwhile."""
    comment = comments.read(cloud.table, job.thread, job.name)
    rules = site_files.read(cloud).site.comment_rules
    if comment is None or comment.state != "held" or rules.moderate != "first":
        return
    if not blocked_commenters.any_of(cloud.table, (comment.mailbox, comment.network), cloud.clock.now()):
        state_changes.act(cloud, job.thread, job.name, "approve")
