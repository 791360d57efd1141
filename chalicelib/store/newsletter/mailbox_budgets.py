"""Mailbox budgets: the mails about signing up that a mailbox and its domain have got.

MAILS#mailbox#hash   -   the times of its mails and the ids of their sign-ups; it expires when the last of them counts no more
MAILS#domain#hash    -   the same of all mailboxes of a domain
"""

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TypeAlias

from chalicelib.cloud.items import At, Item
from chalicelib.cloud.ports import Table
from chalicelib.newsletter.rules.mailbox_budget import BUDGETS, Mails, has_room, id_of, with_mail, without, without_mail
from chalicelib.partitions import MAILS
from chalicelib.store.update import ItemType, update

Shares: TypeAlias = Mapping[str, str]
"""The hashes of a mailbox and of its domain, by the names of their budgets; a domain without a budget is left out."""


def lacking(table: Table, shares: Shares, id: str, now: datetime) -> str:
    """The name of a budget that has no room for a mail that answers this sign-up; empty if all have."""
    items = table.get_many(at(name, who) for name, who in shares.items())
    mails = {name: mails_in(items.get(at(name, who))) for name, who in shares.items()}
    return next((name for name in shares if not has_room(BUDGETS[name], mails[name], id, now)), "")


def take(table: Table, shares: Shares, id: str, now: datetime) -> bool:
    """Note a mail in each of the budgets; False if one of them has no room, and then no mail may be sent."""
    return all(_take(table, name, who, id, now) for name, who in shares.items())


def _take(table: Table, name: str, who: str, id: str, now: datetime) -> bool:
    row, taken = BUDGETS[name], False

    def decide(mails: Mails) -> Mails:
        nonlocal taken
        taken = has_room(row, mails, id, now)
        return with_mail(row, mails, id, now) if taken else mails

    _change(table, name, who, decide, now)
    return taken


def give_back(table: Table, shares: Shares, id: str, now: datetime) -> None:
    """Remove a noted mail that was certainly not sent."""
    for name, who in shares.items():
        _change(table, name, who, lambda mails: without_mail(mails, id), now)


def forgive(table: Table, shares: Shares, now: datetime) -> None:
    """Remove the mails of a mailbox that was confirmed: they were wanted, and count neither for it nor for its domain."""
    wanted = frozenset(map(id_of, mails_in(table.get(at("mailbox", shares["mailbox"])))))
    for name, who in shares.items():
        _change(table, name, who, lambda mails: without(mails, wanted), now)


def _change(table: Table, name: str, who: str, decide: Callable[[Mails], Mails], now: datetime) -> None:
    """Replace the mails of a budget by those that are decided; if another worker changed them, that is decided again."""
    expires = int((now + BUDGETS[name].span).timestamp())
    kind: ItemType[Mails] = ItemType(mails_in, lambda mails: {"mails": json.dumps(mails), "expires": expires})

    def decided(mails: Mails | None) -> Mails | None:
        new = decide(mails or ())
        return None if mails is None and not new else new

    update(table, at(name, who), kind, decided)


def at(name: str, who: str) -> At:
    return At(f"{MAILS}{name}#{who}")


def mails_in(item: Item | None) -> Mails:
    return tuple(json.loads(item.text("mails"))) if item else ()
