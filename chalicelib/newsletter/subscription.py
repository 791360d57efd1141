"""Signing up, confirming, changing and leaving: what each does to the subscriber who stands there.

Each decision takes what stands (None: nothing is known of the address) and says what should stand instead; nobody is
followed by a mistake. A sign-up only waits; to confirm it takes the secret that was mailed. Leaving is final: what stands
then knows no address, and no old link brings it back. A suppressed address stays so, whatever is asked.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hmac import compare_digest

from chalicelib.errors import Refusal
from chalicelib.newsletter.subscriber import Subscriber, Wishes, wanting
from chalicelib.times import in_utc

WAITING = timedelta(days=3)
LEFT = timedelta(days=400)
# Letters ask how often somebody wanted them when they came due, each at a time of its own. So what was wished at any time up to
# now must not change any more: a change in the very second in which a post comes due would double it, or lose it, for one letter
# was decided before it and the other after. A minute is more than a request takes, and more than clocks differ by.
AHEAD = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class SignedUp:
    """A sign-up's subscriber, and the mail about it: `confirm`, `already`, `link`, or none."""

    new: Subscriber | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Confirmed:
    """Somebody follows; `begins` where they did not before."""

    new: Subscriber
    begins: bool


@dataclass(frozen=True, slots=True)
class Changed:
    """Somebody's record, with a change."""

    new: Subscriber | None


@dataclass(frozen=True, slots=True)
class Welcomed:
    """Somebody's record, and whether a welcome is to be sent."""

    new: Subscriber | None
    due: bool


@dataclass(frozen=True, slots=True)
class Removed:
    """Somebody is gone: what still has to be remembered (None: nothing), and what they were."""

    new: Subscriber | None
    was: Subscriber | None


def signed_up(
    standing: Subscriber | None, id: str, address: str, wishes: Wishes, browser: str, name: str, secret: str, now: datetime
) -> SignedUp:
    """What comes of a sign-up: its `name` is the time at which it was made, a `#`, and what tells it from others of that second.

    Who follows keeps their own wishes: anybody may type an address. Who waits keeps the secret, so that each of the mails is
    good. How many mails there may be is not decided here: a mailbox has a budget, whatever its subscribers are called.
    """
    known = unexpired(standing, now)
    if known and known.state in UNCHANGED:
        return SignedUp(known, UNCHANGED[known.state])
    previous = known if known and known.state == "waiting" else Subscriber(id, "waiting", sign_up=secret, since=in_utc(now))
    waiting = replace(previous, address=address, wishes=wishes, browser=browser, consent=f"sign-up {time_of(name)}")
    return SignedUp(replace(waiting, expires=after(now, WAITING)), "confirm")


UNCHANGED = {"suppressed": "", "following": "already"}
"""The states that a sign-up changes nothing of, and the mail about it."""


def link_requested(standing: Subscriber | None, now: datetime) -> SignedUp:
    """What comes of asking for a new link: who follows gets one, and nothing changes."""
    known = unexpired(standing, now)
    return SignedUp(standing, "link" if known and known.state == "following" else "")


def is_outdated(standing: Subscriber | None, signed: datetime) -> bool:
    """Whether who stands there left after a link was signed, and has come again: what it would fetch or erase is no more."""
    return standing is not None and standing.state in ("waiting", "following") and standing.since > in_utc(signed)


def confirmed(standing: Subscriber | None, secret: str, now: datetime) -> Confirmed:
    """What comes of pressing the button behind the link that was mailed; pressing it again changes nothing.

    A link that was true once, and whose sign-up is used up or forgotten, is refused as too old.
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
    """What comes of other wishes: they hold from now on; how often letters are wanted, a minute later (`AHEAD`)."""
    return Changed(wanting(replace(following(standing, now), wishes=wishes), wishes.often, in_utc(now + AHEAD)))


def welcomed(standing: Subscriber | None, now: datetime) -> Welcomed:
    """What comes of a welcome: it is noted before it goes out, so that it may rather be missing than come twice."""
    known = unexpired(standing, now)
    due = known is not None and known.state == "following" and not known.greeted
    return Welcomed(replace(known, greeted=True) if known and due else standing, due)


def welcome_unsent(standing: Subscriber | None) -> Changed:
    """What comes of a welcome that certainly did not go out."""
    return Changed(replace(standing, greeted=False) if standing and standing.state == "following" else standing)


def following(standing: Subscriber | None, now: datetime) -> Subscriber:
    """Who stands there, if they follow; a link of somebody who does not is too old."""
    known = unexpired(standing, now)
    if known is None or known.state != "following":
        raise Refusal("link-old")
    return known


def left(standing: Subscriber | None, now: datetime) -> Removed:
    """What comes of leaving; who has left, was never known or is suppressed stays as they are."""
    known = unexpired(standing, now)
    if known is None or known.state in ("left", "suppressed"):
        return Removed(known, known)
    return Removed(Subscriber(known.id, "left", since=in_utc(now), expires=after(now, LEFT)), known)


def erased(standing: Subscriber | None) -> Removed:
    """What comes of erasing: nothing stays but that a suppressed address must never be written to, and by its hash alone."""
    if standing and standing.state == "suppressed":
        return Removed(Subscriber(standing.id, "suppressed", since=standing.since, why=standing.why), standing)
    return Removed(None, standing)


# ---- times


def unexpired(standing: Subscriber | None, now: datetime) -> Subscriber | None:
    """Who stands there, unless their time is over: the table itself forgets some days late."""
    return standing if standing and (not standing.expires or standing.expires > now.timestamp()) else None


def time_of(name: str) -> str:
    """When the sign-up of this name was made."""
    return name.partition("#")[0]


def after(now: datetime, pause: timedelta) -> int:
    """Seconds since 1970, so long after now."""
    return int((now + pause).timestamp())
