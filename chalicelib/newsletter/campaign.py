"""Bring a letter forward, one job at a time.

    due → opened: its edition is fixed → shards are delivered, as many side by side as the pace allows
        → each finished shard starts the next → all shards are done → unsettled claims are settled → sent

Every step reads the table and does what is missing. So a lost job is repaired by the letter's timer, and a job that comes twice
is harmless.

A letter that can't be made is tried again in seconds, since most causes pass. If that fails, too, it is tried `TRIES` times with
long pauses; each try is noted before it begins, because it may kill its worker. Then the letter has failed: a report beside the
source says so, and the letter continues when the source changes or the author resumes it.
"""

import hashlib
import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from uuid import uuid4

from chalicelib import codec
from chalicelib.cloud.ports import Cloud, UnsentError
from chalicelib.model import Post
from chalicelib.newsletter import pace as rules
from chalicelib.newsletter.edition import post_edition
from chalicelib.newsletter.jobs import Deliver, OpenLetter, Settle, to_letters
from chalicelib.newsletter.ledger import Progress
from chalicelib.newsletter.letter import CANCELLABLE, OPENABLE, RESUMABLE, Letter, opened, resumed, subject_of, withdrawn, woken
from chalicelib.newsletter.message import Edition
from chalicelib.publishing import outbox
from chalicelib.rendering import failures
from chalicelib.rendering.failures import GIVEN_UP, Failure, said
from chalicelib.rendering.pages.reading import mailed
from chalicelib.store import letters, pace, records, site_files, subscribers
from chalicelib.store.asking import follow
from chalicelib.store.site_context import context_of
from chalicelib.times import in_utc

log = logging.getLogger(__name__)
MOST_POSTS = 300  # of a digest: the letter is one item of the table
LOOK = timedelta(minutes=15)  # how often the timer checks a letter under way
STALE = timedelta(minutes=10)  # a shard that has not advanced for so long has lost its worker
PAUSE = timedelta(hours=1)  # after this, a paused letter is tried again: a day's quota comes back bit by bit


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
        _fail(cloud, letter, letter.why or NO_WORD)
    elif tried := letters.write(cloud.table, replace(letter, tries=letter.tries + 1)):
        try:
            OPENINGS[letter.kind](cloud, tried)
        except Exception as error:
            log.exception("letter %s can't be made", letter.id)
            if not retry_soon(cloud, replace(letter, nonce=tried.nonce), said(error), OpenLetter(letter.id)):
                _record_failure(cloud, replace(tried, why=said(error)))


def _open_post(cloud: Cloud, letter: Letter) -> None:
    """Open the letter of a post with the post as it is now; withdraw the letter if the post was taken back."""
    record = records.successor(cloud.table, letter.key)
    why = withdrawn(record)
    if why or record is None or record.post is None:
        _close(cloud, replace(letter, state="withdrawn", why=why))
        return
    edition = edition_of(cloud, record.post)
    name = hashlib.sha256(codec.dumps(edition).encode()).hexdigest()[:16]
    letters.put_edition(cloud.table, letter.id, name, codec.dumps(edition))
    if written := letters.write(cloud.table, opened(letter, record.post, name)):
        continue_delivery(cloud, written)


def edition_of(cloud: Cloud, post: Post) -> Edition:
    """Return the edition of this post's letter, by the present site and templates."""
    context = context_of(site_files.read(cloud))
    return post_edition(context, follow(cloud.table, mailed(post, context)), uuid4().hex)


