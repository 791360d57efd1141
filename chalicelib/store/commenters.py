"""Commenters: read, replaced if unchanged, and told of each reply once.

COMMENTERS#id   -                  the commenter; an item expires, until it is confirmed
COMMENTERS#id   told#name thread   a reply of which they were told, or are being told
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeVar

from chalicelib import codec
from chalicelib.cloud.items import Absent, At, Item, Value
from chalicelib.cloud.ports import Table
from chalicelib.comments.rules.comment import Comment
from chalicelib.comments.rules.commenter import Commenter
from chalicelib.partitions import COMMENTERS
from chalicelib.store import update
from chalicelib.store.update import Change, Decision, ItemType

TOLD = "told#"
KEPT = timedelta(days=90)  # longer than any message of a queue comes again


def at(id: str) -> At:
    return At(f"{COMMENTERS}{id}")


def read(table: Table, id: str) -> Commenter | None:
    item = table.get(at(id))
    return commenter_in(item) if item else None


V = TypeVar("V", bound=Decision[Commenter])


def carry_out(table: Table, id: str, decide: Callable[[Commenter | None], V]) -> V:
    """Carry out a decision on the commenter; if another worker changed it meanwhile, it is decided again."""
    return update.carry_out(table, at(id), COMMENTER, decide)


def change(table: Table, id: str, decide: Callable[[Commenter | None], Commenter | None]) -> Change[Commenter]:
    return update.update(table, at(id), COMMENTER, decide)


def forget(table: Table, id: str) -> None:
    """Remove everything that is kept of a commenter beside the comments."""
    for item in table.query(f"{COMMENTERS}{id}"):
        table.delete(item.at)


# ---- replies of which a commenter is told


def claim(table: Table, id: str, reply: Comment, now: datetime) -> bool:
    """Note that the commenter is being told of a reply; False if another worker has noted it."""
    return table.put(Item(_at_told(id, reply), {"expires": int((now + KEPT).timestamp())}), Absent())


def give_back(table: Table, id: str, reply: Comment) -> None:
    """Note that the mail about a reply was certainly not sent."""
    table.delete(_at_told(id, reply))


def _at_told(id: str, reply: Comment) -> At:
    return At(f"{COMMENTERS}{id}", f"{TOLD}{reply.name} {reply.thread}")


# ---- items


def commenter_in(item: Item) -> Commenter:
    beside = {"nonce": item.text("nonce"), "expires": item.number("expires", 0)}
    return codec.loads(Commenter, item.text("commenter"), id=item.at.pk.removeprefix(COMMENTERS), **beside)


def _has(commenter: Commenter) -> dict[str, Value]:
    return {"commenter": codec.dumps(commenter), **({"expires": commenter.expires} if commenter.expires else {})}


COMMENTER = ItemType(commenter_in, _has)
