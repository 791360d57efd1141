"""Queues in which thousands of messages may wait count as moto's own do."""

from typing import Any

import pytest
from moto.core.utils import unix_time_millis
from moto.sqs.models import Message, Queue

from infra.demo.moto_patches import LongQueue

EARLIER, LATER = -3_600_000, 3_600_000
"""Milliseconds from now."""
KINDS: tuple[Any, Any] = (Queue, LongQueue)


def message(id: str, visible: int, delayed: int) -> Message:
    made = Message(id, "body")
    made.visible_at, made.delayed_until = unix_time_millis() + visible, unix_time_millis() + delayed
    return made


@pytest.mark.parametrize(
    "counted", ["approximate_number_of_messages_delayed", "approximate_number_of_messages_not_visible", "attributes", "messages"]
)
def test_a_long_queue_counts_as_moto_does(counted: str) -> None:
    queues = [kind("queue", "us-east-1", "1") for kind in KINDS]
    visible, *hidden = (
        message("visible", EARLIER, EARLIER),
        message("received", LATER, EARLIER),
        message("delayed", EARLIER, LATER),
        message("both", LATER, LATER),
    )

    for queue in queues:
        queue._messages += [visible, *hidden]
        queue.created_timestamp = queue.last_modified_timestamp = 0

    motos, ours = (getattr(queue, counted) for queue in queues)
    assert ours == motos
    assert queues[1].messages == [visible]
