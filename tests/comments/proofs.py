"""Proofs of work, as a browser finds and sends them."""

import hashlib
import json
from base64 import b64encode
from collections.abc import Mapping
from typing import Any


def solved(asked: Mapping[str, Any]) -> dict[str, Any]:
    """Return the proof that answers a challenge, as a browser finds it."""
    hashes = (hashlib.sha256(f"{asked['salt']}{number}".encode()).hexdigest() for number in range(asked["maxnumber"] + 1))
    number = next(number for number, hashed in enumerate(hashes) if hashed == asked["challenge"])
    return {**{name: asked[name] for name in ("algorithm", "challenge", "salt", "signature")}, "number": number}


def packed(proof: object) -> str:
    return b64encode(json.dumps(proof).encode()).decode()
