"""Granted: a cloud in memory with the rights that a function has on AWS.

Blogs in memory hand it to each of their functions, so every test of them fails where AWS would deny a call: `Denied` isn't caught
by any handler. Policies are read from the files that are deployed.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from typing import Any, NamedTuple

from msgspec.structs import replace

from bench.watching import Around, Watched
from chalicelib.cloud.ports import Cloud
from infra.stack.access.policies import ACTIONS, LEADING, file_of
from infra.stack.functions import EVERY
from tests.stack.iam import Request, allows

NAMES = {
    "AWS::Partition": "aws",
    "AWS::Region": "eu-west-1",
    "AWS::AccountId": "1",
    "AWS::StackName": "site",
    "MailDomain": "press.example",
}
TABLE = "arn:aws:dynamodb:eu-west-1:1:table/site-catalog"
QUEUES = {"uploads": "site-uploads", "press": "site-press.fifo", "letters": "site-letters"}
BUCKETS = ("content", "public", "encoded", "logs", "inbound")
OBJECTS = {"stat": "GetObject", "read": "GetObject", "stream": "GetObject", "write": "PutObject", "delete": "DeleteObject"}


class Use(NamedTuple):
    """A method of the table's port that a function used on a partition."""

    function: str
    method: str
    partition: str


USES: set[Use] = set()
"""What functions with rights have used of the table since the set was emptied."""


class Denied(BaseException):
    """AWS would deny this call."""


def granted(cloud: Cloud, function: str) -> Cloud:
    """Return the cloud as this function has it: a call that its policy doesn't allow raises `Denied`."""

    def around(port: str, method: str, args: tuple[Any, ...], act: Callable[[], Any]) -> Any:
        for request in requests(port, method, args):
            if not may(function, request):
                raise Denied(f"{function} may not {request.action} on {request.on} {dict(request.knows)}")
            USES.update(Use(function, method, partition) for partition in request.knows.get(LEADING, ()))
        return act()

    return replace(cloud, **{name: guarded for name in REQUESTS if (guarded := _guarded(cloud, name, around))})


def _guarded(cloud: Cloud, name: str, around: Around) -> Any:
    port = getattr(cloud, name)
    return None if port is None else Watched(port, name, around)


def may(function: str, request: Request) -> bool:
    return _may(function, request.action, request.on, tuple(request.knows.items()))


@cache
def _may(function: str, action: str, on: str, knows: tuple[tuple[str, tuple[str, ...]], ...]) -> bool:
    return allows(statements(function), Request(action, on, dict(knows)), NAMES)


@cache
def statements(function: str) -> list[Mapping[str, Any]]:
    [row] = [row for row in EVERY if row.name == function]
    found: list[Mapping[str, Any]] = json.loads(file_of(row).read_text())["Statement"]
    return found


# ---- what a call of a port asks of AWS


def requests(port: str, method: str, args: tuple[Any, ...]) -> Iterable[Request]:
    return REQUESTS[port](port, method, args)


def of_table(_port: str, method: str, args: tuple[Any, ...]) -> Iterator[Request]:
    if partitions := tuple(dict.fromkeys(PARTITIONS[method](args[0]))):
        yield Request(f"dynamodb:{ACTIONS[method]}", TABLE, {LEADING: partitions})


PARTITIONS: Mapping[str, Callable[[Any], Iterable[str]]] = {
    "get": lambda at: [at.pk],
    "get_many": lambda several: (at.pk for at in several),
    "query": lambda partition: [partition],
    "put": lambda item: [item.at.pk],
    "put_many": lambda items: (item.at.pk for item in items),
    "delete": lambda at: [at.pk],
    "add": lambda at: [at.pk],
    "change": lambda at: [at.pk],
}


def of_bucket(port: str, method: str, args: tuple[Any, ...]) -> Iterator[Request]:
    bucket = f"arn:aws:s3:::site-{port}-1-eu-west-1"
    if method == "keys":
        yield Request("s3:ListBucket", bucket)
    elif method == "write_many":
        yield from (Request("s3:PutObject", f"{bucket}/{key}") for key in args[0])
    elif method == "copy_from":
        source, key, to = args[:3]
        yield Request("s3:PutObject", f"{bucket}/{to}")
        if isinstance(source, Watched):
            yield from of_bucket(source._name, "read", (key,))
    else:
        yield Request(f"s3:{OBJECTS[method]}", f"{bucket}/{args[0]}")


def of_queue(port: str, _method: str, _args: tuple[Any, ...]) -> Iterator[Request]:
    yield Request("sqs:SendMessage", f"arn:aws:sqs:eu-west-1:1:{QUEUES[port]}")


def of_encoder(_port: str, _method: str, _args: tuple[Any, ...]) -> Iterator[Request]:
    yield Request("lambda:InvokeFunction", "arn:aws:lambda:eu-west-1:1:function:site-images")


VERSIONED = {  # the actions of S3 behind each method
    "read": ("GetObject",),
    "put": ("PutObject", "GetObject"),
    "delete": ("GetObject", "DeleteObject"),
    "read_version": ("GetObjectVersion",),
    "etag": ("GetObject",),
    "upload_link": ("PutObject",),
}


def of_versions(_port: str, method: str, args: tuple[Any, ...]) -> Iterator[Request]:
    bucket, key = "arn:aws:s3:::site-content-1-eu-west-1", args[0]
    if method == "versions":
        yield Request("s3:ListBucketVersions", bucket, {"s3:prefix": (key,)})
    elif method == "etags":
        yield Request("s3:ListBucket", bucket)
    else:
        yield from (Request(f"s3:{action}", f"{bucket}/{key}") for action in VERSIONED[method])


REQUESTS: Mapping[str, Callable[[str, str, tuple[Any, ...]], Iterable[Request]]] = {
    "table": of_table,
    "versions": of_versions,
    "encoder": of_encoder,
    **dict.fromkeys(BUCKETS, of_bucket),
    **dict.fromkeys(QUEUES, of_queue),
}
