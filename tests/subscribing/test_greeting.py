"""The mails about signing up: which go out, when, and what happens when they can't."""

from dataclasses import replace
from datetime import timedelta
from typing import Any, cast

import pytest

from chalicelib import greeting
from chalicelib.catalog import counters, subscribers
from chalicelib.cloud.memory import MemoryMail, MemoryQueue
from chalicelib.cloud.ports import Message
from chalicelib.errands import SignUp, Welcome, errand_in
from chalicelib.mail.limits import LIMITS
from chalicelib.mail.subscriber import Subscriber
from tests.subscribing.desk import ADA, Visitor, calls, kinds, link_in, opened, text_of


def refuse(visitor: Visitor, code: str, address: str = ADA) -> None:
    cast(MemoryMail, visitor.cloud.mail).refusing[address] = code


def accept(visitor: Visitor) -> None:
    cast(MemoryMail, visitor.cloud.mail).refusing.clear()


def queued(visitor: Visitor) -> list[Message]:
    """What waits in the letters queue; it stays there."""
    queue = cast(MemoryQueue, visitor.cloud.letters)
    waiting = queue.take(len(queue))
    queue.send(waiting)
    return waiting


# ---- what is sent


def test_mail_about_signing_up_has_a_sender_of_its_own_and_tags(reader: Visitor) -> None:
    who = reader.follow()

    sent = cast(MemoryMail, reader.cloud.mail).sent

    assert [(one.sender, one.to, dict(one.tags)) for one in sent] == [
        ("confirmations@press.example", ADA, {"letter": "note", "reader": who})
    ] * 2
    assert {mail["Auto-Submitted"] for mail in reader.inbox()} == {"auto-generated"}


def test_a_mail_speaks_the_language_that_was_wished(reader: Visitor) -> None:
    reader.sign_up(lang="es")
    reader.work()

    assert (reader.inbox()[0]["Content-Language"], "La Prensa" in reader.inbox()[0]["Subject"]) == ("es", True)


def test_a_welcome_shows_the_newest_posts_of_what_was_wished(reader: Visitor) -> None:
    reader.follow("ada@example.org", categories="books")
    reader.follow("bob@example.org")
    reader.follow("eva@example.org", lang="es")

    texts = [text_of(reader.inbox(one)[-1]) for one in ("ada@example.org", "bob@example.org", "eva@example.org")]

    titles = ("On books", "On cheese", "Sobre libros")
    assert [[title for title in titles if title in text] for text in texts] == [
        ["On books"],
        ["On books", "On cheese"],
        ["Sobre libros"],
    ]
    assert texts[1].index("On cheese") < texts[1].index("On books")


def test_who_follows_is_told_so_at_the_address_that_they_gave(visitor: Visitor) -> None:
    visitor.follow()

    visitor.sign_up("ADA@example.org")
    visitor.work()

    assert kinds(visitor.inbox(ADA)) == ["confirm", "unsubscribe", "preferences"]


def test_nothing_is_sent_to_who_left_before_the_welcome(visitor: Visitor) -> None:
    visitor.sign_up()
    visitor.work()
    visitor.press(link_in(visitor.inbox()[0]))
    visitor.press(visitor.link("unsubscribe"))

    visitor.work()

    assert kinds(visitor.inbox()) == ["confirm"]


# ---- limits


def test_a_site_confirms_so_many_in_an_hour_and_the_rest_later(visitor: Visitor) -> None:
    fill(visitor, but=1)
    for address in ("ada@example.org", "bob@example.org"):
        visitor.sign_up(address)

    visitor.work()
    ((errand, delay),) = [(errand_in(one.body), one.delay) for one in queued(visitor)]
    visitor.clock.sleep(3_600)
    visitor.work()

    assert isinstance(errand, SignUp)
    assert (errand.address, errand.tries, delay) == ("bob@example.org", 1, 900)
    assert kinds([*visitor.inbox(), *visitor.inbox("bob@example.org")]) == ["confirm", "confirm"]


def fill(visitor: Visitor, but: int = 0) -> None:
    """Let the site send as many mails about signing up as it may in this hour, but for so many."""
    for _ in range(LIMITS["site-hour"].most - but):
        counters.lets_through(visitor.cloud.table, "site-hour", "-", visitor.clock.now())


