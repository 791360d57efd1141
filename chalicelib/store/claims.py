"""Claims: two sources can't live at one address (permalink), nor have one id.

A claim says which source owns a name (an address or an id: `record.names_of`), with the version of the record that claims it
and a fresh nonce for each write. The first source to claim a name keeps it. Another source takes a claim over only if the owner's
record doesn't have the name and is no older than the claim, and only if the claim is unchanged since before that record was read.

A source that doesn't get a name waits for it, in an item beside the claim. The source that leaves the name reads these items and
queues the sources that wait (`publishing.resolve_owed`); the schedule does so every 15 minutes in case that was lost.
"""

from typing import cast

from msgspec.structs import replace

from chalicelib.cloud.items import AtMost, Both, Item, Same
from chalicelib.cloud.ports import Table
from chalicelib.frozen import Frozen
from chalicelib.store import item_keys, records
from chalicelib.store.update import UNREAD, ItemType, Unread, update


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


class Holding(Frozen):
    """The claim as it is now, whether it is the source's, and the source from which it took the name over, if there was one."""

    claim: Claim
    ours: bool
    before: str = ""


def hold(table: Table, name: str, key: str, version: str, *, is_new: bool = False) -> Holding:
    """Claim the name; if another source owns it, `key` waits for it.

    A name that is new to the source is mostly free, so it is claimed before it is read.
    """
    previous_owner, seen = "", None if is_new else UNREAD
    for last in (False, True):
        claim = _own(table, name, key, version, seen=UNREAD if last else seen)
        while claim.owner != key and _is_given_up(table, claim, name):
            previous_owner = claim.owner
            claim = _own(table, name, key, version, claim)
        if claim.owner == key:
            return Holding(claim, ours=True, before=previous_owner)
        if not last:  # wait first, then try once more: the owner may have left in between
            table.put(Item(item_keys.at_wait(name, key)))
    return Holding(claim, ours=False)


def _own(table: Table, name: str, key: str, version: str, other: Claim | None = None, *, seen: Unread | None = UNREAD) -> Claim:
    """Return the claim as it is now: of `key`, unless another source owns the name. `other` is a claim that may be replaced."""

    def decide(claim: Claim | None) -> Claim:
        if claim and claim.owner == key:
            return Claim(key, max(version, claim.version))
        return claim if claim and claim != other else Claim(key, version)

    return cast(Claim, update(table, item_keys.at_claim(name), KIND, decide, seen=seen).now)  # no decision removes it


def _is_given_up(table: Table, claim: Claim, name: str) -> bool:
    owner = records.read(table, claim.owner)
    return bool(owner and owner.version >= claim.version and name not in owner.names)


def confirm(table: Table, name: str, key: str, claim: Claim) -> bool:
    """True if `key` still owns the name; from here on, no worker that has read the claim before can take it over.

    `claim` is what `hold` has left there; mostly it still is, so it isn't read.
    """

    def renewed(claim: Claim | None) -> Claim | None:
        return replace(claim, nonce="") if claim and claim.owner == key else claim

    now = update(table, item_keys.at_claim(name), KIND, renewed, seen=claim).now
    return now is not None and now.owner == key


def leave(table: Table, name: str, key: str, version: str) -> tuple[str, ...]:
    """Give the name up, unless a newer upload of the same source has claimed it again; the sources that wait for it."""
    table.delete(item_keys.at_claim(name), Both((Same("owner", key), AtMost("stamp", version))))
    begins = item_keys.WAIT
    waiting = table.query(item_keys.at_claim(name).pk, after=begins, before=begins + "\U0010ffff")
    return tuple(item.at.sk.removeprefix(begins) for item in waiting)


def stop_waiting(table: Table, name: str, key: str) -> None:
    table.delete(item_keys.at_wait(name, key))
