"""A local AWS with its post office, as the demo has it, with moto in this process."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest
from moto import mock_aws

from chalicelib.cloud.memory import FixedClock
from infra.demo import aws
from infra.demo.postoffice import PostOffice

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


@dataclass
class LocalMail:
    """A new local mail service, its post office, and the events of its mail."""

    settings: Mapping[str, str] = field(default_factory=lambda: aws.create_stack(""))
    notes: list[str] = field(default_factory=list)
    clock: FixedClock = field(default_factory=lambda: FixedClock(NOW))
    office: PostOffice = field(init=False)

    def __post_init__(self) -> None:
        self.office = PostOffice(aws.mail_service(), self.notes.append, self.clock)
        self._ses = aws.client("sesv2", "")

    def send(self, to: str, raw: bytes = b"Subject: Hello\r\n\r\nHello.\r\n") -> str:
        answer = self._ses.send_email(
            FromEmailAddress="letters@press.example", Destination={"ToAddresses": [to]}, Content={"Raw": {"Data": raw}}
        )
        return str(answer["MessageId"])

    def events(self) -> list[Any]:
        return [json.loads(note) for note in self.notes]


class Counting:
    """An SQS client that counts what it is asked."""

    def __init__(self) -> None:
        self._sqs, self.calls = aws.client("sqs", ""), list[str]()

    def __getattr__(self, name: str) -> Callable[..., Any]:
        def call(**arguments: Any) -> Any:
            self.calls.append(name)
            return getattr(self._sqs, name)(**arguments)

        return call


@pytest.fixture
def ses() -> Iterator[LocalMail]:
    with mock_aws():
        yield LocalMail()
