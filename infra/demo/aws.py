"""The local AWS: moto's server in this process, with the buckets, queues, table and mail service that the stack would have.

Everything calls it over HTTP by the ordinary settings, as it would call AWS, so the code here is the code that is deployed. S3's
events come through the queue as they do there; the sequencer, which moto omits, is added as they are received. The mail service
keeps what was sent in this process (`mail_service`), and `infra.demo.postoffice` publishes its events. The queues are in this
process, too, so nothing polls them: an `Arrival` reports new messages. Events that functions get without a queue of the stack
wait in more queues, since Lambda, too, keeps them in queues of its own.
"""

import itertools
import json
import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from secrets import token_hex
from threading import TIMEOUT_MAX, Event, Thread
from time import time
from typing import Any
from urllib.request import Request, urlopen

import boto3
from moto.backends import get_backend
from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, MotoRequestHandler, create_backend_app
from werkzeug.serving import BaseWSGIServer, make_server

from infra.demo import loop_counter, moto_patches
from infra.demo.bucket_cors import with_uploads
from infra.serve.origin_check import AWS, checked
from infra.serve.ports import bound_socket
from infra.stack.buckets import UPLOADS

REGION = "us-east-1"
ACCOUNT = DEFAULT_ACCOUNT_ID
NAMES = {
    "CONTENT_BUCKET": "presswork-content",
    "PUBLIC_BUCKET": "presswork-public",
    "ENCODED_BUCKET": "presswork-encoded",
    "LOGS_BUCKET": "presswork-logs",
    "TABLE": "presswork-catalog",
}
QUEUES = {
    "UPLOADS_QUEUE_URL": "presswork-uploads",
    "PRESS_QUEUE_URL": "presswork-press.fifo",
    "LETTERS_QUEUE_URL": "presswork-letters",
    "MAIL_EVENTS_QUEUE_URL": "lambda-mail-events",
    "LOGS_QUEUE_URL": "lambda-logs",
    "IMAGES_QUEUE_URL": "lambda-images",
}
"""The stack's queues, and those in which Lambda keeps events until their functions have done with them."""
NOTIFIED = {
    "CONTENT_BUCKET": ("UPLOADS_QUEUE_URL", ["s3:ObjectCreated:*", "s3:ObjectRemoved:*"]),
    "LOGS_BUCKET": ("LOGS_QUEUE_URL", ["s3:ObjectCreated:*"]),
}
"""The queue that a bucket notifies, and the events."""
MAIL = {"MAIL_RATE": "14", "MAIL_EVENTS": "1", "CONFIGURATION_SET": "presswork"}
"""The mail service of a new account out of its sandbox; moto has no `GetAccount` that would return the rate."""


@contextmanager
def local_aws(port: int = 0) -> Iterator[str]:
    """Run a local AWS while the context is open; yield its endpoint."""
    logging.getLogger("werkzeug").setLevel(logging.WARNING)  # it would log every request
    server = _server(port)
    thread = Thread(target=server.serve_forever, name="aws", daemon=True)
    thread.start()
    try:
        endpoint = f"http://127.0.0.1:{server.port}"
        with urlopen(Request(f"{endpoint}/moto-api/reset", method="POST")):  # noqa: S310 - our own server
            pass  # empty, even after another server in this process
        yield endpoint
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _server(port: int) -> BaseWSGIServer:
    """Return moto's server, bound to this port, or to a free one for 0; raise `PortError`.

    Pages may ask it only what a bucket allows them.
    """
    moto = DomainDispatcherApplication(create_backend_app)
    with bound_socket(port) as bound:
        number = bound.getsockname()[1]
        application = with_uploads(moto, checked(AWS, moto, number))
        return make_server("127.0.0.1", number, application, threaded=True, request_handler=MotoRequestHandler, fd=bound.fileno())


def client(service: str, endpoint: str) -> Any:
    return boto3.client(
        service,
        endpoint_url=endpoint or None,  # as in the settings, an empty endpoint is AWS itself
        region_name=REGION,
        aws_access_key_id="local",
        aws_secret_access_key="local",  # noqa: S106 - moto asks for none
    )


