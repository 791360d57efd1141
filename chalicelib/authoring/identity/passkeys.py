"""Passkeys: what a browser is asked, and whether its answer may sign somebody in. Pure.

A challenge is a signed text that says what it is for: it can't be answered in another's name, for another act, or after ten
minutes. That it isn't answered twice is for the store to say (`credentials.Answer`). The browser answers with JSON, as
https://www.w3.org/TR/webauthn-3/#publickeycredential describes; PyPI's `webauthn` checks signatures, and is loaded only then.
"""

import hashlib
import json
import secrets
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any, Literal, TypeAlias, TypeVar
from urllib.parse import urlsplit

from itsdangerous import BadData
from itsdangerous.encoding import base64_decode, base64_encode
from msgspec.structs import replace

from chalicelib.authoring.grants import PERSON
from chalicelib.authoring.identity.credentials import CHALLENGE, Passkey
from chalicelib.errors import Refusal
from chalicelib.frozen import Frozen
from chalicelib.newsletter.rules.tokens import Keys, Purpose, is_canonical, serializer
from chalicelib.times import in_utc

Act: TypeAlias = Literal["create", "get"]
T = TypeVar("T")
SIGNED = Purpose("passkey", ("act", "person", "random"), int(CHALLENGE.total_seconds()), "a challenge to a passkey")
LONGEST_ID = 1_400  # characters of a credential's id in Base64: https://www.w3.org/TR/webauthn-3/#credential-id


class Party(Frozen):
    """The site as passkeys know it: the name of its host, its title, and the origins of its pages."""

    host: str
    title: str
    origins: tuple[str, ...]


def party_at(url: str, title: str) -> Party:
    """Return the party of a site at this URL."""
    parts = urlsplit(url)
    return Party(parts.hostname or "", title, (f"{parts.scheme}://{parts.netloc}",))


# ---- challenges


def challenge_for(keys: Keys, act: Act, person: str, now: datetime) -> str:
    """Return a challenge to make a passkey for this person, or to sign in with anybody's."""
    return serializer(keys, SIGNED, now).dumps([act, person, secrets.token_urlsafe(16)])


def refuse_challenge(keys: Keys, challenge: str, act: Act, person: str, now: datetime) -> None:
    """Refuse a challenge that is not ours, too old, for another act, or for another person."""
    try:
        signed = serializer(keys, SIGNED, now).loads(challenge, max_age=SIGNED.age) if is_canonical(challenge) else None
    except BadData:
        signed = None
    if not isinstance(signed, list) or signed[:2] != [act, person]:
        raise Refusal("sign-in")


def asked_bytes(challenge: str) -> bytes:
    """Return the bytes that a passkey is asked to sign for a challenge."""
    return hashlib.sha256(challenge.encode()).digest()


def in_base64(raw: bytes) -> str:
    return base64_encode(raw).decode()


# ---- what the browser is asked


def creation_options(party: Party, person: str, challenge: str, passkeys: Iterable[Passkey]) -> Mapping[str, Any]:
    """Return what `navigator.credentials.create` takes, as JSON; a device that has one of these passkeys makes no other."""
    return {
        "rp": {"id": party.host, "name": party.title},
        "user": {"id": in_base64(person.encode()), "name": person, "displayName": person},
        "challenge": in_base64(asked_bytes(challenge)),
        "pubKeyCredParams": [{"type": "public-key", "alg": algorithm} for algorithm in (-8, -7, -257)],
        "excludeCredentials": [{"type": "public-key", "id": passkey.id} for passkey in passkeys],
        "authenticatorSelection": {"residentKey": "required", "requireResidentKey": True, "userVerification": "required"},
        "attestation": "none",
        "timeout": int(CHALLENGE.total_seconds()) * 1000,
    }


def request_options(party: Party, challenge: str) -> Mapping[str, Any]:
    """Return what `navigator.credentials.get` takes, as JSON: any passkey of the site, since nobody has said who they are."""
    return {
        "rpId": party.host,
        "challenge": in_base64(asked_bytes(challenge)),
        "userVerification": "required",
        "timeout": int(CHALLENGE.total_seconds()) * 1000,
    }


# ---- what the browser answered


class Claim(Frozen):
    """Whose passkey an answer claims to come from, before anything is checked."""

    person: str
    passkey: str


def claim_in(answer: str) -> Claim:
    """Return whose passkey this answer claims to be."""
    fields = _object(answer)
    response = fields.get("response")
    handle = response.get("userHandle") if isinstance(response, dict) else ""
    key = fields.get("id")
    if not (isinstance(handle, str) and isinstance(key, str) and 0 < len(key) <= LONGEST_ID):
        raise Refusal("sign-in")
    return Claim(_person(handle), key)


def created(answer: str, challenge: str, party: Party, browser: str, now: datetime) -> Passkey:
    """Return the passkey that a browser has made, or refuse it."""
    from webauthn import verify_registration_response  # noqa: PLC0415 - it takes as long to load as all the rest

    verified = _verified(verify_registration_response, answer, challenge, party)
    return Passkey(
        in_utc(now), in_base64(verified.credential_id), in_base64(verified.credential_public_key), verified.sign_count, browser
    )


def used(answer: str, challenge: str, party: Party, passkey: Passkey, now: datetime) -> Passkey:
    """Return the passkey after it has signed in, or refuse: the signature, challenge, origin or counter is wrong."""
    from webauthn import verify_authentication_response  # noqa: PLC0415

    verified = _verified(
        verify_authentication_response,
        answer,
        challenge,
        party,
        credential_public_key=base64_decode(passkey.key),
        credential_current_sign_count=passkey.count,
    )
    return replace(passkey, count=verified.new_sign_count, used=in_utc(now))


def _verified(verify: Callable[..., T], answer: str, challenge: str, party: Party, **passkey: Any) -> T:
    """Return what `verify` makes of the answer to our challenge; refuse the answer if it raises."""
    try:
        return verify(
            credential=_object(answer),
            expected_challenge=asked_bytes(challenge),
            expected_rp_id=party.host,
            expected_origin=list(party.origins),
            require_user_verification=True,
            **passkey,
        )
    except Exception as error:  # whatever its parsers raise, the answer is what is wrong
        raise Refusal("sign-in") from error


def _object(answer: str) -> dict[str, Any]:
    try:
        fields = json.loads(answer)
    except (ValueError, RecursionError) as error:
        raise Refusal("sign-in") from error
    if not isinstance(fields, dict):
        raise Refusal("sign-in")
    return fields


def _person(handle: str) -> str:
    """Return the name in a user's handle, which was put there when the passkey was made."""
    try:
        name = base64_decode(handle).decode("ascii")
    except (BadData, ValueError) as error:
        raise Refusal("sign-in") from error
    if not PERSON.fullmatch(name):
        raise Refusal("sign-in")
    return name
