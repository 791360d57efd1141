"""Letters leave no faster than the mail service allows, and wait when it takes no more."""

from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace

from bench.watching import watched
from chalicelib.cloud.ports import Allowance, Outgoing, Unsent, UnsentError
from chalicelib.newsletter import letter_holds
from chalicelib.newsletter.rules.letter import id_of
from tests.letters.blog import KEY, LetterBlog, many

AN_HOUR = 3600


@pytest.fixture
def blog() -> LetterBlog:
    blog = LetterBlog()
    blog.publish({"site.yaml": "title: The Press\n"})
    blog.follow(*many(100))
    return blog


class Trying:
    """A mail service that does something else for some sends; their numbers begin with 1."""

    def __init__(self, blog: LetterBlog, answer: Callable[[int], Exception | None]) -> None:
        self._mail, self._answer, self.sends = blog.mail, answer, 0

    def send(self, message: Outgoing) -> str:
        self.sends += 1
        if error := self._answer(self.sends):
            raise error
        return self._mail.send(message)

    def allowance(self) -> Allowance:
        return self._mail.allows


def with_mail(blog: LetterBlog, answer: Callable[[int], Exception | None]) -> None:
    blog.cloud = replace(blog.cloud, mail=Trying(blog, answer))


def why(blog: LetterBlog) -> str:
    letter = blog.letter()
    return letter.why if letter else ""


def test_letters_leave_at_the_rate_that_is_given(blog: LetterBlog) -> None:
    blog.mail.allows = Allowance(2.0)
    times: list[float] = []

    def note(port: str, method: str, _args: tuple[Any, ...], act: Callable[[], Any]) -> Any:
        if (port, method) == ("mail", "send"):
            times.append(blog.clock.time.timestamp())
        return act()

    blog.cloud = watched(blog.cloud, note)
    blog.announce()
    assert len(times) == 100
    assert all(sum(start <= time < start + 1 for time in times) <= 3 for start in times)
    assert times[-1] - times[0] >= 99 / 2.0 - 1


def test_a_throttled_letter_goes_on_after_a_moment_and_loses_nobody(blog: LetterBlog) -> None:
    with_mail(blog, lambda send: UnsentError("slow", "too fast") if send % 7 == 0 else None)
    blog.announce()
    blog.wait(AN_HOUR)
    assert blog.readers() == many(100)
    assert blog.state() == "sent"


def test_a_day_s_quota_lets_the_letter_wait_and_then_go_on(blog: LetterBlog) -> None:
    blog.mail.allows = Allowance(14.0, 40)
    blog.announce()
    sent = len(blog.readers())
    assert 0 < sent <= 40
    assert (blog.state(), "limit for today is reached" in why(blog)) == ("paused", True)
    blog.mail.allows = Allowance(14.0, 50_000)
    blog.wait(24 * AN_HOUR)
    assert blog.readers() == many(100)
    assert blog.state() == "sent"


def test_a_quota_error_while_sending_pauses_the_letter(blog: LetterBlog) -> None:
    with_mail(blog, lambda send: UnsentError("quota", "Daily message quota exceeded") if 30 < send < 60 else None)
    blog.announce()
    assert (blog.state(), len(blog.readers())) == ("paused", 30)
    blog.wait(48 * AN_HOUR)
    assert blog.readers() == many(100)


def test_a_service_that_is_shut_is_tried_again_every_hour(blog: LetterBlog) -> None:
    with_mail(blog, lambda send: UnsentError("paused", "sending is paused") if send < 5 else None)
    blog.announce()
    assert (blog.state(), blog.readers()) == ("paused", [])
    blog.wait(6 * AN_HOUR)
    assert blog.readers() == many(100)


def test_a_service_that_does_not_answer_leaves_few_doubts_and_the_rest_goes_on(blog: LetterBlog) -> None:
    blog.cloud = replace(blog.cloud, events=False)
    with_mail(blog, lambda send: TimeoutError("no answer") if send <= 3 else None)
    blog.announce()
    blog.wait(AN_HOUR)
    assert len(blog.readers()) == 97
    assert (blog.state(), why(blog)) == ("sent", "3 letters have an unknown result: they may or may not have been sent")


def test_when_every_address_of_a_page_is_refused_the_fault_is_ours_and_the_letter_stops() -> None:
    blog = LetterBlog()
    blog.publish({"site.yaml": "title: The Press\n"})
    blog.follow(*(one for one in many(2000) if int(blog.id(one)[:4], 16) % 64 == 7))
    blog.mail.refusing = dict.fromkeys(many(2000), "address")
    blog.announce()
    assert (blog.state(), "refused every" in why(blog)) == ("stopped", True)


def test_when_every_address_is_refused_the_letter_stops_and_resumed_it_reaches_all(blog: LetterBlog) -> None:
    blog.mail.refusing = dict.fromkeys(many(100), "address")
    blog.announce()
    assert (blog.state(), "refused every" in why(blog)) == ("stopped", True)
    blog.mail.refusing = {}
    letter_holds.resume(blog.cloud, id_of(KEY))
    blog.wait(AN_HOUR)
    assert blog.readers() == many(100)
    assert blog.state() == "sent"


def test_a_service_that_says_beforehand_that_it_is_shut_pauses_the_letter(blog: LetterBlog) -> None:
    class Shut(Trying):
        def allowance(self) -> Allowance:
            raise UnsentError("paused", "the account may not send")

    blog.cloud = replace(blog.cloud, mail=Shut(blog, lambda _send: None))
    blog.announce()
    assert (blog.state(), "may not send" in why(blog)) == ("paused", True)


@pytest.mark.parametrize("events", [True, False])
@pytest.mark.parametrize("code", ["slow", "quota", "paused"])
def test_a_lost_letter_that_is_refused_for_now_when_it_is_sent_again_is_not_forgotten(code: Unsent, events: bool) -> None:
    blog = LetterBlog(events=events)
    blog.publish({"site.yaml": "title: The Press\n"})
    blog.follow(*many(5))
    with_mail(blog, lambda send: UnsentError(code, "not now") if send in (1, 2, 7, 8) else None)
    blog.announce()
    blog.wait(12 * AN_HOUR)
    assert blog.readers() == many(5)
    assert blog.state() == "sent"


def test_a_letter_cancelled_on_its_way_stops_and_resumed_goes_on_to_the_others(blog: LetterBlog) -> None:
    sent_at_cancel: list[int] = []

    def cancel(send: int) -> None:
        if send == 30:
            letter_holds.cancel(blog.cloud, id_of(KEY))
            sent_at_cancel.append(len(blog.readers()))

    with_mail(blog, cancel)
    blog.announce()
    assert blog.state() == "cancelled"
    assert len(blog.readers()) < 100
    resumed = letter_holds.resume(blog.cloud, id_of(KEY))
    assert resumed is not None
    blog.wait(600)
    assert blog.readers() == many(100)
    assert blog.state() == "sent"
    assert sent_at_cancel == [29]


def test_a_reader_who_leaves_during_the_delivery_gets_no_letter(blog: LetterBlog) -> None:
    def leave(send: int) -> None:
        if send == 1:
            for one in many(100)[50:]:
                if not blog.entry(one):
                    blog.suppress(one)

    with_mail(blog, leave)
    blog.announce()
    late = [one for one in blog.readers() if one >= "reader-050"]
    assert len(late) <= 20
    assert [one for one in blog.readers() if one < "reader-050"] == many(50)
