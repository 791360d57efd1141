"""The implementations that every contract is tested on; AWS is moto, in this process."""

import itertools
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import cast
from uuid import uuid4

import pytest
from moto import mock_aws

from chalicelib.cloud.aws import AwsQueue, AwsTable, Clients, clients
from chalicelib.cloud.folder import FolderBucket
from chalicelib.cloud.memory import MemoryBucket, MemoryQueue
from chalicelib.cloud.memory_table import MemoryTable
from chalicelib.cloud.ports import Bucket, Message, Queue, Table
from chalicelib.cloud.s3 import AwsBucket
from chalicelib.cloud.sqlite import SqliteTable
from chalicelib.settings import Settings

REGION = "eu-central-1"
SCHEMA = {"pk": "HASH", "sk": "RANGE"}


@pytest.fixture(scope="package")
def aws() -> Iterator[Clients]:
    with mock_aws():
        yield clients(Settings(region=REGION))


def create_table(aws: Clients) -> AwsTable:
    name = uuid4().hex
    aws.dynamodb.create_table(
        TableName=name,
        KeySchema=[{"AttributeName": name, "KeyType": kind} for name, kind in SCHEMA.items()],
        AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in SCHEMA],
        BillingMode="PAY_PER_REQUEST",
    )
    return AwsTable(aws.dynamodb, name)


def create_bucket(aws: Clients) -> AwsBucket:
    name = uuid4().hex
    aws.s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": REGION})
    return AwsBucket(aws.s3, name)


def create_queue(aws: Clients, *, fifo: bool) -> AwsQueue:
    attributes = {"FifoQueue": "true"} if fifo else {}
    url = aws.sqs.create_queue(QueueName=uuid4().hex + (".fifo" if fifo else ""), Attributes=attributes)["QueueUrl"]
    return AwsQueue(aws.sqs, url, fifo=fifo)


@pytest.fixture
def sqlite(tmp_path: Path) -> Iterator[SqliteTable]:
    with closing(SqliteTable(tmp_path / "table.sqlite")) as table:
        yield table


TABLES: dict[str, Callable[[pytest.FixtureRequest], Table]] = {
    "memory": lambda _: MemoryTable(),
    "sqlite": lambda request: cast(SqliteTable, request.getfixturevalue("sqlite")),
    "aws": lambda request: create_table(request.getfixturevalue("aws")),
}


@pytest.fixture(params=list(TABLES))
def table(request: pytest.FixtureRequest) -> Table:
    return TABLES[request.param](request)


BUCKETS: dict[str, Callable[[pytest.FixtureRequest], Bucket]] = {
    "memory": lambda _: MemoryBucket(),
    "folder": lambda request: FolderBucket(request.getfixturevalue("tmp_path") / uuid4().hex),
    "aws": lambda request: create_bucket(request.getfixturevalue("aws")),
}


@pytest.fixture(params=list(BUCKETS))
def bucket(request: pytest.FixtureRequest) -> Bucket:
    return BUCKETS[request.param](request)


@pytest.fixture(params=list(BUCKETS))
def other(request: pytest.FixtureRequest) -> Bucket:
    """A second bucket, of the same kind or another."""
    return BUCKETS[request.param](request)


@pytest.fixture
def folder(tmp_path: Path) -> FolderBucket:
    return FolderBucket(tmp_path)


@dataclass(frozen=True, slots=True)
class Line:
    """A queue, and how its workers receive its messages."""

    queue: Queue
    take: Callable[[], list[Message]]


def memory_line() -> Line:
    queue = MemoryQueue()
    return Line(queue, lambda: queue.take(1000))


def aws_line(aws: Clients, *, fifo: bool) -> Line:
    queue = create_queue(aws, fifo=fifo)
    return Line(queue, lambda: list(received(aws, queue._url)))


def received(aws: Clients, url: str) -> Iterator[Message]:
    """Return all messages; each is deleted at once, so that its group continues."""
    for _ in itertools.count():
        answer = aws.sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10, MessageSystemAttributeNames=["MessageGroupId"])
        if "Messages" not in answer:
            return
        for message in answer["Messages"]:
            yield Message(message["Body"], message.get("Attributes", {}).get("MessageGroupId", ""))
            aws.sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])


LINES: dict[str, Callable[[pytest.FixtureRequest], Line]] = {
    "memory": lambda _: memory_line(),
    "fifo": lambda request: aws_line(request.getfixturevalue("aws"), fifo=True),
    "standard": lambda request: aws_line(request.getfixturevalue("aws"), fifo=False),
}


@pytest.fixture(params=list(LINES))
def line(request: pytest.FixtureRequest) -> Line:
    return LINES[request.param](request)


@pytest.fixture(params=["memory", "standard"])
def patient(request: pytest.FixtureRequest) -> Line:
    """A queue with delays."""
    return LINES[request.param](request)


@pytest.fixture(params=["memory", "fifo"])
def grouped(request: pytest.FixtureRequest) -> Line:
    """A queue with groups."""
    return LINES[request.param](request)
