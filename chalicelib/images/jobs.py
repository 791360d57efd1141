"""Jobs of the encoder: one image each, from the content bucket to the bucket of encoded images.

A job says which image to encode, and the name of the picture that it becomes. What is encoded already isn't encoded again, so a
job may come twice, or late. Once all files of the picture stand in the bucket of encoded images, that is noted in the table; then
the page of the image is queued, which copies them to the public bucket. An image that can't be encoded is noted as refused, and
its source is queued, so that its author gets a report.
"""

import logging
from collections.abc import Mapping
from typing import Any

from chalicelib.cloud.ports import Bucket, Cloud, Object
from chalicelib.content.budget import Overdue
from chalicelib.content.limits import limit
from chalicelib.content.pictures import Picture, name_of
from chalicelib.errors import Refusal
from chalicelib.images.encoding import encode as encode_bytes
from chalicelib.model import Page
from chalicelib.publishing import messages
from chalicelib.publishing.decide import Change
from chalicelib.rendering.failures import GIVEN_UP
from chalicelib.store import pictures, records

log = logging.getLogger(__name__)
LIMIT = limit("image")
TRIES = 2  # fewer than Lambda makes, so that an image is refused before its job is put away


def encode(cloud: Cloud, event: Mapping[str, Any]) -> None:
    """Encode the image that this job names, unless it is encoded, and queue what waits for it."""
    key, name = event["key"], event["name"]
    attempt = pictures.read(cloud.table, name)
    became = attempt.picture or attempt.refusal or _became(cloud, key, name)
    if isinstance(became, Picture):
        cloud.press.send(messages.to_press([Page("file", key)]))
    elif became and (record := records.read(cloud.table, key)):
        cloud.uploads.send([messages.again([Change(key, record.sequence)])])


def _became(cloud: Cloud, key: str, name: str) -> Picture | Refusal | None:
    """What the image becomes; None if another image stands there now, whose own event has a job."""
    read = cloud.content.read(key, LIMIT + 1)
    if read is None or name_of(read[0]) != name:
        log.info("%s: changed before it was encoded", key)
        return None
    tries = pictures.begin(cloud.table, name)
    became = _attempted(cloud, name, read[0]) if tries <= TRIES else _given_up(key)
    pictures.end(cloud.table, name, became)
    return became


def _attempted(cloud: Cloud, name: str, raw: bytes) -> Picture | Refusal:
    """What the image becomes. An error of a service is no attempt, since it says nothing of the image; a death is one."""
    try:
        return made(cloud.pictures, raw)
    except Overdue:
        raise
    except Exception:
        pictures.forget(cloud.table, name)
        raise


def _given_up(key: str) -> Refusal:
    log.error("%s: %s can't be encoded: %s attempts, none of which ended", GIVEN_UP, key, TRIES)
    return Refusal("image-broken", f"{TRIES} attempts to read it, none of which ended")


def made(bucket: Bucket, raw: bytes) -> Picture | Refusal:
    """Encode these bytes and write the files of the picture; a refusal if they are no image that can be shown."""
    try:
        encoded = encode_bytes(raw)
    except Refusal as refusal:
        return refusal
    picture = encoded.picture
    objects = {f"{picture.name}/{one.file}": Object(encoded.files[one.file], one.type) for one in picture.variants}
    failed = bucket.write_many(objects)
    for error in failed.values():
        raise error
    return picture
