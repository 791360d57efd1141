"""Access tokens: random texts that apps send, stored as digests.

TOKENS#name   digest   a token: its client, scopes and times; it expires when it wasn't used for 90 days

A token begins with its person's name, like all that people sign in with (`store.authoring.credentials`).
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from msgspec.structs import replace

from chalicelib import codec
from chalicelib.cloud.items import At, Item, Same
from chalicelib.cloud.ports import Table
from chalicelib.frozen import Frozen
from chalicelib.partitions import TOKENS
from chalicelib.store.authoring.credentials import digest_of, new_text, person_of
from chalicelib.times import in_utc

LASTS = timedelta(days=90)  # after its last use
NOTED_EVERY = timedelta(days=1)


class AccessToken(Frozen):
    """What a token stands for. `expires` is in seconds since 1970, `LASTS` after the last use that was noted."""

    person: str
    scopes: tuple[str, ...]
    client: str = ""
    expires: int = 0
    at: str = ""

    @property
    def used(self) -> datetime:
        """The day of the last use."""
        return datetime.fromtimestamp(self.expires, UTC) - LASTS


def at(person: str, digest: str) -> At:
    return At(f"{TOKENS}{person}", digest)


def _item(digest: str, token: AccessToken) -> Item:
    return Item(at(token.person, digest), {"token": codec.dumps(token), "expires": token.expires})


def issue(table: Table, person: str, scopes: tuple[str, ...], client: str, now: datetime) -> str:
    """Store a new token and return it; only its digest is stored."""
    token = new_text(person)
    table.put(_item(digest_of(token), AccessToken(person, scopes, client, int((now + LASTS).timestamp()), in_utc(now))))
    return token


def read(table: Table, token: str, now: datetime) -> AccessToken | None:
    """Return what this token stands for, unless it has expired."""
    person = person_of(token)
    item = table.get(at(person, digest_of(token))) if person else None
    issued = codec.loads(AccessToken, item.text("token")) if item else None
    return issued if issued and issued.expires > now.timestamp() else None


def note_use(table: Table, token: str, issued: AccessToken, now: datetime) -> None:
    """Note that a token was used, at most once a day; one that was revoked meanwhile stays so."""
    expires = int((now + LASTS).timestamp())
    if expires - issued.expires >= NOTED_EVERY.total_seconds():
        table.put(_item(digest_of(token), replace(issued, expires=expires)), Same("expires", issued.expires))


def all_of(table: Table, person: str, now: datetime) -> Mapping[str, AccessToken]:
    """Return a person's tokens by their digests, oldest first."""
    tokens = {item.at.sk: codec.loads(AccessToken, item.text("token")) for item in table.query(f"{TOKENS}{person}")}
    return {
        digest: token for digest, token in sorted(tokens.items(), key=lambda pair: pair[1].at) if token.expires > now.timestamp()
    }


def revoke(table: Table, person: str, digest: str) -> None:
    table.delete(at(person, digest))


def revoke_all(table: Table, person: str) -> None:
    for item in table.query(f"{TOKENS}{person}"):
        table.delete(item.at)
