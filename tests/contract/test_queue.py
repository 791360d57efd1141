"""What every queue promises."""

from collections import Counter

import pytest

from chalicelib.cloud.ports import Message
from tests.contract.conftest import Line


def bodies(line: Line) -> list[str]:
    return sorted(message.body for message in line.take())


def test_nothing_waits_in_a_new_queue(line: Line) -> None:
    assert line.take() == []


def test_sending_nothing_is_nothing(line: Line) -> None:
    line.queue.send([])
    assert line.take() == []


def test_all_messages_arrive(line: Line) -> None:
    sent = [f"{number:03}" for number in range(37)]
    line.queue.send(Message(body) for body in sent)
    assert bodies(line) == sent


def test_equal_bodies_are_never_merged(line: Line) -> None:
    line.queue.send([Message("home", "1"), Message("home", "1")])
    line.queue.send([Message("home", "1")])
    assert bodies(line) == ["home"] * 3
    line.queue.send([Message("home", "1")])
    assert bodies(line) == ["home"]


def test_any_text_arrives_as_it_was_sent(line: Line) -> None:
    sent = sorted(['{"of": "zh:tag:中文"}', "“curly” 🎈\n\t<&>", " "])
    line.queue.send(map(Message, sent))
    assert bodies(line) == sent


def test_large_messages_arrive_too(line: Line) -> None:
    sent = [letter * 300_000 for letter in "abcdefg"] + ["é" * 500_000]
    line.queue.send(map(Message, sent))
    assert bodies(line) == sent


def test_messages_of_a_group_arrive_in_its_name_and_order(grouped: Line) -> None:
    sent = [Message(f"{number:03}", f"group-{number % 3}") for number in range(30)]
    grouped.queue.send(sent)
    taken = grouped.take()
    for group in ("group-0", "group-1", "group-2"):
        assert [message for message in taken if message.group == group] == [message for message in sent if message.group == group]


def test_any_text_may_name_a_group(grouped: Line) -> None:
    groups = ["zh:tag:中文", "en:tag:two words", "x" * 129, "a"]
    grouped.queue.send(Message(body, group) for group in groups for body in "12")
    told = Counter(message.group for message in grouped.take())
    assert sorted(told.values()) == [2, 2, 2, 2]


@pytest.mark.parametrize("delay", [-1, 901])
def test_no_queue_lets_a_message_wait_for_longer_than_fifteen_minutes(line: Line, delay: int) -> None:
    with pytest.raises(ValueError, match=str(delay)):
        line.queue.send([Message("late", delay=delay)])
    assert line.take() == []


def test_a_message_may_wait_while_others_do_not(patient: Line) -> None:
    patient.queue.send([Message("late", delay=900), Message("now")])
    assert "now" in bodies(patient)
