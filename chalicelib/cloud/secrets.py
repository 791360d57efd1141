"""Secrets: the keys that sign links and the pepper that addresses are hashed with, in one encrypted parameter of Systems Manager.

The parameter is a JSON object, `{"keys": [oldest, …, newest], "pepper": "…"}`. The newest key signs and all of them are
accepted, so a key is rotated by adding one; the pepper must never change.
"""

import json
from secrets import token_hex
from typing import Any, Self

from chalicelib.frozen import Frozen

KEY_BYTES = 32


class Secrets(Frozen):
    """The keys, oldest first, and the pepper."""

    keys: tuple[str, ...]
    pepper: str

    @classmethod
    def new(cls) -> Self:
        return cls((token_hex(KEY_BYTES),), token_hex(KEY_BYTES))

    def rotated(self, most: int) -> Self:
        """Return the secrets with one more key, and at most so many in all."""
        return type(self)((*self.keys, token_hex(KEY_BYTES))[-most:], self.pepper)

    def dumps(self) -> str:
        return json.dumps({"keys": list(self.keys), "pepper": self.pepper})

    @classmethod
    def loads(cls, text: str) -> Self:
        has = json.loads(text)
        return cls(tuple(has["keys"]), has["pepper"])


def read(ssm: Any, name: str) -> Secrets | None:
    """Return the secrets in this parameter, if it exists."""
    try:
        answer = ssm.get_parameter(Name=name, WithDecryption=True)
    except ssm.exceptions.ParameterNotFound:
        return None
    return Secrets.loads(answer["Parameter"]["Value"])


def write(ssm: Any, name: str, secrets: Secrets) -> None:
    ssm.put_parameter(Name=name, Value=secrets.dumps(), Type="SecureString", Overwrite=True)
