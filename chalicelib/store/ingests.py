"""Ingests that have begun and not ended, and sources that wait for an address.

    OWING   key   the version that the ingest would write (`stamp`), when it began (`since`), when the schedule last queued the
                  source (`looked`), and, since the upload: how many ingests began and may have died (`tries`), how many began
                  because the schedule queued the source (`rounds`); `failed` is the exception with which the last one ended

An ingest that is done removes the item (`end`), or leaves it for the schedule to try again later (`wait`). One that ends with an
exception says so (`fail`): it isn't counted as a try, for its worker lives, and the cloud may have been down for an hour. One
that says nothing was killed, or ran out of memory or time, and is counted when the next one begins.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from chalicelib.cloud.items import Absent, At, Item, Same, Value
from chalicelib.cloud.ports import Cloud, Table
from chalicelib.frozen import Frozen
from chalicelib.store import item_keys

GONE = timedelta(minutes=2)  # after which the worker of an ingest is done or dead
PATIENCE = timedelta(minutes=15)  # longer than an upload's message is ever hidden, so the schedule mostly finds nothing to do
HOPELESS = 20  # rounds of the schedule, each of which fails, after which a source is given up


class Begun(Frozen):
    """An ingest that begins: how many tries and rounds there have been, itself included, and how the last one failed."""

    tries: int = 1
    rounds: int = 0
    failed: str = ""

    @property
    def is_hopeless(self) -> bool:
        """Whether the schedule has queued the source often enough."""
        return self.rounds >= HOPELESS


def at(key: str) -> At:
    return At(item_keys.OWING, key)


def begin(cloud: Cloud, key: str, version: str) -> Begun:
    """Note that an ingest begins, so that the schedule finds it if it never ends.

    An ingest that began less than `GONE` ago may still run, because an event may come twice: it isn't counted.
    """
    now = cloud.clock.now()
    new: dict[str, Value] = {"stamp": version, "since": now.isoformat(), "tries": 1}
    if cloud.table.put(Item(at(key), new), Absent()):
        return Begun()
    begun = Begun()
    item = cloud.table.get(at(key))
    if item and _upload_of(version) <= _upload_of(str(item.has["stamp"])):
        begun, since = _next(item, now)
        new |= {"since": since, "tries": begun.tries, "rounds": begun.rounds}
    cloud.table.put(Item(at(key), new))
    return begun


def _next(item: Item, now: datetime) -> tuple[Begun, str]:
    """The ingest that follows the one that this item knows of, and since when the last one that counts has run."""
    since, failed = str(item.has["since"]), str(item.has.get("failed", ""))
    is_gone = now - datetime.fromisoformat(since) >= GONE
    died, queued = is_gone and not failed, "looked" in item.has
    begun = Begun(item.number("tries", 0) + died, item.number("rounds", 0) + queued, failed)
    return begun, now.isoformat() if is_gone or failed else since


def _upload_of(version: str) -> str:
    return version.partition(".")[0]


def fail(cloud: Cloud, key: str, version: str, why: str) -> None:
    """Note that the ingest ended with an exception, so that it isn't counted as a try, unless another has begun since."""
    item = cloud.table.get(at(key))
    if item and item.has["stamp"] == version:
        cloud.table.put(Item(at(key), {**item.has, "failed": why}), Same("stamp", version))


def wait(cloud: Cloud, key: str, version: str) -> None:
    """Note that the source has to be tried again, though nothing failed, unless another ingest has begun since."""
    has: dict[str, Value] = {"stamp": version, "since": cloud.clock.now().isoformat(), "tries": 0}
    cloud.table.put(Item(at(key), has), Same("stamp", version))


def end(cloud: Cloud, key: str, version: str) -> None:
    """Note that the ingest is done, or given up, unless another has begun since."""
    cloud.table.delete(at(key), Same("stamp", version))


# ---- for the schedule


def some(table: Table, number: int) -> Sequence[Item]:
    """Return the first items, at most so many; and if there are more, as many of those that follow where the last call stopped.

    So a call is bounded, and where more has begun than two calls hold, every item has its turn in the end.
    """
    first = table.query(item_keys.OWING, limit=number)
    if len(first) < number:
        return first
    turn = table.get(item_keys.OWING_TURN)
    after = max(first[-1].at.sk, turn.text("after")) if turn else first[-1].at.sk
    further = table.query(item_keys.OWING, after=after, limit=number)
    table.put(Item(item_keys.OWING_TURN, {"after": further[-1].at.sk if len(further) == number else ""}))
    return (*first, *further)


def is_overdue(item: Item, now: datetime) -> bool:
    """Whether the ingest began, or the schedule queued its source, so long ago that it has to be queued again."""
    return now - datetime.fromisoformat(str(item.has.get("looked", item.has["since"]))) >= PATIENCE


def is_given_up(item: Item) -> bool:
    """Whether the source was queued so often that ingest has tried to refuse it, and failed at that, too."""
    return item.number("rounds", 0) >= HOPELESS


def note_queued(table: Table, item: Item, now: datetime) -> None:
    """Note that the schedule has queued the source, unless another ingest has begun since."""
    table.put(Item(item.at, {**item.has, "looked": now.isoformat()}), Same("stamp", item.has["stamp"]))
