"""An authenticator in software: it makes passkeys and answers challenges as a browser with a real one does."""

import hashlib
import json
import struct
from dataclasses import dataclass, field
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from itsdangerous.encoding import base64_encode

PRESENT, VERIFIED, HAS_KEY = 0x01, 0x04, 0x40


def in_base64(raw: bytes) -> str:
    return base64_encode(raw).decode()


@dataclass
class Authenticator:
    """One passkey of one site. What it says of itself can be changed, as an attacker would."""

    origin: str
    host: str
    id: bytes = b"passkey-of-ann-1"
    flags: int = PRESENT | VERIFIED
    count: int = 0
    user: str = ""
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def create(self, options: dict[str, Any]) -> str:
        """Return what a browser answers to options of creation."""
        self.user = options["user"]["id"]
        client = self._client_data("webauthn.create", options["challenge"])
        new = self._data(self.flags | HAS_KEY) + bytes(16) + struct.pack(">H", len(self.id)) + self.id + self._public()
        attested = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": new})
        return self._answer({"clientDataJSON": client, "attestationObject": attested})

    def get(self, options: dict[str, Any]) -> str:
        """Return what a browser answers to a request to sign in."""
        self.count += 1
        client, state = self._client_data("webauthn.get", options["challenge"]), self._data(self.flags)
        signature = self.key.sign(state + hashlib.sha256(client).digest(), ec.ECDSA(SHA256()))
        response = {"clientDataJSON": client, "authenticatorData": state, "signature": signature}
        return self._answer(response, userHandle=self.user)

    def _client_data(self, type: str, challenge: str) -> bytes:
        return json.dumps({"type": type, "challenge": challenge, "origin": self.origin, "crossOrigin": False}).encode()

    def _data(self, flags: int) -> bytes:
        return hashlib.sha256(self.host.encode()).digest() + struct.pack(">BI", flags, self.count)

    def _public(self) -> bytes:
        numbers = self.key.public_key().public_numbers()
        return cbor2.dumps({1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32), -3: numbers.y.to_bytes(32)})

    def _answer(self, response: dict[str, bytes], **more: str) -> str:
        encoded = {name: in_base64(raw) for name, raw in response.items()}
        fields = {"id": in_base64(self.id), "rawId": in_base64(self.id), "type": "public-key"}
        return json.dumps({**fields, "response": {**encoded, **more}})
