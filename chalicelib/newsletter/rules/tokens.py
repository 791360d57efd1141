"""Signed links: the token in a mail's link, and what it lets its reader do.

A token is signed for one **purpose**, and holds what that purpose needs and nothing else; it never holds an address. Each purpose
has its own salt, so a token is worthless for another purpose. The last of the keys signs, and all of them are accepted, so a new
key can be appended and old links still work.

Every token expires, and each letter brings new ones: a letter that was forwarded, or lies in an old backup, doesn't open its
reader's preferences for ever. The link to leave is valid for more than a year. Whoever has a letter can change how its reader
gets letters, and unsubscribe. What shows data, erases it or moves the subscription takes a token of its own, `account`, which is
valid for an hour, and which only a mail to the stored address brings. For comments, which are public, that is `own`, in the mail
about each reply.
"""

import hashlib
import hmac
from base64 import b32decode, b32encode
from collections.abc import Mapping
from datetime import UTC, datetime
from hmac import compare_digest
from typing import Any, NamedTuple, TypeAlias

from itsdangerous import BadData, SignatureExpired, TimestampSigner, URLSafeTimedSerializer
from itsdangerous.encoding import base64_decode, base64_encode, bytes_to_int

from chalicelib.errors import Refusal

AN_HOUR, A_DAY = 3_600, 86_400  # seconds

Keys: TypeAlias = tuple[str, ...]
"""The keys that sign links, oldest first."""


class Purpose(NamedTuple):
    """One row: a link's purpose, what its token holds, for how many seconds it is valid, its meaning, and the code of the refusal
    after that: `link-ended` where its reader follows and can get a new one."""

    name: str
    holds: tuple[str, ...]
    age: int
    meaning: str
    ended: str = "link-ended"


# A row's name and what it holds are part of every link that was ever mailed: changed, they make old links worthless.
PURPOSES: Mapping[str, Purpose] = {
    row.name: row
    for row in (
        Purpose("confirm", ("id", "secret", "browser"), 3 * A_DAY, "the button that confirms a subscription", "link-old"),
        Purpose("preferences", ("id",), 90 * A_DAY, "the page to manage a subscription"),
        Purpose("unsubscribe", ("id",), 400 * A_DAY, "unsubscribing, also with the mail program's own button"),
        Purpose("leave", ("id",), 400 * A_DAY, "unsubscribing by email, to the address that contains it"),
        Purpose("account", ("id",), AN_HOUR, "the page to fetch or erase what is kept, or to move the subscription"),
        Purpose("moderate", ("moderator",), 14 * A_DAY, "the page to approve and delete comments", "moderation-ended"),
        Purpose("commenter", ("id", "secret"), 3 * A_DAY, "the button that confirms a commenter's address", "notices-ended"),
        Purpose("replies", ("id", "thread"), 400 * A_DAY, "stopping emails about replies to comments", "link"),
        Purpose("own", ("id",), 7 * A_DAY, "the page to fetch or erase one's own comments", "own-ended"),
        Purpose("publish", ("post", "thread", "name"), 14 * A_DAY, "publishing one's own comment", "publish-ended"),
        Purpose("comment", ("name",), 3 * A_DAY, "the button that confirms a comment", "publish-ended"),
        Purpose("withdraw", ("post", "name"), AN_HOUR, "the button that takes a comment back", "withdrawal-ended"),
        Purpose("move", ("id", "to", "secret"), 3 * A_DAY, "the button that moves a subscription to another address", "link-old"),
    )
}


def sign(keys: Keys, purpose: str, payload: tuple[str, ...], now: datetime) -> str:
    """Return a token for a URL, which ages from now on."""
    row = PURPOSES[purpose]
    if len(payload) != len(row.holds):
        raise ValueError(f"a token for {purpose} holds {', '.join(row.holds)}")
    return serializer(keys, row, now).dumps(list(payload))


