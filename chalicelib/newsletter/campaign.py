"""Bring a letter forward, one job at a time.

    due → opened: its edition is fixed → shards are delivered, as many side by side as the pace allows
        → each finished shard starts the next → all shards are done → unsettled claims are settled → sent

Every step reads the table and does what is missing. So a lost job is repaired by the letter's timer, and a job that comes twice
is harmless. What holds a letter up is in `newsletter.letter_holds`.
"""

import hashlib
import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from uuid import uuid4

from msgspec.structs import replace

from chalicelib import codec
from chalicelib.cloud.ports import Cloud, UnsentError
from chalicelib.model import Post
from chalicelib.newsletter.jobs import Deliver, OpenLetter, Settle, to_letters
from chalicelib.newsletter.letter_holds import LOOK, NO_WORD, TRIES, close, fail, pause, record_failure, retry_soon, stop
from chalicelib.newsletter.mail.edition import post_edition
from chalicelib.newsletter.mail.message import Edition
from chalicelib.newsletter.rules import send_rate as rules
from chalicelib.newsletter.rules.ledger import Progress
from chalicelib.newsletter.rules.letter import OPENABLE, Letter, opened, subject_of, withdrawn, woken
from chalicelib.rendering.failures import said
from chalicelib.rendering.pages.reading import mailed
from chalicelib.store import records, site_files
from chalicelib.store.asking import follow
from chalicelib.store.newsletter import letters, pace, subscribers
from chalicelib.store.site_context import context_of
from chalicelib.times import in_utc

log = logging.getLogger(__name__)
MOST_POSTS = 300  # of a digest: the letter is one item of the table
STALE = timedelta(minutes=10)  # a shard that has not advanced for so long has lost its worker
LOST = 8  # workers in a row that died at the same place: two hours


def open_letter(cloud: Cloud, job: OpenLetter) -> None:
    """Bring the letter forward from its present state; remove its timer if no step is left."""
    letter = letters.read(cloud.table, job.letter)
    if letter and letter.state in OPENABLE:
        STEPS[letter.state](cloud, letter)
    else:
        letters.look_no_more(cloud.table, job.letter)


# ---- opening


def _due(cloud: Cloud, letter: Letter) -> None:
    if letter.due > in_utc(cloud.clock.now()):
        letters.look_again(cloud.table, letter.id, letter.due)
        return
    if letter.tries >= TRIES:
        fail(cloud, letter, letter.why or NO_WORD)
    elif tried := letters.write(cloud.table, replace(letter, tries=letter.tries + 1)):
        try:
            OPENINGS[letter.kind](cloud, tried)
        except Exception as error:
            log.exception("letter %s can't be made", letter.id)
            if not retry_soon(cloud, replace(letter, nonce=tried.nonce), said(error), OpenLetter(letter.id)):
                record_failure(cloud, replace(tried, why=said(error)))


def _open_post(cloud: Cloud, letter: Letter) -> None:
    """Open the letter of a post with the post as it is now; withdraw it if the post was taken back. That of a note is over at
    once: it goes to nobody, and digests find the note by it."""
    record, own = records.successor(cloud.table, letter.key), site_files.read(cloud)
    why = withdrawn(record, on=own.site.newsletter.on)
    if why or record is None or record.post is None:
        close(cloud, replace(letter, state="withdrawn", why=why))
        return
    if record.post.digests_only:
        close(cloud, replace(letter, state="sent", why="a note is in digests only", digests_only=True))
        return
    edition = edition_of(cloud, record.post, own)
    name = hashlib.sha256(codec.dumps(edition).encode()).hexdigest()[:16]
    letters.put_edition(cloud.table, letter.id, name, codec.dumps(edition))
    if written := letters.write(cloud.table, opened(letter, record.post, name)):
        continue_delivery(cloud, written)


def edition_of(cloud: Cloud, post: Post, own: site_files.SiteFiles | None = None) -> Edition:
    """Return the edition of this post's letter, by these templates and this site, else by the present ones."""
    context = context_of(own or site_files.read(cloud))
    return post_edition(context, follow(cloud.table, mailed(post, context)), uuid4().hex)


def _open_digest(cloud: Cloud, letter: Letter) -> None:
    """Open a digest with the posts whose letters came due in its period; withdraw it if there are none."""
    candidates = letters.read_many(cloud.table, letters.listed(cloud.table, after=letter.since, until=letter.due))
    in_period = [post_letter for post_letter in candidates.values() if _is_in_period(post_letter, letter)][:MOST_POSTS]
    sources = {post_letter.id: records.successor(cloud.table, post_letter.key) for post_letter in in_period}
    due = {post_letter.id: post_letter.due for post_letter in in_period if not withdrawn(sources[post_letter.id])}
    posts = {letter_id: record.post for letter_id, record in sources.items() if letter_id in due and record and record.post}
    if not posts:
        close(cloud, replace(letter, state="withdrawn", why="nothing new was published"))
        return
    subjects = {letter_id: subject_of(post, due[letter_id]) for letter_id, post in posts.items()}
    keys = {letter_id: post.key for letter_id, post in posts.items()}
    sending = replace(letter, state="sending", subjects=subjects, keys=keys, why="", tries=0)
    if written := letters.write(cloud.table, sending):
        continue_delivery(cloud, written)


