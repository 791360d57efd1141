"""Subscribers in the table: read, replaced where nobody came between, walked by shards, and counted without a scan.

READERS#07    id          the subscriber
SHARDS        07          a shard that was ever used
FOLLOWERS     07          numbers: followers, and changes of it
CLOCK         followers   that the count has changed since the sidebar was pressed
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Protocol, TypeVar

from chalicelib.catalog import alarms
from chalicelib.catalog.nonces import nonce
from chalicelib.cloud.ports import Absent, At, Condition, Item, Same, Table, Value
from chalicelib.mail.subscriber import Subscriber, shard_of

SHARDS, FOLLOWERS = "SHARDS", "FOLLOWERS"
CHANGED = alarms.at("followers")


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
    """Put the new one in place of the one that was read; the one written, or None if another came between.

    A table that was asked twice, for its first answer was lost, refuses what it wrote itself: the nonce tells.
    """
    written = replace(new, nonce=nonce())
    if table.put(item_of(written), unchanged(standing)):
        return written
    stands = read(table, new.id)
    return written if stands and stands.nonce == written.nonce else None


def remove(table: Table, standing: Subscriber) -> bool:
    """Forget the one that was read; False if another came between."""
    return table.delete(at_reader(standing.id), unchanged(standing))


class Verdict(Protocol):
    """What was decided; `new` is what should stand, or None for nothing."""

    @property
    def new(self) -> Subscriber | None: ...


V = TypeVar("V", bound=Verdict)


def carry_out(table: Table, id: str, decide: Callable[[Subscriber | None], V]) -> V:
    """Decide on what stands there, and put it in force; where another came between, it is decided again."""
    while True:
        standing = read(table, id)
        verdict = decide(standing)
        if put(table, verdict.new, standing):
            return verdict


def put(table: Table, new: Subscriber | None, standing: Subscriber | None) -> bool:
    """Let the new one stand, or none; False if another came between."""
    if new == standing:
        return True
    if new is None:
        return standing is None or remove(table, standing)
    return write(table, new, standing) is not None


def page(table: Table, shard: int, after: str = "", limit: int = 20) -> Sequence[Subscriber]:
    """At most `limit` subscribers of a shard in order of their ids, strictly after this one."""
    return tuple(subscriber_in(item) for item in table.query(f"READERS#{shard:02d}", after=after, limit=limit))


def item_of(subscriber: Subscriber) -> Item:
    expires = {"expires": subscriber.expires} if subscriber.expires else {}
    return Item(at_reader(subscriber.id), {"nonce": subscriber.nonce, "facts": subscriber.dumps(), **expires})


def subscriber_in(item: Item) -> Subscriber:
    return Subscriber.loads(item.at.sk, str(item.has["nonce"]), str(item.has["facts"]), int(item.has.get("expires", 0)))


def unchanged(standing: Subscriber | None) -> Condition:
    return Same("nonce", standing.nonce) if standing else Absent()


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

    Where that was the shard's first follower, no count stands at all.
    """
    at = At(FOLLOWERS, f"{shard:02d}")
    item = table.get(at)
    stands = (item.has["followers"], item.has["changes"]) if item else (0, 0)
    if stands[0] == followers or stands[1] != changes:
        return
    right: dict[str, Value] = {"followers": followers, "changes": changes + 1}
    if table.put(Item(at, right), Same("changes", changes) if item else Absent()):
        table.put(Item(CHANGED, {"nonce": nonce()}))
