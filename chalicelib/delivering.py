"""Delivering: a letter goes to the subscribers of a shard, a page of them at a time.

    read a page → who of them is reached? → take slots → wait → read them again, for somebody may have left
        → for each: claim, send, mark → how far it has come is written, and what became of whom

A worker may die anywhere, be given its message twice, or meet another one in the same shard: whoever is claimed is not
sent to again, and of two workers the one that is overtaken stops.
"""

import logging
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

from chalicelib import lettering
from chalicelib.catalog import letters, pace, subscribers
from chalicelib.cloud.ports import Cloud, Outgoing, UnsentError
from chalicelib.editions import Editions
from chalicelib.errands import Settle, Walk, to_letters
from chalicelib.mail.ledger import KEPT, Entry, Progress, failed, is_lost, sent
from chalicelib.mail.letter import in_utc
from chalicelib.mail.subscriber import Subscriber, shard_of

log = logging.getLogger(__name__)
PAGE = 20  # subscribers held at once
SPELL = timedelta(seconds=120)  # after which a worker hands its shard on, long before its own time is over
SLOW = 5  # seconds to wait when the service says that it is too fast
SILENT = 60  # the same when it doesn't answer at all
DOUBTS = 3  # letters in a row of which nobody knows whether they were sent, before a worker gives it a rest
HOPELESS = 10  # a page of so many refused addresses and nothing sent says that the fault is ours


@dataclass(slots=True)
class Told:
    """What became of a page: how many of each state, and, if it was broken off, before whom and why."""

    states: Counter[str] = field(default_factory=Counter)
    halt: UnsentError | None = None
    before: str = ""


def walk(cloud: Cloud, errand: Walk) -> bool:
    """Bring the letter to the rest of the shard, or for a spell; True when the shard is done."""
    editions = Editions.of(cloud, errand.letter)
    if editions is None:
        return False
    progress = letters.progress_of(cloud.table, errand.letter, errand.shard)
    progress = progress or Progress(errand.letter, errand.shard, in_utc(cloud.clock.now()))
    if not progress.after:
        progress = replace(progress, changes=subscribers.changes(cloud.table, errand.shard))
    until = cloud.clock.now() + SPELL
    while not progress.done:
        if cloud.clock.now() >= until:
            cloud.letters.send([to_letters(errand)])
            return False
        progress, told = _page(cloud, editions, progress)
        written = letters.advance(cloud.table, progress)
        if told.halt:
            _halt(cloud, errand, told.halt)
        if written is None or told.halt:  # another worker is ahead, or nobody goes on for now
            return False
        progress = written
    subscribers.recount(cloud.table, errand.shard, progress.following, progress.changes)
    return True


def _page(cloud: Cloud, editions: Editions, progress: Progress) -> tuple[Progress, Told]:
    """The next page of subscribers; how far the letter has come with it."""
    readers = subscribers.page(cloud.table, progress.shard, after=progress.after, limit=PAGE)
    wanted = tuple(reader for reader in readers if editions.reaches(reader))
    told = _deliver_all(cloud, editions, wanted) if wanted else Told()
    passed = [reader.id for reader in readers if not told.halt or reader.id < told.before]
    on = replace(
        progress.counting(told.states),
        at=in_utc(cloud.clock.now()),
        after=passed[-1] if passed else progress.after,
        following=progress.following + sum(reader.state == "following" for reader in readers if reader.id in passed),
        done=len(readers) < PAGE and not told.halt,
    )
    return on, told


def _halt(cloud: Cloud, errand: Walk, halt: UnsentError) -> None:
    """The walk is broken off: it goes on later, or the whole letter waits."""
    if halt.code in HALTS:
        cloud.letters.send([to_letters(errand, HALTS[halt.code])])
    elif halt.code in lettering.PAUSES:
        lettering.pause(cloud, errand.letter, halt)
    elif halt.code == "hopeless":
        lettering.stop(cloud, errand.letter, halt.found)


HALTS: Mapping[str, int] = {"slow": SLOW, "silent": SILENT}


# ---- a page


