"""What people and their apps did, for a year.

ACTS#name   time nonce   an act: what, on what, and by which app (empty: signed in to the desk)
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from chalicelib import codec
from chalicelib.cloud.items import At, Item
from chalicelib.cloud.ports import Table
from chalicelib.frozen import Frozen
from chalicelib.partitions import ACTS
from chalicelib.store.update import nonce
from chalicelib.times import in_utc

KEPT = timedelta(days=366)


class Act(Frozen):
    """An act of a person: its time, what was done, to what, and the app that did it for them."""

    at: str
    person: str
    act: str
    about: str = ""
    client: str = ""


def note(table: Table, person: str, act: str, about: str, client: str, now: datetime) -> None:
    """Note what a person did."""
    done = Act(in_utc(now), person, act, about, client)
    item = At(f"{ACTS}{person}", f"{done.at} {nonce()}")
    table.put(Item(item, {"act": codec.dumps(done), "expires": int((now + KEPT).timestamp())}))


def of_person(table: Table, person: str, limit: int) -> Sequence[Act]:
    """Return a person's last acts, newest first."""
    items = table.query(f"{ACTS}{person}", newest_first=True, limit=limit)
    return tuple(codec.loads(Act, item.text("act")) for item in items)
