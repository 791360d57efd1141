"""A batch of messages, each handled on its own.

A message that fails is logged. One of a queue is named in the answer, so that the queue delivers it again and deletes the others.
An event that came without a queue fails as a whole, so that Lambda tries all of it again: what is done is done twice, and nothing
more comes of it.
"""

import json
import logging
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeAlias

log = logging.getLogger(__name__)

Bodies: TypeAlias = Mapping[str, str]
"""The messages of a batch: their bodies, by id."""


def done(name: str, act: Callable[[], None]) -> bool:
    """Run the act; False if it failed, which is logged under this name."""
    try:
        act()
    except Exception:  # whatever it is, the other messages of the batch go on, and this one comes again
        log.exception("message %s failed", name)
        return False
    return True


def answer(failed: Iterable[str]) -> dict[str, list[dict[str, str]]]:
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
