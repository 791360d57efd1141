"""Delivering: a letter goes to the subscribers of a shard, a page of them at a time.

    read a page → who of them is reached? → take slots → wait → read them again, for somebody may have left
        → for each: claim, send, mark → how far it has come is written, and what became of whom

A worker may die anywhere, be given its message twice, or meet another one in the same shard: whoever is claimed is not
sent to again, and of two workers the one that is overtaken stops. What a worker could not finish stands in the ledger, and
`settle` goes through it when everybody was walked to.
"""

import logging
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

from chalicelib.cloud.ports import Cloud, Outgoing, UnsentError
from chalicelib.newsletter import campaign
from chalicelib.newsletter.jobs import Deliver, Settle, to_letters
from chalicelib.newsletter.ledger import KEPT, Entry, Progress, claimed, failed, is_unsent, opened, sent
from chalicelib.newsletter.pace import page_of
from chalicelib.newsletter.personalization import Editions
from chalicelib.newsletter.subscriber import Subscriber, shard_of
from chalicelib.rendering.failures import said
from chalicelib.store import letters, pace, subscribers
from chalicelib.times import in_utc

log = logging.getLogger(__name__)
SPELL = timedelta(seconds=120)  # after which a worker hands its shard on, long before its own time is over
SLOW = 5  # seconds to wait when the service says that it is too fast
SILENT = 60  # the same when it doesn't answer at all
DOUBTS = 3  # letters in a row of which nobody knows whether they were sent, before a worker gives it a rest


@dataclass(frozen=True, slots=True)
class Halt:
    """Why a walk is broken off: a row of `HALTS`, and what was found."""

    code: str
    found: str = ""


@dataclass(frozen=True, slots=True)
class PageResult:
    """What became of a page: how many of each state, the last reader that was seen to, doubts in a row, and what broke it off."""

    states: Counter[str] = field(default_factory=Counter)
    last: str = ""
    doubts: int = 0
    halt: Halt | None = None

    def with_state(self, state: str, reader: str) -> "PageResult":
        doubts = self.doubts + 1 if state == "doubt" else 0
        halt = Halt("silent") if doubts == DOUBTS else None
        return PageResult(self.states + Counter([state]), reader, doubts, halt)


def deliver_shard(cloud: Cloud, job: Deliver) -> bool:
    """Bring the letter to the rest of the shard, or for a spell; True when the shard is done."""
    editions = _editions(cloud, job)
    if editions is None:
        return False
    try:
        size = page_of(pace.rate(cloud))
    except UnsentError as unsent:
        _halt(cloud, job, Halt(unsent.code, unsent.found))
        return False
    progress, until = _progress_of(cloud, job), cloud.clock.now() + SPELL
    while not progress.done:
        if cloud.clock.now() >= until:
            cloud.letters.send([to_letters(job)])
            return False
        progress, result = _deliver_page(cloud, editions, progress, size)
        written = letters.advance(cloud.table, progress)
        if result.halt:
            _halt(cloud, job, result.halt)
        if written is None or result.halt:  # another worker is ahead, or nobody goes on for now
            return False
        progress = written
    subscribers.recount(cloud.table, job.shard, progress.following, progress.changes)
    return True


def _progress_of(cloud: Cloud, job: Deliver) -> Progress:
    """How far the letter has come here; at the beginning it is noted how often the count of followers was changed."""
    standing = letters.progress_of(cloud.table, job.letter, job.shard)
    progress = standing or Progress(job.letter, job.shard, in_utc(cloud.clock.now()))
    return progress if progress.after else replace(progress, changes=subscribers.changes(cloud.table, job.shard))


def _deliver_page(cloud: Cloud, editions: Editions, progress: Progress, size: int) -> tuple[Progress, PageResult]:
    """The next page of subscribers; how far the letter has come with it."""
    readers = subscribers.page(cloud.table, progress.shard, after=progress.after, limit=size)
    wanted = tuple(reader for reader in readers if editions.reaches(reader))
    result = _deliver_all(cloud, editions, wanted) if wanted else PageResult()
    passed = [reader for reader in readers if not result.halt or reader.id <= result.last]
    on = replace(
        progress.counting(result.states),
        at=in_utc(cloud.clock.now()),
        lost=0,
        after=passed[-1].id if passed else progress.after,
        following=progress.following + sum(reader.state == "following" for reader in passed),
        done=len(readers) < size and not result.halt,
    )
    return on, result


