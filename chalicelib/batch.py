"""A batch of messages, each handled on its own.

A message that fails is logged. One of a queue is named in the answer, so that the queue delivers it again and deletes the others.
Lambda would leave it hidden for the queue's own time, which is made for functions that die: six times the longest that they may
take. Most failures are over in seconds, so the function itself lets the message come again soon, and each time later. A function
that dies says nothing, and the queue's own time holds.

An event that came without a queue fails as a whole, so that Lambda tries all of it again: what is done is done twice, and nothing
more comes of it.

https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ChangeMessageVisibility.html
"""

import json
import logging
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple, TypeAlias

from chalicelib.cloud.ports import OwnQueue

log = logging.getLogger(__name__)
SOON = (5, 20, 80, 320)
"""The seconds after which a message comes again that was received once, twice …; after more, as its queue says."""

Bodies: TypeAlias = Mapping[str, str]
"""The messages of a batch: their bodies, by id."""

Answer: TypeAlias = dict[str, list[dict[str, str]]]


class Received(NamedTuple):
    """A message as its function got it: its id, its body, the receipt by which its queue knows it, how often it was received."""

    name: str
    body: str
    receipt: str
    times: int


def done(name: str, act: Callable[[], None]) -> bool:
    """Run the act; False if it failed, which is logged under this name."""
    try:
        act()
    except Exception:  # whatever it is, the other messages of the batch go on, and this one comes again
        log.exception("message %s failed", name)
        return False
    return True


def handled(
    records: Iterable[Mapping[str, Any]], handle: Callable[[Bodies], Iterable[str]], own: Callable[[], OwnQueue]
) -> Answer:
    """Handle the messages in an event of SQS; those that `handle` names as failed, or all if it raises, come again soon."""
    received = [received_in(record) for record in records]
    try:
        failed = frozenset(handle({one.name: one.body for one in received}))
    except Exception:  # whatever it is, Lambda is told, and would leave the whole batch hidden for long
        come_again(received, own)
        raise
    come_again([one for one in received if one.name in failed], own)
    return answer(failed)


def received_in(record: Mapping[str, Any]) -> Received:
    times = int(record["attributes"]["ApproximateReceiveCount"])
    return Received(record["messageId"], record["body"], record["receiptHandle"], times)


def come_again(failed: Iterable[Received], own: Callable[[], OwnQueue]) -> None:
    """Let these messages of the function's own queue be received again soon; where that fails, they come as the queue says."""
    soon = {one.receipt: SOON[one.times - 1] for one in failed if one.times <= len(SOON)}
    try:
        if soon:
            own().hide(soon)
    except Exception:  # the failure that led here is what is to be told
        log.exception("%d messages come again later than they could", len(soon))


def answer(failed: Iterable[str]) -> Answer:
    """The answer of a function to its queue, so that only these messages come again."""
    return {"batchItemFailures": [{"itemIdentifier": name} for name in sorted(failed)]}


# ---- events without a queue


class EventError(Exception):
    """Parts of an event failed, which the message names; each of them is logged, and the others are done."""


def by_topic(event: Mapping[str, Any]) -> dict[str, str]:
    """The messages of a topic's event: https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html"""
    return {str(number): record["Sns"]["Message"] for number, record in enumerate(event["Records"])}


def by_bucket(event: Mapping[str, Any]) -> dict[str, str]:
    """A message for each object of a bucket's event: https://docs.aws.amazon.com/lambda/latest/dg/with-s3.html"""
    return {str(number): json.dumps({"Records": [record]}) for number, record in enumerate(event.get("Records", ()))}


def whole(failed: Iterable[str]) -> None:
    """Raises `EventError` if any part failed, so that Lambda tries the event again."""
    if names := sorted(failed):
        raise EventError(f"failed, while the rest of the event is done: {', '.join(names)}")
