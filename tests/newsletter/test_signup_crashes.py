"""A worker that answers a sign-up may die at any call, get its job twice, or meet news of the same address."""

from typing import Any, cast

from msgspec.structs import replace

from chalicelib.newsletter import consumers, signup_mail
from chalicelib.newsletter.jobs import SignUp, Welcome, job_in
from chalicelib.newsletter.rules.subscriber import Subscriber
from chalicelib.store.newsletter import subscribers
from tests.crashing_workers import Died, dying_at
from tests.newsletter.sign_ups import queued
from tests.web.visitor import Visitor, calls, kinds, link_in, new_visitor


def lives(visitor: Visitor, job: SignUp | Welcome, number: int) -> bool:
    """Return whether a worker that dies before this call finishes."""
    act: Any = signup_mail.sign_up if isinstance(job, SignUp) else signup_mail.welcome
    try:
        calls(visitor, lambda one: act(one.cloud, job), before=dying_at(number))
    except Died:
        return False
    return True


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
