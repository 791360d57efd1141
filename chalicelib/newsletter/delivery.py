"""Deliver a letter to the subscribers of a shard, one page of subscribers at a time.

    read a page → select the subscribers whom the letter reaches → take slots → wait → read them again, as some may have left
        → for each: claim, send, record the result in the ledger → write the shard's progress

A worker may die at any point, receive its message twice, or meet another worker in the same shard. A claimed subscriber is not
sent the letter again, and of two workers the overtaken one stops. Claims without a result stay in the ledger
(`store.newsletter.ledger` writes it); `settle` reads them when the whole shard is delivered.
"""

import logging
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import timedelta
from typing import NamedTuple

from msgspec import field
from msgspec.structs import replace

from chalicelib.cloud.ports import Cloud, Outgoing, UnsentError
from chalicelib.frozen import Frozen
from chalicelib.newsletter import campaign, letter_holds
from chalicelib.newsletter.jobs import Deliver, Settle, to_letters
from chalicelib.newsletter.personalization import Editions
from chalicelib.newsletter.rules.ledger import Entry, Progress, claimed, failed, is_unsent, opened, sent
from chalicelib.newsletter.rules.send_rate import page_of
from chalicelib.newsletter.rules.subscriber import Subscriber
from chalicelib.rendering.failures import said
from chalicelib.store.newsletter import ledger, letters, pace, subscribers
from chalicelib.times import in_utc

log = logging.getLogger(__name__)
SPELL = timedelta(seconds=120)  # after this, a worker queues the rest of its shard, long before its own time is over
SLOW = 5  # seconds to wait when the service says that the rate is too high
SILENT = 60  # the same when it doesn't answer at all
DOUBTS = 3  # letters in a row that may or may not have been sent, after which a worker pauses


class Halt(NamedTuple):
    """Why a delivery is interrupted: a row of `HALTS`, and what was found."""

    code: str
    found: str = ""


class PageResult(Frozen):
    """The result of a page: how many entries are in each state, the last reader handled, doubts in a row, why it stopped."""

    states: Counter[str] = field(default_factory=Counter)
    last: str = ""
    doubts: int = 0
    halt: Halt | None = None

    def with_state(self, state: str, reader: str) -> "PageResult":
        doubts = self.doubts + 1 if state == "doubt" else 0
        halt = Halt("silent") if doubts == DOUBTS else None
        return PageResult(self.states + Counter([state]), reader, doubts, halt)


def deliver_shard(cloud: Cloud, job: Deliver) -> bool:
    """Deliver the letter to the rest of the shard, or for a limited time; return whether the shard is done."""
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
        if written is None or result.halt:  # another worker is ahead, or the delivery is interrupted
            return False
        progress = written
    subscribers.recount(cloud.table, job.shard, progress.following, progress.changes)
    return True


def _progress_of(cloud: Cloud, job: Deliver) -> Progress:
    """Return the shard's progress; at its beginning, note how often the count of followers had changed."""
    current = letters.progress_of(cloud.table, job.letter, job.shard)
    progress = current or Progress(job.letter, job.shard, in_utc(cloud.clock.now()))
    return progress if progress.after else replace(progress, changes=subscribers.changes(cloud.table, job.shard))


def _deliver_page(cloud: Cloud, editions: Editions, progress: Progress, size: int) -> tuple[Progress, PageResult]:
    """Deliver to the next page of subscribers; return the new progress and the page's result."""
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
    letter = letters.read(cloud.table, editions.letter.id)
    if letter is None or letter.state != "sending":
        return PageResult(halt=Halt("off"))
    fresh = subscribers.read_many(cloud.table, [reader.id for reader in wanted])
    readers = [subscribers.with_address(cloud.table, fresh[reader.id]) for reader in wanted if reader.id in fresh]
    still = [reader for reader in readers if reader and editions.reaches(reader)]
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
    """Claim, send and record; return the entry's state. An entry that another worker claimed keeps its state."""
    _prepare_edition(editions, reader)
    new = Entry(editions.letter.id, reader.id, "claimed", in_utc(cloud.clock.now()), "")
    entry = ledger.claim(cloud.table, new, cloud.clock.now())
    if entry.changed and entry.now:
        return _send(cloud, editions, reader, entry.now)
    return entry.now.state if entry.now else new.state


class UnmadeError(Exception):
    """The letter can't be made: for nobody, or for all readers with the same wishes."""


def _editions(cloud: Cloud, job: Deliver | Settle) -> Editions | None:
    """Return the editions of the letter; None where the letter is no longer under way, or can't be made."""
    try:
        return Editions.of(cloud, job.letter)
    except Exception as error:
        log.exception("letter %s can't be made", job.letter)
        _halt(cloud, job, Halt("unmade", said(error)))
        return None


