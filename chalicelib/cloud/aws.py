"""The ports for AWS: DynamoDB, SQS and Lambda, through boto3's plain clients. S3 is in `s3.py`, SES in `ses.py`.

Only this module makes clients. Every read is strongly consistent. boto3 itself retries failed calls; the parts of a batch that a
service leaves undone are sent again here. So a conditional write whose first answer was lost may return False though it wrote:
False means "read again"; and an addition whose first answer was lost may be made twice.
"""

import re
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import cached_property, partial
from hashlib import sha256
from itertools import islice
from threading import Lock
from typing import Any, TypeVar
from uuid import uuid4

import boto3
from botocore.config import Config

from chalicelib.cloud.connections import CONNECT, READ, on_live_connections
from chalicelib.cloud.expressions import Plain, addition, conditional, item_of, key_of, range_of, row_of, update_of
from chalicelib.cloud.items import At, Condition, Edit, Item
from chalicelib.cloud.limits import BATCH_BYTES, BATCH_READS, BATCH_SENDS, BATCH_WRITES, LONGEST_DELAY, check_delay
from chalicelib.cloud.ports import Cloud, Message
from chalicelib.cloud.s3 import AwsBucket
from chalicelib.cloud.ses import AwsMail
from chalicelib.frozen import Frozen
from chalicelib.settings import Settings, complete

T = TypeVar("T")

PATIENCE = 6  # rounds without progress, before giving up
PAUSE = 0.05  # seconds after the first round; each round without progress doubles it


class UndoneError(Exception):
    """The service took a batch again and again and did not do all of it."""


class Client:
    """A boto3 client that is made when it is first used: making one takes longer than most requests."""

    def __init__(self, make: Callable[[], Any]) -> None:
        self._make, self._making = make, Lock()

    @cached_property
    def _client(self) -> Any:
        return self._make()

    def __getattr__(self, name: str) -> Any:
        with self._making:  # several threads may use it for the first time at once
            client = self._client
        return getattr(client, name)


class Clients(Frozen):
    """One client for each service."""

    dynamodb: Any
    s3: Any
    sqs: Any
    sesv2: Any
    ssm: Any
    functions: Any


PATIENT = {"mode": "standard", "max_attempts": 5}
ONCE = {"mode": "standard", "total_max_attempts": 1}  # a mail whose answer was lost may have been sent
RETRIES = {"dynamodb": PATIENT, "s3": PATIENT, "sqs": PATIENT, "sesv2": ONCE, "ssm": PATIENT, "lambda": PATIENT}
SIGNING = {"s3": {"signature_version": "s3v4"}}  # of links, too: by default they have version 2, which new buckets refuse
FIELDS = {"lambda": "functions"}  # of `Clients`, where Python has a word of the service's name


def clients(settings: Settings, now: Callable[[], float] = time.time) -> Clients:
    """Return the clients for AWS, or for the endpoint in the settings; boto3 finds what the settings leave out."""
    endpoint = settings.endpoint or None
    session = boto3.session.Session(region_name=settings.region or None)
    # an endpoint on this machine has no subdomains; by default links lead to a host of all regions, which redirects at first
    style = {"addressing_style": "path" if endpoint else "virtual"}

    def make(service: str) -> Any:
        patience = {"retries": RETRIES[service], "connect_timeout": CONNECT, "read_timeout": READ[service]}
        signing = SIGNING.get(service, {})
        config = Config(**patience, **signing, s3=style)
        return on_live_connections(session.client(service, endpoint_url=endpoint, config=config), now)

    return Clients(**{FIELDS.get(service, service): Client(partial(make, service)) for service in RETRIES})


def create_aws_cloud(settings: Settings, use: Clients | None = None) -> Cloud:
    """Return the cloud that the settings name; the press queue is a FIFO queue, the others are not. Raise `SettingsError`."""
    use, settings = use or clients(settings), complete(settings)
    return Cloud(
        table=AwsTable(use.dynamodb, settings.table),
        content=AwsBucket(use.s3, settings.content_bucket),
        public=AwsBucket(use.s3, settings.public_bucket),
        uploads=AwsQueue(use.sqs, settings.uploads_queue_url, fifo=False),
        press=AwsQueue(use.sqs, settings.press_queue_url, fifo=True),
        letters=AwsQueue(use.sqs, settings.letters_queue_url, fifo=False),
        mail=AwsMail(use.sesv2, settings.configuration_set, settings.mail_rate),
        clock=SystemClock(),
        keys=settings.link_keys,
        pepper=settings.address_pepper,
        grace=settings.grace,
        events=settings.mail_events,
    )


