"""What a finished history got wrong about comments, and which of them a clean build is given."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import pairwise
from urllib.parse import quote

from msgspec.structs import replace

from chalicelib.cloud.items import Item
from chalicelib.comments.moderation_mail import EVERY
from chalicelib.comments.rules.comment import UNREAD, Comment, thread_of
from chalicelib.content.site.site import Site
from chalicelib.model import Post
from chalicelib.newsletter.jobs import CommentSent, CommentWithdrawn, job_in
from chalicelib.newsletter.rules.address_hashes import reader_id
from chalicelib.partitions import COMMENTS as OF_COMMENTS
from chalicelib.partitions import HELD
from chalicelib.partitions import SAID as COPIES
from chalicelib.record import Record
from chalicelib.rendering.pages.listings import urn
from chalicelib.store import timers
from chalicelib.store.comments import at_held, at_mailbox, comment_in, copy_of
from tests.histories.comment_notes import Notice
from tests.histories.commenting import PEPPER, READERS, Discussions, comments_in
from tests.histories.world import World

# ---- what a clean build is given


def comments_of_posts(world: World, found: Mapping[str, Record]) -> Iterator[Item]:
    """Yield what pages read of the comments on posts, as a new site would have it, on which a thread is its source."""
    keys = {thread_of(record): record.key for record in found.values() if record.post}
    for comment in comments_in(world):
        if comment.is_shown and comment.thread in keys:
            yield copy_of(replace(comment, thread=keys[comment.thread]))


def ids_of_comments(world: World, moved: Sequence[Post], site: Site) -> dict[bytes, bytes]:
    """The ids of comments on renamed posts, as feeds and links to answer have them, by those that a clean build makes."""
    names = {post.origin: post.key for post in moved}
    ids = {urn(site, f"comments/{key}"): urn(site, f"comments/{origin}") for origin, key in names.items()}
    for one in comments_in(world):
        if key := names.get(one.thread):
            ids[urn(site, f"comment/{key}/{one.name}")] = urn(site, f"comment/{one.thread}/{one.name}")
            ids[quote(f"{one.name} {key}")] = quote(f"{one.name} {one.thread}")
    return {clean.encode(): actual.encode() for clean, actual in ids.items()}


# ---- what went wrong


def wrong_comments(world: World) -> Iterator[object]:
    """Yield what a finished history got wrong about comments, beside their pages."""
    if not isinstance(world, Discussions):
        return
    found = {one.name: one for one in comments_in(world)}
    times = Counter(one.name for one in comments_in(world))
    yield from (("a comment in several threads", name) for name, number in times.items() if number > 1)
    yield from (("a comment owes its page", one) for one in found.values() if one.owes)
    yield from (("deleted, but somebody's", one) for one in found.values() if one.state == "deleted" and one.mailbox)
    yield from wrong_items(world, found)
    yield from wrong_acts(world, found)
    yield from wrong_notices(world, found)
    yield from wrong_moderation(world, found)
    if world.is_waiting():
        yield ("a timer never ends", list(timers.scheduled(world.table)))


def wrong_items(world: Discussions, found: Mapping[str, Comment]) -> Iterator[object]:
    """Yield items beside a comment that are not as it is: its copy for pages, and what says whose it is and that it waits."""
    items = list(world.table.items())
    copies = {item.at.sk: replace(comment_in(item), nonce="") for item in items if item.at.pk.startswith(COPIES)}
    wanted = {one.name: replace(comment_in(copy_of(one)), nonce="") for one in found.values() if one.is_shown}
    for name in sorted(copies.keys() | wanted.keys()):
        if copies.get(name) != wanted.get(name):
            yield ("another copy", name, copies.get(name), wanted.get(name))
    listed = {item.at: item.number("expires", 0) for item in items if item.at.pk == HELD}
    yield from (
        ("waits, but nobody finds it", one) for one in found.values() if one.state == "held" and at_held(one) not in listed
    )
    partitions = {f"{OF_COMMENTS}@{reader_id(PEPPER, address)}" for address in READERS}
    named = {item.at: item.number("expires", 0) for item in items if item.at.pk in partitions}
    theirs = {at_mailbox(one): one.expires for one in found.values() if one.mailbox and one.state != "deleted"}
    for at, expires in theirs.items():
        if named.get(at) != expires:
            yield ("whose comment it is", at, "noted until", named.get(at), "is until", expires)
    yield from (("nobody's comment for ever", at) for at, expires in named.items() if not expires and at not in theirs)


def wrong_acts(world: Discussions, found: Mapping[str, Comment]) -> Iterator[object]:
    """Yield comments of which something became that nobody wanted."""
    lost = [job_in(body) for body in world.letters.lost]
    names = {job.name for job in lost if isinstance(job, CommentSent | CommentWithdrawn)}
    for one in found.values():
        if one.name in world.withdrawn - names and one.state != "deleted":
            yield ("taken back, but there", one)
    for act in world.acts:
        comment = found[act.name]
        if act not in lost and comment.state not in (("approved", "deleted") if act.act == "approve" else ("deleted",)):
            yield ("decided, but not so", act, comment)
    yield from (("imported, but not there", name) for name in world.imported - found.keys())
    for erasure in world.erasures:
        left = [name for name in erasure.comments if found[name].state != "deleted"]
        if left and erasure.job not in lost:
            yield ("erased, but there", erasure, left)
    for sent in world.sent:
        came = world.noted.came.get(sent.name)
        hashes = [sent.network, *([reader_id(PEPPER, sent.address)] if sent.address else [])]
        blocked = [at for who in hashes if (at := world.noted.blocked.get(who)) is not None]
        if came and blocked and came.began > min(blocked) and found[sent.name].state != "deleted":
            yield ("its writer was blocked", sent, came, blocked)


def wrong_notices(world: Discussions, found: Mapping[str, Comment]) -> Iterator[object]:
    """Yield mails about replies that came twice, before the reply was approved, or after their reader had stopped them."""
    times = Counter((notice.to, notice.text) for notice in world.mail.notices)
    yield from (("told twice", notice) for notice, number in times.items() if number > 1)
    for notice in world.mail.notices:
        name = world.names[notice.text]
        if world.noted.shown.get(name, notice.when.at) >= notice.when.at:
            yield ("told before it was approved", notice)
        if is_stopped(world, notice, found[name].thread):
            yield ("told after a stop", notice, world.presses)


def is_stopped(world: Discussions, notice: Notice, thread: str) -> bool:
    """Whether a reader had stopped the mails about a thread before the worker began that sent one, and had not asked for them
    since: by confirming, or, after a stop of one thread, by a comment there."""
    theirs = [press for press in world.presses if press.link.to == notice.to]
    for stop in theirs:
        if stop.link.name != "replies" or stop.ended > notice.when.began or stop.thread not in ("", thread):
            continue
        asked = any(press.link.name == "confirm" and press.ended >= stop.began for press in theirs)
        wished = stop.thread and any(
            sent.address == notice.to and sent.notify and datetime.fromisoformat(sent.at) >= stop.time for sent in world.sent
        )
        if not (asked or wished):
            return True
    return False


def wrong_moderation(world: Discussions, found: Mapping[str, Comment]) -> Iterator[object]:
    """Yield comments that wait without anybody's being told, and mails that came too soon."""
    yield from (("mails too soon", pair) for pair in pairwise(world.mail.times) if pair[1] - pair[0] < EVERY)
    lost = {job.name for body in world.letters.lost if isinstance(job := job_in(body), CommentSent)}
    for one in found.values():
        told = [*world.mail.times, *[time for to, time in world.mail.asked.items() if to == one.address]]
        held_at = one.expires - UNREAD.total_seconds()
        is_told = any(held_at <= time.timestamp() for time in told)
        if one.state == "held" and one.name not in lost and world.has_moderator and not is_told:
            yield ("waits, but nobody was told", one)
