"""Letters: which posts get one, and the states of a letter.

A letter belongs to one post, or to one day or week; its id follows from that, so nothing has two letters. It is **due** from a
post's first appearance until its grace period is over. Then it is **opened**: its edition is fixed, and it is **sending** until
each shard of the subscribers is done. If the post was taken back when its letter came due, the letter is **withdrawn**, until the
post is published again. A letter may be **paused** (the mail service takes no more for now), **stopped** (too many bounces or
complaints), **failed** (it can't be made), or **cancelled** by its author; all of these can be resumed.
"""

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import ClassVar, Literal, TypeAlias, get_args

from msgspec import field
from msgspec.structs import replace

from chalicelib.codec import Stored
from chalicelib.content.text.post_names import plain_name
from chalicelib.frozen import Frozen
from chalicelib.model import Post, slugs
from chalicelib.newsletter.rules.subscriber import Subject
from chalicelib.record import Record
from chalicelib.times import in_utc

FRESH = timedelta(days=1)  # a post older than this when it first appears is an import
State: TypeAlias = Literal["due", "withdrawn", "sending", "paused", "stopped", "failed", "cancelled", "sent"]
STATES: tuple[State, ...] = get_args(State)
OPENABLE: tuple[State, ...] = ("due", "sending", "paused")  # states in which a letter goes on by itself
CANCELLABLE: tuple[State, ...] = (*OPENABLE, "stopped", "failed", "withdrawn")
RESUMABLE: tuple[State, ...] = ("paused", "stopped", "failed", "cancelled", "withdrawn")
WAITING: tuple[State, ...] = ("due", "withdrawn", "failed")
"""The states in which a letter that was never opened may follow its post."""


class Letter(Frozen):
    """The state of a letter as a whole.

    `kind` is each, daily or weekly; `key` the post's source, if the letter has a single post. Times are UTC: `due` is when it is
    opened, `since` where a digest's period begins, `wake` when a paused letter continues. `subjects` decide whom it reaches, by
    the ids of the posts' letters; `keys` are the sources of a digest's posts; `edition` names the stored edition of a single
    post. `why` tells the author why the letter stopped; `again` says that refused addresses are tried once more, because the
    fault was ours; `tries` is how often the letter could not be made, or may have killed its worker. That of a note may be for
    `digests_only`: it is mailed to nobody, and digests find the note by it.
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
    digests_only: bool = False
    nonce: str = ""

    @property
    def is_opened(self) -> bool:
        """Whether its content is fixed."""
        return bool(self.edition or self.subjects)

    @property
    def follows(self) -> bool:
        """Whether it follows its post to another key, and is due again when the post comes back."""
        return self.state in WAITING and not self.is_opened


def id_of(key: str) -> str:
    """Return the id of a post's letter: short, and of characters that tags and headers take."""
    return hashlib.sha256(key.encode()).hexdigest()[:16]


# ---- which posts become letters


def announced(post: Post, now: datetime, grace: int) -> Letter | None:
    """Return the letter of a post that has just appeared for the first time, if it gets one; `grace` is in seconds."""
    if not post.in_flow or not post.newsletter or now - datetime.fromisoformat(post.date) > FRESH:
        return None
    due = in_utc(now + timedelta(seconds=grace))
    return Letter(id_of(post.key), "each", "due", due, post.key, title=plain_name(post), digests_only=post.digests_only)


def withdrawn(record: Record | None, *, on: bool = True) -> str:
    """Return why the post of a due letter is not mailed after all; empty where it is mailed. `on`: the site sends letters."""
    if not on:
        return "site.yaml says `newsletter: no`"
    if record is None or record.post is None:
        return "the post was withdrawn before the letter was due"
    if not record.post.listed:
        return "the post is unlisted"
    return "" if record.post.newsletter else "the post says `newsletter: false`"


def subject_of(post: Post, due: str) -> Subject:
    return Subject(post.lang, slugs(post.categories), due, slugs(post.authors))


# ---- states


def opened(letter: Letter, post: Post, edition: str) -> Letter:
    """Return the letter of a post, under way: its content is now fixed."""
    subjects = {letter.id: subject_of(post, letter.due)}
    return replace(letter, state="sending", title=plain_name(post), subjects=subjects, edition=edition, why="", tries=0)


def resumed(letter: Letter, now: datetime) -> Letter:
    """Return a letter that may continue: an opened one wakes; an unopened one is due as before, or at once if that is over."""
    if letter.is_opened:
        return replace(letter, state="paused", wake=in_utc(now), why="", tries=0)
    due = max(letter.due, in_utc(now)) if letter.kind == "each" else letter.due
    return replace(letter, state="due", due=due, why="", tries=0)


def taken_over(letter: Letter, key: str, due: str) -> Letter:
    """Return the unopened letter of a post that came back, or that has another key now."""
    if letter.state == "due":
        return replace(letter, key=key, why="")
    return replace(letter, key=key, state="due", due=due, why="", tries=0)


def woken(letter: Letter) -> Letter:
    return replace(letter, state="sending", wake="", why="")