# ---- a page


def _deliver_all(cloud: Cloud, editions: Editions, wanted: Sequence[Subscriber]) -> PageResult:
    try:
        slots = pace.slots(cloud, len(wanted))
    except UnsentError as unsent:
        return PageResult(halt=Halt(unsent.code, unsent.found))
    pace.wait(cloud, slots.first - pace.LEAD)
    standing = letters.read(cloud.table, editions.letter.id)
    if standing is None or standing.state != "sending":
        return PageResult(halt=Halt("off"))
    fresh = subscribers.read_many(cloud.table, [reader.id for reader in wanted])
    still = [fresh[reader.id] for reader in wanted if reader.id in fresh and editions.reaches(fresh[reader.id])]
    result = _deliver_each(cloud, editions, zip(still, slots, strict=False))
    hopeless = result.states["failed"] >= campaign.HOPELESS and not result.states["sent"]
    return replace(result, halt=Halt("hopeless", campaign.OUR_FAULT)) if hopeless else result


def _deliver_each(cloud: Cloud, editions: Editions, timed: Iterable[tuple[Subscriber, float]]) -> PageResult:
    result = PageResult()
    for reader, slot in timed:
        pace.wait(cloud, slot)
        try:
            result = result.with_state(_deliver(cloud, editions, reader), reader.id)
        except (UnsentError, UnmadeError) as error:
            return replace(result, halt=halt_of(error))
        if result.halt:
            break
    return result


def _deliver(cloud: Cloud, editions: Editions, reader: Subscriber) -> str:
    """Claim, send, mark: what became of it. Where another worker claimed it, the state that it has there."""
    _prepare_edition(editions, reader)
    new = Entry(editions.letter.id, reader.id, "claimed", in_utc(cloud.clock.now()), "")
    entry = letters.claim(cloud.table, new, reader.shard, _expiry(cloud))
    if entry.changed and entry.now:
        return _send(cloud, editions, reader, entry.now)
    return entry.now.state if entry.now else new.state


class UnmadeError(Exception):
    """What the letter says can't be made: for nobody, or for all who wish for the same."""


def _editions(cloud: Cloud, job: Deliver | Settle) -> Editions | None:
    """The editions of the letter; None where it isn't on its way any more, or can't be."""
    try:
        return Editions.of(cloud, job.letter)
    except Exception as error:
        log.exception("letter %s can't be made", job.letter)
        _halt(cloud, job, Halt("unmade", said(error)))
        return None


def _prepare_edition(editions: Editions, reader: Subscriber) -> None:
    """Let the reader's edition be made, if it isn't yet, before anything is claimed."""
    try:
        editions.make(reader)
    except Exception as error:
        log.exception("letter %s can't be made", editions.letter.id)
        raise UnmadeError(said(error)) from error


def _send(cloud: Cloud, editions: Editions, reader: Subscriber, entry: Entry) -> str:
    """Send what was claimed. Where the service certainly didn't take it, the entry is open again, and the error goes up."""
    try:
        outgoing = _outgoing(editions, reader)
    except Exception as error:  # a letter that can't be made for one reader is made for the others
        log.exception("letter %s can't be made for %s", entry.letter, reader.id)
        return _enter(cloud, reader, failed(entry, f"it could not be made: {type(error).__name__}"))
    try:
        message = cloud.mail.send(outgoing)
    except UnsentError as unsent:
        if unsent.code == "address":
            return _enter(cloud, reader, failed(entry, unsent.found))
        _enter(cloud, reader, opened(entry))
        raise
    except Exception:  # nobody knows whether it was sent: the claim stands, and the others go on
        log.exception("letter %s to %s: nobody knows whether it was sent", entry.letter, reader.id)
        return "doubt"
    return _enter(cloud, reader, sent(entry, message))


