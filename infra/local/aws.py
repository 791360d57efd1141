"""The local AWS: moto's server in this process, with the buckets, queues and table that the stack would have.

Everything speaks to it over HTTP by the ordinary settings, as it would to AWS, so what runs here is what is deployed. S3's
events come through the queue as they do there; what moto leaves out of them, the sequencer, is stamped on as they are taken.
"""

import itertools
import json
import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import boto3
from moto.server import ThreadedMotoServer

REGION = "us-east-1"
NAMES = {"CONTENT_BUCKET": "presswork-content", "PUBLIC_BUCKET": "presswork-public", "TABLE": "presswork"}
UPLOADS, PRESS = "presswork-uploads", "presswork-press.fifo"


@contextmanager
def local_aws(port: int = 0) -> Iterator[str]:
    """A local AWS while open; its endpoint."""
    logging.getLogger("werkzeug").setLevel(logging.WARNING)  # it would tell of every request
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=port, verbose=False)
    server.start()
    try:
        host, found = server.get_host_and_port()
        yield f"http://{host}:{found}"
    finally:
        server.stop()


def client(service: str, endpoint: str) -> Any:
    return boto3.client(
        service,
        endpoint_url=endpoint or None,  # as in the settings, none at all is AWS itself
        region_name=REGION,
        aws_access_key_id="local",
        aws_secret_access_key="local",  # noqa: S106 - moto asks for none
    )


def create_stack(endpoint: str) -> Mapping[str, str]:
    """Make the buckets, queues and the table, and let uploads be told; the settings that name them."""
    s3, sqs, dynamodb = (client(service, endpoint) for service in ("s3", "sqs", "dynamodb"))
    for bucket in (NAMES["CONTENT_BUCKET"], NAMES["PUBLIC_BUCKET"]):
        s3.create_bucket(Bucket=bucket)
    uploads = sqs.create_queue(QueueName=UPLOADS, Attributes={"VisibilityTimeout": "60"})["QueueUrl"]
    press = sqs.create_queue(QueueName=PRESS, Attributes={"FifoQueue": "true", "VisibilityTimeout": "60"})["QueueUrl"]
    dynamodb.create_table(
        TableName=NAMES["TABLE"],
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in ("pk", "sk")],
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
    )
    arn = sqs.get_queue_attributes(QueueUrl=uploads, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    events = [{"QueueArn": arn, "Events": ["s3:ObjectCreated:*", "s3:ObjectRemoved:*"]}]
    s3.put_bucket_notification_configuration(
        Bucket=NAMES["CONTENT_BUCKET"], NotificationConfiguration={"QueueConfigurations": events}
    )
    return {**NAMES, "UPLOADS_QUEUE_URL": uploads, "PRESS_QUEUE_URL": press, "AWS_ENDPOINT_URL": endpoint, "AWS_REGION": REGION}


class Stamp:
    """Gives each event of S3 that has none a sequencer, in the order in which they are taken; one taken again keeps its own."""

    def __init__(self) -> None:
        self._next = itertools.count(1)
        self._given: dict[str, str] = {}

    def __call__(self, message_id: str, body: str) -> str:
        try:
            said = json.loads(body)
            objects = [record["s3"]["object"] for record in said["Records"]]
        except (ValueError, TypeError, KeyError):  # no event of S3: what else it is, its handler has to say
            return body
        if message_id not in self._given:
            self._given[message_id] = f"{next(self._next):016X}"
        for one in objects:
            one.setdefault("sequencer", self._given[message_id])
        return json.dumps(said)
