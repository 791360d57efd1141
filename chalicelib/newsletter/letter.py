"""Letters: which posts become one, and the states it goes through.

A letter belongs to one post, or to one day or week; its id follows from that, so nothing can have two. It is **due** from
the moment a post first appears until its time of grace is over; then it is **opened**: what it says is fixed, and it is
**sending** until each shard of the subscribers is done. A post that was taken back when its letter came due leaves it
**withdrawn**, until it is published again. A letter may be **paused** (the mail service wants no more for now), **stopped**
(too much came back), **failed** (it can't be made), or **cancelled** by its author; all of these can be resumed.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import ClassVar, Literal, TypeAlias, get_args

from chalicelib.codec import Stored
from chalicelib.model import Post
from chalicelib.newsletter.subscriber import Subject
from chalicelib.record import Record
from chalicelib.times import in_utc

FRESH = timedelta(days=1)  # a post older than this when it first appears is an import, not news
State: TypeAlias = Literal["due", "withdrawn", "sending", "paused", "stopped", "failed", "cancelled", "sent"]
STATES: tuple[State, ...] = get_args(State)
OPENABLE: tuple[State, ...] = ("due", "sending", "paused")  # states in which a letter goes on by itself
CANCELLABLE: tuple[State, ...] = (*OPENABLE, "stopped", "failed", "withdrawn")
RESUMABLE: tuple[State, ...] = ("paused", "stopped", "failed", "cancelled", "withdrawn")
WAITING: tuple[State, ...] = ("due", "withdrawn", "failed")
"""States of a letter that, as long as it was never opened, may follow its post."""


@dataclass(frozen=True, slots=True)
class Letter:
    """What is known of a letter as a whole.

    `kind` is each, daily or weekly; `key` the post's source, for one that has a single post. Times are UTC: `due` when it
    is opened, `since` where a digest's period begins, `wake` when a paused one goes on. `subjects` say whom it may reach,
    by the letters of the posts, and `keys` which sources a digest tells of; `edition` names what a single post's letter
    says. `why` is what stopped it, for its author; `again` says that
    refused addresses are to be tried once more, because the fault was ours; `tries` is how often it could not be made, or may
    have killed its worker.
    """

    STORED: ClassVar = Stored(beside=("id", "nonce"), sparse=True)

    id: str
    kind: str
    state: State
    due: str
    key: str = ""
    since: str = ""
    title: str = ""
    subjects: Mapping[str, Subject] = field(default_factory=dict)
    keys: Mapping[str, str] = field(default_factory=dict)
    edition: str = ""
    wake: str = ""
    why: str = ""
    again: bool = False
    tries: int = 0
    nonce: str = ""

    @property
    def is_opened(self) -> bool:
        """Whether what it says is fixed."""
        return bool(self.edition or self.subjects)

    @property
    def follows(self) -> bool:
        """Whether it goes where its post goes, and is due again when the post comes back."""
        return self.state in WAITING and not self.is_opened


def id_of(key: str) -> str:
    """The id of the letter of a post: short, and of such signs as tags and headers take."""
    return hashlib.sha256(key.encode()).hexdigest()[:16]


# ---- which posts become letters


def announced(post: Post, now: datetime, grace: int) -> Letter | None:
    """The letter of a post that has just appeared for the first time, if it is to have one; `grace` is in seconds."""
    if not post.date or not post.newsletter or now - datetime.fromisoformat(post.date) > FRESH:
        return None
    return Letter(id_of(post.key), "each", "due", in_utc(now + timedelta(seconds=grace)), post.key, title=post.title)


def withdrawn(record: Record | None) -> str:
    """Why the post of a letter that is due is not mailed after all; empty where it is."""
    if record is None or record.post is None:
        return "the post was taken back before the letter was due"
    return "" if record.post.newsletter else "the post says `newsletter: false`"


def subject_of(post: Post, due: str) -> Subject:
    return Subject(post.lang, tuple(term.slug for term in post.categories), due)


# ---- states


def opened(letter: Letter, post: Post, edition: str) -> Letter:
    """The letter of a post, on its way: from here on it says what it says."""
    subjects = {letter.id: subject_of(post, letter.due)}
    return replace(letter, state="sending", title=post.title, subjects=subjects, edition=edition, why="", tries=0)


def resumed(letter: Letter, now: datetime) -> Letter:
    """A letter that may go on: one that was opened wakes; a post's that never was is due at once. A digest keeps its period."""
    if letter.is_opened:
        return replace(letter, state="paused", wake=in_utc(now), why="", tries=0)
    return replace(letter, state="due", due=in_utc(now) if letter.kind == "each" else letter.due, why="", tries=0)


def taken_over(standing: Letter, key: str, due: str) -> Letter:
    """The letter of a post that came back, or under another key, before it was opened."""
    if standing.state == "due":
        return replace(standing, key=key, why="")
    return replace(standing, key=key, state="due", due=due, why="", tries=0)


def woken(letter: Letter) -> Letter:
    """A paused letter that goes on."""
    return replace(letter, state="sending", wake="", why="")
