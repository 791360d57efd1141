"""Writing many objects and copying one, for implementations of buckets that have no better way."""

from collections.abc import Mapping

from msgspec.structs import replace

from chalicelib.cloud.ports import Bucket, Object


def write_each(bucket: Bucket, objects: Mapping[str, Object]) -> Mapping[str, Exception]:
    """Write the objects one after another into any bucket; return the errors by key."""
    failed: dict[str, Exception] = {}
    for key, what in objects.items():
        try:
            bucket.write(key, what)
        except Exception as error:  # the caller gets it, by key
            failed[key] = error
    return failed


def copy(source: Bucket, key: str, target: Bucket, to: str, like: Object, etag: str = "") -> bool:
    """Copy between any two buckets by reading and writing; return False where there is no object, or another version."""
    stored = source.read(key)
    if stored is None or (etag and stored[1].etag != etag):
        return False
    target.write(to, replace(like, body=stored[0]))
    return True
