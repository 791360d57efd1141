"""What only AWS's implementations promise: their requests, how many, and patience with what the services leave undone."""

import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import pytest

from chalicelib import settings
from chalicelib.cloud.aws import PATIENCE, AwsQueue, AwsTable, Client, Clients, UndoneError, clients, create_aws_cloud
from chalicelib.cloud.items import At, Item
from chalicelib.cloud.ports import Allowance, Message, Object
from chalicelib.cloud.s3 import AwsBucket
from chalicelib.settings import Settings
from tests.contract.conftest import REGION, create_bucket, create_queue, create_table

Answer = Mapping[str, Any]


@contextmanager
def calls(client: Any) -> Iterator[list[str]]:
    """Record the names of the operations that are called while the context is open."""
    asked: list[str] = []

    def note(model: Any, **_: object) -> None:
        asked.append(model.name)

    client.meta.events.register("before-call", note)
    yield asked
    client.meta.events.unregister("before-call", note)


class Service:
    """A client that answers with one function, and keeps the requests; waits go to `waits`."""

    def __init__(self, answer: Callable[[int, Any], Answer]) -> None:
        self.requests: list[Any] = []
        self.waits: list[float] = []
        self._answer = answer

    def ask(self, **request: Any) -> Answer:
        self.requests.append(request)
        return self._answer(len(self.requests), request)

    batch_get_item = batch_write_item = send_message_batch = ask


def test_the_cloud_is_made_of_what_the_settings_name(aws: Clients) -> None:
    environment = {
        "AWS_REGION": REGION,
        "TABLE": create_table(aws)._name,
        "CONTENT_BUCKET": create_bucket(aws)._name,
        "PUBLIC_BUCKET": create_bucket(aws)._name,
        "UPLOADS_QUEUE_URL": create_queue(aws, fifo=False)._url,
        "PRESS_QUEUE_URL": create_queue(aws, fifo=True)._url,
        "LETTERS_QUEUE_URL": create_queue(aws, fifo=False)._url,
    }
    cloud = create_aws_cloud(settings.read(environment))
    cloud.letters.send([Message("errand", delay=900)])
    cloud.press.send([Message("page", "group")])
    cloud.uploads.send([Message("upload")])
    cloud.content.write("a.md", Object(b"a", "text/markdown"))
    assert cloud.public.copy_from(cloud.content, "a.md", "a.md", "text/markdown", "", {})
    assert cloud.table.put(Item(At("P")))
    assert cloud.clock.now().utcoffset() is not None


NAMED = dict.fromkeys(
    ("TABLE", "CONTENT_BUCKET", "PUBLIC_BUCKET", "UPLOADS_QUEUE_URL", "PRESS_QUEUE_URL", "LETTERS_QUEUE_URL"), "named"
)


def test_the_settings_tell_what_links_are_signed_with_and_how_letters_go() -> None:
    told = {"LINK_KEYS": "old, new,", "ADDRESS_PEPPER": "salt", "GRACE_SECONDS": "5", "MAIL_EVENTS": "1", "MAIL_RATE": "2.5"}
    cloud = create_aws_cloud(settings.read(NAMED | told))
    assert cloud.keys == ("old", "new")
    assert cloud.pepper == "salt"
    assert cloud.grace == 5
    assert cloud.events
    assert cloud.mail.allowance() == Allowance(2.5)


@pytest.mark.parametrize(("setting", "grace"), [({}, None), ({"GRACE_SECONDS": "0"}, 0)])
def test_what_the_settings_leave_out_is_left_to_the_site(setting: dict[str, str], grace: int | None) -> None:
    cloud = create_aws_cloud(settings.read(NAMED | setting))
    assert (cloud.keys, cloud.pepper, cloud.grace, cloud.events) == ((), "", grace, False)


def test_a_client_is_made_once_when_it_is_first_used() -> None:
    made: list[str] = []

    def make() -> list[str]:
        time.sleep(0.01)  # long enough for the others to come
        made.append("a client")
        return made

    client = Client(make)
    assert made == []
    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(lambda _: client.index("a client"), range(8))) == [0] * 8
    assert made == ["a client"]


def test_an_endpoint_is_asked_by_path() -> None:
    s3 = clients(Settings(region=REGION, endpoint="http://127.0.0.1:5000")).s3
    assert s3.meta.endpoint_url == "http://127.0.0.1:5000"
    assert s3.meta.config.s3["addressing_style"] == "path"


def test_the_cache_rule_is_told(aws: Clients) -> None:
    bucket = create_bucket(aws)
    bucket.write("a.html", Object(b"", "text/html", "max-age=60"))
    bucket.copy_from(bucket, "a.html", "b.html", "text/html", "max-age=90", {})
    told = [aws.s3.head_object(Bucket=bucket._name, Key=key)["CacheControl"] for key in ("a.html", "b.html")]
    assert told == ["max-age=60", "max-age=90"]


