"""A deployed site from outside: the author uses S3, readers and visitors use the CDN."""

import json
import ssl
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from http.client import HTTPSConnection
from typing import Any, TypeVar
from urllib.parse import urlencode

from chalicelib.cloud import secrets
from chalicelib.cloud.aws import AwsTable
from chalicelib.newsletter.rules.address_hashes import reader_id
from chalicelib.newsletter.rules.mailbox import read_mailbox
from infra.demo.functions import SCHEDULED
from infra.stack import outputs
from infra.stack.secrets import parameter_of
from tests.ministack.server import Server
from tests.patience import PATIENCE

T = TypeVar("T")

POISON = {
    "UploadsDeadLetters": "UPLOADS_QUEUE_URL",
    "PressDeadLetters": "PRESS_QUEUE_URL",
    "LettersDeadLetters": "LETTERS_QUEUE_URL",
}
"""The dead-letter queues of unreadable messages, and their queues."""
DEPTHS = [f"ApproximateNumberOfMessages{where}" for where in ("", "NotVisible", "Delayed")]
UNREADABLE = {"Records": [{"Sns": {"no": "message"}}]}
"""An event that is handed over without a queue, and can't be handled."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the CDN said."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


@dataclass(frozen=True, slots=True)
class Mail:
    """What ministack keeps of a mail that was sent: no headers but these."""

    sender: str
    subject: str
    text: str


def soon(ask: Callable[[], T | None], patience: float = PATIENCE) -> T:
    """The first answer that isn't empty."""
    last = time.monotonic() + patience
    while time.monotonic() < last:
        if found := ask():
            return found
        time.sleep(0.2)
    raise AssertionError("it never came")


