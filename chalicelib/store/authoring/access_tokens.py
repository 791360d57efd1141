"""Access tokens: random texts that apps send, stored as digests.

TOKENS#digest   -   a token: whose it is, its client, scopes and times; it expires when it wasn't used for 90 days
"""

import hashlib
import secrets
from datetime import datetime, timedelta

from chalicelib import codec
from chalicelib.cloud.items import At, Item
from chalicelib.cloud.ports import Table
from chalicelib.frozen import Frozen
from chalicelib.partitions import TOKENS

LASTS = timedelta(days=90)  # after its last use


class AccessToken(Frozen):
    """What a token stands for. `expires` is in seconds since 1970."""

    person: str
    scopes: tuple[str, ...]
    client: str = ""
    expires: int = 0


def digest_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def at(token: str) -> At:
    return At(f"{TOKENS}{digest_of(token)}")


def issue(table: Table, person: str, scopes: tuple[str, ...], client: str, now: datetime) -> str:
    """Store a new token and return it; only its digest is stored."""
    token = secrets.token_urlsafe(32)
    issued = AccessToken(person, scopes, client, int((now + LASTS).timestamp()))
    table.put(Item(at(token), {"token": codec.dumps(issued), "expires": issued.expires}))
    return token


def read(table: Table, token: str, now: datetime) -> AccessToken | None:
    """Return what this token stands for, unless it has expired."""
    item = table.get(at(token))
    found = codec.loads(AccessToken, item.text("token")) if item else None
    return found if found and found.expires > now.timestamp() else None
