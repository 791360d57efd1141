"""Lettering: a letter is brought forward, one errand at a time.

    due → opened: what it says is fixed → walks start, as many shards side by side as the pace allows
        → each shard that is done starts the next → all done → claims nobody knows the end of are settled → sent

Every step looks at what stands in the table and does what is missing, so an errand that is lost is made up for by the
clock, which looks at each letter on its way from time to time, and one that comes twice is harmless.
"""

import hashlib
import logging
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import uuid4

from chalicelib.catalog import fixtures, letters, pace, records, subscribers
from chalicelib.catalog.asking import follow
from chalicelib.catalog.houses import house_of
from chalicelib.cloud.ports import Cloud, UnsentError
from chalicelib.errands import Open, Settle, Walk, to_letters
from chalicelib.mail import pace as rules
from chalicelib.mail.edition import Edition, post_edition
from chalicelib.mail.ledger import Progress
from chalicelib.mail.letter import OPENABLE, RESUMABLE, Letter, in_utc, opened, resumed, subject_of, withdrawn, woken
from chalicelib.press.gather.reading import texts
from chalicelib.press.house import House
from chalicelib.press.needs import Steps
from chalicelib.press.showing import shown_post
from chalicelib.press.shown import ShownPost
from chalicelib.record import Record
from chalicelib.words import Post

log = logging.getLogger(__name__)
LOOK = timedelta(minutes=15)  # how often the clock looks at a letter on its way
STALE = timedelta(minutes=10)  # a shard that has not moved for so long has lost its worker
PAUSE = timedelta(hours=1)  # after which a paused letter tries again: a day's quota comes back bit by bit


def open_letter(cloud: Cloud, errand: Open) -> None:
    """Bring the letter forward, from wherever it stands; one that goes no further leaves the clock's list."""
    letter = letters.read(cloud.table, errand.letter)
    if letter and letter.state in OPENABLE:
        STEPS[letter.state](cloud, letter)
    else:
        letters.look_no_more(cloud.table, errand.letter)


# ---- opening


def _due(cloud: Cloud, letter: Letter) -> None:
    if letter.due > in_utc(cloud.clock.now()):
        letters.look_again(cloud.table, letter.id, letter.due)
        return
    OPENINGS[letter.kind](cloud, letter)


def _open_post(cloud: Cloud, letter: Letter) -> None:
    """The post as it stands now becomes the letter; one that was taken back cancels it."""
    record = _record(cloud, letter.key)
    why = withdrawn(record)
    if why or record is None or record.post is None:
        _cancel(cloud, letter, why)
        return
    edition = edition_of(cloud, record.post)
    name = hashlib.sha256(edition.dumps().encode()).hexdigest()[:16]
    letters.put_edition(cloud.table, letter.id, name, edition.dumps())
    if written := letters.write(cloud.table, opened(letter, record.post, name)):
        forward(cloud, written)


def _record(cloud: Cloud, key: str) -> Record | None:
    """The record of the letter's source, or of what it was renamed to while the letter was due."""
    record = records.read(cloud.table, key)
    if record is None or record.state != "removed" or not record.digest:
        return record
    twins = records.read_many(cloud.table, records.followers(cloud.table, "twin", record.digest)).values()
    return next((twin for twin in sorted(twins, key=lambda one: one.key) if twin.post), record)


def edition_of(cloud: Cloud, post: Post) -> Edition:
    """What the letter of this post says, as the site and its templates stand now."""
    house = house_of(fixtures.read(cloud))
    return post_edition(house, follow(cloud.table, _shown(post, house)), uuid4().hex)


def _shown(post: Post, house: House) -> Steps[ShownPost]:
    found = yield from texts([post])
    return shown_post(post, house.site, found[post.key])


def _open_digest(cloud: Cloud, letter: Letter) -> None:
    """The posts of the period whose letters came due in it; one that has nothing to tell is cancelled."""
    several = letters.read_many(cloud.table, letters.listed(cloud.table, after=letter.since, until=letter.due))
    news = {one.id: one for one in several.values() if one.kind == "each" and one.state != "cancelled"}
    found = {ref: _record(cloud, one.key) for ref, one in news.items()}
    told = {ref: record.post for ref, record in found.items() if record and record.post and not withdrawn(record)}
    if not told:
        _cancel(cloud, letter, "nothing new was published")
        return
    subjects = {ref: subject_of(post, news[ref].due) for ref, post in told.items()}
    keys = {ref: post.key for ref, post in told.items()}
    if written := letters.write(cloud.table, replace(letter, state="sending", subjects=subjects, keys=keys)):
        forward(cloud, written)


OPENINGS: Mapping[str, Callable[[Cloud, Letter], None]] = {"each": _open_post, "daily": _open_digest, "weekly": _open_digest}


# ---- going on


