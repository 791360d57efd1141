"""A comment that a visitor has sent is held, if its post takes comments, and the moderator is told, or its writer asked.

Meanwhile its post may have been renamed, or another may live at its address. So the first worker puts the comment into a thread
for good (`store.comments.place`), where those after it find it, and its writer, too, who may take it back before it comes.
"""

import logging
from datetime import timedelta

from msgspec.structs import replace

from chalicelib.cloud.items import At
from chalicelib.cloud.ports import Cloud
from chalicelib.comments import moderation_mail, self_approval, state_changes
from chalicelib.comments.rules.addressees import authors_told
from chalicelib.comments.rules.comment import MOST, Comment, anchor_of, held, received, thread_of, unread_until, withdrawn
from chalicelib.comments.rules.moderation import hits_of, names_of
from chalicelib.content.site.site import Site
from chalicelib.model import Post
from chalicelib.newsletter.jobs import CommentSent, CommentWithdrawn
from chalicelib.newsletter.rules.address_hashes import reader_id
from chalicelib.newsletter.rules.mailbox import read_mailbox
from chalicelib.record import Record
from chalicelib.rendering.language.post_names import post_name
from chalicelib.rendering.summaries import comments_at, number_in
from chalicelib.store import blocked_commenters, claims, comments, records, site_files
from chalicelib.store.answers import summary_in

log = logging.getLogger(__name__)


def receive(cloud: Cloud, job: CommentSent) -> None:
    """Hold a comment, and have the moderator told; done twice, it is one comment."""
    site, record = site_files.read(cloud).site, _at_address(cloud, job.post)
    if not (record and record.post and _is_taken(record.post, site)):
        log.info("a comment on %s is dropped: it takes none", job.post)
        return
    now = cloud.clock.now()
    thread = comments.place(cloud.table, job.name, thread_of(record), unread_until(now))
    if not thread:
        log.info("a comment on %s was taken back before it came", job.post)
        return
    comment = _comment_in(cloud, job, thread, site, record.post)
    if blocked_commenters.any_of(cloud.table, (comment.mailbox, comment.network), now):
        log.info("a comment on %s is dropped: its writer is blocked", job.post)
        return
    if _is_full(cloud, record.post):
        log.info("a comment on %s is dropped: it has as many as it takes", job.post)
        return
    authors = authors_told(site, record.post)
    comments.hold(cloud.table, comment, authors)
    comments.expect(cloud.table, comment)
    change = comments.change(cloud.table, comment.thread, comment.name, lambda current: received(current, comment))
    if change.now and change.now.state == "held":
        is_asked = self_approval.ask_writer(cloud, change.now, job.post)
        moderation_mail.plan(cloud, site, authors, wait=self_approval.PATIENCE if is_asked else timedelta())
    elif change.now:
        comments.release(cloud.table, [comment])
        comments.follow(cloud.table, replace(comment, state=change.now.state))


def withdraw(cloud: Cloud, job: CommentWithdrawn) -> None:
    """Take a comment back; one that is still to come won't be held."""
    now = cloud.clock.now()
    thread = comments.place(cloud.table, job.name, "", unread_until(now))
    if not thread:
        return
    timer = state_changes.expect(cloud, thread, job.name)
    comments.change(cloud.table, thread, job.name, lambda current: withdrawn(current, thread, job.name, now))
    state_changes.finish(cloud, thread, job.name, timer)


def _at_address(cloud: Cloud, address: str) -> Record | None:
    """Return the record of the source whose post is at this address, or was there last."""
    claim = claims.claim_of(cloud.table, address)
    record = records.read(cloud.table, claim.owner) if claim else None
    if record and record.address == address:
        return record
    renamed = records.read_many(cloud.table, records.followers(cloud.table, "lead", address)).values()
    return next((one for one in sorted(renamed, key=lambda one: one.key) if one.post and address in one.former), None)


def _is_taken(post: Post, site: Site) -> bool:
    return site.takes_comments and post.comments


def _is_full(cloud: Cloud, post: Post) -> bool:
    """Return whether the post's pages show as many comments as they may."""
    item = cloud.table.get(At(*comments_at(post.address)))
    return item is not None and number_in(summary_in(item)) >= MOST


def _comment_in(cloud: Cloud, job: CommentSent, thread: str, site: Site, post: Post) -> Comment:
    comment = Comment(
        thread=thread,
        name=job.name,
        state="held",
        at=job.at,
        writer=job.writer,
        text=job.text,
        website=job.website,
        address=job.address,
        mailbox=reader_id(cloud.pepper, read_mailbox(job.address).key) if job.address else "",
        notify=job.notify,
        network=job.network,
        post=post.address,
        title=post_name(post),
        reply_to=job.reply_to,
        lang=job.lang,
        anchor=anchor_of(job.name),
    )
    return held(replace(comment, hits=hits_of(comment, site.comment_rules, names_of(site, post))), cloud.clock.now())
