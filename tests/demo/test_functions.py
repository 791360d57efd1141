"""The local Lambda: which queue wakes which function, with how many messages, and that time runs."""

import json
from collections.abc import Callable, Iterable, Mapping
from threading import Barrier, Event
from typing import Any

import pytest

from chalicelib import batch
from chalicelib.batch import SOON, Bodies
from chalicelib.cloud.aws import AwsQueue
from infra.demo import aws
from infra.demo.functions import TRIGGERS, Functions
from infra.demo.postoffice import PostOffice
from tests.demo.conftest import Counting, LocalMail
from tests.patience import PATIENCE


def body_of(record: Mapping[str, Any]) -> str:
    """What a message of a queue, an event of a topic, or one of a bucket holds."""
    return str(record.get("body") or record.get("Sns", {}).get("Message") or record["s3"]["object"]["key"])


class Handlers(dict[str, Callable[[Any, Any], Any]]):
    """Handlers that note the bodies of each batch, and fail none."""

    def __init__(self, *names: str) -> None:
        super().__init__({name: self._noting(name) for name in names}, tick=lambda *_: self.ticks.append(True))
        self.batches: list[tuple[str, list[str]]] = []
        self.ticks: list[bool] = []

    def _noting(self, name: str) -> Callable[[Any, Any], Any]:
        def handler(event: Any, _context: Any) -> Mapping[str, Any]:
            own = [event["key"]] if "key" in event else []  # of a job, which is no list of records
            self.batches.append((name, [body_of(record) for record in event.get("Records", ())] + own))
            return {"batchItemFailures": []}

        return handler


def queue(ses: LocalMail, setting: str, *bodies: str, delay: int = 0) -> None:
    sqs = aws.client("sqs", "")
    fifo = {"MessageGroupId": "a"} if ses.settings[setting].endswith(".fifo") else {}
    for body in bodies:
        unique = {"MessageDeduplicationId": body, **fifo} if fifo else {}
        sqs.send_message(QueueUrl=ses.settings[setting], MessageBody=body, DelaySeconds=delay, **unique)


def test_each_queue_wakes_its_function_until_nothing_waits(ses: LocalMail) -> None:
    handlers = Handlers("ingest", "press", "letters", "mail_news", "popular", "images")
    events = {"popular": file("popular"), "images": job("images")}
    for trigger in TRIGGERS:
        queue(ses, trigger.queue, events.get(trigger.function, trigger.function))

    Functions(aws.client("sqs", ""), handlers, ses.settings).settle()

    assert {trigger.function for trigger in TRIGGERS} <= {name for name, _ in handlers.batches}
    assert all(set(bodies) == {name} for name, bodies in handlers.batches if bodies and bodies[0] in handlers)


def file(key: str) -> str:
    """The event of a bucket in which there is a new file."""
    return json.dumps({"Records": [{"s3": {"object": {"key": key}}}]})


def job(key: str) -> str:
    """The event of an image to encode."""
    return json.dumps({"key": key})


def test_an_event_without_a_queue_comes_alone_and_again_where_its_function_fails(ses: LocalMail) -> None:
    handlers, failing = Handlers("popular"), {"b.gz"}
    note = handlers["popular"]

    def popular(event: Any, context: Any) -> None:
        note(event, context)
        if failing & {body_of(record) for record in event.get("Records", ())}:
            raise OSError("no such luck")

    handlers["popular"] = popular
    queue(ses, "LOGS_QUEUE_URL", file("a.gz"), file("b.gz"))

    Functions(aws.client("sqs", ""), handlers, ses.settings).settle()

    assert sorted(bodies for _, bodies in handlers.batches if bodies) == [["a.gz"], ["b.gz"]]
    facts = aws.client("sqs", "").get_queue_attributes(QueueUrl=ses.settings["LOGS_QUEUE_URL"], AttributeNames=["All"])
    assert facts["Attributes"]["ApproximateNumberOfMessagesNotVisible"] == "1"


