"""How many mails about signing up a mailbox and a domain may get, whatever comes."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.newsletter.rules.mailbox_budget import BUDGETS, Mails, has_room, with_mail, without, without_mail

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
MAILBOX, DOMAIN = BUDGETS["mailbox"], BUDGETS["domain"]
HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(days=7)


def sent(row: str, pauses: list[timedelta]) -> list[datetime]:
    """When mails go out, if a sign-up comes after each of these pauses."""
    mails: Mails = ()
    times: list[datetime] = []
    now = NOW
    for number, pause in enumerate(pauses):
        now += pause
        if has_room(BUDGETS[row], mails, f"{number}", now):
            mails = with_mail(BUDGETS[row], mails, f"{number}", now)
            times.append(now)
    return times


@given(st.lists(st.timedeltas(timedelta(), DAY), max_size=60), st.sampled_from(sorted(BUDGETS)))
def test_no_span_ever_holds_more_than_it_may_and_no_pause_is_shorter(pauses: list[timedelta], row: str) -> None:
    times = sent(row, [timedelta(seconds=int(pause.total_seconds())) for pause in pauses])

    for span, most in BUDGETS[row].most:
        assert all(sum(time <= other < time + span for other in times) <= most for time in times)
    if row == "mailbox":
        assert all(later - earlier >= HOUR for earlier, later in pairwise(times))


def test_a_mailbox_gets_its_mails_at_once_after_an_hour_and_after_a_day() -> None:
    one = with_mail(MAILBOX, (), "a", NOW)
    two = with_mail(MAILBOX, one, "b", NOW + HOUR)
    three = with_mail(MAILBOX, two, "c", NOW + HOUR + DAY)

    assert has_room(MAILBOX, (), "a", NOW)
    assert [has_room(MAILBOX, one, "b", NOW + pause) for pause in (HOUR - timedelta(seconds=1), HOUR)] == [False, True]
    assert [has_room(MAILBOX, two, "c", NOW + HOUR + pause) for pause in (DAY - timedelta(seconds=1), DAY)] == [False, True]
    assert [has_room(MAILBOX, three, "d", NOW + pause) for pause in (WEEK - timedelta(seconds=1), WEEK)] == [False, True]


def test_a_second_try_waits_for_no_pause_and_counts() -> None:
    mails: Mails = ()
    for _ in range(3):
        assert has_room(MAILBOX, mails, "a", NOW)
        mails = with_mail(MAILBOX, mails, "a", NOW)

    assert not has_room(MAILBOX, mails, "a", NOW)


def test_an_unsent_mail_is_taken_back_once() -> None:
    mails = with_mail(MAILBOX, with_mail(MAILBOX, with_mail(MAILBOX, (), "a", NOW), "b", NOW), "a", NOW)

    assert [mail[-1] for mail in without_mail(mails, "a")] == ["a", "b"]
    assert without_mail(mails, "c") == mails


def test_wanted_mails_count_no_more() -> None:
    mails = with_mail(DOMAIN, with_mail(DOMAIN, (), "a", NOW), "b", NOW)

    assert without(mails, {"a", "x"}) == mails[1:]


def test_mails_that_count_no_more_are_forgotten() -> None:
    mails = with_mail(DOMAIN, (), "a", NOW)

    assert len(with_mail(DOMAIN, mails, "b", NOW + WEEK - timedelta(seconds=1))) == 2
    assert len(with_mail(DOMAIN, mails, "b", NOW + WEEK)) == 1