class World:
    """The site of one stack."""

    def __init__(self, server: Server, name: str) -> None:
        self.server, self.name = server, name

    @cached_property
    def outputs(self) -> Mapping[str, str]:
        """The stack's outputs."""
        (stack,) = self.server.client("cloudformation").describe_stacks(StackName=self.name)["Stacks"]
        return {one["OutputKey"]: one["OutputValue"] for one in stack["Outputs"]}

    # ---- the author

    @cached_property
    def s3(self) -> Any:
        return self.server.client("s3")

    def upload(self, key: str, body: str | bytes) -> None:
        self.s3.put_object(Bucket=self.outputs["ContentBucketName"], Key=key, Body=body)

    def delete(self, key: str) -> None:
        self.s3.delete_object(Bucket=self.outputs["ContentBucketName"], Key=key)

    def content(self, key: str) -> str | None:
        """What stands in the content bucket, if anything."""
        try:
            return str(self.s3.get_object(Bucket=self.outputs["ContentBucketName"], Key=key)["Body"].read().decode())
        except self.s3.exceptions.NoSuchKey:
            return None

    # ---- the owner

    @property
    def table(self) -> AwsTable:
        return AwsTable(self.server.client("dynamodb"), self.outputs["TableName"])

    def buckets(self) -> list[str]:
        """The buckets whose names are this deployment's."""
        return [one["Name"] for one in self.s3.list_buckets()["Buckets"] if one["Name"].startswith(f"{self.name}-")]

    def reader(self, address: str) -> str:
        """How the subscriber with this address is called."""
        found = secrets.read(self.server.client("ssm"), parameter_of(self.name))
        assert found
        return reader_id(found.pepper, read_mailbox(address).key)

    # ---- the CDN's log

    def bring(self, key: str, body: bytes) -> None:
        """What the CDN would bring of what was read."""
        self.s3.put_object(Bucket=self.outputs["LogBucketName"], Key=key, Body=body)

    # ---- readers and visitors

    @property
    def host(self) -> str:
        """The CDN's name, or that of the function which serves the site without one."""
        return self.outputs.get("DistributionDomain") or self.outputs["SiteUrl"].removeprefix("https://")

    def read(self, path: str) -> Answer:
        return self.ask("GET", self.host, path)

    def post(self, path: str, **form: str) -> Answer:
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        return self.ask("POST", self.host, path, kind, urlencode(form).encode())

    def ask(self, method: str, host: str, path: str, headers: Mapping[str, str] | None = None, body: bytes = b"") -> Answer:
        trusted = ssl.create_default_context(cafile=str(self.server.certificate))
        connection = HTTPSConnection("localhost", self.server.port, context=trusted, timeout=PATIENCE)
        try:
            connection.request(method, path, body or None, {"Host": host, **(headers or {})})
            answer = connection.getresponse()
            return Answer(answer.status, dict(answer.getheaders()), answer.read())
        finally:
            connection.close()

    def shows(self, path: str, *words: str) -> Answer | None:
        """The page, if it is there and says all this."""
        answer = self.read(path)
        return answer if answer.status == 200 and all(word in answer.text for word in words) else None

    def is_gone(self, path: str) -> bool:
        return self.read(path).status == 404

    def inbox(self, address: str) -> list[Mail]:
        """The mails to this address, the oldest first."""
        (account,) = json.loads(self.ask("GET", "localhost", "/_ministack/ses/messages").body)["messages"].values() or ([],)
        sent = sorted((one for one in account if address in one["To"]), key=lambda one: one["Timestamp"])
        return [Mail(one["Source"], one["Subject"], one["BodyText"]) for one in sent]

    # ---- the machinery

    @cached_property
    def sqs(self) -> Any:
        return self.server.client("sqs")

    def poison(self) -> None:
        """Send each queue an unreadable message, and a function without a queue an unreadable event."""
        for url in map(self.queue, POISON.values()):
            group = {"MessageGroupId": "0", "MessageDeduplicationId": "poison"} if url.endswith(".fifo") else {}
            self.sqs.send_message(QueueUrl=url, MessageBody="poison", **group)
        function = self.outputs["FunctionMailNews"]
        self.server.client("lambda").invoke(FunctionName=function, InvocationType="Event", Payload=json.dumps(UNREADABLE))

    @property
    def put_away(self) -> Mapping[str, int]:
        """How many messages each queue holds of what failed too often."""
        return {queue: self._depth(url, DEPTHS[0]) for queue, url in outputs.dead_of(self.outputs).items()}

    def queue(self, setting: str) -> str:
        """The address of a queue, by the functions' setting."""
        return outputs.settings_of(self.outputs)[setting]

    def waiting(self, *settings: str) -> int:
        """How many messages of these queues, or of all, wait for functions or are in their hands."""
        return sum(self._depth(self.queue(setting), *DEPTHS) for setting in settings or POISON.values())

    @contextmanager
    def cut_off(self, setting: str) -> Iterator[None]:
        """Let a queue's messages wait, as where its mapping was disabled by hand."""
        functions, url = self.server.client("lambda"), self.queue(setting)
        arn = self.sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
        (mapping,) = functions.list_event_source_mappings(EventSourceArn=arn)["EventSourceMappings"]
        functions.update_event_source_mapping(UUID=mapping["UUID"], Enabled=False)
        try:
            yield
        finally:
            functions.update_event_source_mapping(UUID=mapping["UUID"], Enabled=True)
            soon(lambda: functions.get_event_source_mapping(UUID=mapping["UUID"])["State"] == "Enabled")

    def _depth(self, url: str, *names: str) -> int:
        facts = self.sqs.get_queue_attributes(QueueUrl=url, AttributeNames=names)
        return sum(map(int, facts["Attributes"].values()))

    def tick(self) -> None:
        """What the clock does once a minute, now."""
        invoked = self.server.client("lambda").invoke(FunctionName=self.outputs["FunctionTick"], Payload=json.dumps(SCHEDULED))
        assert "FunctionError" not in invoked, invoked["Payload"].read()

    def publish_event(self, event: Mapping[str, Any]) -> None:
        """Publish an event as SES's configuration set would."""
        topics = [one["TopicArn"] for one in self.server.client("sns").list_topics()["Topics"]]
        (topic,) = (one for one in topics if one.endswith(f":{self.name}-mail-events"))
        self.server.client("sns").publish(TopicArn=topic, Message=json.dumps(event))
