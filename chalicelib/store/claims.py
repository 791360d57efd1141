"""Claims: two sources can't live at one address, nor have one id.

A claim says who owns a name (an address or an id: `record.names_of`), with the stamp of the record that wants it and a fresh
nonce for each write.
The first to come keeps it. Another's claim is taken over only from a source whose record is known not to have the name and
is no older than the claim, and only if the claim is unchanged since before that record was read.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from chalicelib.cloud.ports import AtMost, Both, Item, Same, Table, Value
from chalicelib.store import item_keys, records
from chalicelib.store.update import Kind, update


@dataclass(frozen=True, slots=True)
class Claim:
    """Who owns an address; a claim without a nonce is written anew, though nothing else of it has changed."""

    owner: str
    version: str
    nonce: str = ""


def claim_in(item: Item) -> Claim:
    """The claim that an item holds."""
    return Claim(str(item.has["owner"]), str(item.has["stamp"]), str(item.has["nonce"]))


def _has(claim: Claim) -> Mapping[str, Value]:
    return {"owner": claim.owner, "stamp": claim.version, "nonce": claim.nonce}


KIND = Kind(claim_in, _has)


def standing(table: Table, name: str) -> Claim | None:
    """The claim on this name, if there is one."""
    item = table.get(item_keys.at_claim(name))
    return claim_in(item) if item else None


def _own(table: Table, name: str, key: str, version: str, other: Claim | None = None) -> Claim | None:
    """None when `key` owns the name now, else the claim that stands there; `other` is a claim that may be replaced."""

    def decide(claim: Claim | None) -> Claim:
        if claim and claim.owner == key:
            return Claim(key, max(version, claim.version))
        return claim if claim and claim != other else Claim(key, version)

    now = update(table, item_keys.at_claim(name), KIND, decide).now
    return now if now and now.owner != key else None


def hold(table: Table, name: str, key: str, version: str) -> bool:
    """True when `key` owns the name now; otherwise it waits for it."""
    for last in (False, True):
        other = _own(table, name, key, version)
        while other and _is_given_up(table, other, name):
            other = _own(table, name, key, version, other)
        if not other:
            return True
        if not last:  # wait first, then look again: the owner may have left in between
            table.put(Item(item_keys.at_wait(name, key)))
    return False


def _is_given_up(table: Table, claim: Claim, name: str) -> bool:
    owner = records.read(table, claim.owner)
    return bool(owner and owner.version >= claim.version and name not in owner.names)


def confirm(table: Table, name: str, key: str) -> bool:
    """True when the claim is still `key`'s; from here on nobody who looked before can take it."""

    def renewed(claim: Claim | None) -> Claim | None:
        return replace(claim, nonce="") if claim and claim.owner == key else claim

    now = update(table, item_keys.at_claim(name), KIND, renewed).now
    return now is not None and now.owner == key


def leave(table: Table, name: str, key: str, version: str) -> tuple[str, ...]:
    """Give the name up, unless a newer upload of the same source took it again; who waits for it is told and waits no more."""
    table.delete(item_keys.at_claim(name), Both((Same("owner", key), AtMost("stamp", version))))
    begins = item_keys.WAIT
    waiting = table.query(item_keys.at_claim(name).pk, after=begins, before=begins + "\U0010ffff")
    return tuple(item.at.sk.removeprefix(begins) for item in waiting)


def stop_waiting(table: Table, name: str, key: str) -> None:
    table.delete(item_keys.at_wait(name, key))
