"""Budgets: how many mails about signing up a mailbox may get, and a domain, whoever asks for them and from wherever.

Anybody may type anybody's address. So each mail to a mailbox that nobody has confirmed is noted before it is sent, under the
random id of the sign-up that it answers; a second try at a sign-up whose worker died is one more mail, for nobody knows
whether the first one went out. What was certainly not sent is taken back. Who confirms a sign-up has wanted its mails, and
they count no more.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from chalicelib.times import in_utc

AN_HOUR, A_DAY, A_WEEK = timedelta(hours=1), timedelta(days=1), timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Budget:
    """One row: the most mails within each span, the longest span last, and the pause before each mail after the first."""

    name: str
    most: tuple[tuple[timedelta, int], ...]
    pauses: tuple[timedelta, ...]
    meaning: str

    @property
    def span(self) -> timedelta:
        """For how long a mail is remembered."""
        return self.most[-1][0]


BUDGETS: Mapping[str, Budget] = {
    row.name: row
    for row in (
        Budget("mailbox", ((A_WEEK, 3),), (AN_HOUR, A_DAY), "mails about signing up to one mailbox, until one is confirmed"),
        Budget("domain", ((A_DAY, 12), (A_WEEK, 36)), (), "the same to all mailboxes of a domain that isn't a large provider's"),
    )
}

Mails = tuple[str, ...]
"""The mails that count, oldest first, each by its time, a `#`, and the id of its sign-up."""


def has_room(row: Budget, mails: Mails, id: str, now: datetime) -> bool:
    """Whether a mail may answer the sign-up of this id; a second try at it need not wait for the pause."""
    recent = within(mails, row.span, now)
    if any(len(within(recent, span, now)) >= most for span, most in row.most):
        return False
    pause = row.pauses[len(recent) - 1] if recent and len(recent) <= len(row.pauses) else timedelta()
    return not recent or id_of(recent[-1]) == id or now - time_of(recent[-1]) >= pause


def with_mail(row: Budget, mails: Mails, id: str, now: datetime) -> Mails:
    """The mails, and one more; what no span holds any more is forgotten."""
    return (*within(mails, row.span, now), f"{in_utc(now)}#{id}")


def without_mail(mails: Mails, id: str) -> Mails:
    """The mails but for the last of this sign-up, which was certainly not sent."""
    last = max((at for at, mail in enumerate(mails) if id_of(mail) == id), default=len(mails))
    return (*mails[:last], *mails[last + 1 :])


def without(mails: Mails, ids: Collection[str]) -> Mails:
    """The mails but for those of these sign-ups, which somebody wanted."""
    return tuple(mail for mail in mails if id_of(mail) not in ids)


def within(mails: Mails, span: timedelta, now: datetime) -> Mails:
    return tuple(mail for mail in mails if now - time_of(mail) < span)


def time_of(mail: str) -> datetime:
    return datetime.fromisoformat(mail.partition("#")[0])


def id_of(mail: str) -> str:
    return mail.partition("#")[2]
