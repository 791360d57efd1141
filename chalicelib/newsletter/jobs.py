"""Jobs: the messages of the letters queue.

A job names what to bring forward, never what changed: a welcome, a change of address, a letter to open, a shard to deliver,
claims to settle. So a job done twice or late is harmless. A sign-up is the exception: done twice, it is answered by two mails, so
it has a name, and counts as one of the day's sign-ups for its mailbox.
"""

import json
from collections.abc import Mapping
from typing import Any, ClassVar, TypeAlias

from msgspec import field

from chalicelib import codec
from chalicelib.cloud.ports import Message
from chalicelib.codec import Stored
from chalicelib.frozen import Frozen
from chalicelib.newsletter.rules.preferences import Wishes


class SignUp(Frozen):
    """A visitor asked to follow; with `link`, a follower asked for a new link, with `account`, for one to their data; with a
    `mover`, they asked for letters here.

    `id` is random and made when the job is queued; `tries` is how often its mail was postponed. `network` is where it came from,
    and `turn` its place among the waiting sign-ups of this network (0: it does not wait). `servers` take the mail of the
    address's domain, as DNS says (none: it didn't answer in time).
    """

    STORED: ClassVar = Stored(sparse=True, always=("wishes", "browser", "tries", "network", "turn", "link"))

    address: str
    at: str
    id: str
    wishes: Wishes = field(default_factory=Wishes)
    browser: str = ""
    tries: int = 0
    network: str = ""
    turn: int = 0
    link: bool = False
    mover: str = ""
    servers: tuple[str, ...] = ()
    account: bool = False

    @property
    def name(self) -> str:
        """The sign-up's unique name, also among sign-ups of the same second."""
        return f"{self.at}#{self.id}"

    @property
    def is_repeated(self) -> bool:
        """Whether the sign-up was tried before: its mail was postponed, or it waited."""
        return self.tries > 0 or self.turn > 0


class CommentSent(Frozen):
    """A visitor sent a comment on the post at this address; `name` is the comment's own (`comments.rules.comment`), and `network`
    the keyed hash of where it came from."""

    STORED: ClassVar = Stored(sparse=True)

    post: str
    name: str
    at: str
    writer: str
    text: str
    website: str = ""
    address: str = ""
    reply_to: str = ""
    lang: str = ""
    notify: bool = False
    network: str = ""


class CommentUnconfirmed(Frozen):
    """A visitor sent a comment that its writer has to confirm by mail first (`comments.confirmation`)."""

    sent: CommentSent


class CommentAct(Frozen):
    """Something has to be done with a comment: one of `comments.rules.comment.ACTS`, or only what it owes (empty). `text` is the
    author's reply to it, and `reply` is the reply's name; empty without one. `by` are the slugs of the author who decided, on
    whose posts alone it may be; the moderator has none."""

    STORED: ClassVar = Stored(sparse=True, always=("act",))

    thread: str
    name: str
    act: str = ""
    text: str = ""
    reply: str = ""
    by: tuple[str, ...] = ()


class CommentWithdrawn(Frozen):
    """The writer of a comment takes it back, whether it was received already or not."""

    post: str
    name: str


class CommentPublished(Frozen):
    """The writer of a comment has published it (`comments.self_approval`)."""

    thread: str
    name: str


class CommentsErased(Frozen):
    """Whoever has this mailbox, known by its keyed hash, wants their comments erased."""

    mailbox: str


class CommentMail(Frozen):
    """A mail about an approved comment may have to be sent (`comments.rules.commenter.MailKind`); `tries` is how often it was put
    off."""

    thread: str
    name: str
    kind: str
    tries: int = 0


class CommentsWait(Frozen):
    """Somebody has to be told of comments that wait: the moderator, or the author with this slug."""

    STORED: ClassVar = Stored(sparse=True)

    author: str = ""


class PersonInvited(Frozen):
    """Somebody who may write has to be mailed the link by which they begin (`newsletter.desk_mail`)."""

    name: str


class SignInRequested(Frozen):
    """Whoever writes with this address, if anybody does, has to be mailed a link to sign in."""

    address: str
    at: str
    lang: str


class PasskeyAdded(Frozen):
    """Somebody who may write has to be told of a new passkey of theirs, and of the browser in which it was made."""

    name: str
    browser: str = ""


class Welcome(Frozen):
    """A new follower may have to be sent a welcome."""

    id: str


class Moved(Frozen):
    """A subscription may have moved from this id to its heir: the move has to be finished, and the former address to be told."""

    id: str
    heir: str
    secret: str
    address: str


class OpenLetter(Frozen):
    """A letter has to be brought forward from its present state. Its name in the queue is `open`."""

    letter: str


class LetterAct(Frozen):
    """Something has to be done with a letter for a person who writes, one of `newsletter.letter_acts.ACTS`. A test of a post that
    has no letter yet names its source in place of the letter."""

    letter: str
    act: str
    person: str


class Deliver(Frozen):
    """A letter has to be delivered to the rest of a shard. Its name in the queue is `walk`."""

    letter: str
    shard: int


class Settle(Frozen):
    """The unsettled claims of a letter in this shard have to be settled."""

    letter: str
    shard: int


Job: TypeAlias = (
    SignUp
    | Welcome
    | Moved
    | OpenLetter
    | LetterAct
    | Deliver
    | Settle
    | CommentSent
    | CommentUnconfirmed
    | CommentAct
    | CommentWithdrawn
    | CommentsWait
    | CommentMail
    | CommentsErased
    | CommentPublished
    | PersonInvited
    | SignInRequested
    | PasskeyAdded
)
JOBS: Mapping[str, type[Any]] = {
    "sign_up": SignUp,
    "welcome": Welcome,
    "moved": Moved,
    "open": OpenLetter,
    "letter-act": LetterAct,
    "walk": Deliver,
    "settle": Settle,
    "comment": CommentSent,
    "comment-unconfirmed": CommentUnconfirmed,
    "comment-act": CommentAct,
    "comment-withdrawn": CommentWithdrawn,
    "comments-wait": CommentsWait,
    "comment-mail": CommentMail,
    "comments-erased": CommentsErased,
    "comment-published": CommentPublished,
    "person-invited": PersonInvited,
    "sign-in": SignInRequested,
    "passkey-added": PasskeyAdded,
}
NAMES = {kind: name for name, kind in JOBS.items()}


def job_in(body: str) -> Job:
    """Return the job that a message names; raise an error for an unknown kind."""
    ((name, has),) = json.loads(body).items()
    job: Job = codec.from_plain(JOBS[name], has)
    return job


def to_letters(job: Job, delay: int = 0) -> Message:
    """Return the message for a job, delayed by so many seconds (900 at most)."""
    return Message(json.dumps({NAMES[type(job)]: codec.plain(job)}, ensure_ascii=False), delay=delay)