def read(keys: Keys, purpose: str, token: str, now: datetime) -> tuple[str, ...]:
    """Return what was signed for this purpose; refuse other tokens as `link`, and an expired one as its purpose says."""
    row = PURPOSES[purpose]
    try:
        payload = serializer(keys, row, now).loads(token, max_age=row.age) if is_canonical(token) else None
    except SignatureExpired:
        raise Refusal(row.ended) from None
    except BadData:
        raise Refusal("link") from None
    if not isinstance(payload, list) or len(payload) != len(row.holds) or not all(isinstance(part, str) for part in payload):
        raise Refusal("link")
    return tuple(payload)


def signed_at(token: str) -> datetime:
    """Return when a token was signed that has been read."""
    return datetime.fromtimestamp(bytes_to_int(base64_decode(token.split(".")[-2])), UTC)


def is_canonical(token: str) -> bool:
    """Return whether the signature is spelled as it was made.

    Base64 is decoded leniently, and each link should have one spelling.
    """
    signature = token.rpartition(".")[2]
    return token.isascii() and base64_encode(base64_decode(signature)) == signature.encode()


# ---- short tokens, in mail addresses

ID_BYTES, DAY_BYTES, SEAL_BYTES = 16, 2, 12


def sign_short(keys: Keys, purpose: str, id: str, now: datetime) -> str:
    """Return a token of 48 lower-case letters and digits, which ages from today on.

    It fits into an address before the `@`: that part has at most 64 bytes (RFC 5321, 4.5.3.1.1), and some programs change the
    case of its letters. So it is Base32, holds an id and a day, and has 96 bits of a signature.
    """
    body = bytes.fromhex(id) + _day(now).to_bytes(DAY_BYTES)
    return b32encode(body + _seal(checked_keys(keys)[-1], PURPOSES[purpose], body)).decode().lower()


def read_short(keys: Keys, purpose: str, token: str, now: datetime) -> str:
    """Return the id that was signed for this purpose, in any case of letters; refuse other tokens as `read` does."""
    row = PURPOSES[purpose]
    try:
        raw = b32decode(token.encode("ascii").upper())  # other letters become these in upper case
    except ValueError:
        raise Refusal("link") from None
    body, seal = raw[:-SEAL_BYTES], raw[-SEAL_BYTES:]
    ours = any(compare_digest(_seal(key, row, body), seal) for key in checked_keys(keys))
    if len(body) != ID_BYTES + DAY_BYTES or not ours:
        raise Refusal("link")
    if _day(now) - int.from_bytes(body[ID_BYTES:]) > row.age // A_DAY:
        raise Refusal(row.ended)
    return body[:ID_BYTES].hex()


def _day(now: datetime) -> int:
    return int(now.timestamp()) // A_DAY


def _seal(key: str, row: Purpose, body: bytes) -> bytes:
    own = hmac.digest(key.encode(), f"presswork.{row.name}".encode(), "sha256")  # as the salts below keep purposes apart
    return hmac.digest(own, body, "sha256")[:SEAL_BYTES]


# ---- the serializers of itsdangerous


class SignerAt(TimestampSigner):
    """A signer with a given time."""

    def __init__(self, *keys: Any, now: int, **has: Any) -> None:
        super().__init__(*keys, **has)
        self.now = now

    def get_timestamp(self) -> int:
        return self.now


def serializer(keys: Keys, row: Purpose, now: datetime) -> URLSafeTimedSerializer:
    options = {"key_derivation": "hmac", "digest_method": hashlib.sha256, "now": int(now.timestamp())}
    return URLSafeTimedSerializer(list(checked_keys(keys)), salt=f"presswork.{row.name}", signer=SignerAt, signer_kwargs=options)


def checked_keys(keys: Keys) -> Keys:
    """Return the keys; raise ValueError where one is missing."""
    if not keys or not all(keys):  # by an empty one, anybody could sign
        raise ValueError("the setting LINK_KEYS needs at least one key, to sign and read links")
    return keys
