"""A proof of work: what a visitor's browser has to compute before a site takes a comment, where the site asks for it.

It is the first version of ALTCHA (https://altcha.org/docs/v2/proof-of-work-v1/), so its own widgets can solve a challenge, too.
A challenge is the hash of a salt and of a number up to `MOST`, and whoever finds that number has proven the work. The challenge
is signed, so nothing is stored of it; its salt says for which post it is, and until when. Whoever takes a proof remembers its
name until then, so that each counts once. The salt ends with `&`: no digit of it can be passed off as one of the number.
"""

import hashlib
import hmac
import json
import re
from base64 import b64decode
from collections.abc import Mapping
from datetime import datetime, timedelta
from hmac import compare_digest
from typing import Any, NamedTuple

from chalicelib.errors import Refusal
from chalicelib.newsletter.rules.tokens import Keys, checked_keys

ALGORITHM = "SHA-256"
MOST = 50_000
"""The largest number; half of them are tried on average, in a third of a second on a laptop, in a second or two on a phone."""
VALID = timedelta(minutes=10)
LONGEST = 1_000
"""The most characters that a proof may have."""
SALT = re.compile(r"(?P<name>[0-9a-f]{32})\?expires=(?P<expires>[0-9]{10})&post=(?P<post>[0-9a-f]{16})&")
FIELDS: Mapping[str, type] = {"algorithm": str, "challenge": str, "number": int, "salt": str, "signature": str}


class Proof(NamedTuple):
    """A valid proof: its name, and when it expires, in seconds since 1970."""

    name: str
    expires: int


def challenge(keys: Keys, post: str, name: str, number: int, now: datetime) -> Mapping[str, str | int]:
    """Return a challenge for a comment on the post at this address; `name` and `number` are random."""
    salt = f"{name}?expires={int((now + VALID).timestamp())}&post={_digest(post)[:16]}&"
    hashed = _digest(f"{salt}{number}")
    signature = _signature(checked_keys(keys)[-1], hashed)
    return {"algorithm": ALGORITHM, "challenge": hashed, "maxnumber": MOST, "salt": salt, "signature": signature}


def proof_in(keys: Keys, payload: str, post: str, now: datetime) -> Proof:
    """Return the proof in the field of a form; refuse one that is wrong, forged, expired or of another post."""
    has = _fields_in(payload)
    salt = SALT.fullmatch(has["salt"])
    hashed = _digest(f"{has['salt']}{has['number']}")
    is_ours = any(compare_digest(_signature(key, hashed), has["signature"]) for key in checked_keys(keys))
    if not (salt and is_ours and has["algorithm"] == ALGORITHM and has["challenge"] == hashed and 0 <= has["number"] <= MOST):
        raise Refusal("proof")
    if int(salt["expires"]) < now.timestamp() or salt["post"] != _digest(post)[:16]:
        raise Refusal("proof")
    return Proof(salt["name"], int(salt["expires"]))


def _fields_in(payload: str) -> Mapping[str, Any]:
    """Return the fields of a proof, each of its own type."""
    try:
        has = json.loads(b64decode(payload, validate=True)) if len(payload) <= LONGEST else None
    except (ValueError, RecursionError):
        has = None
    if not isinstance(has, dict) or any(type(has.get(name)) is not kind for name, kind in FIELDS.items()):
        raise Refusal("proof")
    if not all(text.isascii() for text in has.values() if isinstance(text, str)):
        raise Refusal("proof")
    return has


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _signature(key: str, hashed: str) -> str:
    own = hmac.digest(key.encode(), b"presswork.proof-of-work", "sha256")  # as the salts of links keep purposes apart
    return hmac.digest(own, hashed.encode(), "sha256").hex()