def _enter(cloud: Cloud, reader: Subscriber, entry: Entry) -> str:
    """The state, written unless the service has told of it already."""
    letters.enter(cloud.table, entry, reader.shard, _expiry(cloud))
    return entry.state


def _expiry(cloud: Cloud) -> int:
    return int((cloud.clock.now() + KEPT).timestamp())


def _outgoing(editions: Editions, reader: Subscriber) -> Outgoing:
    raw = editions.written(reader)
    return Outgoing(editions.sender.address, reader.address, raw, {"letter": editions.letter.id, "reader": reader.id})


# ---- what is left open


def settle(cloud: Cloud, job: Settle) -> bool:
    """Send what certainly was not sent, and count the shard anew; True when nothing more can become of it by waiting."""
    editions = _editions(cloud, job)
    progress = letters.progress_of(cloud.table, job.letter, job.shard)
    if editions is None or progress is None:
        return False
    try:
        states = _settle_entries(cloud, editions, job.shard)
    except (UnsentError, UnmadeError) as error:
        _halt(cloud, job, halt_of(error))
        return False
    counted = replace(progress.recounted(states), at=in_utc(cloud.clock.now()), checked=True)
    return letters.advance(cloud.table, counted) is not None and not (counted.unsettled and cloud.events)


def _settle_entries(cloud: Cloud, editions: Editions, shard: int) -> Counter[str]:
    """How many entries of the shard are in each state, once those are sent that certainly were not."""
    states: Counter[str] = Counter()
    after = ""
    while entries := letters.entries(cloud.table, editions.letter.id, shard, after):
        for entry in entries:
            unsent = is_unsent(entry, cloud.clock.now(), events=cloud.events, again=editions.letter.again)
            states[_send_again(cloud, editions, entry) if unsent else entry.state] += 1
        after = entries[-1].reader
    return states


def _send_again(cloud: Cloud, editions: Editions, entry: Entry) -> str:
    """Claim the entry anew and send it; whoever left meanwhile gets none."""
    shard = shard_of(entry.reader)
    reader = subscribers.read(cloud.table, entry.reader)
    if reader is None or not editions.reaches(reader):
        left = letters.enter(cloud.table, failed(entry, "left before it was sent again"), shard, _expiry(cloud))
        return "failed" if left else "claimed"
    _prepare_edition(editions, reader)
    pace.wait_for_turn(cloud)
    anew = letters.enter(cloud.table, claimed(entry, in_utc(cloud.clock.now())), shard, _expiry(cloud))
    return _send(cloud, editions, reader, anew) if anew else "claimed"


# ---- breaking off


def _halt(cloud: Cloud, job: Deliver | Settle, halt: Halt) -> None:
    """Do what this halt asks for; one that no row knows asks for nothing."""
    if act := HALTS.get(halt.code):
        act(cloud, job, halt)


def _later(seconds: int) -> Callable[[Cloud, Deliver | Settle, Halt], None]:
    return lambda cloud, job, _halt: cloud.letters.send([to_letters(job, seconds)])


def _paused(cloud: Cloud, job: Deliver | Settle, halt: Halt) -> None:
    campaign.pause(cloud, job.letter, halt.code, halt.found)


def _stopped(cloud: Cloud, job: Deliver | Settle, halt: Halt) -> None:
    campaign.stop(cloud, job.letter, halt.found, again=True)


def _retry_later(cloud: Cloud, job: Deliver | Settle, halt: Halt) -> None:
    campaign.retry_later(cloud, job.letter, halt.found)


def halt_of(error: UnsentError | UnmadeError) -> Halt:
    """Why a walk is broken off by this error."""
    return Halt(error.code, error.found) if isinstance(error, UnsentError) else Halt("unmade", str(error))


HALTS: Mapping[str, Callable[[Cloud, Deliver | Settle, Halt], None]] = {
    "slow": _later(SLOW),
    "silent": _later(SILENT),
    "quota": _paused,
    "paused": _paused,
    "hopeless": _stopped,
    "unmade": _retry_later,
}