def test_a_sign_up_that_leads_to_no_mail_counts_for_nobody_else(visitor: Visitor) -> None:
    fill(visitor, but=1)
    assert subscribers.write(visitor.cloud.table, Subscriber(visitor.id_of("eva@example.org"), "suppressed", why="bounce"), None)
    for address in ("eva@example.org", "eva@example.org", "ada@example.org"):
        visitor.sign_up(address)

    visitor.work()

    assert (kinds(visitor.inbox()), visitor.waiting()) == (["confirm"], 0)


def test_a_sign_up_that_leads_to_no_mail_is_not_put_off(visitor: Visitor) -> None:
    assert subscribers.write(visitor.cloud.table, Subscriber(visitor.id_of(), "suppressed", why="bounce"), None)
    fill(visitor)
    visitor.sign_up()

    visitor.work()

    assert visitor.waiting() == 0


def test_a_sign_up_that_is_put_off_leaves_nothing_in_the_table(visitor: Visitor) -> None:
    fill(visitor)
    visitor.sign_up()
    before = visitor.kept()

    visitor.work()

    assert (visitor.kept(), visitor.waiting()) == (before, 1)


def hours_of_work(visitor: Visitor) -> float:
    """For how long errands come again, every quarter of an hour."""
    began, ended = visitor.clock.now(), visitor.clock.now()
    while visitor.waiting():
        visitor.work()
        ended = visitor.clock.now()
        visitor.clock.sleep(greeting.LATER)
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
def test_a_mail_that_was_not_taken_is_sent_later_and_counts_once(visitor: Visitor, code: str, delay: int) -> None:
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
def test_a_welcome_that_was_not_taken_is_sent_later(visitor: Visitor, code: str, mails: int) -> None:
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
        visitor, number = opened(), number + 1
        visitor.sign_up()
        (message,) = queued(visitor)
        errand = cast(SignUp, errand_in(message.body))
        survived = lives(visitor, errand, number)
        visitor.work()
        assert set(kinds(visitor.inbox())) == {"confirm"}
        assert 1 <= len(visitor.inbox()) <= 2
        assert visitor.press(link_in(visitor.inbox()[-1])).status == 200
    assert number > 5


def lives(visitor: Visitor, errand: SignUp | Welcome, number: int) -> bool:
    """Whether a worker that dies before this call comes to an end."""
    act: Any = greeting.sign_up if isinstance(errand, SignUp) else greeting.welcome
    try:
        calls(visitor, lambda one: act(one.cloud, errand), before=dying_at(number))
    except Death:
        return False
    return True


def test_a_welcome_never_comes_twice_wherever_its_worker_dies() -> None:
    survived, number = False, 0
    while not survived:
        visitor, number = opened(), number + 1
        visitor.sign_up()
        visitor.work()
        visitor.press(link_in(visitor.inbox()[0]))
        survived = lives(visitor, Welcome(visitor.id_of()), number)
        visitor.work()
        assert len(visitor.inbox()) <= 2
    assert number > 5


def test_an_errand_twice_welcomes_once(visitor: Visitor) -> None:
    who = visitor.follow()

    greeting.welcome(visitor.cloud, Welcome(who))

    assert kinds(visitor.inbox()) == ["confirm", "unsubscribe"]


def test_somebody_who_complains_meanwhile_stays_suppressed(visitor: Visitor) -> None:
    """The news comes between the worker's read and its write."""
    visitor.sign_up()
    (message,) = queued(visitor)
    news = Subscriber(visitor.id_of(), "suppressed", why="complaint")

    def meanwhile(made: list[str]) -> None:
        if made[-1] == "table.put" and not visitor.known():
            subscribers.write(visitor.cloud.table, news, None)

    calls(visitor, lambda one: cast(Any, greeting.sign_up(one.cloud, cast(SignUp, errand_in(message.body)))), before=meanwhile)

    known = visitor.known()
    assert (known and replace(known, nonce=""), visitor.inbox()) == (news, [])


def test_a_sign_up_expires_unless_it_is_confirmed(visitor: Visitor) -> None:
    visitor.sign_up()
    visitor.work()

    known = visitor.known()
    assert known
    assert known.expires == int((visitor.clock.now() + timedelta(days=3)).timestamp())
