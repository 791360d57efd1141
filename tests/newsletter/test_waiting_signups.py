"""The site's own limit: sign-ups beyond it wait, and are answered in turns or dropped."""

from datetime import timedelta

import pytest

from chalicelib import schedule
from chalicelib.cloud.items import Item
from chalicelib.newsletter import waiting_signups
from chalicelib.newsletter.rules.rate_limits import STRAIGHT
from chalicelib.newsletter.rules.subscriber import Subscriber
from chalicelib.store import timers
from chalicelib.store.newsletter import subscribers
from tests.function_rights import granted
from tests.newsletter.sign_ups import fill, sent_to, sign_up_from
from tests.web.visitor import Visitor, kinds


def test_a_site_answers_so_many_in_an_hour_as_they_come_and_the_rest_in_turns(visitor: Visitor) -> None:
    fill(visitor, STRAIGHT - 1)
    for ip, address in [("203.0.113.1", "a"), ("203.0.113.2", "b"), ("203.0.113.3", "c"), ("203.0.114.1", "d")]:
        sign_up_from(visitor, ip, f"{address}@example.org")
        visitor.work()
        visitor.clock.sleep(1)
    straight = sent_to(visitor)

    schedule.tick(granted(visitor.cloud, "tick"))
    visitor.work()

    assert straight == ["a@example.org"]
    assert sent_to(visitor)[1:] == ["b@example.org", "d@example.org", "c@example.org"]
    assert visitor.waiting() == 0


def test_sign_ups_beyond_the_sites_hour_wait_and_are_answered_later(visitor: Visitor) -> None:
    fill(visitor)
    for number in range(30):
        sign_up_from(visitor, f"203.0.{number}.7", f"a{number}@gmail.com")
    visitor.work()
    for _ in range(3):
        schedule.tick(granted(visitor.cloud, "tick"))
        visitor.work()
    within = sent_to(visitor)
    visitor.clock.sleep(3_600)
    for _ in range(3):
        schedule.tick(granted(visitor.cloud, "tick"))
        visitor.work()

    assert within == []
    assert sorted(sent_to(visitor)) == sorted(f"a{number}@gmail.com" for number in range(30))
    assert not visitor.cloud.table.query("WAITING")
    assert not visitor.cloud.table.get(timers.at("waiting"))


def test_a_sign_up_that_waits_for_two_days_is_dropped(visitor: Visitor, caplog: pytest.LogCaptureFixture) -> None:
    fill(visitor)
    visitor.sign_up()
    visitor.work()
    visitor.clock.sleep(timedelta(days=2).total_seconds())

    schedule.tick(granted(visitor.cloud, "tick"))
    visitor.work()

    assert (sent_to(visitor), visitor.waiting(), visitor.cloud.table.query("WAITING")) == ([], 0, ())
    assert "a sign-up is dropped, after 2 days" in caplog.text


def test_a_sign_up_that_comes_while_the_last_is_answered_is_not_forgotten(visitor: Visitor) -> None:
    fill(visitor, STRAIGHT)
    (timer,) = [waiting_timer(visitor, "a@example.org")]
    schedule.tick(granted(visitor.cloud, "tick"))
    waiting_timer(visitor, "b@example.org")

    waiting_signups.forward(visitor.cloud, visitor.clock.now(), timer)
    waiting_signups.forward(visitor.cloud, visitor.clock.now(), timer)

    assert visitor.cloud.table.get(timer.at)


def waiting_timer(visitor: Visitor, address: str) -> Item:
    """Let a sign-up wait; return the timer of waiting sign-ups."""
    sign_up_from(visitor, "203.0.113.1", address)
    visitor.work()
    timer = visitor.cloud.table.get(timers.at("waiting"))
    assert timer
    return timer


def test_a_sign_up_that_leads_to_no_mail_does_not_count_for_others(visitor: Visitor) -> None:
    fill(visitor, STRAIGHT - 1)
    assert subscribers.write(visitor.cloud.table, Subscriber(visitor.id_of("eva@example.org"), "suppressed", why="bounce"), None)
    for address in ("eva@example.org", "eva@example.org", "ada@example.org"):
        visitor.sign_up(address)

    visitor.work()

    assert (kinds(visitor.inbox()), visitor.waiting()) == (["confirm"], 0)


def test_a_sign_up_that_leads_to_no_mail_does_not_wait(visitor: Visitor) -> None:
    assert subscribers.write(visitor.cloud.table, Subscriber(visitor.id_of(), "suppressed", why="bounce"), None)
    fill(visitor)
    visitor.sign_up()

    visitor.work()

    assert (visitor.waiting(), visitor.cloud.table.query("WAITING")) == (0, ())


def test_a_waiting_sign_up_has_changed_nothing_yet(visitor: Visitor) -> None:
    fill(visitor)
    visitor.sign_up()
    before = visitor.kept()

    visitor.work()

    assert visitor.known() is None
    assert {pk.partition("#")[0] for pk, _, _ in visitor.kept() - before} == {"LIMIT", "WAITING", "CLOCK"}
