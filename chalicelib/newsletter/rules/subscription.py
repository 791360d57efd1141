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
from chalicelib.newsletter.rules.preferences import Wishes
from chalicelib.newsletter.rules.subscriber import Subscriber, wanting
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
    waits = replace(_waiting(known, id, secret, now), address=address, wishes=wishes, browser=browser)
    return SignedUp(replace(waits, consent=f"sign-up {time_of(name)}"), "confirm")


def _waiting(known: Subscriber | None, id: str, secret: str, now: datetime) -> Subscriber:
    """Return the record that waits for its reader to confirm; one that waits already keeps its secret."""
    previous = known if known and known.state == "waiting" else Subscriber(id, "waiting", sign_up=secret, since=in_utc(now))
    return replace(previous, expires=after(now, WAITING))


UNCHANGED = {"suppressed": "", "following": "already"}
"""The states that a sign-up doesn't change, and the mail about it."""


def link_requested(standing: Subscriber | None, note: str, now: datetime) -> SignedUp:
    """Return the effect of a request for a new link: a follower gets this mail, and nothing changes."""
    known = unexpired(standing, now)
    return SignedUp(standing, note if known and known.state == "following" else "")


def address_asked(
    standing: Subscriber | None, mover: Subscriber | None, id: str, address: str, name: str, secret: str, now: datetime
) -> SignedUp:
    """Return the effect of the wish of a follower, the `mover`, to get letters at this address: it waits until it is confirmed.

    An address that follows already gets the same mail, so the two become one. Nothing is mailed if the mover doesn't follow any
    more, or has this address.
    """
    known, follower = unexpired(standing, now), unexpired(mover, now)
    if follower is None or follower.state != "following" or follower.id == id or (known and known.state == "suppressed"):
        return SignedUp(standing)
    if known and known.state == "following":
        return SignedUp(known, "move")
    waits = replace(_waiting(known, id, secret, now), address=address, wishes=follower.wishes, browser="")
    return SignedUp(replace(waits, consent=f"change of address {time_of(name)}"), "move")


def moved(standing: Subscriber | None, heir: Subscriber | None, secret: str, now: datetime) -> Moved:
    """Return the effect of a change of address, which was confirmed, on the former record; a second time changes nothing.

    The record keeps no address, and its letters end in the minute in which those of its heir begin (`taken_over`): it gets those
    that came due before. If the heir followed already, it gets none, since the heir gets them.
    """
    known, to = unexpired(standing, now), unexpired(heir, now)
    if to is None or not _may_take_over(to, secret):
        raise Refusal("link-old")
    if known and known.heir == to.id:
        return Moved(known, known)
    if known is None or known.state != "following":
        raise Refusal("link-old")
    turns = () if to.state == "following" else wanting(known, NO_MORE, in_utc(now + AHEAD)).turns
    ended = replace(known, state="moved", address="", turns=turns, since=in_utc(now), heir=to.id, greeted=False)
    return Moved(replace(ended, expires=after(now, TAIL)), known)


NO_MORE = ""  # among the words for how often letters are wanted


def _may_take_over(heir: Subscriber, secret: str) -> bool:
    return heir.state == "following" or (heir.state == "waiting" and compare_digest(heir.sign_up.encode(), secret.encode()))


def taken_over(standing: Subscriber | None, former: Subscriber, secret: str, now: datetime) -> Confirmed:
    """Return the effect on the heir: it follows as the former record did, from the time at which that ended."""
    known = unexpired(standing, now)
    if known is None or not _may_take_over(known, secret):
        raise Refusal("link-old")
    if known.state == "following":
        return Confirmed(known, begins=False)
    consent = f"{former.consent}, {known.consent}, confirmed {in_utc(now)}"[-MOST_CONSENT:]
    follows = replace(known, state="following", wishes=former.wishes, sign_up="", browser="", since=in_utc(now), consent=consent)
    begins = former.turns[-1][0] if former.turns else in_utc(now + AHEAD)
    return Confirmed(replace(follows, turns=((begins, former.wishes.often),), greeted=True, expires=0), begins=True)


MOST_CONSENT = 1_000  # characters: whoever moves to and fro still fits into an item


def told(standing: Subscriber | None, heir: str) -> Welcomed:
    """Return the effect of the notice to the former address: it is noted before it is sent, as a welcome is."""
    due = standing is not None and standing.heir == heir and not standing.greeted
    return Welcomed(replace(standing, greeted=True) if standing and due else standing, due)


def untold(standing: Subscriber | None, heir: str) -> Changed:
    """Return the effect of a notice that was certainly not sent."""
    return Changed(replace(standing, greeted=False) if standing and standing.heir == heir else standing)


def is_outdated(standing: Subscriber | None, signed: datetime) -> bool:
    """Return whether the subscriber left after a link was signed, and came back: the data that the link was for are gone."""
    return standing is not None and standing.state in ("waiting", "following", "moved") and standing.since > in_utc(signed)


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


def to_confirm(standing: Subscriber | None, secret: str, now: datetime) -> Wishes | None:
    """Return the wishes that a mailed link would confirm; None if it would confirm nothing, since others may have it by then."""
    known = unexpired(standing, now)
    is_waiting = known is not None and known.state == "waiting" and compare_digest(known.sign_up.encode(), secret.encode())
    return known.wishes if known and is_waiting else None


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
    """Return the effect of leaving; unknown subscribers, and those who left, moved or are suppressed, stay as they are."""
    known = unexpired(standing, now)
    if known is None or known.state in ("left", "suppressed", "moved"):
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
