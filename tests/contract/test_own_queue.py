"""What a function can ask of the queue whose messages it handles; the queue in virtual time keeps it, too."""

import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple

import pytest
from moto.backends import get_backend

import app
from chalicelib.batch import SOON
from chalicelib.cloud.aws import AwsQueue, Clients, UndoneError
from chalicelib.cloud.memory import FixedClock
from chalicelib.cloud.ports import Message
from chalicelib.settings import NEEDED
from infra.demo.aws import ACCOUNT
from tests.contract.conftest import REGION, create_queue, create_table
from tests.virtual_site import URL_OF, VirtualSqs

A_WHILE, LONGER = 120, 3_600  # seconds, longer than any test takes, in which no real time passes


class Line(NamedTuple):
    """A queue, its SQS, and how time passes there."""

    queue: AwsQueue
    sqs: Any
    wait: Callable[[float], None]

    def received(self) -> list[Mapping[str, Any]]:
        answer = self.sqs.receive_message(QueueUrl=self.queue._url, MaxNumberOfMessages=10)
        return list(answer.get("Messages", ()))

    def bodies(self) -> list[str]:
        return sorted(one["Body"] for one in self.received())


def virtual(function: str) -> Line:
    clock = FixedClock(datetime(2026, 11, 25, 12, tzinfo=UTC))
    sqs = VirtualSqs(clock)
    return Line(AwsQueue(sqs, URL_OF[function], fifo=URL_OF[function].endswith(".fifo")), sqs, clock.sleep)


def actual(aws: Clients, *, fifo: bool) -> Line:
    queue = create_queue(aws, fifo=fifo)
    aws.sqs.set_queue_attributes(QueueUrl=queue._url, Attributes={"VisibilityTimeout": f"{LONGER}"})

    def wait(seconds: float) -> None:
        for message in messages_in(queue):
            message.visible_at -= seconds * 1_000

    return Line(queue, aws.sqs, wait)


def messages_in(queue: AwsQueue) -> list[Any]:
    """Return what moto holds in this queue; there, time passes for a message by being subtracted."""
    return list(get_backend("sqs")[ACCOUNT][REGION].queues[queue._url.rpartition("/")[2]]._messages)


LINES: Mapping[str, Callable[[Clients], Line]] = {
    "virtual": lambda _: virtual("ingest"),
    "virtual fifo": lambda _: virtual("press"),
    "standard": lambda aws: actual(aws, fifo=False),
    "fifo": lambda aws: actual(aws, fifo=True),
}


@pytest.fixture(params=list(LINES))
def line(request: pytest.FixtureRequest, aws: Clients) -> Line:
    return LINES[request.param](aws)


@pytest.fixture(params=["virtual fifo", "fifo"])
def grouped(request: pytest.FixtureRequest, aws: Clients) -> Line:
    return LINES[request.param](aws)


def test_a_message_that_was_received_is_received_again_when_it_was_told_to(line: Line) -> None:
    line.queue.send([Message("a"), Message("b")])
    receipts = {one["Body"]: one["ReceiptHandle"] for one in line.received()}

    line.queue.hide({receipts["a"]: A_WHILE})

    assert line.bodies() == []
    line.wait(A_WHILE + 1)
    assert line.bodies() == ["a"]


def test_more_messages_than_fit_into_a_call_are_told_so(line: Line) -> None:
    line.queue.send(Message(f"{number:02}") for number in range(25))
    received = [one for _ in range(3) for one in line.received()]

    line.queue.hide({one["ReceiptHandle"]: 0 for one in received})

    assert len({one["Body"] for _ in range(3) for one in line.received()}) == 25


def test_a_message_that_is_gone_stops_no_other(line: Line) -> None:
    line.queue.send([Message("a"), Message("b")])
    receipts = {one["Body"]: one["ReceiptHandle"] for one in line.received()}
    gone = [{"Id": "0", "ReceiptHandle": receipts["a"]}]
    line.sqs.delete_message_batch(QueueUrl=line.queue._url, Entries=gone)

    line.queue.hide(dict.fromkeys(receipts.values(), 0))

    assert line.bodies() == ["b"]


def test_a_hidden_message_holds_its_group_and_no_other(grouped: Line) -> None:
    grouped.queue.send([Message("a", "one")])
    [first] = grouped.received()
    grouped.queue.send([Message("b", "one"), Message("c", "two")])

    grouped.queue.hide({first["ReceiptHandle"]: A_WHILE})

    assert grouped.bodies() == ["c"]
    grouped.wait(A_WHILE + 1)
    assert [one["Body"] for one in grouped.received()] == ["a", "b"]


def test_what_the_service_leaves_undone_is_asked_again_and_then_an_error() -> None:
    class Refusing:
        def __init__(self) -> None:
            self.asked: list[Any] = []

        def change_message_visibility_batch(self, **asked: Any) -> Any:
            self.asked.append(asked["Entries"])
            return {"Failed": [{"Id": "1", "SenderFault": False, "Code": "InternalError"}]}

    service, waits = Refusing(), list[float]()
    with pytest.raises(UndoneError):
        AwsQueue(service, "url", fifo=False, sleep=waits.append).hide({"a": 5, "b": 5})

    assert [len(entries) for entries in service.asked[:2]] == [2, 1]
    assert sum(waits) < 10


# ---- the functions of app.py, with the queues that their settings name

FAILING: Mapping[str, tuple[str, str]] = {  # the setting with the queue of each function, and a message that it can't handle
    "ingest": ("UPLOADS_QUEUE_URL", "no JSON"),
    "press": ("PRESS_QUEUE_URL", "no JSON"),
    "letters": ("LETTERS_QUEUE_URL", "no JSON"),
}


@pytest.mark.parametrize("function", FAILING)
def test_each_function_lets_what_failed_come_again_soon_in_its_own_queue(
    function: str, aws: Clients, monkeypatch: pytest.MonkeyPatch
) -> None:
    queue, (setting, body) = create_queue(aws, fifo=function == "press"), FAILING[function]
    own = {"TABLE": create_table(aws)._name, setting: queue._url, "AWS_REGION": REGION}
    for name, value in {**dict.fromkeys(NEEDED, "none"), **own}.items():
        monkeypatch.setenv(name, value)
    app.cloud.cache_clear()
    app.trusted.cache_clear()
    queue.send([Message(body)])
    [one] = aws.sqs.receive_message(QueueUrl=queue._url, VisibilityTimeout=1000)["Messages"]
    once = {"receiptHandle": one["ReceiptHandle"], "attributes": {"ApproximateReceiveCount": "1"}}

    before = time.time()

    answer = getattr(app, function)({"Records": [{"messageId": one["MessageId"], "body": body, **once}]}, None)

    assert answer == {"batchItemFailures": [{"itemIdentifier": one["MessageId"]}]}
    [hidden] = messages_in(queue)
    assert before < hidden.visible_at / 1000 <= time.time() + SOON[0]
    app.cloud.cache_clear()
    app.trusted.cache_clear()
