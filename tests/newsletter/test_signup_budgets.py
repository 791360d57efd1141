"""The budgets of mailboxes and domains, held by sign-ups from the form to the inbox."""

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from typing import Any, cast

import pytest

from chalicelib import schedule
from chalicelib.newsletter import signup_mail
from chalicelib.newsletter.jobs import SignUp, job_in
from chalicelib.newsletter.rules.rate_limits import STRAIGHT
from chalicelib.store import timers
from chalicelib.store.newsletter import subscribers
from tests.function_rights import granted
from tests.newsletter.sign_ups import fill, queued, sent_to, sign_up_from
from tests.web.visitor import Visitor, calls, kinds, link_in, new_visitor

SPELLED = ["ada@gmail.com", "a.d.a@gmail.com", "ada+1@gmail.com", "Ada+2@googlemail.com"]


def mails_by_hour(visitor: Visitor, hours: Sequence[int], addresses: Sequence[str]) -> list[int]:
    """Return in which of these hours a mail was sent, if each brings a sign-up of each address."""
    found, began = list[int](), visitor.clock.now()
    for hour in hours:
        visitor.clock.time = began + timedelta(hours=hour)
        before = len(sent_to(visitor))
        for number, address in enumerate(addresses):
            sign_up_from(visitor, f"203.{hour % 250}.{number}.7", address)
        visitor.work()
        found += [hour] * (len(sent_to(visitor)) - before)
    return found


def test_a_mailbox_gets_three_mails_a_week_with_growing_pauses_however_it_is_spelled(visitor: Visitor) -> None:
    assert mails_by_hour(visitor, range(0, 24 * 9, 2), SPELLED[:1]) == [0, 2, 26, 168, 192]
    assert mails_by_hour(new_visitor(), range(24 * 7), SPELLED) == [0, 1, 36]


def test_a_domain_of_one_owner_gets_a_dozen_mails_a_day_and_three_dozens_a_week(visitor: Visitor) -> None:
    found: list[int] = []
    for day in range(8):
        found += [day] * len(mails_by_hour(visitor, [0], [f"{day}.{number}@{number}.victim.example" for number in range(40)]))
        visitor.clock.sleep(24 * 3_600)

    assert Counter(found) == {0: 12, 1: 12, 2: 12, 7: 12}


def work_for(visitor: Visitor, hours: int) -> None:
    """Let so many hours go by; the clock ticks twice in each."""
    for _ in range(hours):
        for _ in range(2):
            schedule.tick(granted(visitor.cloud, "tick"))
            visitor.work()
        visitor.clock.sleep(3_600)


def test_a_sign_up_that_waits_for_a_full_domain_is_answered_when_it_has_room(visitor: Visitor) -> None:
    """Also after more hours than a mail is tried for; other sign-ups don't wait behind it."""
    mails_by_hour(visitor, [0], [f"{number}@victim.example" for number in range(12)])
    sign_up_from(visitor, "203.0.113.7", "late@victim.example")
    fill(visitor, STRAIGHT)
    sign_up_from(visitor, "203.0.114.7", "ada@example.org")

    work_for(visitor, 20)
    before = sent_to(visitor)
    work_for(visitor, 8)

    assert before[12:] == ["ada@example.org"]
    assert sent_to(visitor)[12:] == ["ada@example.org", "late@victim.example"]
    assert (visitor.waiting(), visitor.cloud.table.query("WAITING")) == (0, ())
    assert not visitor.cloud.table.get(timers.at("waiting"))


def test_a_sign_up_that_waits_two_days_for_a_full_domain_is_dropped(visitor: Visitor, caplog: pytest.LogCaptureFixture) -> None:
    for _ in range(3):
        mails_by_hour(visitor, [0], [f"{len(sent_to(visitor)) + number}@victim.example" for number in range(12)])
        visitor.clock.sleep(24 * 3_600)
    sign_up_from(visitor, "203.0.113.7", "late@victim.example")
    visitor.work()

    work_for(visitor, 47)
    waiting = visitor.cloud.table.query("WAITING")
    work_for(visitor, 3)

    assert (len(sent_to(visitor)), len(waiting), visitor.cloud.table.query("WAITING")) == (36, 1, ())
    assert "a sign-up is dropped, after 2 days" in caplog.text


def test_a_large_provider_is_not_counted_as_a_domain(visitor: Visitor) -> None:
    assert len(mails_by_hour(visitor, [0], [f"a{number}@gmail.com" for number in range(40)])) == 40


def test_a_confirmation_makes_room_for_others_of_the_domain(visitor: Visitor) -> None:
    for number in range(20):
        visitor.ask("POST", "/subscriptions", {"email": f"{number}@firm.example"}, ip=f"203.0.{number}.7")
        visitor.work()
        visitor.press(link_in(visitor.inbox(f"{number}@firm.example")[0]))
        visitor.work()

    assert subscribers.followers(visitor.cloud.table) == 20


def test_a_follower_may_leave_and_sign_up_again(visitor: Visitor) -> None:
    for _ in range(4):
        visitor.follow()
        visitor.press(visitor.link("unsubscribe"))

    assert kinds(visitor.inbox()) == ["confirm", "unsubscribe"] * 4


def test_two_workers_at_once_share_a_budget(visitor: Visitor) -> None:
    """Another worker answers a sign-up of the same mailbox between this one's read and its write."""
    for address in SPELLED[:2]:
        visitor.sign_up(address)
    job, other = (cast(SignUp, job_in(message.body)) for message in queued(visitor))
    done: list[str] = []

    def meanwhile(made: list[str]) -> None:
        if made[-1] == "table.put" and not done:
            done.append("other")
            signup_mail.sign_up(visitor.cloud, other)

    calls(visitor, lambda one: cast(Any, signup_mail.sign_up(one.cloud, job)), before=meanwhile)

    assert (done, sent_to(visitor)) == (["other"], [SPELLED[1]])
