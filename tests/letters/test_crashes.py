"""One letter each: a worker may die at any call, be given its message twice, or meet another one in the same shard."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.cloud.ports import Cloud, UnsentError
from chalicelib.newsletter import consumers
from chalicelib.newsletter.jobs import Open, Walk, to_letters
from chalicelib.newsletter.ledger import SILENCE
from chalicelib.newsletter.letter import id_of
from chalicelib.store import letters
from tests.dying import Died, dying
from tests.letters.house import GRACE, KEY, NEWS, LetterHouse, many, total
from tests.publishing.house import watched

READERS = many(6)
LETTER = id_of(KEY)
A_QUARTER = int(SILENCE.total_seconds())


def ready(*, events: bool) -> LetterHouse:
    """A house whose letter is to be opened, with six readers in as many shards."""
    house = LetterHouse(events=events)
    house.publish({"site.yaml": "title: The Press\n", KEY: NEWS})
    house.follow(*READERS)
    house.clock.time += timedelta(seconds=GRACE)
    house.letters.send([to_letters(Open(LETTER))])
    return house


def fan_out(house: LetterHouse, around: Callable[..., Any]) -> bool:
    """Let workers do errands until none is left; True if one died, whose message is then given again."""
    unwatched, died = house.cloud, False
    house.cloud = watched(unwatched, around)
    while message := house.next_errand():
        try:
            house.do(message)
        except Died:
            died = True
            house.letters.send([message])
    house.cloud = unwatched
    return died


def number_of_calls() -> int:
    calls = [0]

    def count(_port: str, _method: str, _args: tuple[Any, ...], act: Callable[[], Any]) -> Any:
        calls[0] += 1
        return act()

    fan_out(ready(events=True), count)
    return calls[0]


CALLS = number_of_calls()


def test_the_fan_out_has_many_calls_to_die_at() -> None:
    assert CALLS > 60


@pytest.mark.parametrize("call", range(1, CALLS + 1))
def test_without_news_a_crash_leaves_everybody_one_letter_or_a_reported_claim(call: int) -> None:
    house = ready(events=False)
    assert fan_out(house, dying(call))
    house.wait(3600)
    unsettled = total(house.progress(), "unsettled")
    assert house.state() == "sent"
    assert total(house.progress(), "sent") + unsettled == len(READERS)
    assert len(set(house.readers())) == len(house.readers())
    assert set(READERS) - set(house.readers()) <= claimed(house)
    assert unsettled == len(claimed(house)) <= 1
    letter = house.letter()
    assert letter is not None
    assert bool(letter.why) == bool(unsettled)


@pytest.mark.parametrize("call", range(1, CALLS + 1))
def test_with_news_a_crash_leaves_everybody_exactly_one_letter(call: int) -> None:
    house = ready(events=True)
    assert fan_out(house, dying(call))
    tell_of_all(house)
    house.wait(3600)
    tell_of_all(house)
    house.wait(3600)
    assert house.readers() == READERS
    assert house.state() == "sent"
    assert total(house.progress(), "sent") == len(READERS)
    assert claimed(house) == set()


def claimed(house: LetterHouse) -> set[str]:
    """Those of whose letter nobody knows whether it was sent."""
    entries = {reader: house.entry(reader) for reader in READERS}
    return {reader for reader, entry in entries.items() if entry and entry.state == "claimed"}


def tell_of_all(house: LetterHouse) -> None:
    """The mail service tells, twice, of every letter that it took."""
    for number, sent in enumerate(house.mail.sent, 1):
        for _ in range(2):
            house.tell_news("Send", sent, message_id=f"memory-{number}")


def test_a_letter_lost_between_claim_and_send_is_sent_again_after_the_silence() -> None:
    house = ready(events=True)
    fan_out(house, dying_before_the_first_send())
    assert len(house.readers()) == len(READERS) - 1
    house.wait(A_QUARTER - 120)
    assert len(house.readers()) == len(READERS) - 1
    house.wait(A_QUARTER)
    assert house.readers() == READERS
    assert house.state() == "sent"


def dying_before_the_first_send() -> Callable[..., Any]:
    dead = [False]

    def around(port: str, _method: str, _args: tuple[Any, ...], act: Callable[[], Any]) -> Any:
        if port == "mail" and _method == "send" and not dead[0]:
            dead[0] = True
            raise Died
        return act()

    return around


def test_whoever_left_meanwhile_is_not_sent_a_lost_letter_again() -> None:
    house = ready(events=True)
    fan_out(house, dying_before_the_first_send())
    (lost,) = set(READERS) - set(house.readers())
    house.suppress(lost)
    house.wait(3600)
    assert lost not in house.readers()
    entry = house.entry(lost)
    assert entry is not None
    assert (entry.state, house.state()) == ("failed", "sent")


def test_messages_that_come_twice_and_out_of_order_send_nothing_twice() -> None:
    house = ready(events=True)
    told: list[str] = []
    while message := house.next_errand():
        told.append(message.body)
        house.do(message)
    for body in [*reversed(told), *told]:
        consumers.run(house.cloud, body)
    house.settle()
    assert house.readers() == READERS


@pytest.mark.parametrize("step", range(1, 60, 2))
def test_two_workers_in_one_shard_send_each_reader_one_letter(step: int) -> None:
    house = ready(events=True)
    house.follow(*(f"more-{each}@example.org" for each in range(300)))
    fan_out(house, meeting_another(step, house.cloud))
    house.wait(3600)
    assert len(house.readers()) == len(set(house.readers())) == 306
    assert total(house.progress(), "sent") == 306
    assert house.state() == "sent"


@pytest.mark.parametrize("events", [True, False])
@pytest.mark.parametrize("step", range(1, 60, 3))
def test_two_workers_and_a_service_that_is_too_fast_for_one_forget_nobody(step: int, events: bool) -> None:
    house = ready(events=events)
    house.follow(*(f"more-{each}@example.org" for each in range(100)))
    calls = [0]

    def throttled(port: str, method: str, args: tuple[Any, ...], act: Callable[[], Any]) -> Any:
        if (port, method) == ("mail", "send"):
            calls[0] += 1
            if calls[0] == step:
                for one in letters.progress(house.cloud.table, LETTER).values():
                    consumers.run(plain, to_letters(Walk(LETTER, one.shard)).body)
                raise UnsentError("slow", "too fast")
        return act()

    plain = house.cloud
    fan_out(house, throttled)
    house.wait(2 * 3600)
    assert len(house.readers()) == len(set(house.readers())) == 106
    assert (house.state(), house.letter().why) == ("sent", "")  # type: ignore[union-attr]


def meeting_another(step: int, cloud: Cloud) -> Callable[..., Any]:
    """Around each call: at this one, another worker is given every shard that is under way, and does its part first."""
    calls = [0]

    def around(_port: str, _method: str, _args: tuple[Any, ...], act: Callable[[], Any]) -> Any:
        calls[0] += 1
        if calls[0] == step:
            for one in letters.progress(cloud.table, LETTER).values():
                consumers.run(cloud, to_letters(Walk(LETTER, one.shard)).body)
        return act()

    return around
