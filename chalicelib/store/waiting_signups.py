"""Who waits in the table: sign-ups beyond what the site may answer in an hour, in the order in which they will be.

WAITING   turn#time#id   a sign-up, as it stood in the queue
CLOCK     waiting        that anybody waits

The turn is how many sign-ups of a network wait or have waited in this week, so each network's first one comes before any
network's second.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from chalicelib.cloud.ports import At, Item, Same, Table
from chalicelib.store import timers
from chalicelib.store.nonces import nonce

WAITING = "WAITING"
TIMER = timers.at("waiting")
KEPT = timedelta(days=3)  # longer than anybody waits, so that the table forgets what was lost of it


def put(table: Table, turn: int, name: str, body: str, now: datetime) -> None:
    """Let the sign-up of this name wait; then let the clock know."""
    expires = int((now + KEPT).timestamp())
    table.put(Item(At(WAITING, f"{turn:09}#{name}"), {"body": body, "expires": expires}))
    table.put(Item(TIMER, {"nonce": nonce()}))


def first(table: Table, number: int) -> Sequence[tuple[At, str]]:
    """At most so many of those whose turn comes first: where each stands, and the sign-up."""
    return [(item.at, str(item.has["body"])) for item in table.query(WAITING, limit=number)]


def over(table: Table, alarm: Item) -> None:
    """Nobody waits; unless somebody came after the alarm was read."""
    table.delete(TIMER, Same("nonce", alarm.has["nonce"]))
