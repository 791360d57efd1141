"""Objects of the content bucket as an ingest, a build and a check read them: as far as they have to be read, and no further."""

from functools import partial

from chalicelib.cloud.ports import Bucket
from chalicelib.publishing.parse import looked_at
from chalicelib.publishing.upload import StoredObject


def found_in(bucket: Bucket, key: str) -> StoredObject | None:
    """Return the object as it is now, with as many of its first bytes as are looked at."""
    read = bucket.read(key, looked_at(key))
    return StoredObject(read[0], read[1].etag, read[1].size, partial(bucket.part, key)) if read else None
