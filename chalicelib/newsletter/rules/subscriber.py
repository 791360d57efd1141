"""A subscriber: what is stored about one address, and which posts reach it.

A record is replaced whole, only where its **nonce** is still the one that was read, so two concurrent changes never mix. How
often a subscriber wants letters is kept with the time of each change. A post goes the way the subscriber wished when it came due,
so a change of mind loses no post and doubles none.
"""

from datetime import datetime, timedelta
from typing import ClassVar, Literal, TypeAlias, get_args

from msgspec import field
from msgspec.structs import replace

from chalicelib.codec import Stored
from chalicelib.frozen import Frozen
from chalicelib.newsletter.rules.preferences import Wishes

State: TypeAlias = Literal["waiting", "following", "left", "suppressed", "moved"]
STATES: tuple[State, ...] = get_args(State)
SHARDS = 64  # parts of the list of subscribers; one worker at a time delivers to each
TURNS_KEPT = timedelta(days=8)  # a weekly digest covers a week, and goes out a little later
MOST_TURNS = 50  # so that a subscriber who changes it all day still fits into an item


class Subscriber(Frozen):
    """What is stored about one address.

    `id` is a keyed hash of the address; times are ISO 8601 in UTC. `turns` are the changes of how often letters are wanted,
    oldest first. `sign_up` is the secret of the latest sign-up, `browser` the hash of what its form left in the browser.
    `consent` says where consent came from, `why` the reason of a suppression; `soft` are the days of soft bounces; `greeted` says
    that the welcome was sent; `expires` (seconds since 1970, 0: never) is when the record is deleted. `heir` is the id of the
    subscriber that took over, at another address: until it expires, such a record gets the letters due before, at that address.
    """

    STORED: ClassVar = Stored(beside=("id", "nonce", "expires"), sparse=True, always=("wishes",))

    id: str
    state: State
    nonce: str = ""
    address: str = ""
    wishes: Wishes = field(default_factory=Wishes)
    turns: tuple[tuple[str, str], ...] = ()
    sign_up: str = ""
    browser: str = ""
    since: str = ""
    consent: str = ""
    why: str = ""
    soft: tuple[str, ...] = ()
    greeted: bool = False
    expires: int = 0
    heir: str = ""

    @property
    def shard(self) -> int:
        return shard_of(self.id)

    def often_at(self, time: str) -> str:
        """Return how often letters were wanted at this time; empty where none were."""
        return next((often for since, often in reversed(self.turns) if since <= time), "")


def shard_of(id: str) -> int:
    return int(id[:4], 16) % SHARDS


def with_frequency(subscriber: Subscriber, often: str, time: str) -> Subscriber:
    """Return the subscriber, with letters wanted so often from this time on, without changes that no letter needs any more."""
    if subscriber.turns and subscriber.turns[-1][1] == often:
        return subscriber
    edge = (datetime.fromisoformat(time) - TURNS_KEPT).isoformat(timespec="seconds")
    long_over = sum(since <= edge for since, _ in subscriber.turns)  # the last of these holds at the edge
    return replace(subscriber, turns=(*subscriber.turns[max(long_over - 1, 0) :], (time, often))[-MOST_TURNS:])


# ---- which posts reach whom


class Subject(Frozen):
    """What decides whom a post reaches: its language, its categories and authors (slugs), and when its letter came due (UTC)."""

    STORED: ClassVar = Stored(sparse=True)

    lang: str
    categories: tuple[str, ...]
    due: str
    authors: tuple[str, ...] = ()


def reaches(subject: Subject, subscriber: Subscriber, often: str) -> bool:
    """Return whether a post goes to this subscriber in letters of this frequency: one in their language, if not in any, and in
    one of their categories or by one of their authors, if they wish any of these."""
    wishes = subscriber.wishes
    return (
        subscriber.state in ("following", "moved")
        and subscriber.often_at(subject.due) == often
        and (wishes.all_languages or wishes.lang == subject.lang)
        and wishes.include(subject.categories, subject.authors)
    )