def _deliver_all(cloud: Cloud, editions: Editions, wanted: Sequence[Subscriber]) -> Told:
    told, doubts = Told(), 0
    try:
        slots = pace.slots(cloud, len(wanted))
    except UnsentError as halt:
        return Told(halt=halt, before=wanted[0].id)
    _wait(cloud, slots.first - pace.LEAD)
    standing = letters.read(cloud.table, editions.letter.id)
    if standing is None or standing.state != "sending":
        return Told(halt=UnsentError("off"), before=wanted[0].id)
    fresh = subscribers.read_many(cloud.table, [reader.id for reader in wanted])
    still = [fresh[reader.id] for reader in wanted if reader.id in fresh and editions.reaches(fresh[reader.id])]
    for reader, slot in zip(still, slots, strict=False):
        _wait(cloud, slot)
        try:
            state = _deliver(cloud, editions, reader)
        except UnsentError as halt:
            return replace(told, halt=halt, before=reader.id)
        told.states[state] += 1
        doubts = doubts + 1 if state == "claimed" else 0
        if doubts == DOUBTS:
            return replace(told, halt=UnsentError("silent"), before=reader.id + "~")
    if told.states["failed"] >= HOPELESS and not told.states["sent"]:
        told.halt, told.before = (
            UnsentError("hopeless", "the mail service refused every one of a page of addresses"),
            wanted[-1].id + "~",
        )
    return told


def _wait(cloud: Cloud, until: float) -> None:
    cloud.clock.sleep(until - cloud.clock.now().timestamp())


def _deliver(cloud: Cloud, editions: Editions, reader: Subscriber) -> str:
    """Claim, send, mark: the state of the entry; where another worker claimed it, the state that it has there."""
    now = cloud.clock.now()
    expires = int((now + KEPT).timestamp())
    claim = Entry(editions.letter.id, reader.id, "claimed", in_utc(now), "")
    claimed = letters.enter(cloud.table, claim, reader.shard, expires)
    if claimed:
        return _send(cloud, editions, reader, claimed, expires)
    standing = letters.entry(cloud.table, editions.letter.id, reader.shard, reader.id)
    return standing.state if standing else "claimed"


def _send(cloud: Cloud, editions: Editions, reader: Subscriber, entry: Entry, expires: int) -> str:
    """Send what was claimed. Where the service certainly didn't take it, the claim is taken back, and the halt goes up."""
    try:
        message = cloud.mail.send(_outgoing(editions, reader))
        end = sent(entry, message)
    except UnsentError as refused:
        if refused.code != "address":
            letters.release(cloud.table, entry, reader.shard)
            raise
        end = failed(entry, refused.found)
    except Exception:  # nobody knows whether it was sent: the claim stands, and the others go on
        log.exception("letter %s to %s: nobody knows whether it was sent", entry.letter, reader.id)
        return "claimed"
    letters.enter(cloud.table, end, reader.shard, expires)
    return end.state


def _outgoing(editions: Editions, reader: Subscriber) -> Outgoing:
    raw = editions.written(reader)
    return Outgoing(editions.sender.address, reader.address, raw, {"letter": editions.letter.id, "reader": reader.id})


# ---- claims that nobody knows the end of


def settle(cloud: Cloud, errand: Settle) -> bool:
    """Send again what is known to be lost, and count the shard anew; True when nothing is open any more."""
    editions = Editions.of(cloud, errand.letter)
    progress = letters.progress_of(cloud.table, errand.letter, errand.shard)
    if editions is None or progress is None:
        return False
    states: Counter[str] = Counter()
    after = ""
    while entries := letters.entries(cloud.table, errand.letter, errand.shard, after):
        for entry in entries:
            lost = is_lost(entry, cloud.clock.now(), events=cloud.events)
            states[_send_again(cloud, editions, entry) if lost else entry.state] += 1
        after = entries[-1].reader
    counted = letters.advance(cloud.table, replace(progress.recounted(states), at=in_utc(cloud.clock.now())))
    return counted is not None and not counted.unsettled


def _send_again(cloud: Cloud, editions: Editions, entry: Entry) -> str:
    """Claim a lost letter anew and send it; whoever left meanwhile gets none."""
    now, shard = cloud.clock.now(), shard_of(entry.reader)
    expires = int((now + KEPT).timestamp())
    claimed = letters.enter(cloud.table, replace(entry, at=in_utc(now), tries=entry.tries + 1), shard, expires)
    if claimed is None:
        return "claimed"
    reader = subscribers.read(cloud.table, entry.reader)
    if reader is None or not editions.reaches(reader):
        letters.enter(cloud.table, failed(claimed, "left before it was sent again"), shard, expires)
        return "failed"
    _wait(cloud, pace.slots(cloud, 1).first)
    return _send(cloud, editions, reader, claimed, expires)
