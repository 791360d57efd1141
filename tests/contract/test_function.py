"""What a function that is called like a queue promises: each message is one event, which Lambda keeps and nobody waits for."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import boto3
import pytest
from botocore.awsrequest import AWSResponse
from botocore.config import Config
from botocore.exceptions import ClientError

from chalicelib.cloud.aws import AwsFunction, Clients, clients
from chalicelib.cloud.ports import Message
from chalicelib.settings import Settings
from tests.contract.conftest import REGION

KEPT, BUSY = 202, 429  # statuses
JOBS = [json.dumps({"key": key}) for key in ("a.png", "一.jpg", "a.png")]


class Raw:
    """The body of an answer."""

    def __init__(self, body: bytes) -> None:
        self._body = body

    def stream(self, **_: object) -> Iterator[bytes]:
        yield self._body


@contextmanager
def answering(client: Any, *statuses: int) -> Iterator[list[Any]]:
    """Answer the requests of this client with these statuses, and then with the last one; yield the requests."""
    requests: list[Any] = []

    def answer(request: Any, **_: object) -> AWSResponse:
        requests.append(request)
        status = statuses[min(len(requests), len(statuses)) - 1]
        error = b"" if status == KEPT else b'{"Type": "User", "message": "Rate exceeded"}'
        return AWSResponse(request.url, status, {"x-amzn-ErrorType": "TooManyRequestsException"} if error else {}, Raw(error))

    client.meta.events.register_first("before-send", answer)  # before moto, where that answers, too
    yield requests
    client.meta.events.unregister("before-send", answer)


@pytest.fixture
def use() -> Clients:
    return clients(Settings(region=REGION))


@pytest.fixture(autouse=True)
def credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")


def test_each_message_is_one_call_that_nobody_waits_for(use: Clients) -> None:
    with answering(use.functions, KEPT) as requests:
        AwsFunction(use.functions, "presswork-images").send(map(Message, JOBS))

    assert [bytes(request.body).decode() for request in requests] == JOBS
    assert {request.url.partition(".com")[2] for request in requests} == {"/2015-03-31/functions/presswork-images/invocations"}
    assert {request.headers["X-Amz-Invocation-Type"] for request in requests} == {b"Event"}


def test_sending_nothing_is_nothing(use: Clients) -> None:
    with answering(use.functions, KEPT) as requests:
        AwsFunction(use.functions, "presswork-images").send(())

    assert requests == []


def test_a_call_that_lambda_does_not_take_now_is_made_again(use: Clients) -> None:
    with answering(use.functions, BUSY, KEPT) as requests:
        AwsFunction(use.functions, "presswork-images").send(map(Message, JOBS[:1]))

    assert [bytes(request.body).decode() for request in requests] == JOBS[:1] * 2


def test_a_call_that_lambda_never_takes_is_an_error() -> None:
    impatient = boto3.client("lambda", region_name=REGION, config=Config(retries={"total_max_attempts": 2}))

    with answering(impatient, BUSY), pytest.raises(ClientError, match="TooManyRequestsException"):
        AwsFunction(impatient, "presswork-images").send(map(Message, JOBS))


def test_a_call_cannot_be_delayed(use: Clients) -> None:
    with answering(use.functions, KEPT) as requests, pytest.raises(ValueError, match="not for 1"):
        AwsFunction(use.functions, "presswork-images").send([Message(JOBS[0], delay=1)])

    assert requests == []
