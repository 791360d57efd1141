"""Nonces: who writes an item gives it a nonce that nobody else writes, so that each write is known (`catalog.update`)."""

from uuid import uuid4


def nonce() -> str:
    """One that no item has."""
    return uuid4().hex