def create_stack(endpoint: str) -> Mapping[str, str]:
    """Create the buckets, queues and the table, let buckets notify queues, and allow mail; return the settings that name them."""
    loop_counter.carry_in_boto3()
    s3, sqs, dynamodb = (client(service, endpoint) for service in ("s3", "sqs", "dynamodb"))
    for setting in ("CONTENT_BUCKET", "PUBLIC_BUCKET", "ENCODED_BUCKET", "LOGS_BUCKET"):
        s3.create_bucket(Bucket=NAMES[setting])
    moto_patches.keep_versions(s3, NAMES["CONTENT_BUCKET"], ACCOUNT)
    queues = {setting: _create_queue(sqs, name) for setting, name in QUEUES.items()}
    moto_patches.lengthen_queues(ACCOUNT, REGION)
    dynamodb.create_table(
        TableName=NAMES["TABLE"],
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in ("pk", "sk")],
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
    )
    for bucket, (queue, events) in NOTIFIED.items():
        arn = sqs.get_queue_attributes(QueueUrl=queues[queue], AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
        configured = {"QueueConfigurations": [{"QueueArn": arn, "Events": events}]}
        s3.put_bucket_notification_configuration(Bucket=NAMES[bucket], NotificationConfiguration=configured)
    mail_service().email_identities = EverySender()
    secrets = {"LINK_KEYS": token_hex(32), "ADDRESS_PEPPER": token_hex(32)}
    return {**NAMES, **queues, **MAIL, **secrets, "AWS_ENDPOINT_URL": endpoint, "AWS_REGION": REGION}


def allow_uploads(s3: Any, bucket: str, origin: str) -> None:
    """Let the desk's page, at this origin, upload large files."""
    rule = {**UPLOADS, "AllowedOrigins": [origin], "MaxAgeSeconds": 600}
    s3.put_bucket_cors(Bucket=bucket, CORSConfiguration={"CORSRules": [rule]})


def _create_queue(sqs: Any, name: str) -> str:
    fifo = {"FifoQueue": "true"} if name.endswith(".fifo") else {}
    return str(sqs.create_queue(QueueName=name, Attributes={"VisibilityTimeout": "60", **fifo})["QueueUrl"])


def mail_service() -> Any:
    """Return moto's mail service in this process; its `sent_messages` are what it has taken."""
    return get_backend("ses")[ACCOUNT][REGION]


class Arrival(Event):
    """An event that is set when a message comes into one of the queues, or when another thread sets it.

    It is cleared before the queues are checked, so a message that comes meanwhile is not missed.
    """

    def __init__(self) -> None:
        super().__init__()
        self._queues: list[Any] = list(get_backend("sqs")[ACCOUNT][REGION].queues.values())
        for queue in self._queues:
            queue.add_message = self._reporting(queue.add_message)

    def wait(self, timeout: float | None = None) -> bool:
        """Return whether the event was set, or a hidden message can be received."""
        visible, most = self.until_visible(), TIMEOUT_MAX if timeout is None else timeout
        return super().wait(max(0.0, min(most, visible))) or visible <= most

    def until_visible(self) -> float:
        """Return the seconds until a hidden or delayed message can be received; infinite, if there is none."""
        now = time()
        visible = (
            max(message.visible_at, message.delayed_until) / 1000 for queue in self._queues for message in list(queue._messages)
        )
        return min((at - now + A_MOMENT for at in visible if at > now), default=ENDLESS)

    def _reporting(self, add: Callable[[Any], None]) -> Callable[[Any], None]:
        def added(message: Any) -> None:
            add(message)
            self.set()

        return added


A_MOMENT = 0.005  # seconds: moto counts in milliseconds, and a message is visible in the next one
ENDLESS = float("inf")


class EverySender(dict[str, Any]):
    """The verified sender domains. At AWS the domain's DNS verifies them; here a site may name any, and change it."""

    def __contains__(self, _sender: object) -> bool:
        return True


class Sequencer:
    """Adds a sequencer to each event of S3 that has none, in the order of receiving; an event received again keeps its own."""

    def __init__(self) -> None:
        self._next = itertools.count(1)
        self._given: dict[str, str] = {}

    def __call__(self, message_id: str, body: str) -> str:
        try:
            event = json.loads(body)
            objects = [record["s3"]["object"] for record in event["Records"]]
        except (ValueError, TypeError, KeyError):  # not an event of S3: its handler decides
            return body
        if message_id not in self._given:
            self._given[message_id] = f"{next(self._next):016X}"
        for s3_object in objects:
            s3_object.setdefault("sequencer", self._given[message_id])
        return json.dumps(event)
