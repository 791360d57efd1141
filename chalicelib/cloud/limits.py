"""The limits of AWS's services that the functions lean on.

The implementations in memory check them, too, so that tests meet them. `infra.limits` says what happens when one is met.
"""

import re
from collections.abc import Mapping

from chalicelib.cloud.items import At, Item, Value
from chalicelib.cloud.ports import Message, Outgoing

# S3: https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html,
# https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingMetadata.html,
# https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html
KEY_BYTES = 1024  # of an object's key, in UTF-8
META_BYTES = 2048  # of an object's metadata, names included
LIST_MOST = 1000  # keys that one call lists
COPY_BYTES = 5 * 10**9  # of an object that one call copies

# DynamoDB: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html,
# https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html
PK_BYTES, SK_BYTES = 2048, 1024  # of a partition key and of a sort key, in UTF-8
ITEM_BYTES = 400 * 1024  # of an item, the names of its attributes included
BATCH_READS, BATCH_WRITES = 100, 25  # items a call
TRANSFER_BYTES = 16 << 20  # of all items of a call
A_NUMBER = 21  # bytes at most

# SQS: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html
BATCH_SENDS = 10  # messages a call
BATCH_BYTES = 1 << 20  # of a message, and of all messages of a call
LONGEST_DELAY = 900  # seconds
MESSAGE = re.compile(r"[\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]+")  # the characters that a message may have

# Lambda: https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
EVENT_BYTES = 10**6  # of the event of a call that nobody waits for: "1 MB", which may mean no more

# SES: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_MessageTag.html
TAG = re.compile(r"[A-Za-z0-9_-]{1,256}")  # what SES takes for the name of a tag, and for its value


def check_at(at: At) -> None:
    """Raise `ValueError` for a key that DynamoDB refuses."""
    if not (0 < len(at.pk.encode()) <= PK_BYTES and 0 < len(at.sk.encode()) <= SK_BYTES):
        raise ValueError(f"a key must have 1 to {PK_BYTES} bytes, and 1 to {SK_BYTES} below it: {at}")


def check_range(pk: str, after: str, before: str) -> None:
    """Raise `ValueError` for a range of sort keys that DynamoDB refuses; an empty bound is none."""
    for bound in (after, before):
        check_at(At(pk, bound or "-"))


def check_item(item: Item) -> None:
    """Raise `ValueError` for an item that DynamoDB refuses."""
    check_at(item.at)
    keys = len("pk") + len("sk") + len(item.at.pk.encode()) + len(item.at.sk.encode())
    size = keys + sum(len(name) + bytes_of(value) for name, value in item.has.items())
    if size > ITEM_BYTES:
        raise ValueError(f"an item may have {ITEM_BYTES:,} bytes, not {size:,}: {item.at}")


def bytes_of(value: Value) -> int:
    if isinstance(value, str):
        return len(value) if value.isascii() else len(value.encode())
    if isinstance(value, frozenset):
        return sum(map(bytes_of, value))
    return len(value) if isinstance(value, bytes) else A_NUMBER


def check_key(key: str) -> None:
    """Raise `ValueError` for a key that S3 refuses."""
    if not 0 < len(key.encode()) <= KEY_BYTES:
        raise ValueError(f"an object's key must have 1 to {KEY_BYTES} bytes: {key!r}")


def check_meta(meta: Mapping[str, str]) -> None:
    """Raise `ValueError` for metadata that S3 refuses."""
    if sum(len(f"{name}{value}".encode()) for name, value in meta.items()) > META_BYTES:
        raise ValueError(f"an object's metadata may have {META_BYTES} bytes: {dict(meta)}")


def check_message(message: Message) -> None:
    """Raise `ValueError` for a body that SQS refuses."""
    if len(message.body.encode()) > BATCH_BYTES:
        raise ValueError(f"a message may have {BATCH_BYTES:,} bytes, not {len(message.body.encode()):,}")
    if not MESSAGE.fullmatch(message.body):
        raise ValueError(f"a message has a character that SQS refuses, or none at all: {message.body!r}")


def check_delay(message: Message, longest: int = LONGEST_DELAY) -> None:
    """Raise `ValueError` for a delay that the queue doesn't have."""
    if not 0 <= message.delay <= longest:
        raise ValueError(f"a message can wait here for 0 to {longest} seconds, not for {message.delay}")


def check_tags(message: Outgoing) -> None:
    """Raise `ValueError` for a tag that SES refuses; so no tag can add a line to the message."""
    for word in (*message.tags.keys(), *message.tags.values()):
        if not TAG.fullmatch(word):
            raise ValueError(f"a tag is made of 1 to 256 letters, digits, `-` and `_`, not of {word!r}")