def test_an_image_that_can_not_be_encoded_holds_up_no_other(ses: LocalMail) -> None:
    handlers = Handlers("images")
    note = handlers["images"]

    def images(event: Any, context: Any) -> None:
        note(event, context)
        if event["key"] == "a.png":
            raise OSError("no such luck")

    handlers["images"] = images
    queue(ses, "IMAGES_QUEUE_URL", job("a.png"), job("b.png"))

    Functions(aws.client("sqs", ""), handlers, ses.settings).settle()

    assert sorted(handlers.batches) == [("images", ["a.png"]), ("images", ["b.png"])]
    facts = aws.client("sqs", "").get_queue_attributes(QueueUrl=ses.settings["IMAGES_QUEUE_URL"], AttributeNames=["All"])
    assert facts["Attributes"]["ApproximateNumberOfMessagesNotVisible"] == "1"


def test_letters_come_one_at_a_time_and_wait_as_long_as_they_were_reported_to(ses: LocalMail) -> None:
    handlers = Handlers("letters")
    queue(ses, "LETTERS_QUEUE_URL", "a", "b", "c")
    queue(ses, "LETTERS_QUEUE_URL", "later", delay=900)

    Functions(aws.client("sqs", ""), handlers, ses.settings).settle()

    assert sorted(bodies for _, bodies in handlers.batches) == [["a"], ["b"], ["c"]]


def test_a_queue_whose_function_is_not_given_is_left_alone(ses: LocalMail) -> None:
    handlers = Handlers("ingest")
    queue(ses, "LETTERS_QUEUE_URL", "a")

    Functions(aws.client("sqs", ""), handlers, ses.settings).settle()

    assert "letters" not in {name for name, _ in handlers.batches}


def test_mail_that_a_function_sends_is_news_for_another(ses: LocalMail) -> None:
    sqs, actual = aws.client("sqs", ""), ses.settings["MAIL_EVENTS_QUEUE_URL"]
    office = PostOffice(aws.mail_service(), lambda body: sqs.send_message(QueueUrl=actual, MessageBody=body), ses.clock)
    handlers = Handlers("mail_news")
    sent = ses.send("complaint@simulator.amazonses.com")

    Functions(sqs, handlers, ses.settings, office.deliver).settle()

    news = [json.loads(body) for _, bodies in handlers.batches for body in bodies]
    assert {one["eventType"] for one in news} == {"Send", "Delivery", "Complaint"}
    assert {one["mail"]["messageId"] for one in news} == {sent}


def test_an_event_of_mail_comes_in_the_one_envelope_in_which_lambda_gets_it_from_a_topic(ses: LocalMail) -> None:
    events: list[Any] = []
    queue(ses, "MAIL_EVENTS_QUEUE_URL", '{"eventType": "Send"}')

    handlers = {"mail_news": lambda event, _context: events.append(event), "tick": lambda *_: None}
    Functions(aws.client("sqs", ""), handlers, ses.settings).settle()

    (record,) = events[0]["Records"]
    assert {*record} == {"EventSource", "EventVersion", "EventSubscriptionArn", "Sns"}
    assert {*record["Sns"]} == {
        *("Type", "MessageId", "TopicArn", "Subject", "Message", "Timestamp", "SignatureVersion", "Signature"),
        *("SigningCertUrl", "UnsubscribeUrl", "MessageAttributes"),
    }
    assert batch.by_topic(events[0]) == {"0": '{"eventType": "Send"}'}


@pytest.mark.parametrize(("every", "ticks"), [(0.0, True), (86_400.0, False)])
def test_time_passes_as_often_as_it_is_reported_to(ses: LocalMail, every: float, ticks: bool) -> None:
    handlers, stop, arrival, rounds = Handlers(), Event(), aws.Arrival(), iter(range(4))

    def deliver() -> int:
        if next(rounds, None) is not None:
            return 1
        stop.set()
        arrival.set()
        return 0

    Functions(aws.client("sqs", ""), handlers, ses.settings, deliver).run(stop, lambda: None, arrival, every, every)

    assert bool(handlers.ticks) is ticks


def test_a_tick_that_fails_is_logged_and_time_goes_on(ses: LocalMail, caplog: pytest.LogCaptureFixture) -> None:
    stop, arrival, ticks = Event(), aws.Arrival(), iter(range(3))

    def tick(*_: Any) -> None:
        if next(ticks, None) is None:
            stop.set()
            arrival.set()
        raise OSError("no such luck")

    Functions(aws.client("sqs", ""), {"tick": tick}, ses.settings, lambda: 1).run(stop, lambda: None, arrival, 0.0, 0.0)

    assert caplog.messages == ["the tick failed"] * 4


