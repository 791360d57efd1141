"""Claims: two sources can't live at one address, nor have one id.

A claim says who owns a name (an address or an id: `record.names_of`), with the stamp of the record that wants it and a fresh
nonce for each write.
The first to come keeps it. Another's claim is taken over only from a source whose record is known not to have the name and
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


def standing(table: Table, name: str) -> Claim | None:
    item = table.get(layout.at_claim(name))
    return Claim(str(item.has["owner"]), str(item.has["stamp"]), str(item.has["nonce"])) if item else None


def _write(table: Table, name: str, new: tuple[str, str], seen: Claim | None) -> bool:
    owner, stamp = new
    item = Item(layout.at_claim(name), {"owner": owner, "stamp": stamp, "nonce": nonce()})
    return table.put(item, Same("nonce", seen.nonce) if seen else Absent())


def _own(table: Table, name: str, key: str, stamp: str, other: Claim | None = None) -> Claim | None:
    """None when `key` owns the name now, else the claim that stands there; `other` is a claim that may be replaced."""
    while True:
        claim = standing(table, name)
        if claim and claim.owner != key and claim != other:
            return claim
        mine = claim.stamp if claim and claim.owner == key else ""
        if _write(table, name, (key, max(stamp, mine)), claim):
            return None


def hold(table: Table, name: str, key: str, stamp: str) -> bool:
    """True when `key` owns the name now; otherwise it waits for it."""
    for last in (False, True):
        other = _own(table, name, key, stamp)
        while other and _is_given_up(table, other, name):
            other = _own(table, name, key, stamp, other)
        if not other:
            return True
        if not last:  # wait first, then look again: the owner may have left in between
            table.put(Item(layout.at_wait(name, key)))
    return False


def _is_given_up(table: Table, claim: Claim, name: str) -> bool:
    owner = records.read(table, claim.owner)
    return bool(owner and owner.stamp >= claim.stamp and name not in owner.names)


def confirm(table: Table, name: str, key: str) -> bool:
    """True when the claim is still `key`'s; from here on nobody who looked before can take it."""
    while claim := standing(table, name):
        if claim.owner != key:
            return False
        if _write(table, name, (key, claim.stamp), claim):
            return True
    return False


def leave(table: Table, name: str, key: str, stamp: str) -> tuple[str, ...]:
    """Give the name up, unless a newer upload of the same source took it again; who waits for it is told and waits no more."""
    table.delete(layout.at_claim(name), Both((Same("owner", key), AtMost("stamp", stamp))))
    begins = layout.WAIT
    waiting = table.query(layout.at_claim(name).pk, after=begins, before=begins + "\U0010ffff")
    return tuple(item.at.sk.removeprefix(begins) for item in waiting)


def stop_waiting(table: Table, name: str, key: str) -> None:
    table.delete(layout.at_wait(name, key))
