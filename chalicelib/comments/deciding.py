"""Acts on a comment: approve, delete, withdraw. Each changes one item, which owes the page of its post until that is queued.

A timer is put before the item changes and removed after its page is queued, so a worker that dies in between loses nothing: the
schedule repeats the rest.
"""

import logging
from datetime import datetime, timedelta

from chalicelib.cloud.items import Item, Same
from chalicelib.cloud.ports import Cloud
from chalicelib.comments.rules.comment import Act, Comment, decided, settled, thread_of
from chalicelib.comments.rules.commenter import mails_about
from chalicelib.model import Page
from chalicelib.newsletter.jobs import CommentAct, CommentMail, to_letters
from chalicelib.publishing import messages
from chalicelib.record import Record
from chalicelib.store import comments, records, timers
from chalicelib.times import in_utc

log = logging.getLogger(__name__)
PATIENCE = timedelta(minutes=2)
"""After this long, a worker is done or dead."""
MOST_HEIRS = 20


def act(cloud: Cloud, thread: str, name: str, what: Act) -> Comment | None:
    """Carry out an act on a comment, and queue the page that shows it; return what became of the comment."""
    expect(cloud, thread, name)
    change = comments.change(cloud.table, thread, name, lambda current: decided(current, what))
    comments.follow(cloud.table, change.before, change.now)
    log.info("comment %s of %s: %s", name, thread, what)
    finish(cloud, thread, name)
    return change.now


def expect(cloud: Cloud, thread: str, name: str) -> None:
    """Have the schedule finish what is begun now."""
    look = in_utc(cloud.clock.now() + PATIENCE)
    cloud.table.put(Item(timers.at("comment", f"{name} {thread}"), {"look": look}))


def look(cloud: Cloud, now: datetime, item: Item) -> None:
    """Queue what a worker has left undone."""
    _, of = timers.kind_and_of(item)
    name, _, thread = of.partition(" ")
    cloud.letters.send([to_letters(CommentAct(thread, name))])
    cloud.table.put(Item(item.at, {"look": in_utc(now + PATIENCE)}), Same("look", item.has["look"]))


def finish(cloud: Cloud, thread: str, name: str) -> None:
    """Do what a comment owes: its copy for pages, the page that shows it, and the mails about it; then it owes nothing."""
    comment = comments.publish(cloud.table, thread, name)
    if comment and comment.owes:
        record = owner(cloud, thread)
        if record and record.post:
            cloud.press.send(messages.to_press([Page("address", record.post.address)]))
        if comment.is_shown:
            cloud.letters.send([to_letters(CommentMail(thread, name, kind)) for kind in mails_about(comment)])
        comments.change(cloud.table, thread, name, lambda now: settled(now) if now and now.nonce == comment.nonce else now)
    if comment and comment.state != "held":
        comments.release(cloud.table, [comment])
    cloud.table.delete(timers.at("comment", f"{name} {thread}"))


def owner(cloud: Cloud, thread: str) -> Record | None:
    """Return the record of the source whose post has this thread: the first one, or the last that it was renamed to."""
    key = thread.partition("#")[0]
    for _ in range(MOST_HEIRS):
        record = records.read(cloud.table, key)
        if record is None or (record.post and thread_of(record) == thread):
            return record
        key = record.heir.partition(" ")[2]
    return None
