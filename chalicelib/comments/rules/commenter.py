"""A commenter: somebody who left an address with a comment and wants to hear of replies; what is kept, and what becomes of it.

Anybody may type another person's address. So nothing is mailed before a comment that came with it is approved, and then one mail
asks; only the button that it leads to confirms. Who confirmed hears of replies on the posts where they wished it. Who stops all
these mails is forgotten, so a later comment asks anew.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from hmac import compare_digest
from typing import ClassVar, Literal, NamedTuple, TypeAlias

from msgspec.structs import replace

from chalicelib.codec import Stored
from chalicelib.comments.rules.comment import Comment
from chalicelib.errors import Refusal
from chalicelib.frozen import Frozen
from chalicelib.times import in_utc

ASKED = timedelta(days=3)
"""How long a commenter may confirm."""
MOST_THREADS = 500
"""Posts whose replies one commenter hears of; those of earlier comments are dropped."""
MOST_UNTOLD = 20
MailKind: TypeAlias = Literal["confirm", "reply"]


class Commenter(Frozen):
    """What is stored of one commenter.

    `id` is the keyed hash of the address, and the key; `since` is when it was confirmed (empty: not yet). `secret` is in the link
    that confirms, and `comment` is the one for which it was mailed. `threads` are those whose replies they want, `stopped` those
    whose replies they want no longer, each after the time of that, and `untold` the names and threads of replies that came before
    they confirmed.
    """

    STORED: ClassVar = Stored(beside=("id", "nonce", "expires"), sparse=True)

    id: str
    address: str
    lang: str = ""
    since: str = ""
    secret: str = ""
    comment: str = ""
    threads: tuple[str, ...] = ()
    stopped: tuple[str, ...] = ()
    untold: tuple[str, ...] = ()
    nonce: str = ""
    expires: int = 0


class Asked(NamedTuple):
    """A commenter, and whether a mail has to ask them to confirm."""

    new: Commenter
    mail: bool


def mails_about(comment: Comment) -> Iterable[MailKind]:
    """Yield the kinds of mails that an approved comment may cause."""
    if comment.notify and comment.mailbox:
        yield "confirm"
    if comment.reply_to:
        yield "reply"


def asked(current: Commenter | None, comment: Comment, secret: str, now: datetime) -> Asked:
    """Return the commenter after a comment of theirs was approved. Who was asked for another comment isn't asked twice.

    A comment that was written before they stopped the mails about its thread changes nothing, however late it is approved.
    """
    if current is None or _is_over(current, now):
        expires = int((now + ASKED).timestamp())
        new = Commenter(
            comment.mailbox, comment.address, comment.lang, "", secret, comment.name, (comment.thread,), expires=expires
        )
        return Asked(new, mail=True)
    if _is_stopped(current, comment):
        return Asked(current, mail=False)
    threads = (*(thread for thread in current.threads if thread != comment.thread), comment.thread)
    return Asked(replace(current, threads=threads[-MOST_THREADS:]), mail=not current.since and current.comment == comment.name)


def _is_stopped(commenter: Commenter, comment: Comment) -> bool:
    """Return whether the mails about the thread of a comment were stopped after it was written."""
    stops = (stop.partition(" ") for stop in commenter.stopped)
    return any(thread == comment.thread and comment.at <= time for time, _, thread in stops)


def _is_over(commenter: Commenter, now: datetime) -> bool:
    return 0 < commenter.expires <= now.timestamp()


def to_confirm(current: Commenter | None, secret: str, now: datetime) -> Commenter:
    """Return the commenter whom a link was mailed to; refuse a link that is over, or was mailed to one who is forgotten."""
    if current is None or _is_over(current, now) or not compare_digest(current.secret, secret):
        raise Refusal("notices-ended")
    return current


class Confirmed(NamedTuple):
    """A confirmed commenter, and the replies that they have to be told of: name and thread of each."""

    new: Commenter
    untold: tuple[str, ...]


def confirmed(current: Commenter | None, secret: str, now: datetime) -> Confirmed:
    """Return the commenter, who has pressed the button; pressed twice, it changes nothing."""
    commenter = to_confirm(current, secret, now)
    return Confirmed(commenter if commenter.since else replace(commenter, since=in_utc(now), expires=0), commenter.untold)


def stopped(current: Commenter | None, thread: str, now: datetime) -> Commenter | None:
    """Return a commenter who doesn't want to hear of replies in a thread; nothing remains of one who wants no more at all."""
    if current is None or not thread:
        return None
    threads = tuple(one for one in current.threads if one != thread)
    stops = (*(stop for stop in current.stopped if stop.partition(" ")[2] != thread), f"{in_utc(now)} {thread}")
    return replace(current, threads=threads, stopped=stops[-MOST_THREADS:])


def hears_of(commenter: Commenter | None, reply: Comment) -> bool:
    """Return whether a commenter, whose comment is answered, is told of the reply once confirmed; nobody is told of their own."""
    return commenter is not None and reply.thread in commenter.threads and reply.mailbox != commenter.id


def with_untold(current: Commenter | None, reply: Comment) -> Commenter | None:
    """Return the commenter, who is told of a reply on confirming."""
    name = f"{reply.name} {reply.thread}"
    if current is None or current.since or name in current.untold:
        return current
    return replace(current, untold=(*current.untold, name)[-MOST_UNTOLD:])
