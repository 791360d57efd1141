"""Patches of moto's queues and buckets, where they differ from AWS's or are too slow for a whole blog.

Moto goes through all waiting messages several times for each message that is sent, and asks for the time once or twice for each.
When a real blog was pushed into the demo, that was more than half of the work. Here the time is asked once for each pass. Of a
deletion in a bucket that keeps versions, as the stack's content bucket does, moto sends no event; S3 does.
"""

from collections.abc import Callable
from typing import Any

from moto.backends import get_backend
from moto.core.utils import unix_time_millis
from moto.s3 import notifications
from moto.s3.models import FakeKey
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


def lengthen_queues(account: str, region: str) -> None:
    """Make all queues of this account and region long ones."""
    backend: Any = get_backend("sqs")[account][region]
    for queue in backend.queues.values():
        queue.__class__ = LongQueue


def keep_versions(s3: Any, bucket: str, account: str) -> None:
    """Keep the versions of this bucket's objects from now on, and send an event when one is deleted."""
    s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    backend: Any = get_backend("s3")[account]["aws"]
    backend.delete_object = _with_delete_events(backend, bucket, backend.delete_object)


def _with_delete_events(backend: Any, bucket: str, delete: Callable[..., Any]) -> Callable[..., Any]:
    def delete_and_notify(bucket_name: str, key_name: str, version_id: str | None = None, bypass: bool = False) -> Any:  # noqa: FBT001, FBT002 - as in moto
        versioned = backend.get_bucket(bucket_name) if bucket_name == bucket and version_id is None else None
        current = versioned.keys.get(key_name) if versioned else None
        answer = delete(bucket_name, key_name, version_id=version_id, bypass=bypass)
        if isinstance(current, FakeKey):
            event = notifications.S3NotificationEvent.OBJECT_REMOVED_DELETE_MARKER_CREATED_EVENT
            notifications.send_event(backend.account_id, event, versioned, current)
        return answer

    return delete_and_notify
