"""An idle demo polls nothing: the queues report new messages."""

import json
from threading import Event, Thread
from typing import Any

import pytest

from infra.demo import aws
from infra.demo.functions import TRIGGERS, Functions
from tests.demo.conftest import Counting, LocalMail
from tests.demo.test_functions import Handlers, queue
from tests.patience import PATIENCE


class Quiet(aws.Arrival):
    """An arrival that never comes: each wait ends at once, as if its time had passed, and after so many waits all is stopped."""

    def __init__(self, waits: int, stop: Event) -> None:
        super().__init__()
        self._left, self._stop = waits, stop

    def wait(self, timeout: float | None = None) -> bool:  # noqa: ARG002 - it is over
        self._left -= 1
        if not self._left:
            self._stop.set()
        return super().wait(0.0)


def test_nothing_is_asked_as_long_as_nothing_comes(ses: LocalMail) -> None:
    sqs, stop, handlers = Counting(), Event(), Handlers("ingest", "press", "letters", "mail_news", "popular", "images")

    Functions(sqs, handlers, ses.settings).run(stop, lambda: None, Quiet(1_000, stop))

    assert sqs.calls.count("receive_message") <= 2 * len(TRIGGERS)  # S3's own test events lie there in the beginning
    assert {json.loads(body)["Event"] for _, bodies in handlers.batches for body in bodies} <= {"s3:TestEvent"}


def test_time_passes_while_nothing_comes(ses: LocalMail) -> None:
    stop, handlers = Event(), Handlers()

    Functions(Counting(), handlers, ses.settings).run(stop, lambda: None, Quiet(100, stop), every=0.0, at_rest=0.0)

    assert len(handlers.ticks) == 100


def test_what_comes_is_taken_at_once_and_the_end_too(ses: LocalMail) -> None:
    """Without the report, this would last an hour."""
    stop, arrival, at_rest, taken = Event(), aws.Arrival(), Event(), Event()
    handlers = Handlers("letters")

    def take(_event: Any, _context: Any) -> Any:
        taken.set()
        return {"batchItemFailures": []}

    handlers["letters"] = take
    functions = Functions(aws.client("sqs", ""), handlers, ses.settings)
    thread = Thread(target=functions.run, args=(stop, at_rest.set, arrival, 3_600.0, 3_600.0))
    thread.start()

    queue(ses, "LETTERS_QUEUE_URL", "a")
    assert taken.wait(PATIENCE)
    assert at_rest.wait(PATIENCE)
    stop.set()
    arrival.set()
    thread.join(PATIENCE)
    assert not thread.is_alive()


def test_a_message_that_comes_while_one_looks_is_not_overheard(ses: LocalMail) -> None:
    arrival = aws.Arrival()

    arrival.clear()
    queue(ses, "LETTERS_QUEUE_URL", "a")

    assert arrival.wait(3_600)


@pytest.mark.parametrize("setting", [trigger.queue for trigger in TRIGGERS])
def test_every_queue_rings(ses: LocalMail, setting: str) -> None:
    arrival = aws.Arrival()

    queue(ses, setting, "a")

    assert arrival.wait(0)


def test_a_message_that_is_delayed_or_hidden_is_waited_for(ses: LocalMail) -> None:
    arrival, sqs, url = aws.Arrival(), aws.client("sqs", ""), ses.settings["LETTERS_QUEUE_URL"]
    assert arrival.until_visible() == float("inf")

    queue(ses, "LETTERS_QUEUE_URL", "later", delay=900)
    arrival.clear()
    assert 300 < arrival.until_visible() <= 901
    assert not arrival.wait(0)

    queue(ses, "LETTERS_QUEUE_URL", "now")
    assert sqs.receive_message(QueueUrl=url, VisibilityTimeout=600)["Messages"]
    assert 500 < arrival.until_visible() <= 601


def test_a_message_that_failed_is_taken_again_when_it_is_shown(ses: LocalMail) -> None:
    stop, seen = Event(), list[str]()
    handlers = Handlers()

    def fails_once(event: Any, _context: Any) -> Any:
        seen.append(event["Records"][0]["messageId"])
        if seen[1:]:
            stop.set()
        return {"batchItemFailures": [{"itemIdentifier": one} for one in seen[:1]] if not seen[1:] else []}

    handlers["letters"] = fails_once
    aws.client("sqs", "").set_queue_attributes(QueueUrl=ses.settings["LETTERS_QUEUE_URL"], Attributes={"VisibilityTimeout": "1"})
    queue(ses, "LETTERS_QUEUE_URL", "a")

    Functions(aws.client("sqs", ""), handlers, ses.settings).run(stop, lambda: None, aws.Arrival(), 3_600.0, 3_600.0)

    assert len(seen) == 2
    assert len(set(seen)) == 1
