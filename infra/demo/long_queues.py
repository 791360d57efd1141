"""Queues of the local AWS in which thousands of messages may wait.

Moto goes through all waiting messages several times for each message that is sent, and asks for the time once or twice for each.
When a real blog was pushed into the demo, that was more than half of the work. Here the time is asked once for each pass.
"""

from typing import Any

from moto.backends import get_backend
from moto.core.utils import unix_time_millis
from moto.sqs.models import Message, Queue


class LongQueue(Queue):
    """A queue of moto whose messages are counted faster."""

    @property
    def messages(self) -> list[Message]:
        now = unix_time_millis()
        return [message for message in self._messages if message.visible_at < now and message.delayed_until <= now]

    @property
    def approximate_number_of_messages_delayed(self) -> int:
        now = unix_time_millis()
        return sum(now < message.delayed_until for message in self._messages)

    @property
    def approximate_number_of_messages_not_visible(self) -> int:
        now = unix_time_millis()
        return sum(now <= message.visible_at for message in self._messages)


def lengthen(account: str, region: str) -> None:
    """Make all queues of this account and region long ones."""
    backend: Any = get_backend("sqs")[account][region]
    for queue in backend.queues.values():
        queue.__class__ = LongQueue
