"""A comment: what is stored about it, and what may become of it.

Comments belong to a **thread**: the origin of a post's source, which stays the same when the source is renamed or edited. A
comment is named within its thread by the time at which it was written and a random part, so that names sort oldest first and
follow from no address. Its anchor is the random part alone, or what the former system called it, and never changes.

A comment is replaced whole, only where its nonce is still the one that was read. A deleted comment leaves its name, without its
text, so that neither a late job nor a file that is imported again brings it back.
"""

from datetime import UTC, datetime, timedelta
from typing import ClassVar, Literal, TypeAlias, get_args

from msgspec.structs import replace

from chalicelib.codec import Stored
from chalicelib.frozen import Frozen
from chalicelib.record import Record
from chalicelib.times import in_utc

State: TypeAlias = Literal["held", "approved", "deleted"]
STATES: tuple[State, ...] = get_args(State)
Act: TypeAlias = Literal["approve", "delete", "block"]
ACTS: tuple[Act, ...] = get_args(Act)

MOST = 2_000
"""Comments that pages show of one post; it takes no more."""
LONGEST_TEXT = 5_000
"""Characters of a text that is sent."""
UNREAD = timedelta(days=14)
"""How long a comment is held before it is thrown away."""


class Comment(Frozen):
    """What is stored about one comment.

    `thread` and `name` are its key; `at` is when it was written (ISO 8601, UTC). `text` is what its writer typed. `writer` is the
    name that is shown, `website` its link, `address` the mail address, which no page shows, and `mailbox` its keyed hash.
    `notify` says that its writer wants to hear of replies. `reply_to` is the name of the comment that it answers, and `author`
    the slug of the site's author who wrote it (empty: a reader did). `hits` say which rules held it, `anchor` is the end of its
    address, `owes` says that pages have yet to show its last change, and `expires` (seconds since 1970, 0: never) when it goes.

    As long as it is held, `network` is the keyed hash of where it came from, and `post` and `title` are the address and the name
    of its post when it came.
    """

    STORED: ClassVar = Stored(beside=("thread", "name", "nonce", "expires"), sparse=True)

    thread: str
    name: str
    state: State
    at: str
    writer: str = ""
    text: str = ""
    website: str = ""
    address: str = ""
    mailbox: str = ""
    reply_to: str = ""
    author: str = ""
    lang: str = ""
    hits: tuple[str, ...] = ()
    anchor: str = ""
    notify: bool = False
    network: str = ""
    post: str = ""
    title: str = ""
    owes: bool = False
    nonce: str = ""
    expires: int = 0

    @property
    def is_shown(self) -> bool:
        return self.state == "approved"


def thread_of(record: Record) -> str:
    """Return the thread of the comments on a source's post: it follows the source through renames."""
    return record.origin or record.key


def name_of(at: datetime, random: str) -> str:
    """Return the name of a comment that was written at this time; so precise that those of one second stay in order."""
    return f"{at.astimezone(UTC).isoformat(timespec='milliseconds')}#{random}"


def anchor_of(name: str) -> str:
    """Return the anchor of a comment with this name."""
    return name.partition("#")[2]


def held(comment: Comment, now: datetime) -> Comment:
    """Return the comment as it waits for its author, who has two weeks to look at it."""
    return replace(comment, state="held", owes=False, expires=unread_until(now))


def unread_until(now: datetime) -> int:
    """Return when a comment that came now is thrown away, in seconds since 1970."""
    return int((now + UNREAD).timestamp())


def approved(comment: Comment) -> Comment:
    """Return the comment as pages show it, without what is known of it only as long as it is held."""
    return replace(comment, state="approved", owes=True, expires=0, network="", post="", title="")


def emptied(comment: Comment) -> Comment:
    """Return what is left of a deleted comment: its name, whether pages have yet to lose it, and its mailbox until then.

    The name of one that was held is left only as long as that would have been: what might bring it back has come by then.
    """
    left = Comment(comment.thread, comment.name, "deleted", comment.at, anchor=comment.anchor, nonce=comment.nonce)
    return replace(left, owes=comment.owes or comment.is_shown, expires=comment.expires, mailbox=comment.mailbox)


def received(current: Comment | None, comment: Comment) -> Comment:
    """Return what a comment that has just come becomes: what is there stays, because a job may come twice."""
    return current or comment


def decided(current: Comment | None, act: Act) -> Comment | None:
    """Return what an act makes of a comment; the same where it changes nothing. An approval brings back nothing deleted."""
    if current is None or current.state == "deleted":
        return current
    if act == "approve":
        return current if current.is_shown else approved(current)
    return emptied(current)


def withdrawn(current: Comment | None, thread: str, name: str, now: datetime) -> Comment:
    """Return what is left of a comment that its writer takes back; its name stays taken where the comment is still to come."""
    if current:
        return current if current.state == "deleted" else emptied(current)
    return Comment(thread, name, "deleted", in_utc(now), expires=unread_until(now))


def settled(comment: Comment) -> Comment:
    """Return the same comment, owing nothing; of a deleted one, it isn't known any longer whose it was."""
    return replace(comment, owes=False, mailbox="" if comment.state == "deleted" else comment.mailbox)
