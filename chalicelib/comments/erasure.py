"""Erasing all comments that came with an address, and what is kept of who wrote them. Of each comment its name stays, which says
when it was written."""

import logging

from chalicelib.cloud.ports import Cloud
from chalicelib.comments import state_changes
from chalicelib.newsletter.jobs import CommentsErased
from chalicelib.store import commenters, comments

log = logging.getLogger(__name__)


def carry_out(cloud: Cloud, job: CommentsErased) -> None:
    """Erase the comments of the mailbox that a job names; done twice, it is done once."""
    erase(cloud, job.mailbox)


def erase(cloud: Cloud, mailbox: str) -> int:
    """Delete the comments of a mailbox, which is known by its keyed hash; return how many there were."""
    commenters.forget(cloud.table, mailbox)
    own = comments.all_of_mailbox(cloud.table, mailbox)
    for comment in own:
        state_changes.act(cloud, comment.thread, comment.name, "delete")
    log.info("%s: %d comments erased", mailbox, len(own))
    return len(own)
