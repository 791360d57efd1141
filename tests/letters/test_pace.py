"""Letters leave no faster than the mail service allows, and wait when it takes no more."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from chalicelib.cloud.ports import Allowance, Outgoing, Unsent, UnsentError
from chalicelib.newsletter import campaign
from chalicelib.newsletter.letter import id_of
from tests.letters.house import KEY, LetterHouse, many
from tests.publishing.house import watched

AN_HOUR = 3600


@pytest.fixture
def house() -> LetterHouse:
    house = LetterHouse()
    house.publish({"site.yaml": "title: The Press\n"})
    house.follow(*many(100))
    return house


class Trying:
    """A mail service that does something else for some sends; their numbers begin with 1."""

    def __init__(self, house: LetterHouse, answer: Callable[[int], Exception | None]) -> None:
        self._mail, self._answer, self.sends = house.mail, answer, 0

    def send(self, message: Outgoing) -> str:
        self.sends += 1
        if error := self._answer(self.sends):
            raise error
        return self._mail.send(message)

    def allowance(self) -> Allowance:
        return self._mail.allows


def with_mail(house: LetterHouse, answer: Callable[[int], Exception | None]) -> None:
    house.cloud = replace(house.cloud, mail=Trying(house, answer))


def why(house: LetterHouse) -> str:
    letter = house.letter()
    return letter.why if letter else ""


def test_letters_leave_at_the_rate_that_is_given(house: LetterHouse) -> None:
    house.mail.allows = Allowance(2.0)
    times: list[float] = []

    def note(port: str, method: str, _args: tuple[Any, ...], act: Callable[[], Any]) -> Any:
        if (port, method) == ("mail", "send"):
            times.append(house.clock.time.timestamp())
        return act()

    house.cloud = watched(house.cloud, note)
    house.announce()
    assert len(times) == 100
    assert all(sum(start <= time < start + 1 for time in times) <= 3 for start in times)
    assert times[-1] - times[0] >= 99 / 2.0 - 1


def test_a_throttled_letter_goes_on_after_a_moment_and_loses_nobody(house: LetterHouse) -> None:
    with_mail(house, lambda send: UnsentError("slow", "too fast") if send % 7 == 0 else None)
    house.announce()
    house.wait(AN_HOUR)
    assert house.readers() == many(100)
    assert house.state() == "sent"


def test_a_day_s_quota_lets_the_letter_wait_and_then_go_on(house: LetterHouse) -> None:
    house.mail.allows = Allowance(14.0, 40)
    house.announce()
    sent = len(house.readers())
    assert 0 < sent <= 40
    assert (house.state(), "no more letters today" in why(house)) == ("paused", True)
    house.mail.allows = Allowance(14.0, 50_000)
    house.wait(24 * AN_HOUR)
    assert house.readers() == many(100)
    assert house.state() == "sent"


def test_a_quota_that_the_service_tells_of_while_sending_is_believed(house: LetterHouse) -> None:
    with_mail(house, lambda send: UnsentError("quota", "Daily message quota exceeded") if 30 < send < 60 else None)
    house.announce()
    assert (house.state(), len(house.readers())) == ("paused", 30)
    house.wait(48 * AN_HOUR)
    assert house.readers() == many(100)


def test_a_service_that_is_shut_is_tried_again_every_hour(house: LetterHouse) -> None:
    with_mail(house, lambda send: UnsentError("paused", "sending is paused") if send < 5 else None)
    house.announce()
    assert (house.state(), house.readers()) == ("paused", [])
    house.wait(6 * AN_HOUR)
    assert house.readers() == many(100)


def test_a_service_that_does_not_answer_leaves_few_doubts_and_the_rest_goes_on(house: LetterHouse) -> None:
    house.cloud = replace(house.cloud, events=False)
    with_mail(house, lambda send: TimeoutError("no answer") if send <= 3 else None)
    house.announce()
    house.wait(AN_HOUR)
    assert len(house.readers()) == 97
    assert (house.state(), why(house)) == ("sent", "of 3 letters nobody knows whether they were sent")


def test_when_every_address_of_a_page_is_refused_the_fault_is_ours_and_the_letter_stops() -> None:
    house = LetterHouse()
    house.publish({"site.yaml": "title: The Press\n"})
    house.follow(*(one for one in many(2000) if int(house.id(one)[:4], 16) % 64 == 7))
    house.mail.refusing = dict.fromkeys(many(2000), "address")
    house.announce()
    assert (house.state(), "refused every" in why(house)) == ("stopped", True)


def test_when_every_address_is_refused_the_letter_stops_and_resumed_it_reaches_all(house: LetterHouse) -> None:
    house.mail.refusing = dict.fromkeys(many(100), "address")
    house.announce()
    assert (house.state(), "refused every" in why(house)) == ("stopped", True)
    house.mail.refusing = {}
    campaign.resume(house.cloud, id_of(KEY))
    house.wait(AN_HOUR)
    assert house.readers() == many(100)
    assert house.state() == "sent"


def test_a_service_that_says_beforehand_that_it_is_shut_pauses_the_letter(house: LetterHouse) -> None:
    class Shut(Trying):
        def allowance(self) -> Allowance:
            raise UnsentError("paused", "the account may not send")

    house.cloud = replace(house.cloud, mail=Shut(house, lambda _send: None))
    house.announce()
    assert (house.state(), "may not send" in why(house)) == ("paused", True)


@pytest.mark.parametrize("events", [True, False])
@pytest.mark.parametrize("code", ["slow", "quota", "paused"])
def test_a_lost_letter_that_is_refused_for_now_when_it_is_sent_again_is_not_forgotten(code: Unsent, events: bool) -> None:
    house = LetterHouse(events=events)
    house.publish({"site.yaml": "title: The Press\n"})
    house.follow(*many(5))
    with_mail(house, lambda send: UnsentError(code, "not now") if send in (1, 2, 7, 8) else None)
    house.announce()
    house.wait(12 * AN_HOUR)
    assert house.readers() == many(5)
    assert house.state() == "sent"


def test_a_letter_cancelled_on_its_way_stops_and_resumed_goes_on_to_the_others(house: LetterHouse) -> None:
    sent_at_cancel: list[int] = []

    def cancel(send: int) -> None:
        if send == 30:
            campaign.cancel(house.cloud, id_of(KEY))
            sent_at_cancel.append(len(house.readers()))

    with_mail(house, cancel)
    house.announce()
    assert house.state() == "cancelled"
    assert len(house.readers()) < 100
    resumed = campaign.resume(house.cloud, id_of(KEY))
    assert resumed is not None
    house.wait(600)
    assert house.readers() == many(100)
    assert house.state() == "sent"
    assert sent_at_cancel == [29]


def test_who_leaves_while_the_letter_is_on_its_way_gets_none(house: LetterHouse) -> None:
    def leave(send: int) -> None:
        if send == 1:
            for one in many(100)[50:]:
                if not house.entry(one):
                    house.suppress(one)

    with_mail(house, leave)
    house.announce()
    late = [one for one in house.readers() if one >= "reader-050"]
    assert len(late) <= 20
    assert [one for one in house.readers() if one < "reader-050"] == many(50)