def test_a_bucket_that_is_not_there_is_an_error(aws: Clients) -> None:
    bucket = AwsBucket(aws.s3, "nobody-s-bucket")
    with pytest.raises(aws.s3.exceptions.NoSuchBucket):
        bucket.read("a.html")


def test_a_method_is_one_call(aws: Clients) -> None:
    table = create_table(aws)
    with calls(aws.dynamodb) as asked:
        table.put_many(Item(At("P", f"{number:02}")) for number in range(25))
        table.get_many(At("P", f"{number:02}") for number in range(50))
        table.query("P", limit=20)
        table.query("P", after="01", before="09", limit=3)
    assert asked == ["BatchWriteItem", "BatchGetItem", "Query", "Query"]


def test_a_query_without_an_answer_is_not_asked(aws: Clients) -> None:
    table = create_table(aws)
    with calls(aws.dynamodb) as asked:
        assert table.query("P", after="b", before="a") == table.query("P", limit=0) == ()
    assert asked == []


def test_messages_travel_in_as_few_calls_as_the_service_takes(aws: Clients) -> None:
    queue = create_queue(aws, fifo=True)
    with calls(aws.sqs) as asked:
        queue.send(Message("small", "1") for _ in range(20))
        queue.send(Message("x" * 500_000, "1") for _ in range(4))
    assert len(asked) == 4


def test_adding_is_one_call(aws: Clients) -> None:
    table = create_table(aws)
    with calls(aws.dynamodb) as asked:
        table.add(At("P"), {"asked": 5, "more": 1}, most=5, expires=9)
        table.add(At("P"), {"asked": 1, "more": 1}, most=5, expires=9)
    assert asked == ["UpdateItem", "UpdateItem"]


def test_items_left_unread_are_asked_for_again() -> None:
    def answer(_: int, request: Any) -> Answer:
        first, *rest = request["RequestItems"]["T"]["Keys"]
        left = {"T": {"Keys": rest, "ConsistentRead": True}} if rest else {}
        return {"Responses": {"T": [first]}, "UnprocessedKeys": left}

    service = Service(answer)
    found = AwsTable(service, "T", service.waits.append).get_many(At("P", sk) for sk in "abc")
    assert [at.sk for at in found] == ["a", "b", "c"]
    assert len(service.requests) == 3
    assert all(request["RequestItems"]["T"]["ConsistentRead"] for request in service.requests)


def test_items_left_unwritten_are_sent_again() -> None:
    service = Service(lambda turn, request: {"UnprocessedItems": request["RequestItems"] if turn < 3 else {}})
    AwsTable(service, "T", service.waits.append).put_many([Item(At("P"), {"a": 1})])
    assert service.requests[0] == service.requests[2]
    assert service.waits == [0.1, 0.2]


def test_a_service_that_never_writes_is_an_error() -> None:
    service = Service(lambda _, request: {"UnprocessedItems": request["RequestItems"]})
    with pytest.raises(UndoneError):
        AwsTable(service, "T", service.waits.append).put_many([Item(At("P"))])
    assert len(service.requests) == PATIENCE
    assert sum(service.waits) < 10


def test_a_message_that_failed_is_sent_again_under_its_id() -> None:
    failed = [{"Id": "1", "SenderFault": False, "Code": "InternalError"}]
    service = Service(lambda turn, _: {"Failed": failed} if turn == 1 else {})
    AwsQueue(service, "url", fifo=True, sleep=service.waits.append).send([Message("a", "1"), Message("b", "1")])
    first, second = (request["Entries"] for request in service.requests)
    assert second == first[1:]


def test_a_message_that_the_queue_refuses_is_an_error() -> None:
    refused = [{"Id": "0", "SenderFault": True, "Code": "InvalidMessageContents", "Message": "not XML's characters"}]
    service = Service(lambda *_: {"Failed": refused})
    with pytest.raises(UndoneError, match="not XML's"):
        AwsQueue(service, "url", fifo=True, sleep=service.waits.append).send([Message("\x00")])
    assert len(service.requests) == 1


def test_a_queue_that_is_not_fifo_is_told_no_group() -> None:
    service = Service(lambda *_: {})
    AwsQueue(service, "url", fifo=False, sleep=service.waits.append).send([Message("a", "1")])
    assert service.requests == [{"QueueUrl": "url", "Entries": [{"Id": "0", "MessageBody": "a"}]}]


def test_a_message_that_waits_is_held_back_by_the_queue(aws: Clients) -> None:
    queue = create_queue(aws, fifo=False)
    queue.send([Message("late", delay=900), Message("now")])
    names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesDelayed"]
    told = aws.sqs.get_queue_attributes(QueueUrl=queue._url, AttributeNames=names)["Attributes"]
    assert [told[name] for name in names] == ["1", "1"]


def test_a_fifo_queue_lets_no_message_wait(aws: Clients) -> None:
    queue = create_queue(aws, fifo=True)
    with calls(aws.sqs) as asked, pytest.raises(ValueError, match="not for 1"):
        queue.send([Message("late", "1", delay=1)])
    assert asked == []
