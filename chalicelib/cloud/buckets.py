"""What buckets of any kind can do by reading and writing, for those that have no better way."""

from collections.abc import Mapping
from dataclasses import replace

from chalicelib.cloud.ports import Bucket, Object


def write_each(bucket: Bucket, objects: Mapping[str, Object]) -> Mapping[str, Exception]:
    """Write one after another, into a bucket of any kind; what went wrong."""
    failed: dict[str, Exception] = {}
    for key, what in objects.items():
        try:
            bucket.write(key, what)
        except Exception as error:  # it is given to the caller, by key
            failed[key] = error
    return failed


def copy(source: Bucket, key: str, target: Bucket, to: str, like: Object, etag: str = "") -> bool:
    """Copy between two buckets of any kind, by reading and writing; False where nothing stands, or another version."""
    found = source.read(key)
    if found is None or (etag and found[1].etag != etag):
        return False
    target.write(to, replace(like, body=found[0]))
    return True
