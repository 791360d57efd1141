"""Claims: two sources can't live at one address, nor have one id.

A claim says which source owns a name (an address or an id: `record.names_of`), with the version of the record that claims it
and a fresh nonce for each write. The first source to claim a name keeps it. Another source takes a claim over only if the owner's
record doesn't have the name and is no older than the claim, and only if the claim is unchanged since before that record was read.

A source that doesn't get a name waits for it, in an item beside the claim. The source that leaves the name reads these items and
queues the sources that wait (`publishing.resolve_owed`); the schedule does so every 15 minutes in case that was lost.
"""

from msgspec.structs import replace

from chalicelib.cloud.items import AtMost, Both, Item, Same
from chalicelib.cloud.ports import Table
from chalicelib.frozen import Frozen
from chalicelib.store import item_keys, records
from chalicelib.store.update import ItemType, update


class Claim(Frozen):
    """The owner of a name; a claim without a nonce is written again, though nothing else of it has changed."""

    owner: str
    version: str
    nonce: str = ""


def claim_in(item: Item) -> Claim:
    return Claim(item.text("owner"), item.text("stamp"), item.text("nonce"))


KIND = ItemType(claim_in, lambda claim: {"owner": claim.owner, "stamp": claim.version, "nonce": claim.nonce})


def item_of(name: str, key: str, version: str) -> Item:
    """Return the item by which the source owns the name."""
    return KIND.item(item_keys.at_claim(name), Claim(key, version))


def claim_of(table: Table, name: str) -> Claim | None:
    item = table.get(item_keys.at_claim(name))
    return claim_in(item) if item else None


def _own(table: Table, name: str, key: str, version: str, other: Claim | None = None) -> Claim | None:
    """None if `key` owns the name now, else the claim of its owner; `other` is a claim that may be replaced."""

    def decide(claim: Claim | None) -> Claim:
        if claim and claim.owner == key:
            return Claim(key, max(version, claim.version))
        return claim if claim and claim != other else Claim(key, version)

    now = update(table, item_keys.at_claim(name), KIND, decide).now
    return now if now and now.owner != key else None


class Holding(Frozen):
    """Whether a source owns a name now, and the source from which it took the name over, if there was one."""

    ours: bool
    before: str = ""


def hold(table: Table, name: str, key: str, version: str) -> Holding:
    """Claim the name; if another source owns it, `key` waits for it."""
    previous_owner = ""
    for last in (False, True):
        other = _own(table, name, key, version)
        while other and _is_given_up(table, other, name):
            previous_owner = other.owner
            other = _own(table, name, key, version, other)
        if not other:
            return Holding(ours=True, before=previous_owner)
        if not last:  # wait first, then try once more: the owner may have left in between
            table.put(Item(item_keys.at_wait(name, key)))
    return Holding(ours=False)


def _is_given_up(table: Table, claim: Claim, name: str) -> bool:
    owner = records.read(table, claim.owner)
    return bool(owner and owner.version >= claim.version and name not in owner.names)


def confirm(table: Table, name: str, key: str) -> bool:
    """True if `key` still owns the name; from here on, no worker that has read the claim before can take it over."""

    def renewed(claim: Claim | None) -> Claim | None:
        return replace(claim, nonce="") if claim and claim.owner == key else claim

    now = update(table, item_keys.at_claim(name), KIND, renewed).now
    return now is not None and now.owner == key


def leave(table: Table, name: str, key: str, version: str) -> tuple[str, ...]:
    """Give the name up, unless a newer upload of the same source has claimed it again; the sources that wait for it."""
    table.delete(item_keys.at_claim(name), Both((Same("owner", key), AtMost("stamp", version))))
    begins = item_keys.WAIT
    waiting = table.query(item_keys.at_claim(name).pk, after=begins, before=begins + "\U0010ffff")
    return tuple(item.at.sk.removeprefix(begins) for item in waiting)


def stop_waiting(table: Table, name: str, key: str) -> None:
    table.delete(item_keys.at_wait(name, key))
