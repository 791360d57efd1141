"""The mails about signing up: which are sent, when, and what follows when sending fails."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any, cast

import pytest

from chalicelib import schedule
from chalicelib.cloud.memory import MemoryMail, MemoryQueue
from chalicelib.cloud.ports import Item, Message, Unsent
from chalicelib.newsletter import consumers, signup_mail, waiting_signups
from chalicelib.newsletter.jobs import SignUp, Welcome, job_in
from chalicelib.newsletter.rate_limits import LIMITS, STRAIGHT
from chalicelib.newsletter.subscriber import Subscriber
from chalicelib.store import rate_counters, subscribers, timers
from tests.web.visitor import ADA, Visitor, calls, kinds, link_in, new_visitor, text_of


def refuse(visitor: Visitor, code: Unsent, address: str = ADA) -> None:
    cast(MemoryMail, visitor.cloud.mail).refusing[address] = code


def accept(visitor: Visitor) -> None:
    cast(MemoryMail, visitor.cloud.mail).refusing.clear()


def queued(visitor: Visitor) -> list[Message]:
    """Return the messages in the letters queue, and leave them there."""
    queue = cast(MemoryQueue, visitor.cloud.letters)
    waiting = queue.take(len(queue))
    queue.send(waiting)
    return waiting


# ---- the mails


def test_mail_about_signing_up_has_a_sender_of_its_own_and_tags(bilingual_visitor: Visitor) -> None:
    who = bilingual_visitor.follow()

    sent = cast(MemoryMail, bilingual_visitor.cloud.mail).sent

    assert [(one.sender, one.to, dict(one.tags)) for one in sent] == [
        ("confirmations@press.example", ADA, {"letter": "note", "reader": who})
    ] * 2
    assert {mail["Auto-Submitted"] for mail in bilingual_visitor.inbox()} == {"auto-generated"}


def test_a_mail_speaks_the_language_that_was_wished(bilingual_visitor: Visitor) -> None:
    bilingual_visitor.sign_up(lang="es")
    bilingual_visitor.work()

    assert (bilingual_visitor.inbox()[0]["Content-Language"], "La Prensa" in bilingual_visitor.inbox()[0]["Subject"]) == (
        "es",
        True,
    )


def test_a_welcome_shows_the_newest_posts_of_the_wished_categories(bilingual_visitor: Visitor) -> None:
    bilingual_visitor.follow("ada@example.org", categories="books")
    bilingual_visitor.follow("bob@example.org")
    bilingual_visitor.follow("eva@example.org", lang="es")

    texts = [text_of(bilingual_visitor.inbox(one)[-1]) for one in ("ada@example.org", "bob@example.org", "eva@example.org")]

    titles = ("On books", "On cheese", "Sobre libros")
    assert [[title for title in titles if title in text] for text in texts] == [
        ["On books"],
        ["On books", "On cheese"],
        ["Sobre libros"],
    ]
    assert texts[1].index("On cheese") < texts[1].index("On books")


def test_a_follower_is_informed_at_the_address_that_they_gave(visitor: Visitor) -> None:
    visitor.follow()

    visitor.sign_up("ADA@example.org")
    visitor.work()

    assert kinds(visitor.inbox(ADA)) == ["confirm", "unsubscribe", "preferences"]


# ---- limits


def fill(visitor: Visitor, to: int = LIMITS["site-hour"].most) -> None:
    """Let the site send so many mails about signing up in this hour."""
    while rate_counters.lets_through(visitor.cloud.table, "site-hour", "-", visitor.clock.now(), most=to):
        pass


def sign_up_from(visitor: Visitor, ip: str, address: str) -> None:
    visitor.ask("POST", "/subscriptions", {"email": address}, ip=ip)


def sent_to(visitor: Visitor) -> list[str]:
    """Return the recipients of the sent mails, in order."""
    return [one.to for one in cast(MemoryMail, visitor.cloud.mail).sent]


def test_a_site_answers_so_many_in_an_hour_as_they_come_and_the_rest_in_turns(visitor: Visitor) -> None:
    fill(visitor, STRAIGHT - 1)
    for ip, address in [("203.0.113.1", "a"), ("203.0.113.2", "b"), ("203.0.113.3", "c"), ("203.0.114.1", "d")]:
        sign_up_from(visitor, ip, f"{address}@example.org")
        visitor.work()
        visitor.clock.sleep(1)
    straight = sent_to(visitor)

    schedule.tick(visitor.cloud)
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
        schedule.tick(visitor.cloud)
        visitor.work()
    within = sent_to(visitor)
    visitor.clock.sleep(3_600)
    for _ in range(3):
        schedule.tick(visitor.cloud)
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

    schedule.tick(visitor.cloud)
    visitor.work()

    assert (sent_to(visitor), visitor.waiting(), visitor.cloud.table.query("WAITING")) == ([], 0, ())
    assert "a sign-up is dropped, after 2 days" in caplog.text


def test_a_sign_up_that_comes_while_the_last_is_answered_is_not_forgotten(visitor: Visitor) -> None:
    fill(visitor, STRAIGHT)
    (timer,) = [waiting_timer(visitor, "a@example.org")]
    schedule.tick(visitor.cloud)
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


# ---- budgets

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
            schedule.tick(visitor.cloud)
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


def test_a_sign_up_that_comes_again_and_again_brings_three_mails(visitor: Visitor) -> None:
    """Its worker died each time after the mail was handed over."""
    visitor.sign_up()
    (message,) = queued(visitor)

    for _ in range(10):
        consumers.run(visitor.cloud, message.body)

    assert kinds(visitor.inbox()) == ["confirm"] * 3


def test_a_sign_up_whose_worker_dies_anywhere_again_and_again_brings_three_mails_at_most() -> None:
    for number in range(1, 30):
        visitor = new_visitor()
        visitor.sign_up()
        (message,) = queued(visitor)
        for _ in range(6):
            lives(visitor, cast(SignUp, job_in(message.body)), number)
            consumers.run(visitor.cloud, message.body)

        assert len(visitor.inbox()) <= 3


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


def hours_of_work(visitor: Visitor) -> float:
    """Return for how many hours jobs are queued again, every quarter of an hour."""
    began, ended = visitor.clock.now(), visitor.clock.now()
    while visitor.waiting():
        visitor.work()
        ended = visitor.clock.now()
        visitor.clock.sleep(signup_mail.LATER)
    return (ended - began).total_seconds() / 3_600


def test_a_sign_up_that_was_tried_for_six_hours_is_dropped(visitor: Visitor, caplog: pytest.LogCaptureFixture) -> None:
    refuse(visitor, "paused")
    visitor.sign_up()

    hours = hours_of_work(visitor)

    assert 6 <= hours < 6.1
    assert f"{visitor.id_of()}: the sign-up is dropped, after 24 tries" in caplog.text


def test_a_welcome_that_was_tried_for_six_hours_is_dropped(visitor: Visitor, caplog: pytest.LogCaptureFixture) -> None:
    visitor.sign_up()
    visitor.work()
    visitor.press(link_in(visitor.inbox()[0]))
    refuse(visitor, "quota")

    hours = hours_of_work(visitor)

    assert 6 <= hours < 6.1
    assert f"{visitor.id_of()}: the welcome is dropped" in caplog.text


# ---- when the service does not take it


@pytest.mark.parametrize(("code", "delay"), [("slow", 30), ("quota", 900), ("paused", 900)])
def test_a_mail_that_was_not_taken_is_sent_later_and_counts_once(visitor: Visitor, code: Unsent, delay: int) -> None:
    refuse(visitor, code)
    visitor.sign_up()
    for _ in range(5):
        visitor.work()
    delays = [one.delay for one in queued(visitor)]
    accept(visitor)

    visitor.work()

    assert delays == [delay]
    assert kinds(visitor.inbox()) == ["confirm"]
    assert visitor.press(link_in(visitor.inbox()[0])).status == 200


def test_an_address_that_the_service_refuses_is_left_alone(visitor: Visitor, caplog: pytest.LogCaptureFixture) -> None:
    refuse(visitor, "address")
    visitor.sign_up()

    visitor.work()

    assert (visitor.waiting(), visitor.inbox()) == (0, [])
    assert visitor.id_of() in caplog.text
    assert ADA not in caplog.text


@pytest.mark.parametrize(("code", "mails"), [("slow", 1), ("quota", 1), ("paused", 1), ("address", 0)])
def test_a_welcome_that_was_not_taken_is_sent_later(visitor: Visitor, code: Unsent, mails: int) -> None:
    visitor.sign_up()
    visitor.work()
    visitor.press(link_in(visitor.inbox()[0]))
    refuse(visitor, code)
    visitor.work()
    accept(visitor)

    visitor.work()

    assert len(visitor.inbox()) == 1 + mails


# ---- crashes and doubles


class Death(BaseException):
    """The worker dies."""


def dying_at(number: int) -> Any:
    def before(made: list[str]) -> None:
        if len(made) == number:
            raise Death

    return before


def test_a_sign_up_whose_worker_dies_anywhere_is_confirmed_in_the_end() -> None:
    survived, number = False, 0
    while not survived:
        visitor, number = new_visitor(), number + 1
        visitor.sign_up()
        (message,) = queued(visitor)
        job = cast(SignUp, job_in(message.body))
        survived = lives(visitor, job, number)
        visitor.work()
        assert set(kinds(visitor.inbox())) == {"confirm"}
        assert 1 <= len(visitor.inbox()) <= 2
        assert visitor.press(link_in(visitor.inbox()[-1])).status == 200
    assert number > 5


def lives(visitor: Visitor, job: SignUp | Welcome, number: int) -> bool:
    """Return whether a worker that dies before this call finishes."""
    act: Any = signup_mail.sign_up if isinstance(job, SignUp) else signup_mail.welcome
    try:
        calls(visitor, lambda one: act(one.cloud, job), before=dying_at(number))
    except Death:
        return False
    return True


def test_a_welcome_never_comes_twice_wherever_its_worker_dies() -> None:
    survived, number = False, 0
    while not survived:
        visitor, number = new_visitor(), number + 1
        visitor.sign_up()
        visitor.work()
        visitor.press(link_in(visitor.inbox()[0]))
        survived = lives(visitor, Welcome(visitor.id_of()), number)
        visitor.work()
        assert len(visitor.inbox()) <= 2
    assert number > 5


def test_a_subscriber_who_complains_meanwhile_stays_suppressed(visitor: Visitor) -> None:
    """The news comes between the worker's read and its write."""
    visitor.sign_up()
    (message,) = queued(visitor)
    news = Subscriber(visitor.id_of(), "suppressed", why="complaint")

    def meanwhile(made: list[str]) -> None:
        if made[-1] == "table.put" and not visitor.known():
            subscribers.write(visitor.cloud.table, news, None)

    calls(visitor, lambda one: cast(Any, signup_mail.sign_up(one.cloud, cast(SignUp, job_in(message.body)))), before=meanwhile)

    known = visitor.known()
    assert (known and replace(known, nonce=""), visitor.inbox()) == (news, [])
