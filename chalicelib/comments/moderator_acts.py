"""What a moderator does with a comment: approve it, with a reply or without, delete it, or delete it and block its writer.

A block drops later comments with the same address, or without one, from the same network, for 30 days; both are known by their
keyed hashes. A reply is the post's author's: it is shown at once, and marked.
"""

import logging
from datetime import datetime

from chalicelib.cloud.ports import Cloud
from chalicelib.comments import state_changes
from chalicelib.comments.rules.comment import ACTS, Comment, anchor_of, approved, received
from chalicelib.content.site.site import Site
from chalicelib.model import Post
from chalicelib.newsletter.jobs import CommentAct
from chalicelib.store import blocked_commenters, comments, site_files
from chalicelib.times import in_utc

log = logging.getLogger(__name__)


def carry_out(cloud: Cloud, job: CommentAct) -> None:
    """Carry out the act of a job, or what it has left undone; done twice, it is done once. An author's link decides on comments
    on their own posts only."""
    if job.by and not _is_by_author(cloud, job):
        log.warning("%s of %s is another author's", job.name, job.thread)
        return
    if job.act == "block":
        block(cloud, job.thread, job.name)
    if job.act not in ACTS:
        state_changes.repeat(cloud, job.thread, job.name)
        return
    comment = state_changes.act(cloud, job.thread, job.name, job.act)
    if comment and comment.is_shown and job.reply:
        answer(cloud, job, comment)


def _is_by_author(cloud: Cloud, job: CommentAct) -> bool:
    """Return whether the post is, as it is now, by the author who decided."""
    record = state_changes.owner(cloud, job.thread)
    return bool(record and record.post and any(author.slug in job.by for author in record.post.authors))


def block(cloud: Cloud, thread: str, name: str) -> None:
    """Block the writer of a comment, as long as there is something of it."""
    comment = comments.read(cloud.table, thread, name)
    if comment and (who := comment.mailbox or comment.network):
        blocked_commenters.put(cloud.table, who, cloud.clock.now())
        log.info("%s is blocked", who)


def answer(cloud: Cloud, job: CommentAct, answered: Comment) -> None:
    """Show the reply of the post's author to a comment."""
    record = state_changes.owner(cloud, job.thread)
    if record is None or record.post is None:
        return
    reply = _reply(job, answered, record.post, site_files.read(cloud).site)
    timer = state_changes.expect(cloud, reply.thread, reply.name)
    comments.change(cloud.table, reply.thread, reply.name, lambda current: received(current, reply))
    state_changes.finish(cloud, reply.thread, reply.name, timer)


def _reply(job: CommentAct, answered: Comment, post: Post, site: Site) -> Comment:
    """Return the reply as the author of the post wrote it, the one who decided; in the name of the site, where it has none."""
    author = next((author for author in post.authors if author.slug in job.by), post.authors[0] if post.authors else None)
    writer, slug = (author.name, author.slug) if author else (site.title.get(answered.lang), "site")
    if author and author.slug in site.authors:
        writer = site.authors[slug].name.get(answered.lang) or writer
    return approved(
        Comment(
            thread=job.thread,
            name=job.reply,
            state="held",
            at=in_utc(datetime.fromisoformat(job.reply.partition("#")[0])),
            writer=writer,
            text=job.text,
            reply_to=answered.name,
            author=slug,
            lang=answered.lang,
            anchor=anchor_of(job.reply),
        )
    )
