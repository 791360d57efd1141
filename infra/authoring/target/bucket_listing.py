"""Listings of buckets: each object's key with its ETag, a thousand in a call, and nothing of their bytes."""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple, TypeAlias

from chalicelib.cloud.ports import Bucket
from infra.files.blog_folder import every_key


class ListedObject(NamedTuple):
    """An object as a listing shows it."""

    key: str
    etag: str
    size: int


Listing: TypeAlias = Callable[[], Iterator[ListedObject]]
"""Yields the objects of a bucket in the order of their keys."""


def of_s3(client: Any, bucket: str) -> Listing:
    """Return the listing of a bucket of S3."""

    def objects() -> Iterator[ListedObject]:
        for page in client.get_paginator("list_objects_v2").paginate(Bucket=bucket):
            yield from (ListedObject(row["Key"], row["ETag"].strip('"'), int(row["Size"])) for row in page.get("Contents", ()))

    return objects


def of_bucket(bucket: Bucket) -> Listing:
    """Return the listing of any bucket; it asks for each object, which only a bucket on this machine answers at once."""

    def objects() -> Iterator[ListedObject]:
        for key in every_key(bucket):
            if stat := bucket.stat(key):
                yield ListedObject(key, stat.etag, stat.size)

    return objects