def test_a_function_runs_in_as_many_lanes_as_have_work_and_groups_stay_in_order(ses: LocalMail) -> None:
    together, handlers = Barrier(2), Handlers("press")
    note = handlers["press"]

    def press(event: Any, context: Any) -> Any:
        together.wait(PATIENCE)  # alone, it would never go on
        return note(event, context)

    handlers["press"] = press
    sqs, url = aws.client("sqs", ""), ses.settings["PRESS_QUEUE_URL"]
    for number, group in enumerate("aaaaabbbbb"):
        sqs.send_message(QueueUrl=url, MessageBody=f"{group}{number}", MessageGroupId=group, MessageDeduplicationId=str(number))

    Functions(sqs, handlers, ses.settings, lanes=2).settle()

    assert sorted(bodies for _, bodies in handlers.batches) == [["a0", "a1", "a2", "a3", "a4"], ["b5", "b6", "b7", "b8", "b9"]]


def test_two_images_are_encoded_side_by_side(ses: LocalMail) -> None:
    together, handlers = Barrier(2), Handlers("images")
    handlers["images"] = lambda _event, _context: together.wait(PATIENCE)  # alone, it would fail
    queue(ses, "IMAGES_QUEUE_URL", job("a.png"), job("b.png"))

    Functions(aws.client("sqs", ""), handlers, ses.settings, lanes=2).settle()

    assert not together.broken


def test_a_text_is_live_while_an_image_is_still_encoded(ses: LocalMail) -> None:
    live, waited, handlers = Event(), list[bool](), Handlers("press")
    note = handlers["press"]

    def press(event: Any, context: Any) -> Any:
        live.set()
        return note(event, context)

    def images(_event: Any, _context: Any) -> None:
        waited.append(live.wait(PATIENCE))

    handlers |= {"press": press, "images": images}
    queue(ses, "IMAGES_QUEUE_URL", job("a.png"))
    functions = Functions(aws.client("sqs", ""), handlers, ses.settings, lanes=2)
    functions.step()
    queue(ses, "PRESS_QUEUE_URL", "a page")

    functions.settle()

    assert (handlers.batches, waited) == ([("press", ["a page"])], [True])


def test_a_queue_with_little_in_it_is_asked_once_whatever_the_lanes(ses: LocalMail) -> None:
    sqs = Counting()
    queue(ses, "LETTERS_QUEUE_URL", "a")

    Functions(sqs, Handlers("press"), ses.settings, lanes=4).step()

    assert sqs.calls == ["receive_message"]


def test_what_failed_comes_again_as_soon_as_its_handler_says_and_the_demo_waits_no_longer(ses: LocalMail) -> None:
    sqs, arrival, url = aws.client("sqs", ""), aws.Arrival(), ses.settings["UPLOADS_QUEUE_URL"]
    own, handlers, failed = AwsQueue(sqs, url, fifo=False), Handlers(), list[str]()

    def fail(bodies: Bodies) -> Iterable[str]:
        failed.extend(bodies.values())
        return bodies

    handlers["ingest"] = lambda event, _context: batch.handled(event["Records"], fail, lambda: own)
    sqs.purge_queue(QueueUrl=url)  # of S3's own test event
    queue(ses, "UPLOADS_QUEUE_URL", "a")
    for _ in SOON[1:]:
        sqs.receive_message(QueueUrl=url, VisibilityTimeout=0)  # so that it comes again after minutes, and not meanwhile

    Functions(sqs, handlers, ses.settings).settle()

    assert failed == ["a"]
    assert SOON[-2] < arrival.until_visible() <= SOON[-1] + 0.1


def test_a_handler_that_raises_leaves_its_batch_and_stops_no_other(ses: LocalMail, caplog: pytest.LogCaptureFixture) -> None:
    handlers = Handlers("press")

    def broken(_event: Any, _context: Any) -> Any:
        raise OSError("no such luck")

    handlers["letters"] = broken
    queue(ses, "LETTERS_QUEUE_URL", "a")
    queue(ses, "PRESS_QUEUE_URL", "b")

    Functions(aws.client("sqs", ""), handlers, ses.settings).settle()

    assert handlers.batches == [("press", ["b"])]
    assert caplog.messages == ["letters failed"]
