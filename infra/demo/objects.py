"""The objects of the local AWS, written and watched from this process.

Through HTTP an object takes some milliseconds, of which most are moto's and boto3's; a site has thousands.
"""

from collections.abc import Callable
from typing import Any

from moto.backends import get_backend

from chalicelib.cloud.ports import Object
from infra.demo.aws import ACCOUNT


def store() -> Any:
    return get_backend("s3")[ACCOUNT]["aws"]


def put(bucket: str, key: str, what: Object) -> None:
    """Write an object as an S3 client would, but without an event."""
    standard = {"Content-Type": what.type, "Cache-Control": what.cache}
    own = {f"x-amz-meta-{name}": value for name, value in what.meta.items()}
    stored = store().put_object(bucket, key, what.body, disable_notification=True)
    stored.set_metadata({name: value for name, value in {**standard, **own}.items() if value})


def report(bucket: str, note: Callable[[str], object]) -> None:
    """From now on, call `note` with the key of each object of this bucket that is written or deleted."""
    backend = store()

    def reporting(act: Callable[..., Any]) -> Callable[..., Any]:
        def act_and_report(bucket_name: str, key_name: str, *rest: Any, **options: Any) -> Any:
            result = act(bucket_name, key_name, *rest, **options)
            if bucket_name == bucket:
                note(key_name)
            return result

        return act_and_report

    backend.put_object = reporting(backend.put_object)
    backend.delete_object = reporting(backend.delete_object)
