"""Signing up, confirming, changing and leaving: the effect of each on the stored subscriber.

Each decision takes the stored subscriber (None: nothing is known of the address) and returns the new one. A sign-up only waits;
to confirm it takes the secret that was mailed. Leaving is final: the record then holds no address, and no old link restores it. A
suppressed address stays suppressed, whatever is requested.
"""

from datetime import datetime, timedelta
from hmac import compare_digest
from typing import NamedTuple

from msgspec.structs import replace

from chalicelib.errors import Refusal
from chalicelib.newsletter.rules.preferences import Wishes
from chalicelib.newsletter.rules.subscriber import Subscriber, with_frequency
from chalicelib.times import in_utc

WAITING = timedelta(days=3)
LEFT = timedelta(days=400)
TAIL = timedelta(days=30)  # for letters that were due before a subscription moved: none is under way for longer
# Each letter uses the frequency that was wanted when its post came due. The frequency of any time up to now must not change any
# more: a change in the very second in which a post comes due would double the post, or lose it, as one letter is decided before
# the change and the other after. A minute is more than a request takes, and more than clocks differ by.
AHEAD = timedelta(minutes=1)


class SignedUp(NamedTuple):
    """A sign-up's subscriber, and the mail about it: `confirm`, `already`, `link`, `account`, `move`, or none."""

    new: Subscriber | None
    note: str = ""


class Confirmed(NamedTuple):
    """A follower; `begins` where they did not follow before."""

    new: Subscriber
    begins: bool


class Changed(NamedTuple):
    """A changed record."""

    new: Subscriber | None


class Welcomed(NamedTuple):
    """The record, and whether a welcome is to be sent."""

    new: Subscriber | None
    due: bool


class Moved(NamedTuple):
    """A former record whose subscription has moved, and the record before."""

    new: Subscriber
    was: Subscriber


class Removed(NamedTuple):
    """A subscriber is removed: the record that has to stay (None: none), and the record before."""

    new: Subscriber | None
    was: Subscriber | None


def signed_up(
    subscriber: Subscriber | None, id: str, address: str, wishes: Wishes, browser: str, name: str, secret: str, now: datetime
) -> SignedUp:
    """Return the effect of a sign-up; its `name` is the time at which it was made, a `#`, and its random id.

    A follower keeps their own wishes, since anybody may type an address. A waiting subscriber keeps the secret, so that each of
    the mails is valid. How many mails there may be is not decided here: a mailbox has a budget, whatever its subscribers are
    called.
    """
    current = unexpired(subscriber, now)
    if current and current.state in UNCHANGED:
        return SignedUp(current, UNCHANGED[current.state])
    waits = replace(_waiting(current, id, secret, now), address=address, wishes=wishes, browser=browser)
    return SignedUp(replace(waits, consent=f"sign-up {time_of(name)}"), "confirm")


def _waiting(current: Subscriber | None, id: str, secret: str, now: datetime) -> Subscriber:
    """Return the record that waits for its reader to confirm; one that waits already keeps its secret."""
    previous = current if current and current.state == "waiting" else Subscriber(id, "waiting", sign_up=secret, since=in_utc(now))
    return replace(previous, expires=after(now, WAITING))


UNCHANGED = {"suppressed": "", "following": "already"}
"""The states that a sign-up doesn't change, and the mail about it."""


def link_requested(subscriber: Subscriber | None, note: str, now: datetime) -> SignedUp:
    """Return the effect of a request for a new link: a follower gets this mail, and nothing changes."""
    current = unexpired(subscriber, now)
    return SignedUp(subscriber, note if current and current.state == "following" else "")


def address_asked(
    subscriber: Subscriber | None, mover: Subscriber | None, id: str, address: str, name: str, secret: str, now: datetime
) -> SignedUp:
    """Return the effect of the wish of a follower, the `mover`, to get letters at this address: it waits until it is confirmed.

    An address that follows already gets the same mail, so the two become one. Nothing is mailed if the mover doesn't follow any
    more, or has this address.
    """
    current, follower = unexpired(subscriber, now), unexpired(mover, now)
    if follower is None or follower.state != "following" or follower.id == id or (current and current.state == "suppressed"):
        return SignedUp(subscriber)
    if current and current.state == "following":
        return SignedUp(current, "move")
    waits = replace(_waiting(current, id, secret, now), address=address, wishes=follower.wishes, browser="")
    return SignedUp(replace(waits, consent=f"change of address {time_of(name)}"), "move")


def moved(subscriber: Subscriber | None, heir: Subscriber | None, secret: str, now: datetime) -> Moved:
    """Return the effect of a change of address, which was confirmed, on the former record; a second time changes nothing.

    The record keeps no address, and its letters end in the minute in which those of its heir begin (`taken_over`): it gets those
    that came due before. If the heir followed already, it gets none, since the heir gets them.
    """
    current, to = unexpired(subscriber, now), unexpired(heir, now)
    if to is None or not _may_take_over(to, secret):
        raise Refusal("link-old")
    if current and current.heir == to.id:
        return Moved(current, current)
    if current is None or current.state != "following":
        raise Refusal("link-old")
    turns = () if to.state == "following" else with_frequency(current, NO_MORE, in_utc(now + AHEAD)).turns
    ended = replace(current, state="moved", address="", turns=turns, since=in_utc(now), heir=to.id, greeted=False)
    return Moved(replace(ended, expires=after(now, TAIL)), current)


NO_MORE = ""  # among the words for how often letters are wanted


def _may_take_over(heir: Subscriber, secret: str) -> bool:
    return heir.state == "following" or (heir.state == "waiting" and compare_digest(heir.sign_up.encode(), secret.encode()))


