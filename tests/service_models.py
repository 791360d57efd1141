"""Requests as AWS would judge them: by the limits in botocore's own models of the services, and by those that stand in no model.

botocore itself validates types and the shortest lengths only, and moto accepts nearly everything else. So each request of each
test passes here first (`tests/conftest.py`), and what AWS would refuse fails the test that made it.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from botocore.model import Shape

from chalicelib.cloud.limits import (
    BATCH_BYTES,
    BATCH_READS,
    BATCH_SENDS,
    BATCH_WRITES,
    EVENT_BYTES,
    ITEM_BYTES,
    KEY_BYTES,
    LIST_MOST,
    MESSAGE,
    META_BYTES,
    PK_BYTES,
    SK_BYTES,
    TRANSFER_BYTES,
)
from infra.limits import HIDDEN

Check = Callable[[Mapping[str, Any]], Iterator[str]]


def faults(operation: Any, request: Mapping[str, Any]) -> list[str]:
    """Return what AWS would not accept of a request."""
    service = operation.service_model.service_name
    found = list(_faults(operation.input_shape, request, operation.name)) if operation.input_shape else []
    return found + list(CHECKS.get(f"{service}.{operation.name}", _nothing)(request))


def _nothing(_request: Mapping[str, Any]) -> Iterator[str]:
    return iter(())


# ---- by the models


def _faults(shape: Shape, value: Any, at: str) -> Iterator[str]:
    """Yield what is wrong with a value and with all within it."""
    yield from (f"{at}: {fault}" for fault in _own(shape, value))
    if shape.type_name == "structure" and isinstance(value, Mapping):
        for name, inner in value.items():
            if name in shape.members and inner is not None:
                yield from _faults(shape.members[name], inner, f"{at}.{name}")
    elif shape.type_name == "list" and isinstance(value, list | tuple):
        for inner in value:
            yield from _faults(shape.member, inner, f"{at}[]")
    elif shape.type_name == "map" and isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _faults(shape.key, name, f"{at} (a key)")
            yield from _faults(shape.value, inner, f"{at}.{name}")


def _own(shape: Shape, value: Any) -> Iterator[str]:
    size = value if isinstance(value, int | float) else len(value) if hasattr(value, "__len__") else None
    least, most = shape.metadata.get("min"), shape.metadata.get("max")
    if size is not None and least is not None and size < least:
        yield f"{size}, at least {least}"
    if size is not None and most is not None and size > most:
        yield f"{size}, at most {most}"
    if isinstance(value, str):
        words = getattr(shape, "enum", ())
        if words and value not in words:
            yield f"{value!r}, one of {', '.join(words)}"
        pattern = _pattern(shape.metadata.get("pattern", ""))
        if pattern and not pattern.fullmatch(value):
            yield f"{value!r}, like {pattern.pattern}"


@lru_cache(None)
def _pattern(text: str) -> re.Pattern[str] | None:
    """Return a pattern of the models, which are Java's: what Python has no word for is left out."""
    try:
        return re.compile(text) if text else None
    except re.error:
        return None


# ---- by what stands in no model


def _key(request: Mapping[str, Any]) -> Iterator[str]:
    if len(request["Key"].encode()) > KEY_BYTES:
        yield f"a key of more than {KEY_BYTES} bytes: {request['Key']}"


def _object(request: Mapping[str, Any]) -> Iterator[str]:
    yield from _key(request)
    meta = request.get("Metadata") or {}
    size = sum(len(f"{name}{value}".encode()) for name, value in meta.items())
    if size > META_BYTES:
        yield f"{size} bytes of metadata, at most {META_BYTES}"


def _messages(request: Mapping[str, Any]) -> Iterator[str]:
    bodies = [entry["MessageBody"] for entry in request["Entries"]]
    if len(bodies) > BATCH_SENDS:
        yield f"{len(bodies)} messages, at most {BATCH_SENDS}"
    if (size := sum(len(body.encode()) for body in bodies)) > BATCH_BYTES:
        yield f"{size} bytes of messages, at most {BATCH_BYTES}"
    yield from (f"a character that no message may have: {body!r}" for body in bodies if not MESSAGE.fullmatch(body))


