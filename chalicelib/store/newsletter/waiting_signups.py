"""Sign-ups that wait: those beyond what the site may answer in an hour, in the order in which it will answer them; and those for
which the budget of their domain or provider has no room, in the order in which they will be tried again.

WAITING   turn#time#id              a sign-up, as its message in the queue was
WAITING   until#time#turn#time#id   the same, put off until the first time
CLOCK     waiting                   the timer, while any sign-up waits

The turn is the number of sign-ups of a network that wait or have waited in this week, so the first sign-up of each network
comes before the second of any network.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from chalicelib.cloud.items import At, Item, Same
from chalicelib.cloud.ports import Table
from chalicelib.partitions import WAITING
from chalicelib.store import timers
from chalicelib.store.update import nonce
from chalicelib.times import in_utc

TIMER = timers.at("waiting")
UNTIL = "until#"  # turns are digits, and so come before
KEPT = timedelta(days=3)  # longer than any sign-up waits, so that the table forgets a lost one


def put(table: Table, turn: int, name: str, body: str, now: datetime) -> None:
    """Let the sign-up with this name wait for its turn, and set the timer."""
    _put(table, f"{turn:09}#{name}", body, now)


def put_off(table: Table, until: datetime, turn: int, name: str, body: str, now: datetime) -> None:
    """Let the sign-up with this name wait until this time, and set the timer."""
    _put(table, f"{UNTIL}{in_utc(until)}#{turn:09}#{name}", body, now)


def _put(table: Table, sk: str, body: str, now: datetime) -> None:
    expires = int((now + KEPT).timestamp())
    table.put(Item(At(WAITING, sk), {"body": body, "expires": expires}))
    table.put(Item(TIMER, {"nonce": nonce()}))


def first(table: Table, number: int) -> Sequence[tuple[At, str]]:
    """The sign-ups whose turn comes first, at most so many: the key of each item, and the sign-up."""
    return _bodies(table.query(WAITING, before=UNTIL, limit=number))


def ripe(table: Table, now: datetime, number: int) -> Sequence[tuple[At, str]]:
    """The sign-ups that were put off until now, at most so many: the key of each item, and the sign-up."""
    return _bodies(table.query(WAITING, after=UNTIL, before=f"{UNTIL}{in_utc(now)}$", limit=number))  # `$` follows `#`


def any_put_off(table: Table) -> bool:
    return bool(table.query(WAITING, after=UNTIL, limit=1))


def _bodies(items: Sequence[Item]) -> Sequence[tuple[At, str]]:
    return [(item.at, item.text("body")) for item in items]


def over(table: Table, timer: Item) -> None:
    """Remove the timer, because no sign-up waits, unless one came after the timer was read."""
    table.delete(TIMER, Same("nonce", timer.has["nonce"]))
