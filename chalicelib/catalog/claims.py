"""Claims: two sources can't live at one address.

A claim says who owns an address, with the stamp of the record that wants to live there and a fresh nonce for each write.
The first to come keeps it. Another's claim is taken over only from a source whose record is known to live elsewhere and
is no older than the claim, and only if the claim is unchanged since before that record was read.
"""

from dataclasses import dataclass

from chalicelib.catalog import layout, records
from chalicelib.catalog.nonces import nonce
from chalicelib.cloud.ports import Absent, AtMost, Both, Item, Same, Table


@dataclass(frozen=True, slots=True)
class Claim:
    owner: str
    stamp: str
    nonce: str


def standing(table: Table, address: str) -> Claim | None:
    item = table.get(layout.at_claim(address))
    return Claim(str(item.has["owner"]), str(item.has["stamp"]), str(item.has["nonce"])) if item else None


def _write(table: Table, address: str, new: tuple[str, str], seen: Claim | None) -> bool:
    owner, stamp = new
    item = Item(layout.at_claim(address), {"owner": owner, "stamp": stamp, "nonce": nonce()})
    return table.put(item, Same("nonce", seen.nonce) if seen else Absent())


def _own(table: Table, address: str, key: str, stamp: str, other: Claim | None = None) -> Claim | None:
    """None when `key` owns the address now, else the claim that stands there; `other` is a claim that may be replaced."""
    while True:
        claim = standing(table, address)
        if claim and claim.owner != key and claim != other:
            return claim
        mine = claim.stamp if claim and claim.owner == key else ""
        if _write(table, address, (key, max(stamp, mine)), claim):
            return None


def hold(table: Table, address: str, key: str, stamp: str) -> bool:
    """True when `key` owns the address now; otherwise it waits for it."""
    for last in (False, True):
        other = _own(table, address, key, stamp)
        while other and _lives_elsewhere(table, other, address):
            other = _own(table, address, key, stamp, other)
        if not other:
            return True
        if not last:  # wait first, then look again: the owner may have left in between
            table.put(Item(layout.at_wait(address, key)))
    return False


def _lives_elsewhere(table: Table, claim: Claim, address: str) -> bool:
    owner = records.read(table, claim.owner)
    return bool(owner and owner.stamp >= claim.stamp and owner.address != address)


def confirm(table: Table, address: str, key: str) -> bool:
    """True when the claim is still `key`'s; from here on nobody who looked before can take it."""
    while claim := standing(table, address):
        if claim.owner != key:
            return False
        if _write(table, address, (key, claim.stamp), claim):
            return True
    return False


def leave(table: Table, address: str, key: str, stamp: str) -> tuple[str, ...]:
    """Give the address up, unless a newer upload of the same source took it again; who waits for it is told and waits no more."""
    table.delete(layout.at_claim(address), Both((Same("owner", key), AtMost("stamp", stamp))))
    begins = layout.WAIT
    waiting = table.query(layout.at_claim(address).pk, after=begins, before=begins + "\U0010ffff")
    return tuple(item.at.sk.removeprefix(begins) for item in waiting)


def stop_waiting(table: Table, address: str, key: str) -> None:
    table.delete(layout.at_wait(address, key))
