"""Subscribers: read, replaced if unchanged, read in pages by shard, and counted without a scan.

READERS#07    id          the subscriber
SHARDS        07          a shard that was ever used
FOLLOWERS     07          the number of followers, and of changes of it
CLOCK         followers   the timer: the number of followers has changed since the sidebars were rendered
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeVar

from msgspec.structs import replace

from chalicelib import codec
from chalicelib.cloud.items import Absent, At, Item, Same, Value
from chalicelib.cloud.ports import Table
from chalicelib.newsletter.rules.subscriber import Subscriber, shard_of
from chalicelib.partitions import FOLLOWERS, READERS, SHARDS
from chalicelib.store import timers, update
from chalicelib.store.update import UNREAD, Change, Decision, ItemType, Unread, nonce

CHANGED = timers.at("followers")


def at_reader(id: str) -> At:
    return At(f"{READERS}{shard_of(id):02d}", id)


def read(table: Table, id: str) -> Subscriber | None:
    item = table.get(at_reader(id))
    return subscriber_in(item) if item else None


def read_many(table: Table, ids: Iterable[str]) -> Mapping[str, Subscriber]:
    """The subscribers with these ids that exist, by id."""
    items = table.get_many(map(at_reader, ids))
    return {subscriber.id: subscriber for subscriber in map(subscriber_in, items.values())}


def with_address(table: Table, reader: Subscriber) -> Subscriber | None:
    """The same subscriber; one who moved has the address and the id of the heir, or is None if that doesn't follow any more."""
    heir: Subscriber | None = reader
    while heir and heir.state == "moved":
        heir = read(table, heir.heir)
    if heir is reader:
        return reader
    return replace(reader, address=heir.address, heir=heir.id) if heir and heir.state == "following" else None


def write(table: Table, new: Subscriber, current: Subscriber | None) -> Subscriber | None:
    """Put the new subscriber in place of the one that was read; the one written, or None if another worker changed it."""
    return update.write(table, at_reader(new.id), READER, new, current.nonce if current else "")


V = TypeVar("V", bound=Decision[Subscriber])


def carry_out(table: Table, id: str, decide: Callable[[Subscriber | None], V], *, seen: Subscriber | Unread | None = UNREAD) -> V:
    """Carry out a decision on the subscriber; if another worker changed it meanwhile, it is decided again."""
    return update.carry_out(table, at_reader(id), READER, decide, seen=seen)


def change(table: Table, id: str, decide: Callable[[Subscriber], Subscriber]) -> Change[Subscriber]:
    """Change an existing subscriber; nothing happens if there is none."""
    return update.update(table, at_reader(id), READER, lambda subscriber: subscriber and decide(subscriber))


def page(table: Table, shard: int, after: str = "", limit: int = 20) -> Sequence[Subscriber]:
    """At most `limit` subscribers of a shard in order of their ids, strictly after this one."""
    return tuple(subscriber_in(item) for item in table.query(f"{READERS}{shard:02d}", after=after, limit=limit))


def attributes_of(subscriber: Subscriber) -> Mapping[str, Value]:
    expires = {"expires": subscriber.expires} if subscriber.expires else {}
    return {"nonce": subscriber.nonce, "facts": codec.dumps(subscriber), **expires}


def subscriber_in(item: Item) -> Subscriber:
    beside = {"nonce": item.text("nonce"), "expires": item.number("expires", 0)}
    return codec.loads(Subscriber, item.text("facts"), id=item.at.sk, **beside)


READER = ItemType(subscriber_in, attributes_of)


# ---- shards and their counts


def shards(table: Table) -> tuple[int, ...]:
    return tuple(int(item.at.sk) for item in table.query(SHARDS))


def open_shard(table: Table, shard: int) -> None:
    """Note that this shard is used, before a subscriber is put into it."""
    table.put(Item(At(SHARDS, f"{shard:02d}")))


def count(table: Table, shard: int, by: int) -> None:
    """Add to the number of followers in this shard; the sidebars, which show it, have to be rendered."""
    table.add(At(FOLLOWERS, f"{shard:02d}"), {"followers": by, "changes": 1})
    table.put(Item(CHANGED, {"nonce": nonce()}))  # a new nonce, so that the timer for the change before doesn't remove this one


def followers(table: Table) -> int:
    """The number of followers, added up from the counts of the shards."""
    return sum(item.number("followers") for item in table.query(FOLLOWERS))


def changes(table: Table, shard: int) -> int:
    """How often the count of this shard has changed."""
    item = table.get(At(FOLLOWERS, f"{shard:02d}"))
    return item.number("changes") if item else 0


def recount(table: Table, shard: int, followers: int, changes: int) -> None:
    """Correct the count of a shard after all its subscribers were read, if it has not changed since that began.

    A count may be wrong because a worker has died before it counted; if that was the shard's first follower, there is no count at
    all. The version here is the number of changes, to which other workers add without reading it; if they did, the recount is of
    no use, and nothing is decided again.
    """
    at = At(FOLLOWERS, f"{shard:02d}")
    item = table.get(at)
    stands = (item.has["followers"], item.has["changes"]) if item else (0, 0)
    if stands[0] == followers or stands[1] != changes:
        return
    right: dict[str, Value] = {"followers": followers, "changes": changes + 1}
    if table.put(Item(at, right), Same("changes", changes) if item else Absent()):
        table.put(Item(CHANGED, {"nonce": nonce()}))
