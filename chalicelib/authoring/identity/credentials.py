"""What people sign in with, as values, and how long each lasts. Pure."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import ClassVar

from chalicelib.frozen import Frozen


class Credential(Frozen):
    """Something that was issued at a time, and ends some time later. `NAME` is the kind's name in keys."""

    NAME: ClassVar[str] = ""

    at: str

    def has_ended(self, now: datetime) -> bool:
        lasts = LASTS[type(self)]
        return lasts is not FOR_EVER and datetime.fromisoformat(self.at) + lasts <= now


class Invitation(Credential):
    """A link by which an invited person begins."""

    NAME = "invitation"


class SignInLink(Credential):
    """A link to sign in, which was mailed."""

    NAME = "link"


class Session(Credential):
    """A browser that is signed in; `browser` says which, as far as it says so itself."""

    NAME = "session"

    browser: str = ""


class Code(Credential):
    """What an app exchanges for a token: all that its request was bound to. `token` is the digest of the token that it got."""

    NAME = "code"

    client: str
    redirect: str
    challenge: str
    scopes: tuple[str, ...] = ()
    token: str = ""


class Answer(Credential):
    """A challenge was answered by a passkey."""

    NAME = "answer"


class Passkey(Credential):
    """A passkey: its public key and counter of signatures, the browser in which it was made, and the time of its last use."""

    NAME = "passkey"

    id: str
    key: str
    count: int = 0
    browser: str = ""
    used: str = ""


FOR_EVER = timedelta(days=36_500)
CHALLENGE = timedelta(minutes=10)
"""How long a passkey may take to answer."""

LASTS: Mapping[type[Credential], timedelta] = {
    Invitation: timedelta(days=3),
    SignInLink: timedelta(minutes=10),
    Session: timedelta(hours=12),
    Code: timedelta(minutes=1),
    Answer: CHALLENGE,
    Passkey: FOR_EVER,
}
"""How long each works."""

STORED_FOR: Mapping[type[Credential], timedelta] = {Answer: 2 * CHALLENGE}
"""How long each is stored, if that is longer: an answer, for longer than its challenge can be answered."""


def stored_until(value: Credential) -> datetime | None:
    """Return when what is stored may be removed; None: never."""
    lasts = STORED_FOR.get(type(value), LASTS[type(value)])
    return None if lasts is FOR_EVER else datetime.fromisoformat(value.at) + lasts
