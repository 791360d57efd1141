"""Acts on a comment: approve, delete, withdraw. Each changes one item, which owes the page of its post until that is queued.

A timer is put before the item changes and removed after its page is queued, so a worker that dies in between loses nothing: the
schedule repeats the rest. A worker removes only the timer that it has put itself, as the only one at work: where another act had
begun, or has since, its worker may be about to write a copy that is old by now, and die, so the schedule looks once more.
"""

import logging
from datetime import datetime, timedelta

from chalicelib.cloud.items import Absent, Item, Same
from chalicelib.cloud.ports import Cloud
from chalicelib.comments.rules.comment import Act, Comment, decided, settled, thread_of
from chalicelib.comments.rules.commenter import mails_about
from chalicelib.model import Page
from chalicelib.newsletter.jobs import CommentAct, CommentMail, to_letters
from chalicelib.publishing import messages
from chalicelib.record import Record
from chalicelib.store import comments, records, timers
from chalicelib.store.update import nonce
from chalicelib.times import in_utc

log = logging.getLogger(__name__)
PATIENCE = timedelta(minutes=2)
"""After this long, a worker is done or dead."""


def act(cloud: Cloud, thread: str, name: str, what: Act) -> Comment | None:
    """Carry out an act on a comment, and queue the page that shows it; return what became of the comment."""
    timer = expect(cloud, thread, name)
    change = comments.change(cloud.table, thread, name, lambda current: decided(current, what))
    log.info("comment %s of %s: %s", name, thread, what)
    finish(cloud, thread, name, timer)
    return change.now


def expect(cloud: Cloud, thread: str, name: str) -> Item | None:
    """Have the schedule finish what is begun now; return the timer, unless another act has one: then it is the schedule's."""
    look = in_utc(cloud.clock.now() + PATIENCE)
    timer = Item(timers.at("comment", f"{name} {thread}"), {"look": look, "nonce": nonce()})
    if cloud.table.put(timer, Absent()):
        return timer
    cloud.table.put(timer)
    return None


def look(cloud: Cloud, now: datetime, item: Item) -> None:
    """Queue what a worker has left undone."""
    _, of = timers.kind_and_of(item)
    name, _, thread = of.partition(" ")
    cloud.letters.send([to_letters(CommentAct(thread, name))])
    cloud.table.put(Item(item.at, {**item.has, "look": in_utc(now + PATIENCE)}), Same("nonce", item.has["nonce"]))


def repeat(cloud: Cloud, thread: str, name: str) -> None:
    """Do what acts on a comment have left undone, and end their timer, unless another act has begun since."""
    finish(cloud, thread, name, cloud.table.get(timers.at("comment", f"{name} {thread}")))


def finish(cloud: Cloud, thread: str, name: str, timer: Item | None) -> None:
    """Do what a comment owes (its copy for pages, the page that shows it, the mails about it), note whose it is and that it owes
    nothing, and end this timer."""
    comment = comments.publish(cloud.table, thread, name)
    if comment:
        comments.follow(cloud.table, comment)
    if comment and comment.owes:
        record = owner(cloud, thread)
        if record and record.post:
            cloud.press.send(messages.to_press([Page("address", record.post.address)]))
        if comment.is_shown:
            cloud.letters.send([to_letters(CommentMail(thread, name, kind)) for kind in mails_about(comment)])
    if comment and settled(comment) != comment:
        settle(cloud, comment)
    if comment and comment.state != "held":
        comments.release(cloud.table, [comment])
    if timer:
        end(cloud, timer)


def end(cloud: Cloud, timer: Item) -> None:
    """End a timer, unless another act has begun since it was put."""
    cloud.table.delete(timer.at, Same("nonce", timer.has["nonce"]))


def settle(cloud: Cloud, comment: Comment) -> None:
    """Note that a comment owes nothing, unless another act has changed it since it was read."""

    def decide(current: Comment | None) -> Comment | None:
        return settled(current) if current and current.nonce == comment.nonce else current

    comments.change(cloud.table, comment.thread, comment.name, decide)


def owner(cloud: Cloud, thread: str) -> Record | None:
    """Return the record of the source whose post has this thread: its first one, or one that has taken it over."""
    keys = {thread.partition("#")[0], *records.followers(cloud.table, "twin", thread)}
    return next((record for record in records.read_many(cloud.table, keys).values() if _has(record, thread)), None)


def _has(record: Record, thread: str) -> bool:
    return record.post is not None and thread_of(record) == thread