def _open_digest(cloud: Cloud, letter: Letter) -> None:
    """Open a digest with the posts whose letters came due in its period; withdraw it if there are none."""
    candidates = letters.read_many(cloud.table, letters.listed(cloud.table, after=letter.since, until=letter.due))
    in_period = [post_letter for post_letter in candidates.values() if _is_in_period(post_letter, letter)][:MOST_POSTS]
    sources = {post_letter.id: records.successor(cloud.table, post_letter.key) for post_letter in in_period}
    due = {post_letter.id: post_letter.due for post_letter in in_period if not withdrawn(sources[post_letter.id])}
    posts = {letter_id: record.post for letter_id, record in sources.items() if letter_id in due and record and record.post}
    if not posts:
        _close(cloud, replace(letter, state="withdrawn", why="nothing new was published"))
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
    shards, standing = subscribers.shards(cloud.table), letters.progress(cloud.table, letter.id)
    waiting = [shard for shard in shards if shard not in standing]
    under_way = [progress for progress in standing.values() if not progress.done]
    lost = [progress for progress in under_way if by_timer and now - datetime.fromisoformat(progress.at) >= after]
    try:
        room = (rules.parallel_shards(pace.rate(cloud), len(shards)) if waiting else 0) - len(under_way) + len(lost)
    except UnsentError as unsent:
        pause(cloud, letter.id, unsent.code, unsent.found)
        return
    if after and any(progress.lost >= LOST for progress in lost):
        _fail(cloud, letter, f"its workers stopped at the same place {LOST} times in a row")
        return
    first = {shard: Progress(letter.id, shard, in_utc(now)) for shard in waiting[: max(0, room)]}
    _start(cloud, first.values())
    for progress in lost if after else ():
        letters.advance(cloud.table, replace(progress, lost=progress.lost + 1, at=in_utc(now)))
    cloud.letters.send(to_letters(Deliver(letter.id, progress.shard)) for progress in lost)
    if not waiting and not under_way:
        _finish(cloud, letter, standing, by_timer=by_timer)


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


def _finish(cloud: Cloud, letter: Letter, standing: Mapping[int, Progress], *, by_timer: bool) -> None:
    """Every shard is delivered: queue the shards that must be settled, else close the letter as sent."""
    to_settle = sorted(shard for shard, progress in standing.items() if _must_settle(progress, letter, events=cloud.events))
    sent, failed, unsettled = (
        sum(getattr(progress, name) for progress in standing.values()) for name in ("sent", "failed", "unsettled")
    )
    if to_settle:
        cloud.letters.send(to_letters(Settle(letter.id, shard)) for shard in to_settle if by_timer)
    elif failed >= HOPELESS and not sent:
        stop(cloud, letter.id, OUR_FAULT, again=True)
    else:
        why = f"{unsettled} letters have an unknown result: they may or may not have been sent" if unsettled else ""
        if _close(cloud, replace(letter, state="sent", why=why)):
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


# ---- pausing, failing, stopping


def pause(cloud: Cloud, id: str, code: str, found: str) -> None:
    """Pause the letter, if this error of the mail service asks for a pause; the timer checks the letter in any case."""
    letter, wake = letters.read(cloud.table, id), in_utc(cloud.clock.now() + PAUSE)
    if code in PAUSES and letter and letter.state == "sending":
        paused = replace(letter, state="paused", wake=wake, why=f"{PAUSES[code]} ({found})")
        if letters.write(cloud.table, paused):
            letters.look_again(cloud.table, id, wake)
            log.warning("letter %s is paused: %s", id, paused.why)


PAUSES: Mapping[str, str] = {
    "quota": "the mail service's limit for today is reached; sending continues by itself, tomorrow at the latest",
    "paused": "the mail service has paused this site's mail; see its console. Presswork tries again every hour",
}


TRIES = 3  # of a letter that can't be made
LOST = 8  # workers in a row that died at the same place: two hours
NO_WORD = "its worker stopped each time, without a reason"


SOON = 5  # seconds after which a letter is tried again for which nothing failed before


def retry_soon(cloud: Cloud, letter: Letter, why: str, job: OpenLetter | Deliver | Settle) -> bool:
    """Queue the job again, to be done soon, if nothing failed before; return whether that is so. The failure is noted, but not
    counted as a try."""
    if letter.why:
        return False
    letters.write(cloud.table, replace(letter, why=why))
    cloud.letters.send([to_letters(job, SOON)])
    return True