def _prepare_edition(editions: Editions, reader: Subscriber) -> None:
    """Make the reader's edition, if it isn't made yet, before anything is claimed."""
    try:
        editions.edition(reader)
    except Exception as error:
        log.exception("letter %s can't be made", editions.letter.id)
        raise UnmadeError(said(error)) from error


def _send(cloud: Cloud, editions: Editions, reader: Subscriber, entry: Entry) -> str:
    """Send what was claimed. If the service certainly didn't take it, open the entry again and raise the error."""
    try:
        heir = {"heir": reader.heir} if reader.heir else {}
        raw, tags = editions.written(reader), {"letter": editions.letter.id, "reader": reader.id, **heir}
    except Exception as error:  # a letter that can't be made for one reader is made for the others
        log.exception("letter %s can't be made for %s", entry.letter, reader.id)
        return _enter(cloud, failed(entry, f"it couldn't be made: {type(error).__name__}"))
    try:
        message = cloud.mail.send(Outgoing(editions.sender.address, reader.address, raw, tags))
    except UnsentError as unsent:
        if unsent.code == "address":
            return _enter(cloud, failed(entry, unsent.found))
        _enter(cloud, opened(entry))
        raise
    except Exception:  # it may or may not have been sent: the claim stays, and the others continue
        log.exception("letter %s to %s: nobody knows whether it was sent", entry.letter, reader.id)
        return "doubt"
    return _enter(cloud, sent(entry, message))


def _enter(cloud: Cloud, entry: Entry) -> str:
    """Write the entry, unless an event of the service has settled it already; return its state."""
    ledger.write(cloud.table, entry, cloud.clock.now())
    return entry.state


# ---- unsettled claims


def settle(cloud: Cloud, job: Settle) -> bool:
    """Send what was certainly not sent, and recount the shard; return whether waiting can change nothing more."""
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
    """Send the entries that were certainly not sent; return how many entries of the shard are in each state."""
    states: Counter[str] = Counter()
    after = ""
    while entries := ledger.page(cloud.table, editions.letter.id, shard, after):
        for entry in entries:
            unsent = is_unsent(entry, cloud.clock.now(), events=cloud.events, again=editions.letter.again)
            states[_send_again(cloud, editions, entry) if unsent else entry.state] += 1
        after = entries[-1].reader
    return states


def _send_again(cloud: Cloud, editions: Editions, entry: Entry) -> str:
    """Claim the entry again and send it; a reader who has left meanwhile gets no letter."""
    subscriber = subscribers.read(cloud.table, entry.reader)
    reader = subscribers.with_address(cloud.table, subscriber) if subscriber else None
    if reader is None or not editions.reaches(reader):
        left = ledger.write(cloud.table, failed(entry, "unsubscribed before it was sent again"), cloud.clock.now())
        return "failed" if left else "claimed"
    _prepare_edition(editions, reader)
    pace.wait_for_turn(cloud)
    anew = ledger.write(cloud.table, claimed(entry, in_utc(cloud.clock.now())), cloud.clock.now())
    return _send(cloud, editions, reader, anew) if anew else "claimed"


# ---- interruptions


def _halt(cloud: Cloud, job: Deliver | Settle, halt: Halt) -> None:
    """Do what this halt asks for; an unknown code asks for nothing."""
    if act := HALTS.get(halt.code):
        act(cloud, job, halt)


def _later(seconds: int) -> Callable[[Cloud, Deliver | Settle, Halt], None]:
    return lambda cloud, job, _halt: cloud.letters.send([to_letters(job, seconds)])


def _paused(cloud: Cloud, job: Deliver | Settle, halt: Halt) -> None:
    letter_holds.pause(cloud, job.letter, halt.code, halt.found)


def _unmade(cloud: Cloud, job: Deliver | Settle, halt: Halt) -> None:
    letter = letters.read(cloud.table, job.letter)
    if letter and letter.state == "sending":
        letter_holds.retry(cloud, letter, halt.found, job)


def halt_of(error: UnsentError | UnmadeError) -> Halt:
    return Halt(error.code, error.found) if isinstance(error, UnsentError) else Halt("unmade", str(error))


HALTS: Mapping[str, Callable[[Cloud, Deliver | Settle, Halt], None]] = {
    "slow": _later(SLOW),
    "silent": _later(SILENT),
    "quota": _paused,
    "paused": _paused,
    "hopeless": lambda cloud, job, halt: letter_holds.stop(cloud, job.letter, halt.found, again=True),
    "unmade": _unmade,
}