class SystemClock:
    """The machine's time."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def sleep(self, seconds: float) -> None:
        time.sleep(max(0.0, seconds))


def send_until_done(pending: Sequence[T], send: Callable[[Sequence[T]], Sequence[T]], sleep: Callable[[float], None]) -> None:
    """Send, and send again what is left undone, until all is done; raise `UndoneError` when nothing gets through."""
    failed_rounds = 0
    while rest := send(pending):
        failed_rounds = failed_rounds + 1 if len(rest) == len(pending) else 0
        if failed_rounds >= PATIENCE:
            raise UndoneError(f"{len(rest)} of a batch are undone after {failed_rounds} rounds in vain")
        sleep(PAUSE * 2**failed_rounds)
        pending = rest


def split(things: Iterable[T], most: int) -> Iterator[Sequence[T]]:
    """Yield the things in batches of at most so many."""
    rest = iter(things)
    while batch := tuple(islice(rest, most)):
        yield batch


# ---- the table


class AwsTable:
    """A DynamoDB table with the keys `pk` and `sk`."""

    def __init__(self, client: Any, name: str, sleep: Callable[[float], None] = time.sleep) -> None:
        self._client, self._name, self._sleep = client, name, sleep

    def get(self, at: At) -> Item | None:
        row = self._client.get_item(TableName=self._name, Key=key_of(at), ConsistentRead=True).get("Item")
        return row and item_of(row)

    def get_many(self, at: Iterable[At]) -> Mapping[At, Item]:
        asked = dict.fromkeys(at)
        rows: list[Plain] = []
        for batch in split(asked, BATCH_READS):
            send_until_done([key_of(key) for key in batch], lambda keys: self._read(keys, rows), self._sleep)
        items = {item.at: item for item in map(item_of, rows)}
        return {key: items[key] for key in asked if key in items}

    def query(
        self, pk: str, *, after: str = "", before: str = "", newest_first: bool = False, limit: int | None = None
    ) -> Sequence[Item]:
        if (after and before and after >= before) or limit == 0:  # DynamoDB refuses empty ranges
            return ()
        most = {} if limit is None else {"Limit": limit + bool(after and before)}
        rows = self._rows({**range_of(pk, after, before), **most, "ScanIndexForward": not newest_first})
        return tuple(islice((item for item in map(item_of, rows) if item.at.sk not in (after, before)), limit))

    def put(self, item: Item, when: Condition | None = None) -> bool:
        return self._try(self._client.put_item, Item=row_of(item), **conditional(when))

    def delete(self, at: At, when: Condition | None = None) -> bool:
        return self._try(self._client.delete_item, Key=key_of(at), **conditional(when))

    def put_many(self, items: Iterable[Item]) -> None:
        latest = {item.at: item for item in items}  # a batch must not name an item twice
        for batch in split(latest.values(), BATCH_WRITES):
            send_until_done([row_of(item) for item in batch], self._write, self._sleep)

    def add(self, at: At, by: Mapping[str, int], *, most: int | None = None, expires: int = 0) -> Mapping[str, int] | None:
        request = {"Key": key_of(at), "ReturnValues": "ALL_NEW", **addition(by, most, expires)}
        try:
            row = self._client.update_item(TableName=self._name, **request)["Attributes"]
        except self._client.exceptions.ConditionalCheckFailedException:
            return None
        return {name: int(row[name]["N"]) for name in by}

    def change(self, at: At, edit: Edit, when: Condition | None = None) -> Item | None:
        request = {"Key": key_of(at), "ReturnValues": "ALL_NEW", **update_of(edit, when)}
        try:
            return item_of(self._client.update_item(TableName=self._name, **request)["Attributes"])
        except self._client.exceptions.ConditionalCheckFailedException:
            return None

    def _try(self, write: Callable[..., object], **request: Any) -> bool:
        try:
            write(TableName=self._name, **request)
        except self._client.exceptions.ConditionalCheckFailedException:
            return False
        return True

    def _rows(self, request: Plain) -> Iterator[Plain]:
        """Yield the rows of a query; the next megabyte is read only when it is needed."""
        start: Plain | None = {}
        while start is not None:
            further = {"ExclusiveStartKey": start} if start else {}
            answer = self._client.query(TableName=self._name, ConsistentRead=True, **request, **further)
            yield from answer["Items"]
            start = answer.get("LastEvaluatedKey")

    def _read(self, keys: Sequence[Plain], rows: list[Plain]) -> Sequence[Plain]:
        answer = self._client.batch_get_item(RequestItems={self._name: {"Keys": keys, "ConsistentRead": True}})
        rows += answer["Responses"].get(self._name, ())
        return list(answer["UnprocessedKeys"].get(self._name, {}).get("Keys", ()))

    def _write(self, rows: Sequence[Plain]) -> Sequence[Plain]:
        answer = self._client.batch_write_item(RequestItems={self._name: [{"PutRequest": {"Item": row}} for row in rows]})
        return [request["PutRequest"]["Item"] for request in answer["UnprocessedItems"].get(self._name, ())]


# ---- the queue

GROUP = re.compile(r"[!-~]{1,128}")  # what SQS takes for the name of a group


class AwsQueue:
    """An SQS queue; one that is not FIFO has no groups."""

    def __init__(self, client: Any, url: str, *, fifo: bool, sleep: Callable[[float], None] = time.sleep) -> None:
        self._client, self._url, self._fifo, self._sleep = client, url, fifo, sleep

    def send(self, messages: Iterable[Message]) -> None:
        for packet in packets(messages):
            entries = [self._entry(number, message) for number, message in enumerate(packet)]
            send_until_done(entries, self._send, self._sleep)

    def hide(self, receipts: Mapping[str, int]) -> None:
        for batch in split(receipts.items(), BATCH_SENDS):
            entries: list[Plain] = [
                {"Id": str(number), "ReceiptHandle": receipt, "VisibilityTimeout": seconds}
                for number, (receipt, seconds) in enumerate(batch)
            ]
            send_until_done(entries, self._hide, self._sleep)

    def _hide(self, entries: Sequence[Plain]) -> Sequence[Plain]:
        failed = self._client.change_message_visibility_batch(QueueUrl=self._url, Entries=entries).get("Failed", ())
        again = {failure["Id"] for failure in failed if not failure["SenderFault"]}  # else it isn't in flight any more
        return [entry for entry in entries if entry["Id"] in again]

    def _entry(self, number: int, message: Message) -> Plain:
        own = uuid4().hex  # made once: a message sent again after its answer was lost is not doubled
        check_delay(message, 0 if self._fifo else LONGEST_DELAY)
        order = {"MessageGroupId": group_of(message, own), "MessageDeduplicationId": own} if self._fifo else {}
        wait = {"DelaySeconds": message.delay} if message.delay else {}
        return {"Id": str(number), "MessageBody": message.body, **order, **wait}

    def _send(self, entries: Sequence[Plain]) -> Sequence[Plain]:
        failed = self._client.send_message_batch(QueueUrl=self._url, Entries=entries).get("Failed", ())
        ours = [failure for failure in failed if failure["SenderFault"]]
        if ours:
            raise UndoneError(f"the queue refuses {len(ours)} messages: {ours[0].get('Message', ours[0]['Code'])}")
        again = {failure["Id"] for failure in failed}
        return [entry for entry in entries if entry["Id"] in again]


def group_of(message: Message, own: str) -> str:
    """Return a group name that SQS accepts; a message without a group gets its own, and waits for no other message."""
    group = message.group or own
    return group if GROUP.fullmatch(group) else sha256(group.encode()).hexdigest()


def packets(messages: Iterable[Message]) -> Iterator[Sequence[Message]]:
    """Yield the messages in order, in as few batches as SQS's limits on number and bytes allow."""
    packet: list[Message] = []
    size = 0
    for message in messages:
        weight = len(message.body.encode())
        if packet and (len(packet) == BATCH_SENDS or size + weight > BATCH_BYTES):
            yield packet
            packet, size = [], 0
        packet.append(message)
        size += weight
    if packet:
        yield packet


# ---- the function


class AwsFunction:
    """A function as a queue: each message is a call that nobody waits for, and Lambda keeps its event until the function is done.

    A body is JSON, since it is the event. There are no groups and no delays.
    """

    def __init__(self, client: Any, name: str) -> None:
        self._client, self._name = client, name

    def send(self, messages: Iterable[Message]) -> None:
        for message in messages:
            check_delay(message, 0)
            self._client.invoke(FunctionName=self._name, InvocationType="Event", Payload=message.body.encode())