def retry(cloud: Cloud, letter: Letter, why: str, job: Deliver | Settle) -> None:
    """Try a letter under way again that can't be made: soon, and then after a pause; let it fail after the last try."""
    if not retry_soon(cloud, letter, why, job):
        wake = in_utc(cloud.clock.now() + LOOK)
        _record_failure(cloud, replace(letter, state="paused", wake=wake, why=why, tries=letter.tries + 1))


def _record_failure(cloud: Cloud, letter: Letter) -> None:
    """Note why the letter could not be made; the timer tries it again, unless this was the last try."""
    written = letters.write(cloud.table, letter)
    if written and written.tries >= TRIES:
        _fail(cloud, written, written.why)
    elif written:
        letters.look_again(cloud.table, letter.id, letter.wake or in_utc(cloud.clock.now() + LOOK))


def _fail(cloud: Cloud, letter: Letter, why: str) -> None:
    """Report the failure beside the source, then close the letter; a crash in between is repaired by the next try."""
    if letters.read(cloud.table, letter.id) != letter:
        return
    record = records.read(cloud.table, letter.key) if letter.key else None
    failure = Failure(
        *("letter", letter.id, letter.key or "site.yaml", why), tries=failures.TRIES, digest=record.digest if record else ""
    )
    standing = site_files.read(cloud).failures
    if len(standing) < failures.MOST or failure.name in standing:
        outbox.clear(cloud, failures.summary(failure))
    if _close(cloud, replace(letter, state="failed", why=why, again=letter.is_opened)):
        log.error("%s: letter %s can't be made: %s", GIVEN_UP, letter.id, why)
    else:
        _clear_report(cloud, letter)


def _clear_report(cloud: Cloud, letter: Letter) -> None:
    """Remove the report about a letter that is tried again, or never will be."""
    name = Failure("letter", letter.id, "", "").name
    if failure := site_files.read(cloud).failures.get(name):
        outbox.clear(cloud, failures.over(name, failure))


def stop(cloud: Cloud, id: str, why: str, *, again: bool = False) -> None:
    """Stop a letter until its author resumes it; with `again`, refused addresses are then tried once more."""

    def stopped(letter: Letter) -> Letter:
        return replace(letter, state="stopped", why=why, again=again) if letter.state in OPENABLE else letter

    if letters.change(cloud.table, id, stopped).changed:
        letters.look_no_more(cloud.table, id)
        log.error("letter %s is stopped: %s", id, why)


def _close(cloud: Cloud, letter: Letter) -> Letter | None:
    """Write the letter in a state that needs no timer; return None where another worker wrote it first."""
    written = letters.write(cloud.table, letter)
    if written:
        letters.look_no_more(cloud.table, letter.id)
    return written


def cancel(cloud: Cloud, id: str) -> Letter | None:
    """Cancel a letter that is due, under way or stopped, for its author; return the letter as it is then."""

    def cancelled(letter: Letter) -> Letter:
        why = "its author cancelled it"
        return replace(letter, state="cancelled", why=why) if letter.state in CANCELLABLE else letter

    change = letters.change(cloud.table, id, cancelled, first=partial(_clear_report, cloud))
    if change.changed:
        letters.look_no_more(cloud.table, id)
    return change.now


def resume(cloud: Cloud, id: str) -> Letter | None:
    """Resume a letter that was paused, stopped, failed, withdrawn or cancelled; return the letter as it is then."""
    now = cloud.clock.now()

    def going(letter: Letter) -> Letter:
        return resumed(letter, now) if letter.state in RESUMABLE else letter

    def first(letter: Letter) -> None:
        _clear_report(cloud, letter)
        letters.put_on_list(cloud.table, letter)  # a digest finds its posts' letters by their due times

    change = letters.change(cloud.table, id, going, first=first)
    if change.changed:
        letters.look_again(cloud.table, id, in_utc(now))
    return change.now
