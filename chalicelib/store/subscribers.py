"""Subscribers in the table: read, replaced where nobody came between, walked by shards, and counted without a scan.

READERS#07    id          the subscriber
SHARDS        07          a shard that was ever used
FOLLOWERS     07          numbers: followers, and changes of it
CLOCK         followers   that the count has changed since the sidebar was pressed
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeVar

from chalicelib import codec
from chalicelib.cloud.ports import Absent, At, Item, Same, Table, Value
from chalicelib.newsletter.subscriber import Subscriber, shard_of
from chalicelib.store import timers, update
from chalicelib.store.nonces import nonce
from chalicelib.store.update import UNREAD, Change, Decision, Kind, Unread

SHARDS, FOLLOWERS = "SHARDS", "FOLLOWERS"
CHANGED = timers.at("followers")


def at_reader(id: str) -> At:
    return At(f"READERS#{shard_of(id):02d}", id)


def read(table: Table, id: str) -> Subscriber | None:
    item = table.get(at_reader(id))
    return subscriber_in(item) if item else None


def read_many(table: Table, ids: Iterable[str]) -> Mapping[str, Subscriber]:
    """Those of the subscribers that stand, by id."""
    found = table.get_many(map(at_reader, ids))
    return {subscriber.id: subscriber for subscriber in map(subscriber_in, found.values())}


def write(table: Table, new: Subscriber, standing: Subscriber | None) -> Subscriber | None:
    """Put the new one in place of the one that was read; the one written, or None if another came between."""
    return update.write(table, at_reader(new.id), READER, new, standing.nonce if standing else "")


V = TypeVar("V", bound=Decision[Subscriber])


def carry_out(table: Table, id: str, decide: Callable[[Subscriber | None], V], *, seen: Subscriber | Unread | None = UNREAD) -> V:
    """Decide on what stands there, and put it in force; where another came between, it is decided again."""
    return update.carry_out(table, at_reader(id), READER, decide, seen=seen)


def change(table: Table, id: str, decide: Callable[[Subscriber], Subscriber]) -> Change[Subscriber]:
    """Change a subscriber who stands there; nothing happens where none does."""
    return update.update(table, at_reader(id), READER, lambda standing: standing and decide(standing))


def page(table: Table, shard: int, after: str = "", limit: int = 20) -> Sequence[Subscriber]:
    """At most `limit` subscribers of a shard in order of their ids, strictly after this one."""
    return tuple(subscriber_in(item) for item in table.query(f"READERS#{shard:02d}", after=after, limit=limit))


def attributes_of(subscriber: Subscriber) -> Mapping[str, Value]:
    expires = {"expires": subscriber.expires} if subscriber.expires else {}
    return {"nonce": subscriber.nonce, "facts": codec.dumps(subscriber), **expires}


def subscriber_in(item: Item) -> Subscriber:
    beside = {"nonce": str(item.has["nonce"]), "expires": int(item.has.get("expires", 0))}
    return codec.loads(Subscriber, str(item.has["facts"]), id=item.at.sk, **beside)


READER = Kind(subscriber_in, attributes_of)


# ---- shards and their counts


def shards(table: Table) -> tuple[int, ...]:
    """The shards that were ever used."""
    return tuple(int(item.at.sk) for item in table.query(SHARDS))


def open_shard(table: Table, shard: int) -> None:
    """Note that this shard is used, before anybody stands in it."""
    table.put(Item(At(SHARDS, f"{shard:02d}")))


def count(table: Table, shard: int, by: int) -> None:
    """So many more follow in this shard; and the sidebar, which shows how many, has to be pressed."""
    table.add(At(FOLLOWERS, f"{shard:02d}"), {"followers": by, "changes": 1})
    table.put(Item(CHANGED, {"nonce": nonce()}))  # so that a change is not lost while the clock sees to the one before


def followers(table: Table) -> int:
    """How many follow, added up from the shards' own counts."""
    return sum(int(item.has["followers"]) for item in table.query(FOLLOWERS))


def changes(table: Table, shard: int) -> int:
    """How often the count of this shard was changed."""
    item = table.get(At(FOLLOWERS, f"{shard:02d}"))
    return int(item.has["changes"]) if item else 0


def recount(table: Table, shard: int, followers: int, changes: int) -> None:
    """Put the count right that a walk has found, if nothing changed since it began: a worker may die before it counts.

    Where that was the shard's first follower, no count stands at all. The version here is the number of changes, which others
    add to without reading it; where they did, the walk's count is of no use, so nothing is decided again.
    """
    at = At(FOLLOWERS, f"{shard:02d}")
    item = table.get(at)
    stands = (item.has["followers"], item.has["changes"]) if item else (0, 0)
    if stands[0] == followers or stands[1] != changes:
        return
    right: dict[str, Value] = {"followers": followers, "changes": changes + 1}
    if table.put(Item(at, right), Same("changes", changes) if item else Absent()):
        table.put(Item(CHANGED, {"nonce": nonce()}))
