"""The publish of a source in the model: it begins with a record, awaits pages, and is done once it awaits none."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from tests.model.world import Awaited, Name, Publish, Record, Steps, World


def begin(world: World, key: str, record: Record, names: list[Name]) -> Steps:
    """Let the publish of this source be that of this record; what it awaited of former versions it still awaits.

    What an ingest that didn't end has begun to wait for is forgotten, because this record owes all of it.
    """

    def write() -> Publish | None:
        publish: Publish = world.table.get(("PUBLISH", key), Publish())
        if world.has("newest") and publish.version > record.version:
            return None
        new = frozenset(Awaited(name, nonce_of(world, record.version)) for name in names)
        begun = Publish(record.version, publish.pending | new)
        world.put(("PUBLISH", key), begun)
        return begun

    publish = yield write
    unfinished = {one for one in publish.pending if is_unfinished(one, record)} if publish else set()
    if unfinished and world.has("unfinished"):
        yield lambda: forget(world, key, unfinished)


def nonce_of(world: World, nonce: Any) -> Any:
    return nonce if world.has("nonce") else 0


def is_unfinished(awaited: Awaited, record: Record) -> bool:
    return isinstance(awaited.nonce, tuple) and record.owing_since <= awaited.nonce < record.version


def forget(world: World, key: str, awaited: Iterable[Awaited]) -> None:
    publish = world.table["PUBLISH", key]
    world.table["PUBLISH", key] = replace(publish, pending=publish.pending - frozenset(awaited))


def expect(world: World, cause: str, page: Name, nonce: int) -> None:
    """Let the publish wait for this page, too."""
    publish = world.table["PUBLISH", cause]
    world.table["PUBLISH", cause] = replace(publish, pending=publish.pending | {Awaited(page, nonce_of(world, nonce))})


def settle(world: World, cause: str, seen: Publish, made: dict[Name, bool]) -> None:
    """Note what became of the pages (whether each was written), as far as the publish was seen to wait for them."""
    publish = world.table["PUBLISH", cause]
    awaited = (seen if world.has("seen") else publish).pending
    over = frozenset(one for one in awaited if one.name in made)
    written = frozenset(one.name for one in over if made[one.name])
    unchanged = frozenset(one.name for one in over) - written
    pending, written, unchanged = publish.pending - over, publish.written | written, publish.unchanged | unchanged
    world.table["PUBLISH", cause] = replace(publish, pending=pending, written=written, unchanged=unchanged)


def is_done(world: World, key: str) -> bool:
    """Return whether a reader would say that all pages of this source are right."""
    record, publish = world.table["SOURCE", key], world.table.get(("PUBLISH", key), Publish())
    return not record.owed and record.version[0] == publish.version[0] and not publish.pending
