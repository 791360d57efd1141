"""Budgets: how many sign-up mails a mailbox may get, and a domain, from any visitors and networks.

Anybody may type another person's address. So each mail to a mailbox without a confirmed sign-up is noted before it is sent, under
the random id of the sign-up that it answers. A second try at a sign-up whose worker died counts as one more mail, since the first
may have gone out. A mail that was certainly not sent is given back. When a sign-up is confirmed, its mails were wanted, and count
no more.
"""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from chalicelib.times import in_utc

AN_HOUR, A_DAY, A_WEEK = timedelta(hours=1), timedelta(days=1), timedelta(days=7)


class Budget(NamedTuple):
    """One row: the most mails within each span, the longest span last, and the pause before each mail after the first."""

    name: str
    most: tuple[tuple[timedelta, int], ...]
    pauses: tuple[timedelta, ...]
    meaning: str

    @property
    def span(self) -> timedelta:
        """How long a mail is counted."""
        return self.most[-1][0]


BUDGETS: Mapping[str, Budget] = {
    row.name: row
    for row in (
        Budget("mailbox", ((A_WEEK, 3),), (AN_HOUR, A_DAY), "emails about signing up to one mailbox, until one is confirmed"),
        Budget("domain", ((A_DAY, 12), (A_WEEK, 36)), (), "the same for all mailboxes of a domain, except large providers"),
    )
}

Mails = tuple[str, ...]
"""The mails that count, oldest first, each by its time, a `#`, and the id of its sign-up."""


def has_room(row: Budget, mails: Mails, id: str, now: datetime) -> bool:
    """Return whether a mail may answer the sign-up of this id; a second try at it need not wait for the pause."""
    recent = within(mails, row.span, now)
    if any(len(within(recent, span, now)) >= most for span, most in row.most):
        return False
    pause = row.pauses[len(recent) - 1] if recent and len(recent) <= len(row.pauses) else timedelta()
    return not recent or id_of(recent[-1]) == id or now - time_of(recent[-1]) >= pause


def with_mail(row: Budget, mails: Mails, id: str, now: datetime) -> Mails:
    """Return the mails and one more, without those that are older than every span."""
    return (*within(mails, row.span, now), f"{in_utc(now)}#{id}")


def without_mail(mails: Mails, id: str) -> Mails:
    """Return the mails without the last one of this sign-up, which was certainly not sent."""
    last = max((at for at, mail in enumerate(mails) if id_of(mail) == id), default=len(mails))
    return (*mails[:last], *mails[last + 1 :])


def without(mails: Mails, ids: Collection[str]) -> Mails:
    """Return the mails without those of these confirmed sign-ups."""
    return tuple(mail for mail in mails if id_of(mail) not in ids)


def within(mails: Mails, span: timedelta, now: datetime) -> Mails:
    return tuple(mail for mail in mails if now - time_of(mail) < span)


def time_of(mail: str) -> datetime:
    return datetime.fromisoformat(mail.partition("#")[0])


def id_of(mail: str) -> str:
    return mail.partition("#")[2]