def forward(cloud: Cloud, letter: Letter, *, looking: bool = False, after: timedelta = STALE) -> None:
    """Start as many walks as there is room for; when every shard is done, end it.

    `looking`: it is the clock who asks, not a worker. A shard that has not moved for as long as `after` is begun again.
    """
    now = cloud.clock.now()
    shards, standing = subscribers.shards(cloud.table), letters.progress(cloud.table, letter.id)
    waiting = [shard for shard in shards if shard not in standing]
    under_way = [one for one in standing.values() if not one.done]
    lost = [one for one in under_way if now - datetime.fromisoformat(one.at) >= after]
    room = (rules.lanes(pace.rate(cloud), len(shards)) if waiting else 0) - len(under_way) + len(lost)
    started = [shard for shard in waiting[: max(0, room)] if _is_started(cloud, letter, shard, now)]
    cloud.letters.send(to_letters(Walk(letter.id, shard)) for shard in (*started, *(one.shard for one in lost)))
    if not waiting and not under_way:
        _end(cloud, letter, standing, looking=looking)


def _is_started(cloud: Cloud, letter: Letter, shard: int, now: datetime) -> bool:
    """Whether it is us who begin this shard: another worker may be as quick."""
    return letters.advance(cloud.table, Progress(letter.id, shard, in_utc(now))) is not None


def _end(cloud: Cloud, letter: Letter, standing: Mapping[int, Progress], *, looking: bool) -> None:
    """Nobody is left to walk to: it is sent, unless the service may still tell of claims that nobody knows the end of."""
    open_shards = sorted(shard for shard, one in standing.items() if one.unsettled)
    if open_shards and cloud.events:
        cloud.letters.send(to_letters(Settle(letter.id, shard)) for shard in open_shards if looking)
        return
    count = sum(one.unsettled for one in standing.values())
    why = f"of {count} letters nobody knows whether they were sent" if count else ""
    if letters.write(cloud.table, replace(letter, state="sent", why=why)):
        letters.look_no_more(cloud.table, letter.id)
        log.info("letter %s is sent", letter.id)


def _go_on(cloud: Cloud, letter: Letter) -> None:
    forward(cloud, letter, looking=True)


def _wake(cloud: Cloud, letter: Letter) -> None:
    """A paused letter goes on when its time has come."""
    now = cloud.clock.now()
    if letter.wake > in_utc(now):
        letters.look_again(cloud.table, letter.id, letter.wake)
    elif written := letters.write(cloud.table, woken(letter)):
        letters.look_again(cloud.table, letter.id, in_utc(now + LOOK))
        forward(cloud, written, looking=True, after=timedelta())


STEPS: Mapping[str, Callable[[Cloud, Letter], None]] = {"due": _due, "sending": _go_on, "paused": _wake}


# ---- halting


def pause(cloud: Cloud, id: str, halt: UnsentError) -> None:
    """Let the letter wait, because the service takes no more for now."""
    letter, wake = letters.read(cloud.table, id), in_utc(cloud.clock.now() + PAUSE)
    if letter and letter.state == "sending":
        paused = replace(letter, state="paused", wake=wake, why=f"{PAUSES[halt.code]} ({halt.found})")
        if letters.write(cloud.table, paused):
            letters.look_again(cloud.table, id, wake)
            log.warning("letter %s is paused: %s", id, paused.why)


PAUSES: Mapping[str, str] = {
    "quota": "the mail service takes no more letters today; it goes on by itself when it does, tomorrow at the latest",
    "paused": "the mail service takes no letters from this site; see its console. It is tried again every hour",
}


def stop(cloud: Cloud, id: str, why: str) -> None:
    """Stop a letter for good, until its author resumes it."""
    while (letter := letters.read(cloud.table, id)) and letter.state in OPENABLE:
        if letters.write(cloud.table, replace(letter, state="stopped", why=why)):
            letters.look_no_more(cloud.table, id)
            log.error("letter %s is stopped: %s", id, why)
            return


def _cancel(cloud: Cloud, letter: Letter, why: str) -> None:
    if letters.write(cloud.table, replace(letter, state="cancelled", why=why)):
        letters.look_no_more(cloud.table, letter.id)
        log.info("letter %s is cancelled: %s", letter.id, why)


def cancel(cloud: Cloud, id: str) -> Letter | None:
    """Cancel a letter that is due, on its way or stopped, by its author's wish; the letter as it stands then."""
    while (letter := letters.read(cloud.table, id)) and letter.state in (*OPENABLE, "stopped"):
        if cancelled := letters.write(cloud.table, replace(letter, state="cancelled", why="its author cancelled it")):
            letters.look_no_more(cloud.table, id)
            return cancelled
    return letter


def resume(cloud: Cloud, id: str) -> Letter | None:
    """Let a letter go on that was paused, stopped or cancelled; the letter as it stands then."""
    while (letter := letters.read(cloud.table, id)) and letter.state in RESUMABLE:
        now = cloud.clock.now()
        if going := letters.write(cloud.table, resumed(letter, now)):
            letters.look_again(cloud.table, id, in_utc(now))
            return going
    return letter