def taken_over(subscriber: Subscriber | None, former: Subscriber, secret: str, now: datetime) -> Confirmed:
    """Return the effect on the heir: it follows as the former record did, from the time at which that ended."""
    current = unexpired(subscriber, now)
    if current is None or not _may_take_over(current, secret):
        raise Refusal("link-old")
    if current.state == "following":
        return Confirmed(current, begins=False)
    consent = f"{former.consent}, {current.consent}, confirmed {in_utc(now)}"[-MOST_CONSENT:]
    follows = replace(
        current, state="following", wishes=former.wishes, sign_up="", browser="", since=in_utc(now), consent=consent
    )
    begins = former.turns[-1][0] if former.turns else in_utc(now + AHEAD)
    return Confirmed(replace(follows, turns=((begins, former.wishes.often),), greeted=True, expires=0), begins=True)


MOST_CONSENT = 1_000  # characters, so that the subscriber fits into an item after any number of moves


def told(subscriber: Subscriber | None, heir: str) -> Welcomed:
    """Return the effect of the notice to the former address: it is noted before it is sent, as a welcome is."""
    due = subscriber is not None and subscriber.heir == heir and not subscriber.greeted
    return Welcomed(replace(subscriber, greeted=True) if subscriber and due else subscriber, due)


def untold(subscriber: Subscriber | None, heir: str) -> Changed:
    """Return the effect of a notice that was certainly not sent."""
    return Changed(replace(subscriber, greeted=False) if subscriber and subscriber.heir == heir else subscriber)


def is_outdated(subscriber: Subscriber | None, signed: datetime) -> bool:
    """Return whether the subscriber left after a link was signed, and came back: the data that the link was for are gone."""
    return subscriber is not None and subscriber.state in ("waiting", "following", "moved") and subscriber.since > in_utc(signed)


def confirmed(subscriber: Subscriber | None, secret: str, now: datetime) -> Confirmed:
    """Return the effect of the button behind the mailed link; a second time changes nothing.

    A link that was valid once, and whose sign-up is confirmed or forgotten, is refused as too old.
    """
    current = unexpired(subscriber, now)
    if current and current.state == "following":
        return Confirmed(current, begins=False)
    if current is None or current.state != "waiting" or not compare_digest(current.sign_up.encode(), secret.encode()):
        raise Refusal("link-old")
    consent = f"{current.consent}, confirmed {in_utc(now)}"
    follows = replace(current, state="following", sign_up="", browser="", since=in_utc(now), consent=consent, expires=0)
    return Confirmed(with_frequency(follows, follows.wishes.often, in_utc(now)), begins=True)


def to_confirm(subscriber: Subscriber | None, secret: str, now: datetime) -> Wishes | None:
    """Return the wishes that a mailed link would confirm; None if it would confirm nothing, since others may have it by then."""
    current = unexpired(subscriber, now)
    is_waiting = current is not None and current.state == "waiting" and compare_digest(current.sign_up.encode(), secret.encode())
    return current.wishes if current and is_waiting else None


def changed(subscriber: Subscriber | None, wishes: Wishes, now: datetime) -> Changed:
    """Return the effect of other wishes: they hold from now on; how often letters are wanted, a minute later (`AHEAD`)."""
    return Changed(with_frequency(replace(following(subscriber, now), wishes=wishes), wishes.often, in_utc(now + AHEAD)))


def welcomed(subscriber: Subscriber | None, now: datetime) -> Welcomed:
    """Return the effect of a welcome: it is noted before it is sent, so it may be missing, but never comes twice."""
    current = unexpired(subscriber, now)
    due = current is not None and current.state == "following" and not current.greeted
    return Welcomed(replace(current, greeted=True) if current and due else subscriber, due)


def welcome_unsent(subscriber: Subscriber | None) -> Changed:
    """Return the effect of a welcome that was certainly not sent."""
    return Changed(replace(subscriber, greeted=False) if subscriber and subscriber.state == "following" else subscriber)


def following(subscriber: Subscriber | None, now: datetime) -> Subscriber:
    """Return the subscriber, if they follow; else refuse the link as too old."""
    current = unexpired(subscriber, now)
    if current is None or current.state != "following":
        raise Refusal("link-old")
    return current


def left(subscriber: Subscriber | None, now: datetime) -> Removed:
    """Return the effect of leaving; unknown subscribers, and those who left, moved or are suppressed, stay as they are."""
    current = unexpired(subscriber, now)
    if current is None or current.state in ("left", "suppressed", "moved"):
        return Removed(current, current)
    return Removed(Subscriber(current.id, "left", since=in_utc(now), expires=after(now, LEFT)), current)


def erased(subscriber: Subscriber | None) -> Removed:
    """Return the effect of erasing: nothing stays, but of a suppressed address its hash, since it must never be written to."""
    if subscriber and subscriber.state == "suppressed":
        return Removed(Subscriber(subscriber.id, "suppressed", since=subscriber.since, why=subscriber.why), subscriber)
    return Removed(None, subscriber)


# ---- times


def unexpired(subscriber: Subscriber | None, now: datetime) -> Subscriber | None:
    """Return the stored subscriber, unless it has expired: the table deletes expired items some days late."""
    return subscriber if subscriber and (not subscriber.expires or subscriber.expires > now.timestamp()) else None


def time_of(name: str) -> str:
    return name.partition("#")[0]


def after(now: datetime, pause: timedelta) -> int:
    """Return seconds since 1970, so long after now."""
    return int((now + pause).timestamp())
