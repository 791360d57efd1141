"""Signing up, confirming, changing and leaving: the effect of each on the stored subscriber.

Each decision takes the stored subscriber (None: nothing is known of the address) and returns the new one. A sign-up only waits;
to confirm it takes the secret that was mailed. Leaving is final: the record then holds no address, and no old link restores it. A
suppressed address stays suppressed, whatever is requested.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from hmac import compare_digest
from typing import NamedTuple

from chalicelib.errors import Refusal
from chalicelib.newsletter.subscriber import Subscriber, wanting
from chalicelib.newsletter.wishes import Wishes
from chalicelib.times import in_utc

WAITING = timedelta(days=3)
LEFT = timedelta(days=400)
# Each letter uses the frequency that was wanted when its post came due. The frequency of any time up to now must not change any
# more: a change in the very second in which a post comes due would double the post, or lose it, as one letter is decided before
# the change and the other after. A minute is more than a request takes, and more than clocks differ by.
AHEAD = timedelta(minutes=1)


class SignedUp(NamedTuple):
    """A sign-up's subscriber, and the mail about it: `confirm`, `already`, `link`, or none."""

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


class Removed(NamedTuple):
    """A subscriber is removed: the record that has to stay (None: none), and the record before."""

    new: Subscriber | None
    was: Subscriber | None


def signed_up(
    standing: Subscriber | None, id: str, address: str, wishes: Wishes, browser: str, name: str, secret: str, now: datetime
) -> SignedUp:
    """Return the effect of a sign-up; its `name` is the time at which it was made, a `#`, and its random id.

    A follower keeps their own wishes, since anybody may type an address. A waiting subscriber keeps the secret, so that each of
    the mails is valid. How many mails there may be is not decided here: a mailbox has a budget, whatever its subscribers are
    called.
    """
    known = unexpired(standing, now)
    if known and known.state in UNCHANGED:
        return SignedUp(known, UNCHANGED[known.state])
    previous = known if known and known.state == "waiting" else Subscriber(id, "waiting", sign_up=secret, since=in_utc(now))
    waiting = replace(previous, address=address, wishes=wishes, browser=browser, consent=f"sign-up {time_of(name)}")
    return SignedUp(replace(waiting, expires=after(now, WAITING)), "confirm")


UNCHANGED = {"suppressed": "", "following": "already"}
"""The states that a sign-up doesn't change, and the mail about it."""


def link_requested(standing: Subscriber | None, now: datetime) -> SignedUp:
    """Return the effect of a request for a new link: a follower gets one, and nothing changes."""
    known = unexpired(standing, now)
    return SignedUp(standing, "link" if known and known.state == "following" else "")


def is_outdated(standing: Subscriber | None, signed: datetime) -> bool:
    """Return whether the subscriber left after a link was signed, and came back: the data that the link was for are gone."""
    return standing is not None and standing.state in ("waiting", "following") and standing.since > in_utc(signed)


def confirmed(standing: Subscriber | None, secret: str, now: datetime) -> Confirmed:
    """Return the effect of the button behind the mailed link; a second time changes nothing.

    A link that was valid once, and whose sign-up is confirmed or forgotten, is refused as too old.
    """
    known = unexpired(standing, now)
    if known and known.state == "following":
        return Confirmed(known, begins=False)
    if known is None or known.state != "waiting" or not compare_digest(known.sign_up.encode(), secret.encode()):
        raise Refusal("link-old")
    consent = f"{known.consent}, confirmed {in_utc(now)}"
    follows = replace(known, state="following", sign_up="", browser="", since=in_utc(now), consent=consent, expires=0)
    return Confirmed(wanting(follows, follows.wishes.often, in_utc(now)), begins=True)


def changed(standing: Subscriber | None, wishes: Wishes, now: datetime) -> Changed:
    """Return the effect of other wishes: they hold from now on; how often letters are wanted, a minute later (`AHEAD`)."""
    return Changed(wanting(replace(following(standing, now), wishes=wishes), wishes.often, in_utc(now + AHEAD)))


def welcomed(standing: Subscriber | None, now: datetime) -> Welcomed:
    """Return the effect of a welcome: it is noted before it is sent, so it may be missing, but never comes twice."""
    known = unexpired(standing, now)
    due = known is not None and known.state == "following" and not known.greeted
    return Welcomed(replace(known, greeted=True) if known and due else standing, due)


def welcome_unsent(standing: Subscriber | None) -> Changed:
    """Return the effect of a welcome that was certainly not sent."""
    return Changed(replace(standing, greeted=False) if standing and standing.state == "following" else standing)


def following(standing: Subscriber | None, now: datetime) -> Subscriber:
    """Return the subscriber, if they follow; else refuse the link as too old."""
    known = unexpired(standing, now)
    if known is None or known.state != "following":
        raise Refusal("link-old")
    return known


def left(standing: Subscriber | None, now: datetime) -> Removed:
    """Return the effect of leaving; left, unknown and suppressed subscribers stay as they are."""
    known = unexpired(standing, now)
    if known is None or known.state in ("left", "suppressed"):
        return Removed(known, known)
    return Removed(Subscriber(known.id, "left", since=in_utc(now), expires=after(now, LEFT)), known)


def erased(standing: Subscriber | None) -> Removed:
    """Return the effect of erasing: nothing stays, but of a suppressed address its hash, since it must never be written to."""
    if standing and standing.state == "suppressed":
        return Removed(Subscriber(standing.id, "suppressed", since=standing.since, why=standing.why), standing)
    return Removed(None, standing)


# ---- times


def unexpired(standing: Subscriber | None, now: datetime) -> Subscriber | None:
    """Return the stored subscriber, unless it has expired: the table deletes expired items some days late."""
    return standing if standing and (not standing.expires or standing.expires > now.timestamp()) else None


def time_of(name: str) -> str:
    return name.partition("#")[0]


def after(now: datetime, pause: timedelta) -> int:
    """Return seconds since 1970, so long after now."""
    return int((now + pause).timestamp())