def _hidden(request: Mapping[str, Any]) -> Iterator[str]:
    entries = request["Entries"]
    if not 0 < len(entries) <= BATCH_SENDS:
        yield f"{len(entries)} entries, 1 to {BATCH_SENDS}"
    if len({entry["Id"] for entry in entries}) < len(entries):
        yield "an entry twice"
    times = [entry.get("VisibilityTimeout", 0) for entry in entries]
    yield from (f"hidden for {seconds} seconds, 0 to {HIDDEN}" for seconds in times if not 0 <= seconds <= HIDDEN)


def _listing(request: Mapping[str, Any]) -> Iterator[str]:
    """S3 gives no more than so many, however many are asked for: so more is a mistake, though no error."""
    if not 0 < request.get("MaxKeys", LIST_MOST) <= LIST_MOST:
        yield f"{request['MaxKeys']} keys, 1 to {LIST_MOST}"


def _item(request: Mapping[str, Any]) -> Iterator[str]:
    yield from _row(request["Item"])


def _row(row: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    if (size := sum(len(name.encode()) + _bytes(value) for name, value in row.items())) > ITEM_BYTES:
        yield f"an item of {size} bytes, at most {ITEM_BYTES}"
    for name, most in (("pk", PK_BYTES), ("sk", SK_BYTES)):
        if name in row and not 0 < _bytes(row[name]) <= most:
            yield f"{name} of {_bytes(row[name])} bytes, 1 to {most}"


def _bytes(value: Mapping[str, Any]) -> int:
    (inner,) = value.values()
    return len(inner.encode()) if isinstance(inner, str) else len(inner) if isinstance(inner, bytes) else 21


def _writes(request: Mapping[str, Any]) -> Iterator[str]:
    rows = [one["PutRequest"]["Item"] for writes in request["RequestItems"].values() for one in writes if "PutRequest" in one]
    if len(rows) > BATCH_WRITES:
        yield f"{len(rows)} items, at most {BATCH_WRITES}"
    if sum(_bytes(value) for row in rows for value in row.values()) > TRANSFER_BYTES:
        yield f"items of more than {TRANSFER_BYTES} bytes"
    for row in rows:
        yield from _row(row)


def _reads(request: Mapping[str, Any]) -> Iterator[str]:
    keys = [key for asked in request["RequestItems"].values() for key in asked["Keys"]]
    if len(keys) > BATCH_READS:
        yield f"{len(keys)} keys, at most {BATCH_READS}"
    if len({str(key) for key in keys}) < len(keys):
        yield "a key twice"


def _range(request: Mapping[str, Any]) -> Iterator[str]:
    named = {"pk": ":pk", "sk": ":after"}, {"sk": ":before"}
    given = request["ExpressionAttributeValues"]
    for names in named:
        yield from _row({name: given[word] for name, word in names.items() if word in given})


def _event(request: Mapping[str, Any]) -> Iterator[str]:
    """What isn't waited for is refused where it is no JSON, or too large."""
    payload = request["Payload"]
    if len(payload) > EVENT_BYTES:
        yield f"an event of {len(payload)} bytes, at most {EVENT_BYTES}"
    try:
        json.loads(payload)
    except ValueError:
        yield f"an event that is no JSON: {payload[:80]!r}"


CHECKS: Mapping[str, Check] = {
    "lambda.Invoke": _event,
    "s3.PutObject": _object,
    "s3.CopyObject": _object,
    "s3.CreateMultipartUpload": _object,
    "s3.DeleteObject": _key,
    "s3.ListObjectsV2": _listing,
    "sqs.SendMessageBatch": _messages,
    "sqs.ChangeMessageVisibilityBatch": _hidden,
    "dynamodb.PutItem": _item,
    "dynamodb.BatchWriteItem": _writes,
    "dynamodb.BatchGetItem": _reads,
    "dynamodb.Query": _range,
}
