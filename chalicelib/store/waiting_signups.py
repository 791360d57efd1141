"""Sign-ups that wait: those beyond what the site may answer in an hour, in the order in which it will answer them.

WAITING   turn#time#id   a sign-up, as its message in the queue was
CLOCK     waiting        the timer, while any sign-up waits

The turn is the number of sign-ups of a network that wait or have waited in this week, so the first sign-up of each network
comes before the second of any network.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from chalicelib.cloud.ports import At, Item, Same, Table
from chalicelib.store import timers
from chalicelib.store.nonces import nonce

WAITING = "WAITING"
TIMER = timers.at("waiting")
KEPT = timedelta(days=3)  # longer than any sign-up waits, so that the table forgets a lost one


def put(table: Table, turn: int, name: str, body: str, now: datetime) -> None:
    """Let the sign-up with this name wait, and set the timer."""
    expires = int((now + KEPT).timestamp())
    table.put(Item(At(WAITING, f"{turn:09}#{name}"), {"body": body, "expires": expires}))
    table.put(Item(TIMER, {"nonce": nonce()}))


def first(table: Table, number: int) -> Sequence[tuple[At, str]]:
    """The sign-ups whose turn comes first, at most so many: the key of each item, and the sign-up."""
    return [(item.at, item.text("body")) for item in table.query(WAITING, limit=number)]


def over(table: Table, timer: Item) -> None:
    """Remove the timer, because no sign-up waits, unless one came after the timer was read."""
    table.delete(TIMER, Same("nonce", timer.has["nonce"]))
