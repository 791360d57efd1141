"""Errands: what stands in the letters queue.

Each says what to bring forward, never what changed: a welcome, a letter to open, a stretch of subscribers to walk, claims to
settle. So doing one of these twice or late is harmless. A sign-up is the exception: done twice it is answered by two mails,
so it has a name, and counts once among those that an address may bring in a day.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from chalicelib import codec
from chalicelib.cloud.ports import Message
from chalicelib.newsletter.subscriber import Wishes


@dataclass(frozen=True, slots=True)
class SignUp:
    """Somebody asked to follow; or, with `link`, for a new link to what they get, if they follow.

    `id` is random, made where it is queued; `tries` is how often the mail about it was put off. `network` is where it came
    from, and `turn` its place among those of this network that had to wait (0: it hasn't).
    """

    address: str
    at: str
    id: str
    wishes: Wishes = field(default_factory=Wishes)
    browser: str = ""
    tries: int = 0
    network: str = ""
    turn: int = 0
    link: bool = False

    @property
    def name(self) -> str:
        """What tells it from any other, also from one of the same second."""
        return f"{self.at}#{self.id}"


@dataclass(frozen=True, slots=True)
class Welcome:
    """Somebody follows now, and has not been greeted."""

    id: str


@dataclass(frozen=True, slots=True)
class OpenLetter:
    """A letter has to be brought forward, whatever it lacks."""

    letter: str


@dataclass(frozen=True, slots=True)
class Deliver:
    """A letter has to be brought to the rest of a shard."""

    letter: str
    shard: int


@dataclass(frozen=True, slots=True)
class Settle:
    """The claims of a letter in this shard that nobody knows the end of have to be looked at."""

    letter: str
    shard: int


Job: TypeAlias = SignUp | Welcome | OpenLetter | Deliver | Settle
JOBS: Mapping[str, type[Any]] = {"sign_up": SignUp, "welcome": Welcome, "open": OpenLetter, "walk": Deliver, "settle": Settle}
NAMES = {kind: name for name, kind in JOBS.items()}


def job_in(body: str) -> Job:
    """The errand that a message names; of a kind that nobody knows, an error."""
    ((name, has),) = json.loads(body).items()
    job: Job = codec.made(JOBS[name], has)
    return job


def to_letters(job: Job, delay: int = 0) -> Message:
    """The message for an errand, which waits so many seconds (900 at most)."""
    return Message(json.dumps({NAMES[type(job)]: codec.plain(job)}, ensure_ascii=False), delay=delay)
