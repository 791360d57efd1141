"""Nonces: each write of an item has a nonce of its own, by which it is recognized (`store.update`)."""

from uuid import uuid4


def nonce() -> str:
    """A nonce that no item has."""
    return uuid4().hex
