"""Many workers side by side, in simulated time: everybody gets one letter, as fast as the service allows and no faster."""

import subprocess
import sys
from datetime import timedelta

import pytest

from bench.mailing import NOW, Mailed, mail
from bench.simulating import Simulation, Takes, Workers
from chalicelib.cloud.ports import Message

READERS = 400
TAKES = Takes()


@pytest.fixture(scope="module", params=[14, 100])
def mailed(request: pytest.FixtureRequest) -> Mailed:
    """A letter to some hundred subscribers, at the rate of a new account and at a higher one."""
    return mail(READERS, request.param, TAKES)


def test_every_subscriber_gets_one_letter(mailed: Mailed) -> None:
    assert mailed.once == READERS
    assert mailed.state == "sent"
    assert mailed.calls["mail.send"] == READERS


def test_no_second_has_more_letters_than_the_rate(mailed: Mailed) -> None:
    assert mailed.fullest <= mailed.rate + 1


def test_letters_leave_as_fast_as_the_rate_allows() -> None:
    mailed = mail(READERS, 14, TAKES)
    assert mailed.a_second == pytest.approx(14, rel=0.02)
    assert mailed.workers > 1


def test_a_slow_service_is_made_up_for_by_more_workers() -> None:
    mailed = mail(READERS, 14, Takes(mail=0.2))
    assert mailed.a_second > 14 * 0.9
    assert mailed.workers > 3
    assert mailed.once == READERS


def test_the_service_is_asked_once_for_its_allowance(mailed: Mailed) -> None:
    assert mailed.calls["mail.allowance"] == 1


def test_the_same_letter_takes_the_same_time_again() -> None:
    first, second = (mail(60, 100, TAKES) for _ in range(2))
    assert first.sending == second.sending
    assert first.calls == second.calls


@pytest.mark.slow
def test_memory_does_not_grow_with_the_number_of_subscribers() -> None:
    """In a new process: memory of other tests and the times of garbage collection would distort the numbers."""
    ask = """
from bench.mailing import weigh
from bench.simulating import Takes
print(*(weigh(readers, 14, Takes()) for readers in (1_000, 3_000)))
"""
    done = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=True)  # noqa: S603 - our own words
    few, many = map(int, done.stdout.split())
    assert (many - few) / 2_000 < 200  # bytes: much less than one subscriber, or one entry of the ledger


# ---- simulated time itself


def test_whoever_wakes_first_works_first_and_no_real_time_passes() -> None:
    time, seen = Simulation(NOW), list[tuple[str, float]]()

    def sleeper(name: str, seconds: float) -> None:
        for _ in range(2):
            time.sleep(seconds)
            seen.append((name, time.seconds))

    time.start(lambda: sleeper("slow", 3_600))
    time.start(lambda: sleeper("quick", 1_000), after=500)
    time.run()

    assert seen == [("quick", 1_500), ("quick", 2_500), ("slow", 3_600), ("slow", 7_200)]
    assert time.now() == NOW + timedelta(hours=2)


def test_a_message_waits_for_its_delay_and_for_a_worker() -> None:
    time, began = Simulation(NOW), dict[str, float]()

    def handle(body: str) -> None:
        began[body] = time.seconds
        time.sleep(10)

    queue = Workers(time, 2, handle)
    queue.send([Message("a"), Message("b"), Message("c"), Message("late", delay=100)])
    time.run()

    assert began == {"a": 0, "b": 0, "c": 10, "late": 100}
    assert queue.busiest == 2


def test_an_error_in_a_worker_is_not_lost() -> None:
    time = Simulation(NOW)
    queue = Workers(time, 1, lambda body: dict[str, str]()[body])
    queue.send([Message("nothing")])
    with pytest.raises(KeyError, match="nothing"):
        time.run()
