"""Readers of what apps ask of a person, and of what a browser says that a passkey has answered."""

import json
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from webauthn.helpers import base64url_to_bytes

from chalicelib.authoring.identity import indieauth, passkeys
from chalicelib.authoring.identity.credentials import Passkey
from chalicelib.authoring.identity.indieauth import AuthorizationRequest
from tests.authoring_api.authenticator import Authenticator, in_base64
from tests.fuzz.site import NOW, text

URL, ISSUER = "https://press.example", "https://press.example/"
ASKED = {
    "response_type": "code",
    "client_id": "https://app.example/",
    "redirect_uri": "https://app.example/back",
    "state": "s",
    "code_challenge": "x" * 43,
    "code_challenge_method": "S256",
    "scope": "create update",
}
REQUESTS = (urlencode(ASKED).encode(), urlencode({**ASKED, "client_id": "http://[::1]:4000/a?b=c", "scope": "post"}).encode())
PIECES = (
    *(
        b"&client_id=https%3A%2F%2Fevil.example%2F",
        b"&redirect_uri=",
        b"https%3A%2F%2Fapp.example%40evil.example%2F",
        b"%5C",
        b"%23",
    ),
    *(b"%0D%0A", b"%3B", b"%22%3E%3Cscript%3E", b"..%2F", b"javascript%3A", b"%2F%2F", b"%C3%A9", b"&", b"=", b"%00"),
)
PARTY = passkeys.party_at(URL, "The Press")
CHALLENGE = "a challenge of an earlier page"
AUTHENTICATOR = Authenticator(URL, "press.example")
OPTIONS = passkeys.creation_options(PARTY, "ann", CHALLENGE, ())
CREATED = AUTHENTICATOR.create(dict(OPTIONS))
PASSKEY: Passkey = passkeys.created(CREATED, CHALLENGE, PARTY, "", NOW)
SIGNED = AUTHENTICATOR.get({"challenge": in_base64(passkeys.asked_bytes(CHALLENGE))})
ANSWERS = (SIGNED.encode(), AUTHENTICATOR.get({"challenge": in_base64(b"another challenge")}).encode(), CREATED.encode())
VALUES: tuple[object, ...] = ("", None, {}, [], 1, "_-", "x" * 2_000)
PARTS = (
    *(json.dumps(value).encode() for value in VALUES),
    b"{",
    b"}",
    b"\\u0000",
    b'"response":',
)


def consent(data: bytes) -> AuthorizationRequest:
    """Read what an app asks for."""
    return indieauth.request_in(dict(parse_qsl(text(data), keep_blank_values=True)))


def check_consent(_data: bytes, asked: AuthorizationRequest) -> None:
    """Check that the answer goes to the app's own host, whole, and that the page comes back to the same request."""
    answer = indieauth.answer_to(asked, ISSUER, code="c")
    assert urlsplit(answer)[:2] == (urlsplit(asked.client).scheme, urlsplit(asked.redirect).netloc)
    assert urlsplit(answer).hostname == urlsplit(asked.client).hostname
    assert answer.isascii()
    assert not any(sign in answer for sign in ' "<>\\\r\n')
    assert "publish" not in asked.offered or {"create", "update", "publish"} & {*asked.scopes}
    assert indieauth.request_in(dict(parse_qsl(asked.query, keep_blank_values=True))) == asked


def answer(data: bytes) -> Any:
    """Read what a passkey answered to a challenge."""
    said = text(data)
    passkeys.claim_in(said)
    return passkeys.used(said, CHALLENGE, PARTY, PASSKEY, NOW)


def check_answer(data: bytes, _given: Any) -> None:
    """Check that what was accepted is what the passkey signed, however it is spelled."""
    assert _signed(text(data)) == _signed(SIGNED)


def _signed(said: str) -> list[bytes]:
    response = json.loads(said)["response"]
    return [base64url_to_bytes(response[name]) for name in ("clientDataJSON", "authenticatorData", "signature")]
