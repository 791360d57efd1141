"""What the services take: limits that every keeper has, so that tests in memory meet them."""

import re

from chalicelib.cloud.ports import At, Message, Outgoing

PK_BYTES, SK_BYTES, KEY_BYTES = 2048, 1024, 1024  # what DynamoDB and S3 allow of UTF-8
LONGEST_DELAY = 900  # seconds, as SQS allows
TAG = re.compile(r"[A-Za-z0-9_-]{1,256}")  # what SES takes for the name of a tag, and for its value


def check_at(at: At) -> None:
    """Raise `ValueError` where DynamoDB has no such key."""
    if not (0 < len(at.pk.encode()) <= PK_BYTES and 0 < len(at.sk.encode()) <= SK_BYTES):
        raise ValueError(f"a key must have 1 to {PK_BYTES} bytes, and 1 to {SK_BYTES} below it: {at}")


def check_key(key: str) -> None:
    """Raise `ValueError` where S3 has no such key."""
    if not 0 < len(key.encode()) <= KEY_BYTES:
        raise ValueError(f"an object's key must have 1 to {KEY_BYTES} bytes: {key!r}")


def check_delay(message: Message, longest: int = LONGEST_DELAY) -> None:
    """Raise `ValueError` where the queue can't let the message wait for so long."""
    if not 0 <= message.delay <= longest:
        raise ValueError(f"a message can wait here for 0 to {longest} seconds, not for {message.delay}")


def check_tags(message: Outgoing) -> None:
    """Raise `ValueError` where SES takes no such tag; so no tag can write a line of its own into the message."""
    for word in (*message.tags.keys(), *message.tags.values()):
        if not TAG.fullmatch(word):
            raise ValueError(f"a tag is made of 1 to 256 letters, digits, `-` and `_`, not of {word!r}")
