"""What only AWS's keepers promise: what the services are told, how often, and patience with what they leave undone."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pytest

from chalicelib.cloud.aws import PATIENCE, AwsBucket, AwsQueue, AwsTable, Clients, UndoneError, clients, create_aws_cloud
from chalicelib.cloud.ports import At, Item, Message, Object
from tests.contract.conftest import REGION, create_bucket, create_queue, create_table

Answer = Mapping[str, Any]


@contextmanager
def calls(client: Any) -> Iterator[list[str]]:
    """The names of the operations that are asked of the service meanwhile."""
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
    settings = {
        "AWS_REGION": REGION,
        "TABLE": create_table(aws)._name,
        "CONTENT_BUCKET": create_bucket(aws)._name,
        "PUBLIC_BUCKET": create_bucket(aws)._name,
        "UPLOADS_QUEUE_URL": create_queue(aws, fifo=False)._url,
        "PRESS_QUEUE_URL": create_queue(aws, fifo=True)._url,
    }
    cloud = create_aws_cloud(settings)
    cloud.press.send([Message("page", "group")])
    cloud.uploads.send([Message("upload")])
    cloud.content.write("a.md", Object(b"a", "text/markdown"))
    assert cloud.public.copy_from(cloud.content, "a.md", "a.md", "text/markdown", "", {})
    assert cloud.table.put(Item(At("P")))
    assert cloud.clock.now().utcoffset() is not None


def test_an_endpoint_is_asked_by_path() -> None:
    s3 = clients({"AWS_REGION": REGION, "AWS_ENDPOINT_URL": "http://127.0.0.1:5000"}).s3
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
