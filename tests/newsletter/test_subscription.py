"""Signing up, confirming, changing and leaving, decided on the stored subscriber."""

from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from chalicelib.errors import Refusal
from chalicelib.newsletter.rules.preferences import Wishes
from chalicelib.newsletter.rules.subscriber import Subscriber
from chalicelib.newsletter.rules.subscription import (
    Confirmed,
    Removed,
    SignedUp,
    Welcomed,
    changed,
    confirmed,
    erased,
    left,
    signed_up,
    welcome_unsent,
    welcomed,
)
from chalicelib.times import in_utc as written

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
ID = "00ab" * 8
FIRST = "s1"
WISHES = Wishes("en", categories=("books",), often="daily")


def name_of(at: datetime, id: str = "0") -> str:
    return f"{written(at)}#{id}"


def sign_up(standing: Subscriber | None, at: datetime = NOW, secret: str = FIRST, id: str = "0") -> SignedUp:
    return signed_up(standing, ID, "ada@example.org", WISHES, "hash", name_of(at, id), secret, at)


def waiting(secret: str = FIRST) -> Subscriber:
    new = sign_up(None, secret=secret).new
    assert new
    return new


def following() -> Subscriber:
    return confirmed(waiting(), "s1", NOW).new


LEFT = Subscriber(ID, "left", since=written(NOW), expires=int(NOW.timestamp()) + 1000)
SUPPRESSED = Subscriber(ID, "suppressed", why="bounce", since=written(NOW))


# ---- signing up


def test_a_new_address_waits_for_three_days() -> None:
    answered = sign_up(None)

    assert answered == SignedUp(
        Subscriber(
            ID,
            "waiting",
            address="ada@example.org",
            wishes=WISHES,
            sign_up="s1",
            browser="hash",
            since=written(NOW),
            consent=f"sign-up {written(NOW)}",
            expires=int((NOW + timedelta(days=3)).timestamp()),
        ),
        "confirm",
    )


def test_a_waiting_subscriber_is_asked_again_with_the_same_secret() -> None:
    again = sign_up(waiting("first"), NOW + timedelta(hours=1), "second")

    assert (again.note, again.new and again.new.sign_up) == ("confirm", "first")


def test_a_sign_up_that_waited_for_too_long_begins_anew() -> None:
    again = sign_up(waiting("first"), NOW + timedelta(days=3, seconds=1), "second")

    assert (again.note, again.new and again.new.sign_up) == ("confirm", "second")


def test_a_follower_keeps_their_own_wishes() -> None:
    answered = signed_up(following(), ID, "ada@example.org", Wishes("es"), "other", name_of(NOW), "s2", NOW)

    assert answered.note == "already"
    assert answered.new
    assert (answered.new.state, answered.new.wishes, answered.new.sign_up) == ("following", WISHES, "")


def test_a_subscriber_who_left_may_sign_up_anew() -> None:
    answered = sign_up(LEFT, secret="s2")

    assert (answered.note, answered.new and answered.new.state) == ("confirm", "waiting")


def test_a_suppressed_address_gets_no_mail_and_stays_without_address() -> None:
    assert sign_up(SUPPRESSED) == SignedUp(SUPPRESSED)


def test_a_sign_up_that_is_answered_twice_stands_once() -> None:
    once = sign_up(None)

    assert sign_up(once.new) == once


# ---- confirming


def test_the_secret_that_was_mailed_makes_them_follow() -> None:
    decision = confirmed(waiting(), "s1", NOW + timedelta(hours=1))

    assert decision.begins
    assert (decision.new.state, decision.new.expires, decision.new.sign_up) == ("following", 0, "")
    assert decision.new.often_at(written(NOW + timedelta(hours=1))) == "daily"
    assert decision.new.often_at(written(NOW)) == ""


def test_to_confirm_twice_is_to_confirm_once() -> None:
    follows = following()

    assert confirmed(follows, "s1", NOW) == Confirmed(follows, begins=False)


@pytest.mark.parametrize(
    ("standing", "secret", "later"),
    [
        (None, "s1", 0),
        (waiting(), "s2", 0),
        (waiting(), "", 0),
        (waiting(), "ß", 0),
        (waiting(), "s1", 3),
        (LEFT, "s1", 0),
        (LEFT, "", 0),
        (SUPPRESSED, "", 0),
    ],
)
def test_a_secret_that_is_used_up_forgotten_or_another_is_refused(standing: Subscriber | None, secret: str, later: int) -> None:
    with pytest.raises(Refusal, match="expired"):
        confirmed(standing, secret, NOW + timedelta(days=later, seconds=1))


# ---- changing and leaving


def test_other_wishes_hold_from_now_on_and_how_often_a_minute_later() -> None:
    later = NOW + timedelta(days=1)
    new = changed(following(), Wishes("es", often="weekly"), later).new

    times = (NOW, later, later + timedelta(seconds=59), later + timedelta(seconds=60))
    assert new
    assert new.wishes == Wishes("es", often="weekly")
    assert [new.often_at(written(time)) for time in times] == ["daily", "daily", "daily", "weekly"]


@pytest.mark.parametrize("standing", [None, waiting(), LEFT, SUPPRESSED])
def test_only_a_follower_can_change_wishes(standing: Subscriber | None) -> None:
    with pytest.raises(Refusal, match="expired"):
        changed(standing, Wishes(), NOW)


def test_leaving_keeps_only_the_hash_and_for_400_days() -> None:
    gone = left(following(), NOW)

    assert gone.new == Subscriber(ID, "left", since=written(NOW), expires=int((NOW + timedelta(days=400)).timestamp()))
    assert gone.was == following()


def test_a_waiting_subscriber_may_leave() -> None:
    gone = left(waiting(), NOW)

    assert gone.new
    assert gone.new.state == "left"


@pytest.mark.parametrize("standing", [None, LEFT, SUPPRESSED])
def test_to_leave_twice_changes_nothing(standing: Subscriber | None) -> None:
    assert left(standing, NOW) == Removed(standing, standing)


@pytest.mark.parametrize("standing", [None, waiting(), following(), LEFT])
def test_erasing_leaves_nothing(standing: Subscriber | None) -> None:
    assert erased(standing) == Removed(None, standing)


def test_a_suppressed_address_stays_suppressed_by_its_hash_alone() -> None:
    assert erased(replace(SUPPRESSED, soft=("2026-11-20",))).new == SUPPRESSED


# ---- the welcome


def test_a_welcome_is_due_once() -> None:
    once = welcomed(following(), NOW)
    twice = welcomed(once.new, NOW)

    assert (once.due, twice.due, twice.new) == (True, False, once.new)


@pytest.mark.parametrize("standing", [None, waiting(), LEFT, SUPPRESSED])
def test_only_a_follower_is_welcomed(standing: Subscriber | None) -> None:
    assert welcomed(standing, NOW) == Welcomed(standing, due=False)


def test_a_welcome_that_did_not_go_out_is_due_again() -> None:
    assert welcome_unsent(welcomed(following(), NOW).new).new == following()
