"""A bucket of the local AWS that keeps versions, as the stack's content bucket does.

Of a deletion in such a bucket, moto sends no event; S3 does.
"""

from collections.abc import Callable
from typing import Any

from moto.backends import get_backend
from moto.s3 import notifications
from moto.s3.models import FakeKey


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
