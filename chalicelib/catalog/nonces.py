"""Nonces: whoever replaces an item says which one was read, and writes a nonce that nobody else writes.

So of two that read the same only one writes, and the other reads again.
"""

from collections.abc import Callable, Mapping
from uuid import uuid4

from chalicelib.cloud.ports import Absent, At, Item, Same, Table, Value

TRIES = 30  # as many workers may come between, and more than ever do


class OvertakenError(Exception):
    """Others came between again and again: what this was for is to be told once more, later."""


def nonce() -> str:
    """One that no item has."""
    return uuid4().hex


def replaced(table: Table, at: At, has: Mapping[str, Value], read: str) -> bool:
    """Whether the item stands now, with the nonce that it has, in place of the one whose nonce was read (empty: of none).

    A write whose answer was lost on the way is asked for again, and then refused by its own nonce: so a refusal is looked at.
    """
    if table.put(Item(at, has), Same("nonce", read) if read else Absent()):
        return True
    standing = table.get(at)
    return standing is not None and standing.has.get("nonce") == has["nonce"]


def until_done(attempt: Callable[[], bool]) -> None:
    """Read and replace, and again where another came between; raises `OvertakenError` where that doesn't end."""
    if not any(attempt() for _ in range(TRIES)):
        raise OvertakenError(f"another came between {TRIES} times")