def _is_in_period(letter: Letter, digest: Letter) -> bool:
    """Return whether this is a post's letter, due in the digest's period, and neither cancelled nor withdrawn."""
    stays = letter.kind == "each" and letter.state not in ("cancelled", "withdrawn")
    return stays and digest.since < letter.due <= digest.due


OPENINGS: Mapping[str, Callable[[Cloud, Letter], None]] = {"each": _open_post, "daily": _open_digest, "weekly": _open_digest}


# ---- delivery


def continue_delivery(cloud: Cloud, letter: Letter, *, by_timer: bool = False, after: timedelta = STALE) -> None:
    """Start as many shards as there is room for; finish the letter when every shard is done.

    `by_timer` says that the timer calls, not a worker: then a shard that has not advanced for `after` is started again.
    """
    now = cloud.clock.now()
    shards, by_shard = subscribers.shards(cloud.table), letters.progress(cloud.table, letter.id)
    waiting = [shard for shard in shards if shard not in by_shard]
    under_way = [progress for progress in by_shard.values() if not progress.done]
    lost = [progress for progress in under_way if by_timer and now - datetime.fromisoformat(progress.at) >= after]
    try:
        room = (rules.parallel_shards(pace.rate(cloud), len(shards)) if waiting else 0) - len(under_way) + len(lost)
    except UnsentError as unsent:
        pause(cloud, letter.id, unsent.code, unsent.found)
        return
    if after and any(progress.lost >= LOST for progress in lost):
        fail(cloud, letter, f"its workers stopped at the same place {LOST} times in a row")
        return
    first = {shard: Progress(letter.id, shard, in_utc(now)) for shard in waiting[: max(0, room)]}
    _start(cloud, first.values())
    for progress in lost if after else ():
        letters.advance(cloud.table, replace(progress, lost=progress.lost + 1, at=in_utc(now)))
    cloud.letters.send(to_letters(Deliver(letter.id, progress.shard)) for progress in lost)
    if not waiting and not under_way:
        _finish(cloud, letter, by_shard, by_timer=by_timer)


def _start(cloud: Cloud, first: Iterable[Progress]) -> None:
    """Start these shards, but those that other workers have started. If a write fails, those that it follows are started."""
    started: list[Progress] = []
    try:
        started.extend(filter(None, (letters.advance(cloud.table, one) for one in first)))
    finally:
        _queue(cloud, started)


def _queue(cloud: Cloud, started: Sequence[Progress]) -> None:
    """Queue the shards; if that fails, they have not been started."""
    try:
        cloud.letters.send(to_letters(Deliver(one.letter, one.shard)) for one in started)
    except Exception:  # whatever it is, none of these shards has a message now; the job itself fails and comes again
        for one in started:
            letters.forget_start(cloud.table, one)
        raise


def _finish(cloud: Cloud, letter: Letter, by_shard: Mapping[int, Progress], *, by_timer: bool) -> None:
    """Every shard is delivered: queue the shards that must be settled, else close the letter as sent."""
    to_settle = sorted(shard for shard, progress in by_shard.items() if _must_settle(progress, letter, events=cloud.events))
    sent, failed, unsettled = (
        sum(getattr(progress, name) for progress in by_shard.values()) for name in ("sent", "failed", "unsettled")
    )
    if to_settle:
        cloud.letters.send(to_letters(Settle(letter.id, shard)) for shard in to_settle if by_timer)
    elif failed >= HOPELESS and not sent:
        stop(cloud, letter.id, OUR_FAULT, again=True)
    else:
        why = f"{unsettled} letters have an unknown result: they may or may not have been sent" if unsettled else ""
        if close(cloud, replace(letter, state="sent", why=why)):
            log.info("letter %s is sent", letter.id)


HOPELESS = 10  # with so many refused addresses and nothing sent, the fault is ours
OUR_FAULT = "the mail service refused every address; is the sender verified, and the account out of the sandbox?"


def _must_settle(progress: Progress, letter: Letter, *, events: bool) -> bool:
    """Return whether the ledger of the shard must be read before the letter is done."""
    if progress.checked:
        return bool(progress.unsettled) and events
    return bool(progress.unsettled) or (letter.again and bool(progress.failed))


def _wake(cloud: Cloud, letter: Letter) -> None:
    """Continue a paused letter when its pause is over."""
    now = cloud.clock.now()
    if letter.wake > in_utc(now):
        letters.look_again(cloud.table, letter.id, letter.wake)
    elif written := letters.write(cloud.table, woken(letter)):
        letters.look_again(cloud.table, letter.id, in_utc(now + LOOK))
        continue_delivery(cloud, written, by_timer=True, after=timedelta())


STEPS: Mapping[str, Callable[[Cloud, Letter], None]] = {
    "due": _due,
    "sending": partial(continue_delivery, by_timer=True),
    "paused": _wake,
}
